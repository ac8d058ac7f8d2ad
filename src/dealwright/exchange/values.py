"""From cells to values, by the stated rules; every rule that changed something is counted."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Any

from babel import Locale
from django.utils.translation import gettext as _

from dealwright.core.errors import InvalidError
from dealwright.exchange import dates, figures
from dealwright.exchange.mapping import Rule
from dealwright.exchange.report import CellError
from dealwright.records.fields import Field, Kind

NUMBERS = {Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT}
YES = {
    **dict.fromkeys(("true", "yes", "y", "1", "x", "on", "ja", "oui", "sí", "si", "sì"), True),
    **dict.fromkeys(("false", "no", "n", "0", "off", "nein", "nej", "non"), False),
}


def value(
    name: str,
    rule: Rule,
    field: Field,
    cells: Mapping[str, str],
    *,
    used: Counter[str],
    zone: tzinfo,
) -> Any:
    """The value of one field; None when the cell is empty. InvalidError names the field and the cell."""
    if rule.constant is not None:
        return rule.constant
    if rule.column not in cells:
        raise InvalidError({name: _("The file has no column %(name)s.") % {"name": rule.column}})
    text = spelled(cells[rule.column].strip(), rule.values, rule.column, used)
    if text in ("", None):
        return rule.otherwise
    return _typed(name, str(text), rule, field, zone)


def spelled(text: str, values: Mapping[str, Any], column: str, used: Counter[str]) -> Any:
    """The text, or what the rules say it means."""
    if text not in values:
        return text
    used[f"{column}: {text} → {values[text]}"] += 1
    return values[text]


def _typed(name: str, text: str, rule: Rule, field: Field, zone: tzinfo) -> Any:
    if field.kind in NUMBERS:
        return _number(name, text, rule)
    if field.kind == Kind.DATE:
        return _date(name, text, rule.format)
    if field.kind == Kind.DATETIME:
        return _moment(name, text, rule.format or dates.ISO, zone)
    if field.kind == Kind.CHOICE:
        return _choice(name, text, field)
    if field.kind == Kind.LIST:
        return _listed(text, field)
    return PLAINLY.get(field.kind, str)(text)


@lru_cache(maxsize=1)
def _currencies() -> Mapping[str, str]:
    """{name in lower case: code} of currencies, as exports in English name them: "Euro", "US Dollar"."""
    named = {str(name).casefold(): code for code, name in Locale("en").currencies.items()}
    return named | {"pound sterling": "GBP"}


PLAINLY: Mapping[Kind, Callable[[str], Any]] = {
    Kind.BOOLEAN: lambda text: YES.get(text.lower(), text),
    Kind.CURRENCY: lambda text: _currencies().get(text.casefold(), text.upper()),
}


def _listed(text: str, field: Field) -> list[str]:
    """The texts that a cell holds; of choices those that it names by values or labels."""
    known = {str(label).casefold(): value for value, label in field.choices}
    parts = (part.strip() for part in re.split(r"[;,]", text))
    return [known.get(part.casefold(), part) for part in parts if part]


def _number(name: str, text: str, rule: Rule) -> Any:
    try:
        number = figures.read(text, rule.decimal)
    except ValueError as error:
        said = _("“%(text)s” is not a number.") % {"text": text}
        raise CellError(name, said, fault="number", text=text) from error
    return number * rule.times if rule.times is not None else number


def _day(name: str, text: str, written: str) -> Any:
    try:
        return dates.read(text, written)
    except ValueError as error:
        said = _("“%(text)s” is not a date.") % {"text": text}
        raise CellError(name, said, fault="date", text=text) from error


def _date(name: str, text: str, written: str) -> Any:
    """A day; the time of a moment is left out. Without a format what is no ISO day is refused by the shape."""
    if not (written or "T" in text or " " in text):
        return text
    found = _day(name, text, written or dates.ISO)
    return found.date() if isinstance(found, datetime) else found


def _moment(name: str, text: str, written: str, zone: tzinfo) -> datetime:
    """A day alone is its noon, so that it stays the same day wherever it is read."""
    found = _day(name, text, written)
    if not isinstance(found, datetime):
        found = datetime(found.year, found.month, found.day, 12)  # noqa: DTZ001  placed just below
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _choice(name: str, text: str, field: Field) -> str:
    """The choice of this value or label, however it is spelt."""
    known = {plain(each): value for value, label in field.choices for each in (value, str(label))}
    found = known.get(plain(text))
    if found is None:
        said = _("“%(text)s” is none of the choices.") % {"text": text}
        raise CellError(name, said, fault="choice", text=text)
    return found


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Letters and digits alone: "Public sector" and "public_sector" are one."""
    bare = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in bare if letter.isalnum())
