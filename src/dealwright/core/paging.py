"""Keyset pages: stable under inserts, as fast at the end as at the start.

NULLs come last in both directions. An order is read as index ranges, one after the other: the rows that hold a
value, then those that hold none. Each range starts at the cursor by a row comparison, (a, b) > (x, y), which a
B-tree enters at that very place; `OR` would make it walk there from the first row.

A cursor names the order it belongs to and the values of its last row, NULLs included; a cursor made for another
order is refused.
"""

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import GreaterThan, LessThan
from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import InvalidError
from dealwright.core.typed import TypedColumn, Values

DAMAGED = _("This cursor is damaged. Start from the first page.")
OF_ANOTHER_ORDER = _("This cursor belongs to another order. Start from the first page.")


@dataclass(frozen=True, slots=True)
class Key:
    """One column of an order; NULLs come last in both directions."""

    name: str
    descending: bool = False


type Order = tuple[Key, ...]
type Read = Callable[[Any, str], Any]


def order(*names: str) -> Order:
    """`order("-close_on", "name")`; the primary key is appended as the tie-breaker."""
    keys = tuple(Key(name.removeprefix("-"), name.startswith("-")) for name in names)
    if any(key.name in {"pk", "id"} for key in keys):
        return keys
    return (*keys, Key("id", keys[-1].descending if keys else False))


@dataclass(frozen=True, slots=True)
class Page[M]:
    rows: list[M]
    next_cursor: str | None


def attribute(row: Any, path: str) -> Any:
    """The value that an ORM path has on a row whose links were fetched with it; of a link its id."""
    *links, name = path.split("__")
    for link in links:
        row = getattr(row, link) if row is not None else None
    if row is None:
        return None
    if isinstance(row, Values):
        return getattr(row, name)
    columns = {column.name: column.attname for column in row._meta.concrete_fields}
    return getattr(row, columns.get(name, name))


def page[M: models.Model, R](
    rows: "models.QuerySet[M, R]",
    keys: Order,
    *,
    size: int,
    cursor: str | None = None,
    read: Read = attribute,
) -> Page[R]:
    """One page of a queryset in this order; one query for each index range that the page touches.

    `read` takes a row and the name of a key, for querysets whose rows are not model instances. Refuses a cursor
    that is damaged or made for another order.
    """
    columns = [_column(rows, key) for key in keys]
    values = _typed(columns, decode(keys, cursor)) if cursor else None
    found: list[R] = []
    for conditions, parts in _ranges(columns, values):
        wanted = size + 1 - len(found)
        if wanted <= 0:
            break
        found += rows.filter(*conditions).order_by(*(part.expression() for part in parts))[:wanted]
    if len(found) <= size:
        return Page(found, None)
    last = found[size - 1]
    return Page(found[:size], encode(keys, [read(last, key.name) for key in keys]))


def ordered[M: models.Model, R](
    rows: "models.QuerySet[M, R]", keys: Order
) -> "models.QuerySet[M, R]":
    """All rows of a queryset in this order, for whoever reads them to the end."""
    return rows.order_by(*(_column(rows, key).expression() for key in keys))


def encode(keys: Order, values: Sequence[Any]) -> str:
    """An opaque cursor for the row that holds these values."""
    text = json.dumps([_names(keys), [_plain(value) for value in values]], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(keys: Order, cursor: str) -> list[Any]:
    """The values of a cursor; InvalidError when it is damaged or belongs to another order."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        made_for, values = json.loads(text)
    except (ValueError, binascii.Error, TypeError, RecursionError) as error:
        raise InvalidError({"cursor": DAMAGED}) from error
    if made_for != _names(keys) or not isinstance(values, list) or len(values) != len(keys):
        raise InvalidError({"cursor": OF_ANOTHER_ORDER})
    return values


def _names(keys: Order) -> str:
    return ",".join(("-" if key.descending else "") + key.name for key in keys)


def _plain(value: Any) -> Any:
    match value:
        case datetime() | date():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case _:
            return value


@dataclass(frozen=True, slots=True)
class _Column:
    """A key of an order, with what the database knows of it."""

    path: str
    descending: bool
    field: "models.Field[Any, Any]"
    nullable: bool

    def expression(self) -> Any:
        """The ORDER BY term; NULLS LAST only where it says something, so that plain indexes fit."""
        column = F(self.path)
        if self.descending:
            return column.desc(nulls_last=True) if self.nullable else column.desc()
        return column.asc()  # PostgreSQL puts NULLs last

    def is_(self, value: Any) -> Q:
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})

    def beyond(self, value: Any, *, or_equal: bool = False) -> Q:
        lookup = ("lt" if self.descending else "gt") + ("e" if or_equal else "")
        return Q(**{f"{self.path}__{lookup}": value})


def _column(rows: "models.QuerySet[Any, Any]", key: Key) -> _Column:
    annotation = rows.query.annotations.get(key.name)
    if annotation is not None:
        return _Column(key.name, key.descending, annotation.output_field, nullable=True)
    return _Column(
        key.name, key.descending, column_at(rows.model, key.name), may_be_null(rows.model, key.name)
    )


def column_at(model: type[models.Model], path: str) -> "models.Field[Any, Any]":
    """The column that an ORM path reads."""
    *_passed, found = _along(model, path)
    return found


def may_be_null(model: type[models.Model], path: str) -> bool:
    """Whether what an ORM path reads can be NULL: its column, or a link on the way there."""
    return any(map(_is_nullable, _along(model, path)))


def _along(model: type[models.Model], path: str) -> "Iterator[models.Field[Any, Any]]":
    name, _dunder, further = path.partition("__")
    field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise FieldDoesNotExist(path)
    if isinstance(field, TypedColumn) and further:
        yield field.column_at(further)
        return
    yield field
    if further:
        assert field.related_model  # noqa: S101  a path leads through links only
        yield from _along(field.related_model, further)


def _is_nullable(field: "models.Field[Any, Any]") -> bool:
    if isinstance(field, models.GeneratedField):
        return any(source.null for source in field.referenced_fields)
    return bool(field.null)


def _typed(columns: Sequence[_Column], values: Sequence[Any]) -> list[Any]:
    return [_value(column, value) for column, value in zip(columns, values, strict=True)]


def _value(column: _Column, value: Any) -> Any:
    if value is None and column.nullable:
        return None
    try:
        typed = column.field.to_python(value)
        column.field.run_validators(typed)
    except (ValidationError, ValueError, TypeError, OverflowError) as error:
        raise InvalidError({"cursor": DAMAGED}) from error
    if typed is None or "\0" in str(typed):
        raise InvalidError({"cursor": DAMAGED})
    return typed


type _Range = tuple[list[Any], Sequence[_Column]]


def _ranges(columns: Sequence[_Column], values: Sequence[Any] | None) -> Iterator[_Range]:
    """(conditions, order) of each index range from the cursor on, first to last."""
    first, *rest = columns
    if not first.nullable:
        yield _further(columns, values), columns
        return
    if values is None or values[0] is not None:
        held = [replace(first, nullable=False), *rest]
        yield [Q(**{f"{first.path}__isnull": False}), *_further(held, values)], held
        values = None
    for conditions, parts in _ranges(rest, values[1:] if values else None):
        yield [first.is_(None), *conditions], parts


def _further(columns: Sequence[_Column], values: Sequence[Any] | None) -> list[Any]:
    """The condition for what follows these values, the first of which is not NULL."""
    if values is None:
        return []
    one_way = len({column.descending for column in columns}) == 1
    if one_way and not any(column.nullable for column in columns):
        return [_beyond_row(columns, values)]
    return [columns[0].beyond(values[0], or_equal=True), _after(columns, values)]


class _Row(Func):
    """(a, b, c), compared from left to right."""

    template = "(%(expressions)s)"
    output_field = models.BooleanField()


def _beyond_row(columns: Sequence[_Column], values: Sequence[Any]) -> Any:
    beyond = LessThan if columns[0].descending else GreaterThan
    here = _Row(*(F(column.path) for column in columns))
    pairs = zip(columns, values, strict=True)
    there = _Row(*(Value(value, output_field=column.field) for column, value in pairs))
    return beyond(here, there)


def _after(columns: Sequence[_Column], values: Sequence[Any]) -> Q:
    """(a > x) or (a = x and b > y) or …; nothing follows a NULL within its own key."""
    condition, same = Q(), Q()
    for column, value in zip(columns, values, strict=True):
        if value is not None:
            further = column.beyond(value)
            condition |= same & (further | column.is_(None) if column.nullable else further)
        same &= column.is_(value)
    return condition
