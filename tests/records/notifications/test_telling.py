"""Whom an event gives reason to tell: once each, and nobody of what they did themselves."""

from datetime import datetime
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dealwright.activities import actions as activities
from dealwright.core import actor as actors
from dealwright.core.actor import Actor
from dealwright.core.errors import NotAllowedError
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.events import actions as delivery
from dealwright.events.models import EventDelivery, EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.models import Role
from dealwright.identity.privileges import FieldLevel
from dealwright.identity.queries import actor_for
from dealwright.records import actions as records
from dealwright.records import registry
from dealwright.records.changesets import actions as changesets
from dealwright.records.models import Follow, Notification
from dealwright.records.notifications import actions, queries, telling
from tests.factories.activities import activity_of
from tests.factories.customers import account_of, contact_of
from tests.records.changesets.acting import work_off
from tests.records.merging.merging import merged
from tests.records.notifications.hearing import HANDLERS, hear, told

pytestmark = pytest.mark.django_db


def note_on(account: Account, text: str, *, by: Actor, at: datetime) -> None:
    values = {"kind": "note", "body": text, "about_type": "customers.account"}
    activities.create(values | {"about_id": account.pk}, by=by, at=at)


def test_whoever_is_handed_a_record_hears_of_it(
    alice: Actor, bob: Actor, people: SimpleNamespace, at: datetime
) -> None:
    account = account_of(alice, "Pilot")
    customers.update_account(account, {"owner": people.ann.pk}, by=bob, at=at)
    hear()
    assert told(people.ann) == ["Bob Example handed the account Pilot over to you"]
    found = Notification.objects.get(user=people.ann)
    assert (found.entity, found.record_id) == ("customers.account", account.pk)
    assert found.url == f"/accounts/{account.pk}/"


def test_the_people_of_a_team_that_is_handed_a_record_hear_of_it(
    alice: Actor, bob: Actor, system: Actor, people: SimpleNamespace, at: datetime
) -> None:
    team = identity.create_team(
        name="Key accounts",
        unit=people.alice.unit,
        members=[people.ann, people.bob],
        by=system,
        at=at,
    )
    customers.update_account(account_of(alice, "Pilot"), {"owner": team.pk}, by=bob, at=at)
    hear()
    assert told(people.ann) == ["Bob Example handed the account Pilot over to Key accounts"]
    assert told(bob) == []


def test_nobody_hears_of_what_they_do_themselves(
    alice: Actor, bob: Actor, people: SimpleNamespace, at: datetime
) -> None:
    customers.update_account(account_of(alice), {"owner": people.bob.pk}, by=bob, at=at)
    hear()
    assert told(bob) == []


def test_the_owner_hears_what_others_change_and_which_fields(
    alice: Actor, bob: Actor, at: datetime
) -> None:
    account = account_of(alice, "Pilot")
    customers.update_account(
        account, {"industry": "food", "website": "https://p.example"}, by=bob, at=at
    )
    hear()
    (shown,) = queries.readable(queries.mine(alice), alice)
    assert shown.notice.text == "Bob Example changed Pilot"
    assert shown.fields == ["industry", "website"]


def test_an_owner_who_does_not_follow_hears_nothing(alice: Actor, bob: Actor, at: datetime) -> None:
    account = account_of(alice)
    actions.unfollow(account, by=alice, at=at)
    customers.update_account(account, {"industry": "food"}, by=bob, at=at)
    hear()
    assert told(alice) == []
    assert not queries.followers(account, alice).is_following


def test_a_follower_hears_of_notes_on_the_record(
    alice: Actor, ann: Actor, bob: Actor, at: datetime
) -> None:
    account = account_of(alice, "Pilot")
    actions.follow(account, by=bob, at=at)
    note_on(account, "They moved to Hamburg", by=alice, at=at)
    hear()
    assert told(bob) == ["Alice Example added They moved to Hamburg"]
    assert told(ann) == []


def test_a_stranger_cannot_follow(alice: Actor, charlie: Actor, at: datetime) -> None:
    account = account_of(alice)
    with pytest.raises(NotAllowedError):
        actions.follow(account, by=charlie, at=at)
    assert not Follow.objects.exists()


def test_the_strongest_reason_is_told_and_no_other(
    alice: Actor, bob: Actor, people: SimpleNamespace, at: datetime
) -> None:
    account = account_of(alice, "Pilot")
    actions.follow(account, by=actor_for(people.ann), at=at)
    values = {"owner": people.ann.pk, "description": "Over to @Ann Example, please"}
    customers.update_account(account, values, by=bob, at=at)
    hear()
    assert told(people.ann) == ["Bob Example mentioned you: Pilot"]


def test_an_event_that_is_delivered_again_tells_nothing_anew(
    alice: Actor, bob: Actor, at: datetime
) -> None:
    customers.update_account(account_of(alice, "Pilot"), {"industry": "food"}, by=bob, at=at)
    hear()
    EventDelivery.objects.all().delete()  # as if the note of the delivery had been lost
    hear()
    assert told(alice) == ["Bob Example changed Pilot"]


def test_what_the_system_does_by_itself_tells_nobody(
    alice: Actor, system: Actor, at: datetime
) -> None:
    customers.update_account(account_of(alice), {"industry": "food"}, by=system, at=at)
    hear()
    assert told(alice) == []


def test_many_records_handed_over_at_once_are_one_notice(
    alice: Actor, bob: Actor, people: SimpleNamespace, at: datetime
) -> None:
    for name in ("Alfa", "Beta", "Gamma"):
        account_of(alice, name)
    entity = registry.of(Account)
    work_off(changesets.assign_many(entity, entity.rows(bob), people.ann.pk, by=bob, at=at))
    hear()
    assert told(people.ann) == ["Bob Example handed 3 accounts over to you"]


def test_whoever_follows_a_few_of_many_changed_records_hears_of_each(
    alice: Actor, ann: Actor, bob: Actor, at: datetime
) -> None:
    accounts = [account_of(alice, f"Firm {number}") for number in range(5)]
    for account in accounts[:2]:
        actions.follow(account, by=ann, at=at)
    for account in accounts:
        actions.follow(account, by=alice, at=at)
    entity = registry.of(Account)
    work_off(changesets.edit_many(entity, entity.rows(bob), {"industry": "food"}, by=bob, at=at))
    hear()
    assert sorted(told(ann)) == ["Bob Example changed Firm 0", "Bob Example changed Firm 1"]
    assert told(alice) == ["Bob Example changed 5 records that you follow"]


@pytest.mark.parametrize("count", [2, 4])
def test_of_many_changes_of_a_hidden_field_nobody_hears_who_may_not_know_it(
    count: int, alice: Actor, bob: Actor, people: SimpleNamespace, system: Actor, at: datetime
) -> None:
    for number in range(count):
        actions.follow(account_of(alice, f"Firm {number}"), by=alice, at=at)
    role = Role.objects.get(key="salesperson")
    levels = {"industry": FieldLevel.HIDDEN}
    identity.set_field_rights(role, "customers.account", levels, by=system, at=at)
    entity = registry.of(Account)
    work_off(changesets.edit_many(entity, entity.rows(bob), {"industry": "food"}, by=bob, at=at))
    hear()
    assert told(alice) == []
    values = {"website": "https://f.example"}
    work_off(changesets.edit_many(entity, entity.rows(bob), values, by=bob, at=at))
    hear()
    shown = queries.readable(queries.mine(alice), actor_for(people.alice))
    assert [found.fields for found in shown] == ([["website"]] * 2 if count == 2 else [[]])


def test_whoever_follows_a_merged_record_or_what_moved_with_it_hears_of_it(
    alice: Actor, ann: Actor, bob: Actor, at: datetime
) -> None:
    winner, loser = account_of(alice, "Nordhaven"), account_of(alice, "Nordhaven AB")
    contact = contact_of(alice, account=loser.pk, last_name="Berg")
    actions.follow(loser, by=ann, at=at)
    actions.follow(contact, by=ann, at=at)
    merged(winner, loser, by=bob)
    hear()
    assert sorted(told(ann)) == [f"Bob Example changed {name}" for name in (contact, winner)]
    assert len(queries.readable(queries.mine(ann), ann)) == 2
    assert told(bob) == []


def test_telling_many_costs_what_telling_one_does(
    people: SimpleNamespace, system: Actor, at: datetime
) -> None:
    counts = []
    for crowd in ([people.alice], [people.alice, people.bob, people.charlie]):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            records.notify([one.pk for one in crowd], text="News", by=system, at=at)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_what_concerns_nobody_defers_no_job(alice: Actor, system: Actor, at: datetime) -> None:
    account = account_of(alice)
    customers.update_account(account, {"industry": "food"}, by=system, at=at)
    event = EventRecord.objects.latest("pk")
    assert not telling.concerns(event)


def test_a_person_who_left_is_told_nothing(
    alice: Actor, people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    identity.set_active(people.charlie, active=False, by=admin, at=at)
    records.notify([people.charlie.pk], text="News", by=actors.system(), at=at)
    assert told(people.charlie) == []


def test_two_workers_tell_of_an_event_once(alice: Actor, bob: Actor, at: datetime) -> None:
    customers.update_account(account_of(alice, "Pilot"), {"industry": "food"}, by=bob, at=at)
    event = EventRecord.objects.filter(subject_label="Pilot").latest("pk")
    hear()
    assert not delivery.deliver(handler=HANDLERS[0], event_id=event.pk, at=at)
    actions.tell(telling.of(event), by=actors.system(), at=at)
    assert told(alice) == ["Bob Example changed Pilot"]


def test_whoever_is_mentioned_in_a_task_hears_of_it(alice: Actor, bob: Actor, at: datetime) -> None:
    activity_of(alice, title="@Bob Example calls them back")
    hear()
    assert told(bob) == ["Alice Example mentioned you: @Bob Example calls them back"]
