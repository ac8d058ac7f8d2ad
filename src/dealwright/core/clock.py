"""The one place that reads the clock. Edges call it; rules are given `at`."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def local_date(at: datetime, time_zone: str) -> date:
    """The calendar day of `at` in an IANA time zone."""
    return at.astimezone(ZoneInfo(time_zone)).date()
