"""Registration and VAT numbers of accounts: kept, found, and what tells that two accounts are one."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from dealwright.core import actor as actors
from dealwright.core import registers
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.customers import actions, queries
from dealwright.customers.matching import Probe, Reason
from dealwright.customers.models import Account
from dealwright.customers.queries import ACCOUNTS
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.models import Role
from dealwright.identity.privileges import FieldLevel
from dealwright.leads import queries as leads
from dealwright.records import registry
from dealwright.records import search as listed
from dealwright.records.matching import actions as matching
from dealwright.records.matching.models import DuplicatePair, MatchKey
from dealwright.records.searching import finding
from tests.exchange.uploads import plan_of, uploaded
from tests.factories.customers import account_of
from tests.people import AT

pytestmark = pytest.mark.django_db
KEY = "customers.account"


def searched() -> list[DuplicatePair]:
    matching.search(KEY, by=actors.system(), at=AT + timedelta(minutes=1))
    return list(DuplicatePair.objects.all())


def hide_from(alice: Actor, *, by: Actor) -> None:
    role = Role.objects.get(key="salesperson")
    hidden = {"registration_number": FieldLevel.HIDDEN}
    identity.set_field_rights(role, KEY, hidden, by=by, at=AT)
    alice.memo.clear()


def test_numbers_are_kept_in_their_form_with_history(alice: Actor) -> None:
    account = account_of(alice, "Nordhaven", registration_number=" HRB  12345 ")
    actions.update_account(account, {"vat_number": "de 123 456 789"}, by=alice, at=AT)
    account.refresh_from_db()
    assert (account.registration_number, account.vat_number) == ("HRB 12345", "DE123456789")
    changed = EventRecord.objects.filter(subject_id=account.pk).latest("pk")
    assert changed.changes == {"vat_number": ["", "DE123456789"]}


def test_a_wrong_vat_number_is_refused_and_nothing_changes(alice: Actor) -> None:
    account = account_of(alice, "Nordhaven")
    before = EventRecord.objects.count()
    with pytest.raises(InvalidError, match="DE"):
        actions.update_account(account, {"vat_number": "DE12"}, by=alice, at=AT)
    account.refresh_from_db()
    assert (account.vat_number, account.version) == ("", 1)
    assert EventRecord.objects.count() == before


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"registration_number": "556703-7485"}, {"registration_number": "SE5567037485"}),
        (
            {"registration_number": "HRB 4711", "billing_country": "Deutschland"},
            {"registration_number": "hrb-4711", "billing_country": "DE"},
        ),
        (
            {"registration_number": "1234 9876", "billing_country": "DK", "billing_city": "Aarhus"},
            {"registration_number": "12349876", "billing_city": "Odense"},
        ),
    ],
)
def test_the_same_number_is_a_certain_sign_whatever_the_names(
    one: dict[str, str], other: dict[str, str], alice: Actor
) -> None:
    account_of(alice, "Nordhaven Cold Chain AB", **one)
    account_of(alice, "Renamed Since Ltd", **other)
    (pair,) = searched()
    assert pair.probability >= 99.99
    assert [reason["name"] for reason in pair.reasons] == ["registration"]
    assert MatchKey.objects.filter(key__startswith="registration:").count() == 2


def test_the_same_number_in_two_countries_says_nothing(alice: Actor) -> None:
    account_of(alice, "Nordhaven", registration_number="12349876", billing_country="Dänemark")
    account_of(alice, "Halcyon", registration_number="12349876", billing_country="GB")
    assert searched() == []


def test_what_stands_for_no_number_says_nothing(alice: Actor) -> None:
    account_of(alice, "Nordhaven", registration_number="00000000")
    account_of(alice, "Halcyon", registration_number="00000000")
    assert searched() == []


def test_a_hint_names_the_account_with_the_number(alice: Actor, charlie: Actor) -> None:
    known = account_of(
        alice, "Nordhaven", registration_number="556703-7485", vat_number="SE556703748501"
    )
    probe = Probe.of(country="DE", registration="SE 556703 7485", vat="556703748501")
    (found,) = queries.matches(ACCOUNTS, probe, actor=alice)
    assert (found.row, found.reasons) == (known, (Reason.REGISTRATION, Reason.VAT))
    assert queries.matches(ACCOUNTS, probe, actor=charlie) == []
    values = {"last_name": "Dahl", "registration_number": "5567037485"}
    assert [match.row for match in leads.matches(values, actor=alice)] == [known]


def test_from_whom_the_number_is_hidden_finds_nobody_by_it(alice: Actor, admin: Actor) -> None:
    account_of(alice, "Nordhaven", registration_number="556703-7485")
    hide_from(alice, by=admin)
    probe = Probe.of(country="DE", registration="5567037485")
    assert queries.matches(ACCOUNTS, probe, actor=alice) == []


def test_the_look_up_has_an_index_of_its_own(alice: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM customers_account WHERE registration_number <> '' AND "
            + registers.bare_as_sql("registration_number")
            + " = 'X1'"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "account_registration" in plan


@pytest.mark.parametrize(
    "asked", ["5567037485", "556703-7485", "SE 5567 0374 8501", "SE556703748501", "703748"]
)
def test_an_account_is_found_by_its_number(asked: str, alice: Actor, charlie: Actor) -> None:
    account: Account = account_of(
        alice, "Nordhaven", registration_number="556703-7485", vat_number="SE556703748501"
    )
    assert [hit.id for hit in finding.search(asked, alice).hits] == [account.pk]
    assert not finding.search(asked, charlie).hits


@pytest.mark.parametrize("asked", ["5567037485", "556703-7485", "SE 5567 0374 8501"])
def test_the_search_of_a_list_finds_it_by_its_number(
    asked: str, alice: Actor, charlie: Actor, client_for: Callable[[Actor], Client]
) -> None:
    account_of(alice, "Nordhaven", registration_number="556703-7485", vat_number="SE556703748501")
    account_of(alice, "Another", registration_number="556703-7486")
    address = {"view": "all", "q": asked}
    page = client_for(alice).get("/accounts/", address).content.decode()
    assert "Nordhaven" in page
    assert "Another" not in page
    assert "Nordhaven" not in client_for(charlie).get("/accounts/", address).content.decode()


def test_the_search_of_a_list_finds_nothing_by_a_number_that_is_hidden(
    alice: Actor, admin: Actor
) -> None:
    account_of(alice, "Nordhaven", registration_number="556703-7485")
    hide_from(alice, by=admin)
    entity = registry.entity(KEY).seen_by(alice)
    assert not entity.rows(alice).filter(listed.matching(entity, "556703-7485")).exists()


def test_the_columns_of_a_file_are_known_for_such_numbers(alice: Actor) -> None:
    content = "Name,Org.nr,Momsnr\nNordhaven,556703-7485,SE556703748501\n"
    plan = plan_of(uploaded(KEY, content, by=alice, at=AT))
    assert [column.field for column in plan.columns] == [
        "name",
        "registration_number",
        "vat_number",
    ]
