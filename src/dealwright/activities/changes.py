"""Changes of fields as a reader understands them: labels and choices from the registry, values in his locale.

What events keep is plain JSON: money and days as text, links as ids.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from dealwright.core.addresses import shown_phone
from dealwright.organisation import queries as organisation
from dealwright.records.fields import Field, Kind, derive
from dealwright.records.naming import Named, Names, as_id
from dealwright.records.registry import Entity
from dealwright.ui import cells, shown

LONGEST = 120

type Plain = Any
type Show = Callable[[Any], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One field that became different; `old` and `new` are empty where there was or is nothing."""

    name: str
    label: str
    old: str
    new: str
    can_restore: bool = False


def told(
    entity: Entity | None,
    changes: Mapping[str, Sequence[Plain]],
    *,
    names: Names,
    of: Named | None = None,
    restorable: Container[str] = (),
) -> list[Change]:
    """The changes of one record in words, in the order of its fields. `of` is the record itself, for the
    currency of its amounts, and `entity` its kind as the reader knows it; `restorable` names the fields that the reader
    may give their old value again.
    """
    fields = entity.by_name if entity else {}
    hidden = entity.hidden if entity else frozenset()
    currencies = of.currencies if of else {}
    ordered = [name for name in fields if name in changes]
    others = [name for name in changes if name not in fields and name not in hidden]
    return [
        replace(
            _change(fields.get(name) or _column(entity, name), changes[name], names, currencies),
            can_restore=name in restorable,
        )
        for name in (*ordered, *others)
    ]


def _column(entity: Entity | None, name: str) -> Field:
    """A column that only verbs set, or something that is no column: not any more, or rows that hang on the record."""
    try:
        is_column = entity is not None and entity.model._meta.get_field(name).concrete
    except FieldDoesNotExist:
        is_column = False
    return derive(entity.model, name) if entity and is_column else _unknown(name)


def _unknown(name: str) -> Field:
    return Field(name=name, label=name.replace("_", " "))


def _change(
    field: Field, values: Sequence[Plain], names: Names, currencies: Mapping[str, str]
) -> Change:
    old, new = values
    show = _shower(field, names, currencies)
    return Change(
        name=field.name,
        label=cells.capitalised(str(field.label)),
        old=_shown(show, old),
        new=_shown(show, new),
    )


def _shown(show: Show, value: Plain) -> str:
    """The value in words. What was kept when the field was of another kind is shown as it stands."""
    if value in (None, "", [], {}):
        return ""
    try:
        return show(value)
    except (ValueError, TypeError, ArithmeticError):
        return _text(value)


def _shower(field: Field, names: Names, currencies: Mapping[str, str]) -> Show:
    """How values of this field are shown."""
    if field.kind == Kind.LINK:
        return lambda value: _name(names, field.to, value)
    if field.kind == Kind.CHOICE:
        return lambda value: cells.capitalised(str(field.choice_label(value)))
    if field.kind == Kind.LIST and field.choices:
        return lambda values: ", ".join(str(field.choice_label(value)) for value in values)
    if field.kind == Kind.MONEY:
        currency = currencies.get(field.currency)
        return lambda value: shown.money(Decimal(value), currency or _base_currency())
    return SHOWERS.get(field.kind, _text)


def _name(names: Names, key: str, value: Plain) -> str:
    pk = as_id(value)
    if pk is None:
        return _text(value)
    named = names.get((key, pk))
    if named is None:
        return _("a record you may not see")
    return _("%(name)s (deleted)") % {"name": named.title} if named.is_gone else named.title


def _base_currency() -> str:
    return organisation.current().currency


def _text(value: Plain) -> str:
    if isinstance(value, bool):
        return _yes_no(value)
    if isinstance(value, list):
        return ", ".join(str(_named(found)) for found in value)
    return Truncator(str(value)).chars(LONGEST)


def _named(value: Plain) -> Plain:
    """What is kept of several things at once says its name, if it has one."""
    return value.get("name", value) if isinstance(value, dict) else value


def _yes_no(value: Plain) -> str:
    return str(cells.YES if value else cells.NO)


SHOWERS: dict[Kind, Show] = {
    Kind.INTEGER: lambda value: shown.number(Decimal(value)),
    Kind.DECIMAL: lambda value: shown.number(Decimal(value)),
    Kind.PERCENT: lambda value: shown.percent(Decimal(value)),
    Kind.DATE: lambda value: shown.day(date.fromisoformat(value)),
    Kind.DATETIME: lambda value: shown.moment(datetime.fromisoformat(value)),
    Kind.PHONE: shown_phone,
    Kind.BOOLEAN: _yes_no,
}
