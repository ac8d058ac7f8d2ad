"""Custom fields that lead to a merged record lead to the one that stays, and after an undo to where they led before."""

from typing import Any

import pytest

from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.records.changesets.models import State
from dealwright.records.custom import actions as custom
from dealwright.records.custom.models import CustomField, CustomLink
from tests.factories.customers import account_of
from tests.factories.opportunities import deal_of
from tests.people import AT
from tests.records.changesets.acting import undo
from tests.records.custom.conftest import add
from tests.records.merging.merging import merged

__all__ = ["add"]  # a fixture
pytestmark = pytest.mark.django_db
ACCOUNT = "customers.account"


@pytest.fixture
def pair(add: Any, alice: Actor) -> tuple[Account, Account]:
    add("Partner", "link", to=ACCOUNT)
    add("Reseller", "link", entity="opportunities.opportunity", to=ACCOUNT)
    return account_of(alice, "Nordhaven"), account_of(alice, "Nordhaven AB")


def leads_to() -> dict[Any, Any]:
    return dict(CustomLink.objects.values_list("record_id", "target_id"))


def test_links_of_others_lead_to_the_record_that_stays(
    pair: tuple[Account, Account], alice: Actor
) -> None:
    winner, loser = pair
    deal = deal_of(alice, cf_reseller=loser.pk)
    other = account_of(alice, "Third", cf_partner=loser.pk)
    merged(winner, loser, by=alice)
    for row in (deal, other):
        row.refresh_from_db()
    assert deal.custom.link_cf_reseller == other.custom.link_cf_partner == winner.pk
    assert leads_to() == {deal.pk: winner.pk, other.pk: winner.pk}
    told = EventRecord.objects.filter(kind="records.RecordUpdated", subject_id=deal.pk).latest("pk")
    assert told.changes == {"cf_reseller": [str(loser.pk), str(winner.pk)]}


def test_an_undo_lets_them_lead_back(pair: tuple[Account, Account], alice: Actor) -> None:
    winner, loser = pair
    deal = deal_of(alice, cf_reseller=loser.pk)
    back = undo(merged(winner, loser, by=alice), by=alice)
    deal.refresh_from_db()
    assert back.state == State.DONE
    assert deal.custom.link_cf_reseller == loser.pk
    assert leads_to() == {deal.pk: loser.pk}


def test_nobody_comes_to_lead_to_themselves(pair: tuple[Account, Account], alice: Actor) -> None:
    first, second = pair
    third = account_of(alice, "Third", cf_partner=first.pk)
    change_set = merged(third, first, second, by=alice)
    third.refresh_from_db()
    assert third.custom.link_cf_partner is None
    assert leads_to() == {}
    undo(change_set, by=alice)
    third.refresh_from_db()
    assert third.custom.link_cf_partner == first.pk
    assert leads_to() == {third.pk: first.pk}


def test_links_of_a_retired_field_follow_as_well(
    pair: tuple[Account, Account], admin: Actor, alice: Actor
) -> None:
    winner, loser = pair
    field = CustomField.objects.get(name="cf_partner")
    other = account_of(alice, "Third", cf_partner=loser.pk)
    customers.update_account(winner, {"cf_partner": loser.pk}, by=alice, at=AT)
    customers.update_account(loser, {"cf_partner": other.pk}, by=alice, at=AT)
    before = leads_to()
    custom.retire_field(field, by=admin, at=AT)
    version = Account.objects.get(pk=other.pk).version
    change_set = merged(winner, loser, by=alice)
    custom.bring_back_field(field, by=admin, at=AT)
    for row in (winner, other):
        row.refresh_from_db()
    assert (other.custom.link_cf_partner, other.version) == (winner.pk, version)
    assert winner.custom.link_cf_partner is None
    assert leads_to() == {other.pk: winner.pk}
    back = undo(change_set, by=alice)
    assert (back.left, back.refused) == (0, 0)
    for row in (winner, loser, other):
        row.refresh_from_db()
    assert leads_to() == before
    assert {row.pk: row.custom.link_cf_partner for row in (winner, loser, other)} == before


def test_what_a_loser_led_to_is_forgotten_with_it_and_known_again_after_an_undo(
    pair: tuple[Account, Account], alice: Actor
) -> None:
    winner, other = pair
    loser = account_of(alice, "Third", cf_partner=other.pk)
    change_set = merged(winner, loser, by=alice)
    assert loser.pk not in leads_to()
    undo(change_set, by=alice)
    assert leads_to()[loser.pk] == other.pk
