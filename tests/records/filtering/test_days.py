"""Relative days: what they are on a given day, in a given time zone, in a given fiscal year."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.records.filtering.days import Calendar, Span, later
from dealwright.records.filtering.parsing import parse
from dealwright.records.filtering.tree import Condition, Relative, Unit, Which
from tests.records.filtering.trees import relatives

BERLIN, AUCKLAND, NEW_YORK = map(
    ZoneInfo, ("Europe/Berlin", "Pacific/Auckland", "America/New_York")
)

calendars = st.builds(
    Calendar,
    at=st.integers(0, 4_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC)),
    zone=st.sampled_from([BERLIN, AUCKLAND, NEW_YORK]),
    fiscal_zone=st.sampled_from([BERLIN, AUCKLAND, NEW_YORK]),
    fiscal_year_start=st.integers(1, 12),
)


def meant(phrase: str) -> Relative:
    condition = parse(f"close_on in {phrase}")
    assert isinstance(condition, Condition)
    (found,) = condition.values
    assert isinstance(found, Relative)
    return found


def calendar(at: datetime, *, zone: ZoneInfo = BERLIN, **values: int) -> Calendar:
    return Calendar(at=at, zone=zone, fiscal_zone=BERLIN, **values)


@pytest.mark.parametrize(
    ("phrase", "first", "last"),
    [
        ("yesterday", "2026-08-30", "2026-08-30"),
        ("today", "2026-08-31", "2026-08-31"),
        ("tomorrow", "2026-09-01", "2026-09-01"),
        ("last week", "2026-08-24", "2026-08-30"),
        ("this week", "2026-08-31", "2026-09-06"),
        ("next month", "2026-09-01", "2026-09-30"),
        ("last month", "2026-07-01", "2026-07-31"),
        ("this quarter", "2026-07-01", "2026-09-30"),
        ("last quarter", "2026-04-01", "2026-06-30"),
        ("this year", "2026-01-01", "2026-12-31"),
        ("next year", "2027-01-01", "2027-12-31"),
        ("this fiscal quarter", "2026-08-01", "2026-10-31"),
        ("next fiscal quarter", "2026-11-01", "2027-01-31"),
        ("this fiscal year", "2026-02-01", "2027-01-31"),
        ("last fiscal year", "2025-02-01", "2026-01-31"),
        ("the next 30 days", "2026-08-31", "2026-09-30"),
        ("the next 1 day", "2026-08-31", "2026-09-01"),
        ("the last 2 weeks", "2026-08-17", "2026-08-31"),
        ("the last 6 months", "2026-02-28", "2026-08-31"),
        ("the next 2 quarters", "2026-08-31", "2027-02-28"),
        ("the last 1 year", "2025-08-31", "2026-08-31"),
    ],
)
def test_days_are_seen_from_today(phrase: str, first: str, last: str) -> None:
    monday = calendar(datetime(2026, 8, 31, 12, tzinfo=UTC), fiscal_year_start=2)
    found = monday.days(meant(phrase))
    assert (found.start.isoformat(), found.end.isoformat()) == (
        first,
        (date.fromisoformat(last) + timedelta(days=1)).isoformat(),
    )


@pytest.mark.parametrize(
    ("zone", "first"), [(NEW_YORK, "2026-12-31"), (BERLIN, "2027-01-01"), (AUCKLAND, "2027-01-01")]
)
def test_today_is_the_readers_day(zone: ZoneInfo, first: str) -> None:
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert calendar(late, zone=zone).days(meant("today")).start.isoformat() == first


def test_the_fiscal_year_is_looked_at_from_where_the_organisation_is() -> None:
    late = calendar(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), zone=NEW_YORK)
    assert late.days(meant("this year")).start == date(2026, 1, 1)
    assert late.days(meant("this fiscal year")).start == date(2027, 1, 1)


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 29), 23), ((2026, 10, 25), 25), ((2026, 6, 1), 24)])  # fmt: skip
def test_a_day_is_as_long_as_it_is_on_the_clock(day: tuple[int, int, int], hours: int) -> None:
    noon = calendar(datetime(*day, 12, tzinfo=UTC))
    found = noon.moments(meant("today"))
    assert found.start.time() == found.end.time() == time.min
    assert found.end.astimezone(UTC) - found.start.astimezone(UTC) == timedelta(hours=hours)


@given(calendars, relatives)
def test_days_and_moments_never_end_before_they_begin(seen: Calendar, asked: Relative) -> None:
    days, moments = seen.days(asked), seen.moments(asked)
    assert days.start < days.end
    assert moments.start.astimezone(UTC) < moments.end.astimezone(UTC)


@given(calendars, st.sampled_from(Unit), st.booleans())
def test_last_this_and_next_follow_one_another_and_today_lies_within_this(
    seen: Calendar, unit: Unit, fiscal: bool
) -> None:
    fiscal = fiscal and unit in {Unit.QUARTER, Unit.YEAR}
    last, this, after = (seen.days(Relative(which, unit, fiscal=fiscal)) for which in Which)
    assert last.end == this.start
    assert this.end == after.start
    zone = seen.fiscal_zone if fiscal else seen.zone
    assert this.start <= seen.at.astimezone(zone).date() < this.end


@given(calendars, st.sampled_from(Unit), st.integers(1, 1000))
def test_what_is_counted_includes_today(seen: Calendar, unit: Unit, count: int) -> None:
    today = seen.at.astimezone(seen.zone).date()
    assert seen.days(Relative(Which.LAST, unit, count)) == Span(
        later(today, unit, -count), today + timedelta(days=1)
    )
    assert seen.days(Relative(Which.NEXT, unit, count)).start == today
