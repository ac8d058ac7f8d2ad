"""From cells to values, by the stated rules; every rule that changed something is counted."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from dealwright.core.errors import InvalidError
from dealwright.exchange.mapping import Rule
from dealwright.records.fields import Field, Kind

NUMBERS = {Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT}
YES = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def value(name: str, rule: Rule, field: Field, cells: Mapping[str, str], used: Counter[str]) -> Any:
    """The value of one field; None when the cell is empty. InvalidError names the field and the cell."""
    if rule.constant is not None:
        return rule.constant
    if rule.column not in cells:
        raise InvalidError({name: _("The file has no column %(name)s.") % {"name": rule.column}})
    text = spelled(cells[rule.column], rule.values, rule.column, used)
    if text in ("", None):
        return rule.otherwise
    return _typed(name, str(text), rule, field)


def spelled(text: str, values: Mapping[str, Any], column: str, used: Counter[str]) -> Any:
    """The text, or what the rules say it means."""
    if text not in values:
        return text
    used[f"{column}: {text} → {values[text]}"] += 1
    return values[text]


def _typed(name: str, text: str, rule: Rule, field: Field) -> Any:
    if field.kind in NUMBERS:
        return _number(name, text, rule)
    if field.kind == Kind.BOOLEAN:
        return YES.get(text.lower(), text)
    if field.kind == Kind.DATE and rule.format:
        return _day(name, text, rule.format)
    return text


def _number(name: str, text: str, rule: Rule) -> Any:
    try:
        number = Decimal(text.replace(" ", ""))
    except InvalidOperation as error:
        raise InvalidError({name: _("“%(text)s” is not a number.") % {"text": text}}) from error
    return number * rule.times if rule.times is not None else number


def _day(name: str, text: str, written: str) -> Any:
    try:
        return datetime.strptime(text, written).date()  # noqa: DTZ007  only the day is kept
    except ValueError as error:
        raise InvalidError({name: _("“%(text)s” is not a date.") % {"text": text}}) from error
