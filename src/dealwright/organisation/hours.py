"""Working time: when the organisation is open, and what the clock says after so many open hours. Pure.

An interval is (opens, closes) in minutes from local midnight, closes at most 1440. Moments are aware; elapsed time is
real time, so an hour that summer time takes away is no working time.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

type Interval = tuple[int, int]
type Hours = Sequence[Interval]

MIDNIGHT = 24 * 60
FARTHEST = 3 * 366  # days that are looked through
USUAL: Sequence[Hours] = (*[[(9 * 60, 17 * 60)]] * 5, [], [])  # Monday to Friday, nine to five


class NeverOpenError(ValueError):
    """No open hour was found within three years."""


@dataclass(frozen=True, kw_only=True)
class WorkingTime:
    """`week` holds the hours of Monday to Sunday; `special` answers those of a day that differs, None for any other."""

    zone: ZoneInfo
    week: Sequence[Hours]
    special: Callable[[date], Hours | None] = lambda _day: None

    def hours(self, day: date) -> Hours:
        """The open intervals of a day, in order."""
        found = self.special(day)
        return self.week[day.weekday()] if found is None else found

    def is_working_day(self, day: date) -> bool:
        return bool(self.hours(day))

    def working_day(self, start: date, count: int = 0) -> date:
        """The working day that is `count` working days after the first at or after `start`.

        NeverOpenError when there is none within three years.
        """
        for day in _days(start):
            if self.is_working_day(day):
                if not count:
                    return day
                count -= 1
        raise NeverOpenError

    def is_open(self, moment: datetime) -> bool:
        return any(opens <= moment < closes for opens, closes in self._of(self._day(moment)))

    def opening(self, moment: datetime) -> datetime:
        """The first open moment at or after this one. NeverOpenError as `working_day`."""
        return max(moment, next(self._from(moment))[0])

    def after(self, moment: datetime, duration: timedelta) -> datetime:
        """The moment at which so much working time has passed. NeverOpenError as `working_day`."""
        for opens, closes in self._from(moment):
            start = max(opens, moment)
            if duration <= closes - start:
                return start + duration
            duration -= closes - start
        raise NeverOpenError

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two moments; none when the second is the earlier."""
        total = timedelta()
        for day in _days(self._day(start), (self._day(end) - self._day(start)).days + 1):
            for opens, closes in self._of(day):
                total += max(min(closes, end) - max(opens, start), timedelta())
        return total

    def _from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open intervals that end after this moment."""
        for day in _days(self._day(moment)):
            yield from (found for found in self._of(day) if found[1] > moment)
        raise NeverOpenError

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _of(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        for opens, closes in self.hours(day):
            yield self._moment(day, opens), self._moment(day, closes)

    def _moment(self, day: date, minutes: int) -> datetime:
        if minutes == MIDNIGHT:
            day, minutes = day + timedelta(days=1), 0
        local = datetime.combine(day, time(*divmod(minutes, 60)), self.zone)
        return local.astimezone(UTC)


def _days(start: date, count: int = FARTHEST) -> Iterator[date]:
    return (start + timedelta(days=offset) for offset in range(count))
