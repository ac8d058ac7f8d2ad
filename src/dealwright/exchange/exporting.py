"""Records as CSV: every field of a kind, of the rows the actor may read and may export, one row at a time.

Text that a spreadsheet would take for a formula gets an apostrophe before it.
"""

import csv
from collections.abc import Iterator
from datetime import datetime
from typing import Any, TextIO

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.core.errors import require
from dealwright.events.plain import plain
from dealwright.exchange import actions
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.records import registry
from dealwright.records.fields import Field, Kind
from dealwright.records.registry import Entity

CHUNK = 2000
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
RISKY = {Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.URL, Kind.LINK}  # a phone number starts with +


def export(entity: Entity, out: TextIO, *, by: Actor, at: datetime) -> int:
    """Write the header and every row, and tell the audit of it; returns how many rows.

    Refuses people without the right to export.
    """
    require(
        access.may(by, Privilege.EXPORT, entity.key),
        _("Your roles do not allow you to export these."),
    )
    entity = entity.seen_by(by)
    paths = [_path(found) for found in entity.fields]
    writer = csv.writer(out)
    writer.writerow(["id", *(found.name for found in entity.fields)])
    count = 0
    for row in _rows(entity, by).values_list("id", *paths).iterator(chunk_size=CHUNK):
        writer.writerow([row[0], *map(_cell, entity.fields, row[1:])])
        count += 1
    actions.note_export(entity.key, count, by=by, at=at)
    return count


def _rows(entity: Entity, by: Actor) -> models.QuerySet[Any]:
    """What may be exported: what is both readable and within reach of the right to export."""
    rows = entity.rows(by)
    if access.may(by, Privilege.READ, entity.key) and "owner" in entity.by_name:
        condition = access.reach(by, entity.key, Privilege.EXPORT)
        rows = rows if condition is None else rows.filter(condition)
    return rows.order_by(F("id"))


def _path(field: Field) -> str:
    """Links are exported by the title of the record they lead to, so that a file can be imported elsewhere."""
    if field.kind != Kind.LINK:
        return field.column
    base = field.path.removesuffix("_id") if field.path else field.name
    target = registry.find(field.to)
    return f"{base}__{_title(target)}"


def _title(target: Entity | None) -> str:
    return target.title if target else "name"


def _cell(field: Field, value: Any) -> Any:
    if value is None:
        return ""
    return harmless(value) if field.kind in RISKY else plain(value)


def harmless(value: Any) -> Any:
    """Text that no spreadsheet takes for a formula; other values plainly."""
    return f"'{value}" if str(value).startswith(FORMULAS) else plain(value)


def kinds() -> Iterator[str]:
    """The kinds that can be exported, by the name of their route."""
    return (entity.route for entity in registry.entities() if entity.route)


def by_route(route: str) -> Entity | None:
    """The kind with this route: "accounts"."""
    return next((found for found in registry.entities() if found.route == route), None)
