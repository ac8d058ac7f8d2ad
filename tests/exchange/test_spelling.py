"""Rows find their records however a text is spelled in the file: in capitals, in small letters, mixed."""

from datetime import datetime

import pytest
from django.db.models.functions import Lower, Upper

from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.customers.models import Account, Contact
from dealwright.exchange import spelling
from dealwright.exchange.models import Import
from dealwright.exchange.plans import Column
from dealwright.records.fields import Field, Kind
from tests.exchange.uploads import done, plan_of, planned, uploaded
from tests.factories.customers import account_of

pytestmark = pytest.mark.django_db


def imported(kind: str, text: str, *, by: Actor, at: datetime, **changes: object) -> Import:
    begun = uploaded(kind, text, by=by, at=at)
    return done(planned(begun, by=by, at=at, duplicates="create", **changes), by=by, at=at)


def making(found: Import, name: str) -> list[Column]:
    """The columns of a plan, of which one makes the records that it names."""
    return [
        column.model_copy(update={"rule": column.rule.model_copy(update={"create": True})})
        if column.field == name
        else column
        for column in plan_of(found).columns
    ]


@pytest.mark.parametrize("name", ["NORDHAVEN Ærø AB", "nordhaven ærø ab", "Nordhaven Ærø AB"])
def test_a_key_is_found_in_any_case(name: str, alice: Actor, at: datetime) -> None:
    account_of(alice, name="Nordhaven Ærø AB")
    found = imported("customers.account", f"Name,Employees\n{name},5\n", by=alice, at=at)
    assert plan_of(found).key == ["name"]
    assert (found.created, found.updated, found.refused) == (0, 1, 0)
    assert Account.objects.get().employees == 5


def test_two_spellings_of_one_file_make_one_record(alice: Actor, at: datetime) -> None:
    rows = "Name,Employees\nNordhaven AB,5\nNORDHAVEN AB,6\n"
    found = imported("customers.account", rows, by=alice, at=at)
    assert (found.created, found.updated, found.refused) == (1, 1, 0)
    assert Account.objects.get().employees == 6


@pytest.mark.parametrize("mail", ["anna.lind@acme.example", "ANNA.LIND@ACME.EXAMPLE"])
def test_an_address_is_found_in_any_case(mail: str, alice: Actor, at: datetime) -> None:
    values = {
        "last_name": "Lind",
        "email": "Anna.Lind@acme.example",
        "account": account_of(alice, name="Acme"),
    }
    customers.create_contact(values, by=alice, at=at)
    rows = f"Last name,Email,Account\nLindqvist,{mail},ACME\n"
    found = imported("customers.contact", rows, by=alice, at=at)
    assert plan_of(found).key == ["email"]
    assert (found.created, found.updated, found.refused) == (0, 1, 0)
    assert Contact.objects.get().last_name == "Lindqvist"


def test_a_key_that_two_spellings_fit_is_refused(alice: Actor, at: datetime) -> None:
    account_of(alice, name="Nordhaven AB")
    account_of(alice, name="NORDHAVEN AB")
    rows = "Name,Employees\nnordhaven ab,5\n"
    found = imported("customers.account", rows, by=alice, at=at)
    assert (found.created, found.updated, found.refused) == (0, 0, 1)
    assert "2 records fit" in found.checked.get().reason


def test_a_link_is_found_in_any_case(alice: Actor, at: datetime) -> None:
    account = account_of(alice, name="Nordhaven AB")
    rows = "Last name,Account\nLind,nordhaven ab\nBerg,NORDHAVEN AB\n"
    found = imported("customers.contact", rows, by=alice, at=at)
    assert (found.created, found.refused) == (2, 0)
    assert set(Contact.objects.values_list("account", flat=True)) == {account.pk}


def test_owners_are_found_in_any_case(alice: Actor, at: datetime) -> None:
    rows = "Name,Owner\nA,ALICE@Corvane.example\nB,alice example\nC,Alice EXAMPLE\n"
    found = imported("customers.account", rows, by=alice, at=at)
    assert (found.created, found.refused) == (3, 0)
    assert set(Account.objects.values_list("owner", flat=True)) == {alice.id}


def test_two_spellings_of_a_missing_link_make_one_record(alice: Actor, at: datetime) -> None:
    rows = "Last name,Account\nLind,Nordhaven AB\nBerg,NORDHAVEN AB\n"
    begun = uploaded("customers.contact", rows, by=alice, at=at)
    columns = making(begun, "account")
    found = done(planned(begun, by=alice, at=at, columns=columns), by=alice, at=at)
    assert (found.created, found.refused) == (2, 0)
    assert Account.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "fold", "texts"),
    [
        (Kind.EMAIL, Lower, ["Anna@acme.example"]),
        (Kind.TEXT, Upper, ["Straße 5", "Ærø"]),
    ],
)
def test_texts_are_folded_as_the_database_folds_them(
    kind: Kind, fold: type[Upper] | type[Lower], texts: list[str], alice: Actor
) -> None:
    for text in texts:
        account_of(alice, name=text)
    field = Field(name="name", label="name", kind=kind)
    spelled = [text.swapcase() if "ß" not in text else text for text in texts]
    rows = spelling.among(Account.objects.all(), field, spelled, number="number")
    assert {account.name for account in rows} == set(texts)
    assert fold.function in str(rows.query).upper()
