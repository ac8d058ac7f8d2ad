"""What people type, read in their locale: 1.234,50 in German is 1234.50, 31.12.2026 a day.

Nothing is decided here. What cannot be read is passed on as it was typed, so that the shape of the field
says what is wrong with it and the form keeps it.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from babel import Locale
from babel.dates import parse_date
from babel.numbers import NumberFormatError, format_decimal, parse_decimal
from django.utils import timezone

from dealwright.records.fields import Field, Kind
from dealwright.ui import formats

TEXTS = {Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.PHONE, Kind.URL, Kind.CHOICE, Kind.CURRENCY}


def gathered(fields: Sequence[Field], typed: Mapping[str, str]) -> dict[str, str]:
    """What was submitted, with the boxes ticked for a list of choices ("<field>.<value>") as one text."""
    lists = {
        field.name: ",".join(
            value for value, _label in field.choices if f"{field.name}.{value}" in typed
        )
        for field in fields
        if field.kind == Kind.LIST and field.choices
    }
    return {**typed, **lists}


def read(field: Field, typed: Mapping[str, str], locale: Locale) -> Any:
    """The value of one field of a submitted form: typed where it can be, as typed where it cannot."""
    if field.kind == Kind.BOOLEAN:
        return field.name in typed
    text = typed.get(field.name, "").replace("\r\n", "\n")
    if field.kind == Kind.LIST:
        return [part.strip() for part in text.split(",") if part.strip()]
    if field.kind in TEXTS:
        return text
    if not text.strip():
        return None
    return READERS.get(field.kind, _as_is)(text.strip(), locale)


def written(field: Field, value: Any, locale: Locale) -> str:
    """A stored value as the form shows it to be edited: a number in the locale, a day in ISO form for the
    browser's own calendar."""
    if value is None:
        return ""
    if isinstance(value, Decimal) and field.is_number:
        return format_decimal(_short(value, field), locale=locale, decimal_quantization=False)
    if field.kind == Kind.LIST:
        return ",".join(value)
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
    return str(value)


def _short(value: Decimal, field: Field) -> Decimal:
    """Without decimals that say nothing, but with the cents where there are some."""
    if value == value.to_integral_value():
        return value.quantize(Decimal(1))
    return value if field.kind == Kind.MONEY else value.normalize()


def _decimal(text: str, locale: Locale) -> Decimal | str:
    plain = text.replace(formats.MINUS, "-")
    group = locale.number_symbols["latn"]["group"]
    if group.isspace():  # any space will do where a space parts the thousands
        plain = group.join(plain.split())
    try:
        number = parse_decimal(plain, locale=locale, strict=True)
    except NumberFormatError:
        return _plain_decimal(plain)
    return number if number.is_finite() else text


def _plain_decimal(text: str) -> Decimal | str:
    """1234.50 is understood everywhere, for those who paste."""
    try:
        number = Decimal("".join(text.split()))
    except InvalidOperation:
        return text
    return number if number.is_finite() else text


def _integer(text: str, locale: Locale) -> int | Decimal | str:
    number = _decimal(text, locale)
    if isinstance(number, Decimal) and number == number.to_integral_value():
        return int(number)
    return number


def _day(text: str, locale: Locale) -> date | str:
    with suppress(ValueError):  # then it is written as the reader's language writes it
        return date.fromisoformat(text)
    try:
        return parse_date(text, locale=locale)
    except (ValueError, IndexError):
        return text


def _moment(text: str, _locale: Locale) -> datetime | str:
    """A local time without an offset is meant in the reader's time zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _as_is(text: str, _locale: Locale) -> str:
    return text


READERS: dict[Kind, Callable[[str, Locale], Any]] = {
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.MONEY: _decimal,
    Kind.PERCENT: _decimal,
    Kind.DATE: _day,
    Kind.DATETIME: _moment,
}
