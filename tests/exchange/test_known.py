"""Rows that look like a record, or like one another, though no key says so."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dealwright.core import actor as actors
from dealwright.core.actor import Actor
from dealwright.exchange.known import Known
from dealwright.exchange.models import Import
from dealwright.leads import actions as leads
from dealwright.leads.models import Lead
from dealwright.records import registry
from dealwright.records.matching import actions as matching
from tests.exchange.uploads import checked, done, planned, uploaded

pytestmark = pytest.mark.django_db

HEAD = "First name,Last name,Company,Email,Phone\n"
ANNIKA = "Annika,Lindqvist,Nordhaven,annika@nordhaven.example,+46 31 555 01 42\n"
AGAIN = "Annika,Lindqvist,Nordhaven,ANNIKA@nordhaven.example,\n"
BY_PHONE = "Annika,Lindqvist,,,+46 (31) 555 01 42\n"
COLLEAGUE = "Bo,Berg,Nordhaven,bo@nordhaven.example,+46 31 555 01 42\n"


def leads_of(rows: str, *, duplicates: str, by: Actor, at: datetime) -> Import:
    found = uploaded("leads.lead", HEAD + rows, by=by, at=at)
    return planned(found, by=by, at=at, mode="create", key=[], duplicates=duplicates)


@pytest.mark.parametrize("duplicates", ["refuse", "review", "update"])
@pytest.mark.parametrize("second", [AGAIN, ANNIKA])
def test_of_two_rows_with_one_address_the_second_is_like_the_first(
    duplicates: str, second: str, alice: Actor, at: datetime
) -> None:
    rows = leads_of(ANNIKA + second, duplicates=duplicates, by=alice, at=at)
    looked = checked(rows, by=alice, at=at)
    told = (looked.created, looked.updated + looked.unchanged, looked.refused)
    found = done(rows, by=alice, at=at)
    assert Lead.objects.count() == 1
    assert (found.created, found.updated + found.unchanged, found.refused) == told
    assert found.created == 1
    assert found.refused == found.duplicates == (duplicates != "update")
    assert found.read == found.created + found.updated + found.unchanged + found.refused


@pytest.mark.parametrize("size", [1, 1000])
def test_a_later_batch_knows_what_an_earlier_one_made(
    size: int, alice: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dealwright.exchange.running.BATCH", size)
    monkeypatch.setattr("dealwright.exchange.running.CHECKED_AT_ONCE", size)
    rows = leads_of(ANNIKA + AGAIN + BY_PHONE, duplicates="refuse", by=alice, at=at)
    looked = checked(rows, by=alice, at=at)
    assert (looked.created, looked.refused, looked.duplicates) == (1, 2, 2)
    found = done(rows, by=alice, at=at)
    assert (found.created, found.refused, found.duplicates) == (1, 2, 2)


def test_colleagues_who_share_a_telephone_are_two(alice: Actor, at: datetime) -> None:
    rows = leads_of(ANNIKA + COLLEAGUE, duplicates="refuse", by=alice, at=at)
    assert done(rows, by=alice, at=at).created == 2


def test_to_create_all_the_same_makes_both(alice: Actor, at: datetime) -> None:
    rows = leads_of(ANNIKA + AGAIN, duplicates="create", by=alice, at=at)
    assert done(rows, by=alice, at=at).created == 2


@pytest.fixture
def annika(alice: Actor, at: datetime) -> Lead:
    values = {
        "first_name": "Annika",
        "last_name": "Lindqvist",
        "company": "Nordhaven",
        "email": "annika@nordhaven.example",
        "phone": "+46315550142",
    }
    return leads.create(values, by=alice, at=at)


def known_to(by: Actor) -> Known:
    return Known(registry.of(Lead).seen_by(by), country="SE", by=by)


@pytest.mark.parametrize(
    "row",
    [
        {"email": "Annika@nordhaven.example"},
        {"first_name": "Annika", "last_name": "Lindqvist", "phone": "031-555 01 42"},
    ],
)
def test_a_record_is_known_by_its_signs_however_new_it_is(
    row: dict[str, str], annika: Lead, alice: Actor, charlie: Actor
) -> None:
    ((match,),) = known_to(alice).matches([row])
    assert (match.row, match.is_sure) == (annika, True)
    assert known_to(charlie).matches([row]) == [[]]


def test_what_is_merely_likely_is_found_and_not_changed(
    annika: Lead, alice: Actor, at: datetime
) -> None:
    matching.search("leads.lead", by=actors.system(), at=at)
    row = "Annika,Lindkvist,Nordhaven AB,,+46 31 555 01 42\n"
    found = done(leads_of(row, duplicates="update", by=alice, at=at), by=alice, at=at)
    assert (found.updated, found.refused, found.duplicates) == (0, 1, 1)
    annika.refresh_from_db()
    assert annika.last_name == "Lindqvist"


def test_a_batch_costs_as_many_statements_as_one_row(annika: Lead, alice: Actor) -> None:
    counts = []
    for many in (1, 50):
        with CaptureQueriesContext(connection) as captured:
            known_to(alice).matches([{"email": "annika@nordhaven.example"}] * many)
        counts.append(len(captured))
    assert counts[0] == counts[1]
