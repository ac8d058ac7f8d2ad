"""When a mail may go: the end of quiet hours, the next digest. Pure arithmetic in a person's time zone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


def is_quiet(at: datetime, begin: time | None, end: time | None, zone: ZoneInfo) -> bool:
    """Whether a moment lies in the quiet hours; those that end before they begin go past midnight.

    From nine to nine is the whole day; without hours nothing is quiet.
    """
    if begin is None or end is None:
        return False
    now = at.astimezone(zone).time()
    if begin < end:
        return begin <= now < end
    return now >= begin or now < end


def after_quiet(at: datetime, begin: time | None, end: time | None, zone: ZoneInfo) -> datetime:
    """The first moment from `at` on that is not quiet, in UTC; where the whole day is, its end."""
    if end is None or not is_quiet(at, begin, end, zone):
        return at
    return next(found for found in _at_clock(at, end, zone) if found > at)


def next_digest(at: datetime, hour: int, weekday: int | None, zone: ZoneInfo) -> datetime:
    """The next moment after `at` at which the clock shows the full hour, in UTC; of that weekday (0 is Monday), if any.

    An hour that the clock skips in spring is taken as the moment it would have been.
    """
    return next(
        found
        for found in _at_clock(at, time(hour), zone)
        if found > at and weekday in {None, found.astimezone(zone).weekday()}
    )


def _at_clock(at: datetime, clock: time, zone: ZoneInfo) -> Iterator[datetime]:
    """That time of the clock on the day before, on the day of `at`, and on those that follow; twice on the day on which the
    clock shows it twice.
    """
    day: date = at.astimezone(zone).date() - DAY
    for _each in range(10):
        first = datetime.combine(day, clock, zone)
        yield from sorted({first.astimezone(UTC), first.replace(fold=1).astimezone(UTC)})
        day += DAY
