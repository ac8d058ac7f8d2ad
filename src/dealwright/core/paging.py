"""Keyset pages: stable under inserts, as fast at the end as at the start.

A cursor names the order it belongs to and the values of its last row, NULLs included; a cursor made for
another order is refused.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import InvalidError


@dataclass(frozen=True, slots=True)
class Key:
    """One column of an order; NULLs come last in both directions."""

    name: str
    descending: bool = False

    def expression(self) -> Any:
        column = F(self.name)
        return column.desc(nulls_last=True) if self.descending else column.asc(nulls_last=True)


type Order = tuple[Key, ...]


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


def encode(keys: Order, values: Sequence[Any]) -> str:
    """An opaque cursor for the row that holds these values."""
    names = ",".join(("-" if key.descending else "") + key.name for key in keys)
    text = json.dumps([names, [_plain(value) for value in values]], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(keys: Order, cursor: str) -> list[Any]:
    """The values of a cursor; InvalidError when it is damaged or belongs to another order."""
    names = ",".join(("-" if key.descending else "") + key.name for key in keys)
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        made_for, values = json.loads(text)
    except (ValueError, binascii.Error, TypeError) as error:
        raise InvalidError({"cursor": _("This cursor is damaged. Start from the first page.")}) from error
    if made_for != names or not isinstance(values, list) or len(values) != len(keys):
        raise InvalidError({"cursor": _("This cursor belongs to another order. Start from the first page.")})
    return values


def after(keys: Order, values: Sequence[Any]) -> Q:
    """Rows that come after the row with these values: (a > x) or (a = x and b > y) or …"""
    condition = Q()
    same = Q()
    for key, value in zip(keys, values, strict=True):
        further = _beyond(key, value)
        if further is not None:
            condition |= same & further
        same &= Q(**{f"{key.name}__isnull": True}) if value is None else Q(**{key.name: value})
    return condition


def _beyond(key: Key, value: Any) -> Q | None:
    if value is None:  # NULLs are last: nothing follows within this key
        return None
    lookup = "lt" if key.descending else "gt"
    return Q(**{f"{key.name}__{lookup}": value}) | Q(**{f"{key.name}__isnull": True})


def page[M: models.Model](
    rows: models.QuerySet[M], keys: Order, *, size: int, cursor: str | None = None
) -> Page[M]:
    """One page of a queryset in this order, in one query."""
    if cursor:
        try:
            rows = rows.filter(after(keys, decode(keys, cursor)))
        except (ValueError, TypeError) as error:
            raise InvalidError({"cursor": _("This cursor is damaged. Start from the first page.")}) from error
    found = list(rows.order_by(*(key.expression() for key in keys))[: size + 1])
    if len(found) <= size:
        return Page(found, None)
    last = found[size - 1]
    return Page(found[:size], encode(keys, [_value(last, key.name) for key in keys]))


def _value(row: object, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name) if row is not None else None
    return row


def _plain(value: Any) -> Any:
    match value:
        case datetime() | date():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case _:
            return value
