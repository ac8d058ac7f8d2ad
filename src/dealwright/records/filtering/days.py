"""What "this quarter" and "the next 30 days" are, on a given day, to a given reader.

Weeks begin on Monday. Fiscal quarters and years, and the day on which they are looked at, go by the organisation's
calendar; everything else by the reader's time zone. "The next 30 days" are today and the 30 days after it, "the last 2
weeks" the days from the same weekday two weeks ago up to today.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dealwright.records.filtering.tree import Relative, Unit, Which

JANUARY = 1
MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}
DAYS = {Unit.DAY: 1, Unit.WEEK: 7}
STEPS = {Which.LAST: -1, Which.THIS: 0, Which.NEXT: 1}
ONE_DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)  # the finest that a column holds


@dataclass(frozen=True, slots=True)
class Span[T: (date, datetime)]:
    """From `start` up to and without `end`; of days, or of moments."""

    start: T
    end: T


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """A moment as the reader and the organisation see it."""

    at: datetime
    zone: ZoneInfo
    fiscal_zone: ZoneInfo
    fiscal_year_start: int = JANUARY

    def days(self, asked: Relative) -> Span[date]:
        """The days that are meant."""
        today = self.at.astimezone(self._zone(asked)).date()
        if asked.count is None:
            begins = self.fiscal_year_start if asked.fiscal else JANUARY
            first = later(first_of(asked.unit, today, begins), asked.unit, STEPS[asked.which])
            return Span(first, later(first, asked.unit, 1))
        far = later(today, asked.unit, STEPS[asked.which] * asked.count)
        return Span(min(today, far), max(today, far) + ONE_DAY)

    def moments(self, asked: Relative) -> Span[datetime]:
        """The moments of the days that are meant, from midnight to midnight."""
        return midnights(self.days(asked), self._zone(asked))

    def _zone(self, asked: Relative) -> ZoneInfo:
        return self.fiscal_zone if asked.fiscal else self.zone


def day_span(day: date) -> Span[date]:
    return Span(day, day + ONE_DAY)


def instant(moment: datetime) -> Span[datetime]:
    return Span(moment, moment + INSTANT)


def midnights(days: Span[date], zone: ZoneInfo) -> Span[datetime]:
    """The same days as moments in a time zone."""
    start, end = (datetime.combine(day, time.min, zone) for day in (days.start, days.end))
    return Span(start, end)


def first_of(unit: Unit, day: date, year_start: int = JANUARY) -> date:
    """The first day of the week, month, quarter or year of a day, in years that begin with this month."""
    if unit in DAYS:
        return day - timedelta(days=day.weekday()) if unit == Unit.WEEK else day
    into = (day.month - year_start) % MONTHS[unit]
    return later(day.replace(day=1), Unit.MONTH, -into)


def later(day: date, unit: Unit, count: int) -> date:
    """A day that many units later, or earlier; from the 31st on to the last day of a shorter month."""
    if unit in DAYS:
        return day + timedelta(days=DAYS[unit] * count)
    year, month = divmod(day.year * 12 + day.month - 1 + MONTHS[unit] * count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
