"""Values as this reader sees them: `formats` in the locale and time zone that are active now.

Pages written in Python call these; templates have them as filters of the same names.
"""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from dealwright.core import clock
from dealwright.ui import formats
from dealwright.ui.formats import Due, active_locale


def number(value: Decimal | int | None, digits: int | None = None) -> str:
    return formats.number(value, active_locale(), digits=digits)


def compact(value: Decimal | int | None) -> str:
    return formats.compact(value, active_locale())


def money(amount: Decimal | int | None, currency: str) -> str:
    """An amount in its own currency; whole amounts without decimals."""
    return formats.money(amount, currency, active_locale())


def exact_money(amount: Decimal | int | None, currency: str) -> str:
    """As `money`, always with the minor units."""
    return formats.money(amount, currency, active_locale(), exact=True)


def compact_money(amount: Decimal | int | None, currency: str) -> str:
    return formats.compact_money(amount, currency, active_locale())


def percent(value: Decimal | int | None) -> str:
    return formats.percent(value, active_locale())


def day(value: date | datetime | None) -> str:
    return formats.day(value, active_locale(), timezone.get_current_timezone())


def moment(value: datetime | None) -> str:
    return formats.moment(value, active_locale(), timezone.get_current_timezone())


def clock_time(value: datetime | None) -> str:
    return formats.clock_time(value, active_locale(), timezone.get_current_timezone())


def ago(value: datetime | None) -> str:
    return formats.ago(value, clock.now(), active_locale())


def relative_day(value: date | None) -> str:
    return formats.NONE if value is None else formats.relative_day(value, today(), active_locale())


def due(value: date | datetime | None) -> Due:
    """State and words of a due day, for the next-step mark."""
    day = timezone.localdate(value) if isinstance(value, datetime) else value
    return formats.due(day, today(), active_locale())


def today() -> date:
    """The reader's calendar day."""
    return timezone.localdate(clock.now())
