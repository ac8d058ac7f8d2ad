"""Days as what rows are grouped by: the day, the month, the quarter, the year of the calendar, or of the organisation's
fiscal year.

A group is known by its first day. Moments fall into the days of the reader's time zone, into fiscal periods by the
organisation's, as relative days of filters do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from django.db.models import DateField, Func
from django.db.models.functions import TruncDay, TruncMonth, TruncQuarter, TruncYear
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.organisation import queries as organisation
from dealwright.records.filtering import days
from dealwright.records.filtering.tree import Unit as Span
from dealwright.ui import formats, shown
from dealwright.ui.cells import capitalised

MONTHS_OF_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Unit:
    """A length of time that makes groups: how SQL finds its first day, and what it is called."""

    trunc: type[Any]
    label: str | Promise
    is_fiscal: bool = False


UNITS: Mapping[str, Unit] = {
    "day": Unit(TruncDay, _("by day")),
    "month": Unit(TruncMonth, _("by month")),
    "quarter": Unit(TruncQuarter, _("by calendar quarter")),
    "year": Unit(TruncYear, _("by calendar year")),
    "fiscal_quarter": Unit(TruncQuarter, _("by fiscal quarter"), is_fiscal=True),
    "fiscal_year": Unit(TruncYear, _("by fiscal year"), is_fiscal=True),
}
USUAL = "month"


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """The month that it begins in, and the time zone by which it does."""

    start: int
    zone: ZoneInfo

    def year(self, day: date) -> str:
        """The fiscal year of a day: "2026", or "2026/27" when it goes on into the next year."""
        begun = days.first_of(Span.YEAR, day, self.start).year
        return str(begun) if self.start == days.JANUARY else f"{begun}/{(begun + 1) % 100:02}"

    def quarter(self, day: date) -> int:
        """Which quarter of its fiscal year a day is in, from 1."""
        return (day.month - self.start) % 12 // MONTHS_OF_QUARTER + 1


def fiscal_year(actor: Actor) -> FiscalYear:
    """The organisation's."""
    selling = organisation.current_for(actor)
    return FiscalYear(selling.fiscal_year_start, ZoneInfo(selling.time_zone))


class _Later(Func):
    """The same day of the month so many months later; given first days, which every month has."""

    template = "(%(expressions)s + make_interval(months => %(months)d))::date"
    output_field = DateField()

    def __init__(self, expression: Any, months: int) -> None:
        super().__init__(expression, months=months)


def first_day(found: Any, unit: Unit, fiscal: FiscalYear | None, *, is_moment: bool) -> Any:
    """The first day of the unit in which the day or moment of an expression lies."""
    if fiscal is None:
        return unit.trunc(found, output_field=DateField())
    into = fiscal.start - 1
    zone = fiscal.zone if is_moment else None
    month = TruncMonth(found, output_field=DateField(), tzinfo=zone)
    return _Later(unit.trunc(_Later(month, -into), output_field=DateField()), into)


def told(start: date, unit: str, fiscal: FiscalYear | None) -> str:
    """What the unit that begins on this day is called."""
    if fiscal:
        return _fiscal(start, unit, fiscal)
    match unit:
        case "day":
            return shown.day(start)
        case "month":
            return capitalised(format_skeleton("yMMMM", start, locale=formats.active_locale()))
        case "quarter":
            quarter = (start.month - 1) // MONTHS_OF_QUARTER + 1
            return gettext("Quarter %(quarter)d, %(year)d") % {
                "quarter": quarter,
                "year": start.year,
            }
    return str(start.year)


def _fiscal(start: date, unit: str, fiscal: FiscalYear) -> str:
    year = fiscal.year(start)
    if unit == "fiscal_year":
        return gettext("Fiscal year %(year)s") % {"year": year}
    values = {"quarter": fiscal.quarter(start), "year": year}
    return gettext("Fiscal quarter %(quarter)d, %(year)s") % values
