"""A cell that is no value of its field costs the row, or the field alone, as whoever imports says."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.exchange import kinds, remedies
from dealwright.exchange.models import Import
from dealwright.exchange.plans import Status
from tests.exchange.uploads import checked, done, plan_of, planned, uploaded
from tests.factories.customers import account_of

pytestmark = pytest.mark.django_db
type SignIn = Callable[[Actor], Client]
ROWS = (
    "Name,Website,Industry,Phone,Employees,Parent company\n"
    "Acme,nowhere,alchemy,call me,many,Gone Ltd\n"
    "Boda,boda.example,food,+46 31 555 01 42,7,Acme\n"
)


def looked_at(by: Actor, at: datetime) -> Import:
    begun = uploaded("customers.account", ROWS, by=by, at=at)
    columns = [
        column.model_copy(update={"status": Status.MAPPED, "options": []})
        for column in plan_of(begun).columns
    ]
    plan = {"columns": columns, "key": ["name"], "mode": "upsert", "duplicates": "create"}
    return checked(planned(begun, by=by, at=at, **plan), by=by, at=at)


def offered(found: Import, by: Actor) -> set[tuple[str, str]]:
    entity = kinds.get(found.kind, by).entity
    return {(each.act, each.field) for each in remedies.of(found, entity, by)}


def mended(found: Import, by: Actor, at: datetime) -> Import:
    """The import once every remedy that goes without a cell was taken, one after the other."""
    while drops := [name for act, name in offered(found, by) if act == "drop"]:
        plan = remedies.applied(plan_of(found), "drop", drops[0])
        found = checked(planned(found, by=by, at=at, columns=plan.columns), by=by, at=at)
    return found


def test_rows_are_taken_without_what_is_no_value(alice: Actor, at: datetime) -> None:
    found = looked_at(alice, at)
    assert (found.created, found.refused) == (1, 1)
    found = done(mended(found, alice, at), by=alice, at=at)
    assert (found.created, found.refused) == (2, 0)
    acme = Account.objects.get(name="Acme")
    assert (acme.website, acme.industry, acme.phone, acme.employees) == ("", "", "", None)
    boda = Account.objects.get(name="Boda")
    assert (boda.industry, boda.phone, boda.employees) == ("food", "+46315550142", 7)
    assert boda.parent == acme


def test_what_is_stored_stays_where_a_cell_is_no_value(alice: Actor, at: datetime) -> None:
    account_of(alice, "Acme", industry="food", phone="+46 31 555 01 42")
    found = done(mended(looked_at(alice, at), alice, at), by=alice, at=at)
    assert (found.created, found.refused) == (1, 0)
    acme = Account.objects.get(name="Acme")
    assert (acme.industry, acme.phone) == ("food", "+46315550142")


def test_a_field_that_must_have_a_value_is_never_dropped(alice: Actor, at: datetime) -> None:
    rows = f"Name,Employees\n{'x' * 500},5\n"
    found = checked(uploaded("customers.account", rows, by=alice, at=at), by=alice, at=at)
    assert found.refused == 1
    assert offered(found, alice) == set()


def test_the_page_offers_it(alice: Actor, client_for: SignIn, at: datetime) -> None:
    found = looked_at(alice, at)
    client = client_for(alice)
    page = client.get(reverse("exchange:check", args=[found.pk])).text
    assert "the cell of one row is no value for it" in page
    (_act, name), *_others = [each for each in offered(found, alice) if each[0] == "drop"]
    client.post(reverse("exchange:mend", args=[found.pk]), {"act": "drop", "field": name})
    column = plan_of(found).column_of(name)
    assert column is not None
    assert column.rule.drop
