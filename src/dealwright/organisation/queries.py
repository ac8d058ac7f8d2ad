"""Reads on the organisation."""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.core.errors import RefusedError
from dealwright.core.prepared import Read
from dealwright.organisation import branding, calendars
from dealwright.organisation.hours import USUAL, Hours, Interval, WorkingTime
from dealwright.organisation.models import (
    ExchangeRate,
    Logo,
    OpeningHours,
    Organisation,
    SpecialDay,
)

ONE = Decimal(1)


def current(*, with_logo: bool = False) -> Organisation:
    """The organisation, its picture too if that is wanted; RefusedError before the first set-up."""
    if with_logo:
        found = Organisation.objects.select_related("logo").first()
    else:
        found = next(_reading().rows(), None)
    if found is None:
        raise RefusedError(
            _("This installation is not set up yet."),
            remedy=_("Open the first page and name your organisation."),
            code="not_set_up",
        )
    return found


@lru_cache(maxsize=1)
def _reading() -> Read:
    """Of the one organisation that there is."""
    return Read.of(Organisation.objects.all())


def current_for(actor: Actor) -> Organisation:
    """The organisation, read once in the life of the actor object, as their rights are."""
    if "organisation" not in actor.memo:
        actor.memo["organisation"] = current()
    found: Organisation = actor.memo["organisation"]
    return found


def is_set_up() -> bool:
    return Organisation.objects.exists()


def rate(currency: str, *, on: date, base: str) -> Decimal:
    """What one unit of `currency` is worth in `base` on a day: the latest rate up to that day.

    RefusedError when none is known.
    """
    if currency == base:
        return ONE
    found = (
        ExchangeRate.objects.filter(currency=currency, valid_from__lte=on)
        .order_by("-valid_from", "pk")
        .values_list("rate", flat=True)
        .first()
    )
    if found is None:
        raise RefusedError(
            _("No exchange rate for %(currency)s is known on %(day)s.")
            % {"currency": currency, "day": on.isoformat()},
            remedy=_("Add the rate under Settings, Exchange rates."),
            code="no_rate",
        )
    return found


def rates(*, on: date, base: str) -> dict[str, Decimal]:
    """The rate of every known currency on a day, the base currency included; one query."""
    found = (
        ExchangeRate.objects.filter(valid_from__lte=on)
        .order_by("currency", "-valid_from")
        .distinct("currency")
        .values_list("currency", "rate")
    )
    return {base: ONE, **dict(found)}


def logo() -> Logo | None:
    """The organisation's logo, if it has one."""
    return Logo.objects.first()


def brand() -> tuple[str, str]:
    """(fingerprint of the logo or "", accent) of the organisation, without reading the picture."""
    found = Organisation.objects.values_list("logo__sha256", "accent").first()
    fingerprint, accent = found or ("", branding.PETROL)
    return fingerprint or "", accent


def week() -> list[list[Interval]]:
    """The open intervals of Monday to Sunday; the usual ones until hours are set."""
    rows = list(OpeningHours.objects.order_by("weekday", "opens", "pk"))
    if not rows:
        return [list(hours) for hours in USUAL]
    return [[(row.opens, row.closes) for row in rows if row.weekday == day] for day in range(7)]


def working_time() -> WorkingTime:
    """When the organisation is open, public holidays and special days included; three queries."""
    selling = current()
    own = {day.day: _hours(day) for day in SpecialDay.objects.all()}

    def special(day: date) -> Hours | None:
        public = calendars.of_year(selling.holiday_country, selling.holiday_region, day.year)
        return own.get(day, [] if day in public else None)

    return WorkingTime(zone=ZoneInfo(selling.time_zone), week=week(), special=special)


def _hours(day: SpecialDay) -> Hours:
    return [] if day.opens is None or day.closes is None else [(day.opens, day.closes)]
