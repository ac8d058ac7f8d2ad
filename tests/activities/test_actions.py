"""Activities are planned, logged, completed and moved by their verbs, or not at all."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from dealwright.activities import actions as activities
from dealwright.activities.models import Activity
from dealwright.core import actor as actors
from dealwright.core.actor import Actor
from dealwright.core.errors import (
    ConflictError,
    InvalidError,
    InvalidRowsError,
    NotAllowedError,
    RefusedError,
)
from dealwright.customers import actions as customers
from dealwright.events.models import EventRecord
from tests.factories.activities import activity_of, note_of
from tests.factories.customers import account_of
from tests.racing import race

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def events(kind: str = "") -> list[str]:
    """What was recorded about activities, oldest first."""
    rows = EventRecord.objects.filter(subject_type="activities.activity")
    kinds = rows.order_by("recorded_at", "id").values_list("kind", flat=True)
    return [found for found in kinds if found.endswith(kind)]


# ---- create


def test_a_task_on_an_account_keeps_its_name_owner_and_unit(alice: Actor, at: datetime) -> None:
    account = account_of(alice)

    task = activity_of(alice, "Send the plan", about=account, due_at=at + HOUR)

    task.refresh_from_db()
    assert (task.about_label, task.about_owner_id) == ("Nordhaven Cold Chain AB", alice.id)
    assert (task.about_unit_id, task.is_open) == (account.unit_id, True)
    told = EventRecord.objects.get(subject_id=task.pk)
    assert told.about == [task.pk, account.pk]


def test_a_note_is_done_when_written_and_named_by_its_first_line(
    alice: Actor, at: datetime
) -> None:
    note = note_of(
        alice, "Malmö opens in week 6.\nEverything hangs on it.", about=account_of(alice)
    )

    assert (note.title, note.done_at) == ("Malmö opens in week 6.", at)


def test_a_call_is_logged_as_done(alice: Actor, at: datetime) -> None:
    call = activity_of(alice, kind="call", done_at=at - HOUR, duration=18)

    assert (call.is_open, call.about_type) == (False, "")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "  "}, "title"),
        ({"kind": "note", "due_at": datetime.fromisoformat("2026-09-02T09:00Z")}, "due_at"),
        ({"kind": "call", "done_at": datetime.fromisoformat("2026-09-01T09:01Z")}, "done_at"),
        ({"about_type": "customers.account"}, "about_id"),
        ({"about_id": "0190c5a8-0000-7000-8000-000000000000"}, "about_type"),
        (
            {"about_type": "customers.acount", "about_id": "0190c5a8-0000-7000-8000-000000000000"},
            "about_type",
        ),
        (
            {
                "about_type": "activities.activity",
                "about_id": "0190c5a8-0000-7000-8000-000000000000",
            },
            "about_type",
        ),
        (
            {"about_type": "customers.account", "about_id": "0190c5a8-0000-7000-8000-000000000000"},
            "about_id",
        ),
        ({"kind": "visit"}, ""),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_field(
    values: dict[str, Any], field: str, alice: Actor, at: datetime
) -> None:
    with pytest.raises(InvalidError) as refused:
        activities.create({"kind": "task", "title": "Call"} | values, by=alice, at=at)

    assert set(refused.value.errors) == {field}
    assert (Activity.objects.count(), events()) == (0, [])


def test_nothing_is_attached_to_a_record_out_of_reach(
    alice: Actor, charlie: Actor, at: datetime
) -> None:
    account = account_of(alice)

    with pytest.raises(InvalidError) as refused:
        activity_of(charlie, about=account)

    assert set(refused.value.errors) == {"about_id"}
    assert (Activity.objects.count(), events()) == (0, [])


def test_a_colleague_attaches_to_what_is_read_without_the_right_to_change_it(
    alice: Actor, ann: Actor
) -> None:
    assert note_of(ann, "Met them at the fair.", about=account_of(alice)).owner_id == ann.id


def test_nobody_plans_for_another_unit(alice: Actor, charlie: Actor, at: datetime) -> None:
    with pytest.raises(NotAllowedError):
        activities.create({"kind": "task", "title": "Go", "owner": charlie.id}, by=alice, at=at)
    assert (Activity.objects.count(), events()) == (0, [])


def test_every_wrong_row_of_a_batch_is_named_and_none_is_written(
    alice: Actor, at: datetime
) -> None:
    rows = [{"kind": "task", "title": "A"}, {"kind": "task"}, {"kind": "note", "body": ""}]

    with pytest.raises(InvalidRowsError) as refused:
        activities.create_many(rows, by=alice, at=at)

    assert sorted(refused.value.rows) == [1, 2]
    assert (Activity.objects.count(), events()) == (0, [])


def test_a_batch_costs_the_same_statements_for_one_activity_and_for_a_hundred(
    alice: Actor, at: datetime, django_assert_num_queries
) -> None:
    account = account_of(alice)
    named = {"about_type": "customers.account", "about_id": account.pk}
    rows = [{"kind": "task", "title": str(number), **named} for number in range(100)]
    for batch in (rows[:1], rows):
        with django_assert_num_queries(10):
            activities.create_many(batch, by=alice, at=at)


# ---- update


def test_the_owner_changes_a_task(alice: Actor, at: datetime) -> None:
    task = activity_of(alice)

    activities.update(task, {"title": "Write back", "due_at": at}, by=alice, at=at, version=1)

    task.refresh_from_db()
    assert (task.title, task.due_at, task.version) == ("Write back", at, 2)
    assert events("RecordUpdated") == ["records.RecordUpdated"]


def test_a_task_moved_to_another_record_tells_both_names(alice: Actor, at: datetime) -> None:
    task = activity_of(alice, about=account_of(alice, "Nordhaven"))
    halcyon = account_of(alice, "Halcyon")

    activities.update(task, {"about_id": halcyon.pk}, by=alice, at=at)

    task.refresh_from_db()
    assert (task.about_id, task.about_label) == (halcyon.pk, "Halcyon")
    told = EventRecord.objects.get(kind="records.RecordUpdated")
    assert told.changes == {"about": ["Nordhaven", "Halcyon"]}


@pytest.mark.parametrize(
    "values", [{"title": ""}, {"about_type": "", "about_id": None, "title": ""}]
)
def test_an_update_that_makes_no_sense_changes_nothing(
    values: dict[str, Any], alice: Actor, at: datetime
) -> None:
    task = activity_of(alice, about=account_of(alice))

    with pytest.raises(InvalidError):
        activities.update(task, values, by=alice, at=at)

    task.refresh_from_db()
    assert (task.title, task.version, task.about_label) == (
        "Call back",
        1,
        "Nordhaven Cold Chain AB",
    )
    assert events("RecordUpdated") == []


def test_a_colleague_reads_a_task_and_may_not_change_it(
    alice: Actor, ann: Actor, at: datetime
) -> None:
    task = activity_of(alice, about=account_of(alice))

    assert Activity.objects.visible_to(ann).get() == task
    for verb in (
        lambda: activities.update(task, {"title": "Mine"}, by=ann, at=at),
        lambda: activities.complete(task, by=ann, at=at),
        lambda: activities.delete(task, by=ann, at=at),
    ):
        with pytest.raises(NotAllowedError):
            verb()

    task.refresh_from_db()
    assert (task.title, task.version, task.is_open) == ("Call back", 1, True)
    assert events() == ["records.RecordCreated"]


def test_the_second_of_two_editors_sees_both_values(alice: Actor, bob: Actor, at: datetime) -> None:
    task = activity_of(alice)
    activities.update(task, {"title": "Bob's"}, by=bob, at=at, version=1)

    with pytest.raises(ConflictError) as refused:
        activities.update(task, {"title": "Alice's"}, by=alice, at=at, version=1)

    assert (refused.value.theirs, refused.value.mine) == (
        {"title": "Bob's"},
        {"title": "Alice's"},
    )


# ---- complete, reopen, delete


def test_a_task_is_completed_and_the_event_says_that_it_was_late(
    alice: Actor, at: datetime
) -> None:
    task = activity_of(alice, due_at=at - HOUR)

    activities.complete(task, by=alice, at=at)

    task.refresh_from_db()
    assert (task.done_at, task.version) == (at, 2)
    told = EventRecord.objects.get(kind="activities.ActivityCompleted")
    assert told.data == {"activity": "task", "is_late": True}


def test_what_is_done_is_not_completed_again(alice: Actor, at: datetime) -> None:
    task = activity_of(alice)
    activities.complete(task, by=alice, at=at)

    with pytest.raises(RefusedError) as refused:
        activities.complete(task, by=alice, at=at + HOUR)

    assert refused.value.code == "already_done"
    task.refresh_from_db()
    assert (task.done_at, task.version) == (at, 2)
    assert len(events("ActivityCompleted")) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_complete_a_task_at_once_one_does(
    alice: Actor, bob: Actor, at: datetime
) -> None:
    task = activity_of(alice)

    done, refused = race(
        lambda: activities.complete(task, by=alice, at=at),
        lambda: activities.complete(task, by=bob, at=at),
    )

    assert (len(done), [error.code for error in refused]) == (1, ["already_done"])
    assert len(events("ActivityCompleted")) == 1


def test_a_completed_task_is_opened_again(alice: Actor, at: datetime) -> None:
    task = activities.complete(activity_of(alice), by=alice, at=at)

    activities.reopen(task, by=alice, at=at)

    task.refresh_from_db()
    assert task.is_open
    assert events()[-1] == "activities.ActivityReopened"


def test_what_is_open_and_notes_are_not_reopened(alice: Actor, at: datetime) -> None:
    account = account_of(alice)

    for made in (activity_of(alice), note_of(alice, "Said so.", about=account)):
        with pytest.raises(RefusedError):
            activities.reopen(made, by=alice, at=at)
        made.refresh_from_db()
        assert made.version == 1
    assert events("ActivityReopened") == []


def test_an_activity_is_deleted_and_its_last_values_are_told(alice: Actor, at: datetime) -> None:
    account = account_of(alice)
    note = note_of(alice, "Typed on the wrong account.", about=account)

    activities.delete(note, by=alice, at=at)

    assert not Activity.objects.exists()
    told = EventRecord.objects.get(kind="records.RecordDeleted")
    assert account.pk in told.about
    assert told.changes["title"] == ["Typed on the wrong account.", None]


# ---- follow


def test_activities_follow_to_another_record_whoever_wrote_them(
    alice: Actor, ann: Actor, bob: Actor, at: datetime, django_assert_num_queries
) -> None:
    old, new = account_of(alice, "Lead"), account_of(bob, "Deal")
    note_of(ann, "Met them at the fair.", about=old)
    activity_of(alice, about=old)
    elsewhere = activity_of(alice, about=account_of(alice, "Another"))

    with django_assert_num_queries(12):
        assert activities.follow(old, new, by=alice, at=at) == 2

    moved = Activity.objects.filter(about_id=new.pk)
    assert {(m.about_label, m.about_owner_id, m.version) for m in moved} == {("Deal", bob.id, 2)}
    elsewhere.refresh_from_db()
    assert elsewhere.about_label == "Another"
    told = EventRecord.objects.filter(kind="records.RecordUpdated")
    assert [row.changes for row in told] == [{"about": ["Lead", "Deal"]}] * 2
    assert all({old.pk, new.pk} <= set(row.about) for row in told)


def test_activities_do_not_follow_to_a_record_out_of_reach(
    alice: Actor, charlie: Actor, at: datetime
) -> None:
    old, new = account_of(alice, "Alice's"), account_of(charlie, "Charlie's")
    task = activity_of(alice, about=old)

    for by in (alice, charlie):
        with pytest.raises(NotAllowedError):
            activities.follow(old, new, by=by, at=at)

    task.refresh_from_db()
    assert (task.about_id, task.version) == (old.pk, 1)
    assert events("RecordUpdated") == []


def test_following_nothing_tells_nothing(alice: Actor, at: datetime) -> None:
    assert activities.follow(account_of(alice), account_of(alice), by=alice, at=at) == 0
    assert events() == []


# ---- what follows from what happens to the record


@pytest.mark.parametrize("verb", [activities.let_go, activities.keep_in_step])
def test_the_copies_are_kept_by_the_system_alone(verb: Any, alice: Actor, at: datetime) -> None:
    account = account_of(alice)
    with pytest.raises(NotAllowedError):
        verb(account if verb is activities.keep_in_step else account.pk, by=alice, at=at)


def test_keeping_in_step_neither_conflicts_nor_records(
    alice: Actor, bob: Actor, people: Any, at: datetime, history_of: Any
) -> None:
    account = account_of(alice)
    task = activity_of(alice, about=account)
    before = (events(), history_of(task))
    account = customers.update_account(
        account, {"owner": people.ann.pk, "name": "Nordhaven Group"}, by=bob, at=at
    )

    assert activities.keep_in_step(account, by=actors.system(), at=at) == 1
    assert activities.keep_in_step(account, by=actors.system(), at=at) == 0

    assert (events(), history_of(task)) == before
    activities.update(task, {"title": "Still mine"}, by=alice, at=at, version=1)
    task.refresh_from_db()
    assert (task.about_label, task.about_owner_id) == ("Nordhaven Group", people.ann.pk)
    assert task.modified_at == at
