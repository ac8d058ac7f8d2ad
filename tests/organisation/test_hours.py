from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dealwright.organisation.hours import (
    FARTHEST,
    MIDNIGHT,
    USUAL,
    Hours,
    NeverOpenError,
    WorkingTime,
)

BERLIN = ZoneInfo("Europe/Berlin")
USUALLY = WorkingTime(zone=BERLIN, week=USUAL)
FRIDAY = date(2026, 11, 27)
MONDAY = date(2026, 11, 30)
NEW_YEAR = date(2027, 1, 1)


def local(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BERLIN)


def test_an_hour_counts_only_while_we_are_open() -> None:
    due = USUALLY.after(local(FRIDAY, 16), timedelta(hours=2))
    assert due == local(MONDAY, 10)


def test_the_last_hour_of_a_day_ends_on_that_day() -> None:
    assert USUALLY.after(local(FRIDAY, 16), timedelta(hours=1)) == local(FRIDAY, 17)


def test_we_open_at_nine_and_are_closed_at_five() -> None:
    assert USUALLY.is_open(local(FRIDAY, 9))
    assert not USUALLY.is_open(local(FRIDAY, 17))
    assert USUALLY.opening(local(FRIDAY, 17)) == local(MONDAY, 9)
    assert USUALLY.opening(local(FRIDAY, 11, 30)) == local(FRIDAY, 11, 30)


def test_a_holiday_is_no_working_day_and_other_hours_may_hold() -> None:
    days: dict[date, Hours] = {MONDAY: [], NEW_YEAR: [(600, 720)]}
    time = WorkingTime(zone=BERLIN, week=USUAL, special=days.get)
    assert time.opening(local(FRIDAY, 18)) == local(date(2026, 12, 1), 9)
    assert time.between(local(NEW_YEAR, 0), local(NEW_YEAR, 23)) == timedelta(hours=2)
    assert time.working_day(FRIDAY, 1) == date(2026, 12, 1)


def test_the_hour_that_summer_time_takes_away_is_not_worked() -> None:
    night = WorkingTime(zone=BERLIN, week=[[(0, MIDNIGHT)]] * 7)
    changing = date(2026, 3, 29)
    start, end = local(changing, 0), local(changing + timedelta(days=1), 0)
    assert night.between(start, end) == timedelta(hours=23)
    assert night.after(start, timedelta(hours=23)).astimezone(UTC) == end.astimezone(UTC)


def test_who_never_opens_promises_nothing() -> None:
    never = WorkingTime(zone=BERLIN, week=[[]] * 7)
    with pytest.raises(NeverOpenError):
        never.after(local(FRIDAY, 9), timedelta(minutes=1))
    with pytest.raises(NeverOpenError):
        never.working_day(FRIDAY)


@st.composite
def days(draw: st.DrawFn) -> Hours:
    marks = sorted(draw(st.sets(st.integers(0, MIDNIGHT), max_size=4)))
    return [(marks[at], marks[at + 1]) for at in range(0, len(marks) - 1, 2)]


weeks = st.lists(days(), min_size=7, max_size=7).filter(any)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(  # noqa: DTZ001  made aware here
    lambda found: found.replace(tzinfo=UTC)
)
durations = st.integers(1, 60 * 60).map(lambda minutes: timedelta(minutes=minutes))


FEWEST_WEEKS = (
    FARTHEST // 7 - 6
)  # among the days that are looked through, but for hours that summer time takes away


def open_in_a_week(week: Sequence[Hours]) -> timedelta:
    return timedelta(minutes=sum(closes - opens for hours in week for opens, closes in hours))


def by_the_minute(time: WorkingTime, start: datetime, end: datetime) -> timedelta:
    """An independent, slow reading: count the open minutes one by one."""
    count, moment = 0, start
    while moment < end:
        there = moment.astimezone(time.zone)
        minute = there.hour * 60 + there.minute
        count += any(opens <= minute < closes for opens, closes in time.hours(there.date()))
        moment += timedelta(minutes=1)
    return timedelta(minutes=count)


@given(weeks, moments, durations)
def test_so_much_working_time_has_passed_when_it_says_so(
    week: Sequence[Hours], start: datetime, duration: timedelta
) -> None:
    time = WorkingTime(zone=BERLIN, week=week)
    assume(FEWEST_WEEKS * open_in_a_week(week) >= duration)
    end = time.after(start, duration)
    assert time.between(start, end) == duration
    assert time.between(start, end - timedelta(minutes=1)) < duration


@given(weeks, moments.map(lambda m: m.replace(second=0, microsecond=0)), st.integers(0, 2000))
def test_working_time_is_the_open_minutes_counted(
    week: Sequence[Hours], start: datetime, minutes: int
) -> None:
    # at an hour that comes twice the two readings part: the clock shows a minute twice, time passes once
    time = WorkingTime(zone=ZoneInfo("UTC"), week=week)
    end = start + timedelta(minutes=minutes)
    assert time.between(start, end) == by_the_minute(time, start, end)
