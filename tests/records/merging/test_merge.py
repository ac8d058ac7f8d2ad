"""Merging: one record stays, what hung on the others hangs on it, and who may not do it changes nothing."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from dealwright.activities.models import Activity
from dealwright.core.actor import Actor
from dealwright.core.errors import (
    ConflictError,
    DomainError,
    InvalidError,
    NotAllowedError,
    NotFoundError,
    RefusedError,
)
from dealwright.customers import actions as customers
from dealwright.customers.models import Account, Contact
from dealwright.events.models import EventRecord
from dealwright.identity.models import Share
from dealwright.leads import actions as leads
from dealwright.leads.models import Lead
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import Opportunity, Stakeholder
from dealwright.records import actions as records
from dealwright.records import registry
from dealwright.records.changesets.models import ChangeSet, State
from dealwright.records.merging import actions, queries
from dealwright.records.merging.models import MergedRecord
from dealwright.records.models import Notification
from tests.factories.activities import activity_of, note_of
from tests.factories.customers import account_of, contact_of
from tests.factories.leads import lead_of
from tests.factories.opportunities import deal_of
from tests.people import AT
from tests.records.merging.merging import merged

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(alice: Actor) -> tuple[Account, Account]:
    return account_of(alice, name="Nordhaven"), account_of(alice, name="Nordhaven AB")


def test_what_hung_on_the_losers_hangs_on_the_winner(
    alice: Actor, people: Any, two: tuple[Account, Account], at: datetime
) -> None:
    winner, loser = two
    contact = contact_of(alice, account=loser.pk)
    deal = deal_of(alice, account=loser.pk)
    child = account_of(alice, name="Daughter", parent=loser.pk)
    note = note_of(alice, "They moved", about=loser)
    records.share(loser, people.charlie.pk, by=alice, at=at)

    done = merged(winner, loser, by=alice)

    assert (done.kind, done.state, done.changed) == ("merge", State.DONE, 8)
    assert Notification.objects.get(user=people.charlie).record_id == winner.pk
    assert not Account.objects.filter(pk=loser.pk).exists()
    assert Contact.objects.get(pk=contact.pk).account_id == winner.pk
    assert Opportunity.objects.get(pk=deal.pk).account_id == winner.pk
    assert Account.objects.get(pk=child.pk).parent_id == winner.pk
    moved = Activity.objects.get(pk=note.pk)
    assert (moved.about_id, moved.about_label) == (winner.pk, "Nordhaven")
    assert Share.objects.get(principal=people.charlie.pk).record_id == winner.pk


def test_each_record_that_moved_has_one_event_and_a_new_version(
    alice: Actor, two: tuple[Account, Account]
) -> None:
    winner, loser = two
    deal = deal_of(alice, account=loser.pk)
    done = merged(winner, loser, by=alice)
    told = EventRecord.objects.get(change_set=done.pk, subject_id=deal.pk)
    assert told.changes == {"account": [str(loser.pk), str(winner.pk)]}
    assert told.on_behalf_of == alice.name
    assert Opportunity.objects.get(pk=deal.pk).version == deal.version + 1


def test_the_winner_keeps_its_values_and_fills_its_gaps(alice: Actor) -> None:
    winner = account_of(alice, name="Nordhaven", phone="", industry="food", employees=None)
    loser = account_of(alice, name="Other", phone="+46315550142", industry="energy", employees=80)
    merged(winner, loser, by=alice)
    winner.refresh_from_db()
    assert (winner.name, winner.industry) == ("Nordhaven", "food")
    assert (winner.phone, winner.employees) == ("+46315550142", 80)


def test_an_address_is_never_put_together_from_two(alice: Actor) -> None:
    winner = account_of(alice, name="Nordhaven", billing_city="Gothenburg")
    loser = account_of(alice, name="Other", billing_street="Rue du Bac 1", billing_city="Paris")
    merged(winner, loser, by=alice)
    winner.refresh_from_db()
    assert (winner.billing_street, winner.billing_city) == ("", "Gothenburg")


def test_a_value_that_was_picked_is_kept(alice: Actor) -> None:
    winner = account_of(alice, name="Nordhaven", annual_revenue=Decimal(5))
    loser = account_of(alice, name="Nordhaven AB", annual_revenue=Decimal(7))
    third = account_of(alice, name="Third", industry="energy")
    picks = {"name": loser.pk, "annual_revenue": winner.pk}
    merged(winner, third, loser, by=alice, picks=picks)
    winner.refresh_from_db()
    assert (winner.name, winner.annual_revenue, winner.industry) == ("Nordhaven AB", 5, "energy")


def test_of_two_stakes_of_one_person_in_a_deal_the_winners_stays(
    alice: Actor, at: datetime
) -> None:
    winner, loser = contact_of(alice), contact_of(alice)
    deal = deal_of(alice)
    opportunities.add_stakeholder(deal, contact=winner, role="champion", by=alice, at=at)
    opportunities.add_stakeholder(deal, contact=loser, role="blocker", by=alice, at=at)
    merged(winner, loser, by=alice)
    stake = Stakeholder.objects.get(opportunity=deal)
    assert (stake.contact_id, stake.role) == (winner.pk, "champion")


def test_of_two_shares_with_one_person_one_stays_that_allows_what_both_did(
    alice: Actor, people: Any, two: tuple[Account, Account], at: datetime
) -> None:
    winner, loser = two
    records.share(winner, people.charlie.pk, by=alice, at=at)
    records.share(loser, people.charlie.pk, can_write=True, by=alice, at=at)
    merged(winner, loser, by=alice)
    share = Share.objects.get(principal=people.charlie.pk)
    assert (share.record_id, share.can_write) == (winner.pk, True)


@pytest.mark.parametrize("upside_down", [False, True])
def test_no_circle_is_closed_by_merging_an_account_with_one_above_or_below_it(
    alice: Actor, upside_down: bool
) -> None:
    """Top > middle > low > bottom; middle and bottom become one, which leaves top > one > low."""
    top = account_of(alice, name="top")
    middle = account_of(alice, name="middle", parent=top.pk)
    low = account_of(alice, name="low", parent=middle.pk)
    bottom = account_of(alice, name="bottom", parent=low.pk)
    winner, loser = (bottom, middle) if upside_down else (middle, bottom)
    merged(winner, loser, by=alice)
    assert Account.objects.get(pk=winner.pk).parent_id == top.pk
    assert Account.objects.get(pk=low.pk).parent_id == winner.pk


def test_leads_are_merged_too(alice: Actor) -> None:
    winner, loser = lead_of(alice, email="a@b.example"), lead_of(alice, phone="+46315550142")
    activity_of(alice, about=loser)
    merged(winner, loser, by=alice)
    found = Lead.objects.get()
    assert (found.email, found.phone) == ("a@b.example", "+46315550142")
    assert Activity.objects.get().about_id == winner.pk


def test_a_merged_record_is_found_through_all_merges_since(alice: Actor) -> None:
    first, second, third = (account_of(alice, name=name) for name in "ABC")
    merged(second, first, by=alice)
    merged(third, second, by=alice)
    assert queries.successor(registry.of(Account), first.pk, actor=alice) == third
    assert queries.successors([first.pk, third.pk]) == {first.pk: third.pk}


def test_the_number_of_statements_does_not_depend_on_how_much_hangs_there(
    alice: Actor, django_assert_num_queries: Any
) -> None:
    counts = []
    for rows in (1, 4):
        winner, loser = account_of(alice, name="A"), account_of(alice, name="B")
        for _row in range(rows):
            contact_of(alice, account=loser.pk)
            deal_of(alice, account=loser.pk)
            note_of(alice, "x", about=loser)
        counts.append(_statements(winner, loser, alice))
    assert counts[0] == counts[1]


def _statements(winner: Account, loser: Account, by: Actor) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        merged(winner, loser, by=by)
    return len(captured)


def refused(error: type[DomainError], winner: Any, *losers: Any, **more: Any) -> str:
    """What is said; nothing was changed and no event recorded."""
    kind = type(winner)
    before = list(kind.objects.order_by("pk").values()), EventRecord.objects.count()
    with pytest.raises(error) as refusal:
        merged(winner, *losers, **more)
    assert (list(kind.objects.order_by("pk").values()), EventRecord.objects.count()) == before
    assert not MergedRecord.objects.exists()
    assert not ChangeSet.objects.exists()
    return str(refusal.value)


def test_a_stranger_is_told_of_no_such_records(
    charlie: Actor, two: tuple[Account, Account]
) -> None:
    refused(NotFoundError, *two, by=charlie)


def test_a_colleague_who_may_not_change_them_is_refused(
    ann: Actor, two: tuple[Account, Account]
) -> None:
    refused(NotAllowedError, *two, by=ann)


def test_who_may_not_delete_the_losers_is_refused(
    ann: Actor, alice: Actor, people: Any, two: tuple[Account, Account], at: datetime
) -> None:
    for row in two:
        records.share(row, people.ann.pk, can_write=True, by=alice, at=at)
    refused(NotAllowedError, *two, by=ann)


def test_a_manager_merges_what_belongs_to_the_team(
    bob: Actor, two: tuple[Account, Account]
) -> None:
    merged(*two, by=bob)
    assert Account.objects.get() == two[0]


def test_what_the_actor_may_not_see_moves_too(
    alice: Actor, charlie: Actor, people: Any, two: tuple[Account, Account], at: datetime
) -> None:
    winner, loser = two
    records.share(loser, people.charlie.pk, by=alice, at=at)
    deal = deal_of(charlie, account=loser.pk)
    merged(winner, loser, by=alice)
    assert Opportunity.objects.get(pk=deal.pk).account_id == winner.pk


def test_a_record_that_was_changed_since_it_was_looked_at_is_a_conflict(
    alice: Actor, two: tuple[Account, Account], at: datetime
) -> None:
    winner, loser = two
    customers.update_account(loser, {"employees": 3}, by=alice, at=at)
    said = refused(ConflictError, winner, loser, by=alice, versions={loser.pk: loser.version})
    assert "Nordhaven AB" in said


def test_a_record_that_was_merged_meanwhile_says_where_it_went(
    alice: Actor, two: tuple[Account, Account]
) -> None:
    winner, loser = two
    other = account_of(alice, name="Third")
    merged(winner, loser, by=alice)
    with pytest.raises(NotFoundError, match="merged into Nordhaven"):
        merged(other, loser, by=alice)


@pytest.mark.parametrize("name", ["number", "created_at", "nothing"])
def test_only_fields_that_may_be_changed_are_picked(
    alice: Actor, two: tuple[Account, Account], name: str
) -> None:
    refused(InvalidError, *two, by=alice, picks={name: two[1].pk})


def test_a_value_of_a_record_that_is_not_merged_is_not_picked(
    alice: Actor, two: tuple[Account, Account]
) -> None:
    third = account_of(alice, name="Third")
    refused(InvalidError, *two, by=alice, picks={"name": third.pk})


def test_a_price_list_in_another_currency_is_refused_and_nothing_is_moved(alice: Actor) -> None:
    winner = account_of(alice, name="A", currency="EUR")
    loser = account_of(alice, name="B", currency="USD")
    contact = contact_of(alice, account=loser.pk)
    merged(winner, loser, by=alice)
    assert Contact.objects.get(pk=contact.pk).account_id == winner.pk
    winner.refresh_from_db()
    assert winner.currency == "EUR"


def test_one_record_is_not_merged_with_itself_alone(
    alice: Actor, two: tuple[Account, Account]
) -> None:
    refused(InvalidError, two[0], two[0], by=alice)


def test_no_more_than_twenty_at_once(alice: Actor, two: tuple[Account, Account]) -> None:
    entity, many = registry.of(Account), [UUID(int=number) for number in range(1, 21)]
    with pytest.raises(InvalidError, match="At most 20"):
        actions.merge(entity, two[0].pk, many, by=alice, at=AT)


def test_kinds_that_are_not_declared_are_not_merged(alice: Actor) -> None:
    with pytest.raises(NotFoundError):
        merged(deal_of(alice), deal_of(alice, name="Other"), by=alice)


def test_a_qualified_lead_goes_into_no_open_one(alice: Actor, at: datetime) -> None:
    winner, loser = lead_of(alice), lead_of(alice)
    opportunities.qualify(loser, by=alice, at=at, create_opportunity=False)
    said = refused_lead(winner, loser, alice)
    assert "qualified" in said
    merged(loser, winner, by=alice)
    assert Lead.objects.get().state == "qualified"


def test_a_closed_lead_takes_no_values(alice: Actor, at: datetime) -> None:
    winner, loser = lead_of(alice, job_title=""), lead_of(alice, job_title="Buyer")
    leads.disqualify(winner, reason="no_need", by=alice, at=at)
    assert "closed" in refused_lead(winner, loser, alice)


def refused_lead(winner: Lead, loser: Lead, by: Actor) -> str:
    with pytest.raises(RefusedError) as refusal:
        merged(winner, loser, by=by)
    assert Lead.objects.count() == 2
    assert not MergedRecord.objects.exists()
    return str(refusal.value)
