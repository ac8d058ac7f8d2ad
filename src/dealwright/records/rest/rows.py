"""What a record looks like from outside: its fields by name, a link as {id, label}; read in one query.

A projection knows the columns to select and how to make the object of a row of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.core.prepared import Read
from dealwright.records.fields import GUARDED, Field, Kind
from dealwright.records.registry import Entity
from dealwright.records.rest.labels import label_of

ID, VERSION = "id", "version"

type Columns = tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class Projection:
    """Some fields of a kind of record, as columns of a query and as an object."""

    fields: Sequence[Field]
    bare: Sequence[str] = (ID, VERSION)

    @cached_property
    def columns(self) -> tuple[Any, ...]:
        """What to select, in order: ORM paths, and after each link the label of what it leads to."""
        return (*self.bare, *(column for field in self.fields for column in _columns(field)))

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each ORM path stands in a row."""
        columns = enumerate(self.columns)
        return {column: place for place, column in columns if isinstance(column, str)}

    @cached_property
    def _places(self) -> list[tuple[str, int, bool]]:
        places, position = [], len(self.bare)
        for field in self.fields:
            places.append((field.name, position, field.kind == Kind.LINK))
            position += len(_columns(field))
        return places

    def object(self, row: Columns) -> dict[str, Any]:
        """The object of one row; columns beyond our own are left alone."""
        found = dict(zip(self.bare, row, strict=False))
        for name, position, is_link in self._places:
            value = row[position]
            if is_link and value is not None:
                value = {"id": value, "label": row[position + 1]}
            found[name] = value
        return found


def _columns(field: Field) -> tuple[Any, ...]:
    return (field.column, label_of(field)) if field.kind == Kind.LINK else (field.column,)


@lru_cache(maxsize=512)
def _projection(entity: Entity, names: tuple[str, ...] | None) -> Projection:
    if names is None:
        return Projection([field for field in entity.fields if field.name != ID])
    unknown = [name for name in names if name not in entity.by_name and name not in {ID, VERSION}]
    if unknown:
        raise InvalidError({"fields": _("There is no field %(name)s.") % {"name": unknown[0][:80]}})
    fields = [entity.field(name) for name in names if name not in {ID, VERSION}]
    return Projection(fields, (ID, VERSION) if VERSION in names else (ID,))


def projection(entity: Entity, asked: str | None = None) -> Projection:
    """All fields of a kind, or those named in `fields=name,owner`; the id is always among them."""
    if asked is None:
        return _projection(entity, None)
    return _projection(entity, tuple(dict.fromkeys(asked.split(","))))


@lru_cache(maxsize=512)
def _selected(
    entity: Entity, chosen: Projection, further: tuple[str, ...]
) -> "models.QuerySet[Any, Columns]":
    rows = entity.model._default_manager
    return rows.values_list(*chosen.columns, *further)


def visible_columns(
    entity: Entity, chosen: Projection, further: Sequence[str], actor: Actor
) -> "models.QuerySet[Any, Columns]":
    """The columns of a projection, and further ones, of the rows that the actor may read.

    What the ORM works out of the columns is kept, which is a third of the work of a request.
    """
    return entity.visible(_told(entity, chosen, tuple(further), actor), actor)


def _told(
    entity: Entity, chosen: Projection, further: tuple[str, ...], actor: Actor
) -> "models.QuerySet[Any, Columns]":
    columns = (*chosen.columns, *further)
    if not _is_guarded(columns):
        return _selected(entity, chosen, further)
    rows = entity.told(entity.model._default_manager.all(), actor)
    return rows.values_list(*columns)


def _is_guarded(columns: Sequence[Any]) -> bool:
    return any(str(column).startswith(GUARDED) for column in columns)


def read_by_id(entity: Entity, ids: Iterable[Any], *, by: Actor) -> list[dict[str, Any]]:
    """The objects of these records, in the order of the ids, whoever may read them: for answers to their writer."""
    order = list(ids)
    chosen = projection(entity)
    by_id = {row[0]: chosen.object(row) for row in _among(entity, chosen, order, by)}
    return [by_id[pk] for pk in order if pk in by_id]


def _among(entity: Entity, chosen: Projection, ids: Sequence[Any], by: Actor) -> Iterable[Columns]:
    if _is_guarded(chosen.columns):
        return _told(entity, chosen, (), by).filter(pk__any_of=ids)
    return _by_id(entity, chosen).values(ids)


@lru_cache(maxsize=512)
def _by_id(entity: Entity, chosen: Projection) -> Read:
    return Read.of(_selected(entity, chosen, ()).filter(pk__any_of=[]))
