"""When a mail may go, in any time zone and over any change of the clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from dealwright.records.notifications import times

ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]
).map(ZoneInfo)
MOMENTS = st.datetimes(
    min_value=datetime.fromisoformat("2026-01-01"),
    max_value=datetime.fromisoformat("2027-12-31"),
    timezones=st.just(UTC),
)
CLOCKS = st.times().map(lambda found: found.replace(second=0, microsecond=0))
MOST = timedelta(hours=25)  # the longest day


@given(at=MOMENTS, begin=CLOCKS, end=CLOCKS, zone=ZONES)
def test_the_end_of_quiet_hours_comes_within_a_day_and_what_is_not_quiet_waits_for_nothing(
    at: datetime, begin: time, end: time, zone: ZoneInfo
) -> None:
    found = times.after_quiet(at, begin, end, zone)
    if times.is_quiet(at, begin, end, zone):
        assert at < found <= at + MOST
    else:
        assert found == at


@given(at=MOMENTS, begin=CLOCKS, end=CLOCKS)
def test_quiet_hours_end_when_the_clock_says_so(at: datetime, begin: time, end: time) -> None:
    zone = ZoneInfo("Asia/Kolkata")  # whose clock never changes
    found = times.after_quiet(at, begin, end, zone)
    assert found == at or found.astimezone(zone).time() == end
    assert begin == end or not times.is_quiet(found, begin, end, zone)


@given(at=MOMENTS, hour=st.integers(0, 23), weekday=st.none() | st.integers(0, 6), zone=ZONES)
def test_a_digest_comes_at_its_hour_and_on_its_day(
    at: datetime, hour: int, weekday: int | None, zone: ZoneInfo
) -> None:
    found = times.next_digest(at, hour, weekday, zone)
    local = found.astimezone(zone)
    assert at < found <= at + (MOST if weekday is None else 8 * MOST)
    assert weekday in {None, local.weekday()}
    assert local.hour in {hour, hour + 1}  # an hour later on the day on which the clock skips it


def test_quiet_hours_may_go_past_midnight() -> None:
    zone = ZoneInfo("Europe/Berlin")
    at = datetime(2026, 9, 1, 21, 30, tzinfo=UTC)  # half past eleven in Berlin
    found = times.after_quiet(at, time(20), time(7), zone)
    assert found == datetime(2026, 9, 2, 5, 0, tzinfo=UTC)
