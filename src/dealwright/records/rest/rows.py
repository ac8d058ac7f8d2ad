"""What a record looks like from outside: its fields by name, a link as {id, label}; read in one query.

A projection knows the columns to select and how to make the object of a row of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.records import registry
from dealwright.records.fields import Field, Kind
from dealwright.records.registry import Entity

ID, VERSION = "id", "version"
LABELS = ("name", "title", "subject", "number", "description")

type Columns = tuple[Any, ...]


def label_path(field: Field) -> str:
    """The ORM path of the label of the record that a link leads to."""
    return f"{field.path or field.name}__{label_column(field.to)}"


def label_column(key: str) -> str:
    """The ORM path that names a record of this kind; where its title is a link, the name of what that leads to."""
    entity = registry.find(key)
    kind = entity.model if entity else apps.get_model(key)
    columns = {column.name: column for column in kind._meta.concrete_fields}
    for name in ((entity.title,) if entity else ()) + LABELS:
        if name not in columns:
            continue
        model = columns[name].related_model
        return name if model is None else f"{name}__{label_column(model._meta.label_lower)}"
    raise ImproperlyConfigured(f"{key} has no column to name its records by")


@dataclass(frozen=True)
class Projection:
    """Some fields of a kind of record, as columns of a query and as an object."""

    fields: Sequence[Field]
    bare: Sequence[str] = (ID, VERSION)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The ORM paths to select, in order."""
        return (*self.bare, *(path for field in self.fields for path in _paths(field)))

    @cached_property
    def _places(self) -> list[tuple[str, int, bool]]:
        places, position = [], len(self.bare)
        for field in self.fields:
            places.append((field.name, position, field.kind == Kind.LINK))
            position += len(_paths(field))
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


def _paths(field: Field) -> tuple[str, ...]:
    return (field.column, label_path(field)) if field.kind == Kind.LINK else (field.column,)


@lru_cache(maxsize=512)
def _projection(key: str, names: tuple[str, ...] | None) -> Projection:
    entity = registry.entity(key)
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
        return _projection(entity.key, None)
    return _projection(entity.key, tuple(dict.fromkeys(asked.split(","))))


@lru_cache(maxsize=512)
def _selected(key: str, columns: tuple[str, ...]) -> "models.QuerySet[Any, Columns]":
    return registry.entity(key).model._default_manager.values_list(*columns)


def visible_columns(
    entity: Entity, columns: Sequence[str], actor: Actor
) -> "models.QuerySet[Any, Columns]":
    """These columns of the rows that the actor may read. Joins are worked out once and kept."""
    return entity.visible(_selected(entity.key, tuple(columns)), actor)


def read_by_id(entity: Entity, ids: Iterable[Any]) -> list[dict[str, Any]]:
    """The objects of these records, in the order of the ids, whoever may read them: for answers to their writer."""
    order = list(ids)
    chosen = projection(entity)
    rows = _selected(entity.key, chosen.columns).filter(pk__in=order).order_by("pk")
    by_id = {row[0]: chosen.object(row) for row in rows}
    return [by_id[pk] for pk in order if pk in by_id]
