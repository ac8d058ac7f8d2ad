"""Who is due to do what next."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from dealwright.activities import actions as activities
from dealwright.activities import queries
from dealwright.activities.queries import NOTHING_PLANNED, Due, When
from dealwright.core.actor import Actor
from tests.factories.activities import activity_of, note_of
from tests.factories.customers import account_of

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_the_next_step_is_the_earliest_open_activity(alice: Actor, at: datetime) -> None:
    account = account_of(alice)
    activity_of(alice, "Some day", about=account)
    activity_of(alice, "Later", about=account, due_at=at + DAY)
    soon = activity_of(alice, "Soon", about=account, due_at=at + HOUR)
    done = activity_of(alice, "Done", about=account, due_at=at - DAY)
    activities.complete(done, by=alice, at=at)
    note_of(alice, "Nothing to do", about=account)

    step = queries.next_step_of([account.pk], at)[account.pk]

    assert (step.id, step.title, step.due) == (soon.pk, "Soon", Due.TODAY)


@pytest.mark.parametrize(
    ("due_in", "due"),
    [
        (-DAY, Due.LATE),
        (-HOUR, Due.TODAY),
        (HOUR, Due.TODAY),
        (15 * HOUR, Due.PLANNED),
        (None, Due.PLANNED),
    ],
)
def test_a_step_is_late_from_the_day_after(
    due_in: timedelta | None, due: Due, alice: Actor, at: datetime
) -> None:
    account = account_of(alice)
    activity_of(alice, about=account, due_at=at + due_in if due_in else None)

    assert queries.next_step_of([account.pk], at)[account.pk].due == due


def test_a_record_without_open_activities_has_nothing_planned(alice: Actor, at: datetime) -> None:
    account = account_of(alice)

    assert queries.next_step_of([account.pk], at) == {account.pk: NOTHING_PLANNED}


@pytest.mark.parametrize("count", [1, 3])
def test_the_next_steps_of_a_page_cost_one_query(
    count: int, alice: Actor, at: datetime, django_assert_num_queries
) -> None:
    accounts = [account_of(alice, f"Account {number}") for number in range(count)]
    for account in accounts:
        activity_of(alice, about=account, due_at=at)

    with django_assert_num_queries(1):
        steps = queries.next_step_of([account.pk for account in accounts], at)

    assert [step.due for step in steps.values()] == [Due.TODAY] * count


def test_the_day_is_that_of_the_readers_time_zone(at: datetime) -> None:
    evening = datetime(2026, 9, 1, 23, 30, tzinfo=UTC)
    with timezone.override("UTC"):
        assert queries.due(evening, at) == Due.TODAY
    with timezone.override("Asia/Tokyo"):
        assert queries.due(evening, at) == Due.PLANNED


def test_my_next_steps_come_by_day_the_overdue_first(alice: Actor, at: datetime) -> None:
    for title, due_at in (
        ("no date", None),
        ("next week", at + 7 * DAY),
        ("tomorrow", at + DAY),
        ("today", at + HOUR),
        ("two days late", at - 2 * DAY),
        ("a day late", at - DAY),
    ):
        activity_of(alice, title, due_at=due_at)

    groups = queries.next_steps(alice, at)

    assert [(group.when, [row.title for row in group.activities]) for group in groups] == [
        (When.OVERDUE, ["two days late", "a day late"]),
        (When.TODAY, ["today"]),
        (When.TOMORROW, ["tomorrow"]),
        (When.LATER, ["next week"]),
        (When.SOMETIME, ["no date"]),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_next_steps_cost_two_queries_and_count_what_is_not_shown(
    count: int, alice: Actor, bob: Actor, at: datetime, django_assert_num_queries
) -> None:
    for number in range(count):
        activity_of(alice, str(number), due_at=at, about=account_of(alice))
    activity_of(bob, "Bob's", due_at=at)

    with django_assert_num_queries(2):
        (group,) = queries.next_steps(alice, at, at_most=1)

    assert (len(group.activities), group.count) == (1, count)


def test_what_waits_is_what_is_due_until_tonight(alice: Actor, at: datetime) -> None:
    for due_at in (at - DAY, at + HOUR, at + 15 * HOUR, None):
        activity_of(alice, due_at=due_at)

    assert queries.waiting(alice, at) == 2
