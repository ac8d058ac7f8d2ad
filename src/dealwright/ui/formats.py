"""Numbers, money, dates and days in words, in the reader's locale and time zone.

Every function takes plain values and a Babel locale; `active_locale` is where Django's language
becomes one. Two house rules hold in every locale: a true minus before negative numbers and a
thin dash where there is no value.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
)
from django.utils.translation import get_language, gettext, ngettext, pgettext, to_locale

NONE = "\N{EN DASH}"
RANGE = " \N{EN DASH} "
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
UNGROUPED = re.compile(r"\d{4}")
LETTER_BEFORE_DIGIT = re.compile(r"([A-Za-z])(?=\d)")
MINUS = "\N{MINUS SIGN}"
WEEK = 7


def active_locale() -> Locale:
    """The Babel locale of the language that is active; English where Babel knows none."""
    try:
        return Locale.parse(to_locale(get_language() or "en"))
    except UnknownLocaleError:
        return Locale("en")


def number(value: Decimal | int | None, locale: Locale, *, digits: int | None = None) -> str:
    """A grouped number; `digits` fixes the decimals, otherwise as many as the value has."""
    if value is None:
        return NONE
    pattern = None if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    return _signed(
        format_decimal(
            value, format=pattern, locale=locale, decimal_quantization=digits is not None
        )
    )


def compact(value: Decimal | int | None, locale: Locale) -> str:
    """A count for a narrow place: 12,480 becomes 12K. Where a language has no short word for thousands, 12.480 stays."""
    if value is None:
        return NONE
    text = format_compact_decimal(value, locale=locale)
    return number(value, locale, digits=0) if UNGROUPED.search(text) else _signed(text)


def money(
    amount: Decimal | int | None, currency: str, locale: Locale, *, exact: bool = False
) -> str:
    """An amount with its own currency. Whole amounts lose their decimals unless `exact`."""
    if amount is None:
        return NONE
    amount = Decimal(amount)
    if not exact and amount == amount.to_integral_value():
        pattern = locale.currency_formats["standard"].pattern.replace(".00", "")
        return _spaced(
            format_currency(amount, currency, format=pattern, locale=locale, currency_digits=False)
        )
    return _spaced(format_currency(amount, currency, locale=locale))


def compact_money(amount: Decimal | int | None, currency: str, locale: Locale) -> str:
    """An amount for a column head: €4.82M."""
    if amount is None:
        return NONE
    text = format_compact_currency(amount, currency, locale=locale, fraction_digits=2)
    if UNGROUPED.search(text):  # no short word for thousands: German says 781.700 €
        return money(Decimal(amount).quantize(Decimal(1)), currency, locale)
    return _spaced(text)


def percent(value: Decimal | int | None, locale: Locale, *, digits: int = 1) -> str:
    """A percentage given in percent (65 means 65 %); trailing zeros of a whole one are dropped."""
    if value is None:
        return NONE
    value = Decimal(value)
    digits = 0 if value == value.to_integral_value() else digits
    pattern = locale.percent_formats[None].pattern.replace(
        "0%", "0" + "." * bool(digits) + "0" * digits + "%"
    )
    return _signed(format_percent(value / 100, format=pattern, locale=locale))


def day(value: date | datetime | None, locale: Locale, zone: tzinfo) -> str:
    """A calendar day: 18 Dec 2026."""
    if value is None:
        return NONE
    return format_date(_day_of(value, zone), format="medium", locale=locale)


def moment(value: datetime | None, locale: Locale, zone: tzinfo) -> str:
    """Day and time: 18 Dec 2026, 14:30."""
    if value is None:
        return NONE
    return format_datetime(value.astimezone(zone), format="medium", locale=locale).replace(
        format_time(value.astimezone(zone), format="medium", locale=locale),
        format_time(value.astimezone(zone), format="short", locale=locale),
    )


def clock_time(value: datetime | time | None, locale: Locale, zone: tzinfo) -> str:
    """The time of day: 14:30."""
    if value is None:
        return NONE
    local = value.astimezone(zone) if isinstance(value, datetime) else value
    return format_time(local, format="short", locale=locale)


def ago(value: datetime | None, now: datetime, locale: Locale) -> str:
    """How long ago, roughly: 2 minutes ago."""
    if value is None:
        return NONE
    return format_timedelta(value - now, add_direction=True, locale=locale)


def relative_day(value: date, today: date, locale: Locale) -> str:
    """A day as people say it: today, tomorrow, yesterday, Fri 27 Nov, in 29 days, 40 days ago."""
    days = (value - today).days
    near = {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}
    if days in near:
        return near[days]
    if 0 < days < WEEK:
        pattern = pgettext("pattern of a near day, as Fri 27 Nov", "EEE d MMM")
        return format_date(value, format=pattern, locale=locale)
    return format_timedelta(
        value - today, granularity="day", threshold=30, add_direction=True, locale=locale
    )


@dataclass(frozen=True, slots=True)
class Due:
    """How urgent a due day is (late, today, planned or none) and the words for it."""

    state: str
    text: str


def due(value: date | None, today: date, locale: Locale) -> Due:
    """The next-step mark of a due day: the reason stands beside the state."""
    if value is None:
        return Due("none", gettext("Nothing planned"))
    late = (today - value).days
    if late > 0:
        return Due(
            "late", ngettext("%(days)d day late", "%(days)d days late", late) % {"days": late}
        )
    return Due("today" if late == 0 else "planned", relative_day(value, today, locale))


def _day_of(value: date | datetime, zone: tzinfo) -> date:
    return value.astimezone(zone).date() if isinstance(value, datetime) else value


def _signed(text: str) -> str:
    return text.replace("-", MINUS)


def _spaced(text: str) -> str:
    """A currency code keeps its distance from the figure: SEK 7,314,936."""
    return LETTER_BEFORE_DIGIT.sub(f"\\1{NO_BREAK_SPACE}", _signed(text))
