"""The registry of kinds of record: what the list, the record page, REST, import, search and tests read.

A context declares its kinds in `entities.py`, called from its app's `ready`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.db import models
from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError, Text
from dealwright.records.fields import Field, Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """A verb on a record, as offered on its page, in the palette and as `POST /{id}/{name}`.

    `allowed` is the same policy the action asks; `parameters` become the dialog's form and the JSON body.
    `answers` names the entity the action returns when it is not the record's own.
    """

    name: str
    label: Text
    action: Callable[..., Any]
    allowed: Callable[[Actor, Any], bool]
    parameters: Sequence[Field] = ()
    icon: str = "arrow-right"
    tone: str = ""
    answers: str = ""
    help: Text = ""
    shown: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Hint:
    """A record, of this kind or another, that a new one may already be, and why we think so."""

    row: models.Model
    reasons: Sequence[Text]


@dataclass(frozen=True, kw_only=True)
class Entity:
    """One kind of record.

    `create` takes a list of {field: value} and returns rows; `update` a row and {field: value} (and the
    version the actor read); `delete` a row. Those that are None are not offered anywhere.
    `title` names the field shown as the record's name, `subtitle` an ORM path shown beside it, `search` the
    columns that a fragment is looked up in (each has a trigram index). `hints` finds, among what the actor may
    read, the records that new values may duplicate, the likeliest first. `extra` holds what few kinds have: of a
    kind whose verbs set more fields than they are given, "restore" puts earlier values back as `update` would.
    `is_batched`: `update` writes its own row alone and reads no other of its kind (see `batching`).
    """

    model: type[models.Model]
    icon: str
    fields: Sequence[Field]
    title: str = "name"
    subtitle: str = ""
    number: str = ""
    search: Sequence[str] = ("name",)
    order: Sequence[str] = ("-created_at",)
    create: Callable[..., Any] | None = None
    update: Callable[..., Any] | None = None
    delete: Callable[..., Any] | None = None
    may_create: Callable[[Actor], bool] | None = None
    may_update: Callable[[Actor, Any], bool] | None = None
    may_delete: Callable[[Actor, Any], bool] | None = None
    hints: Callable[[Mapping[str, Any], Actor], Sequence[Hint]] | None = None
    commands: Sequence[Command] = ()
    page: str = ""
    route: str = ""
    related: Sequence[str] = ()
    is_batched: bool = False
    area: Text = ""
    in_palette: bool = True
    extra: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def key(self) -> str:
        """The label of the model, as in grants and events: "customers.account"."""
        return self.model._meta.label_lower

    @cached_property
    def context(self) -> str:
        return self.key.split(".")[0]

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def plural(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {found.name: found for found in self.fields}

    @cached_property
    def links(self) -> list[Field]:
        return [found for found in self.fields if found.kind == Kind.LINK]

    def field(self, name: str) -> Field:
        return self.by_name[name]

    def command(self, name: str) -> Command:
        for found in self.commands:
            if found.name == name:
                return found
        raise NotFoundError(f"{self.label}: {name}?")

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        """The rows the actor may read."""
        return self.visible(self.model._default_manager.all(), actor)

    def visible(self, rows: models.QuerySet[Any, Any], actor: Actor) -> models.QuerySet[Any, Any]:
        """Those of our rows that the actor may read."""
        return rows.visible_to(actor)  # type: ignore[attr-defined, no-any-return]  # every registered model's queryset has it; a test asserts so

    def title_of(self, row: Any) -> str:
        return str(getattr(row, self.title))

    def url(self, row: Any) -> str:
        """The address of a record's page."""
        return reverse(f"{self.page}", args=[row.pk]) if self.page else ""


_entities: dict[str, Entity] = {}


def register(entity: Entity) -> Entity:
    """Make a kind known to the house; a second time replaces the first."""
    _entities[entity.key] = entity
    return entity


def entity(key: str) -> Entity:
    """The kind of this label; NotFoundError when there is none."""
    try:
        return _entities[key]
    except KeyError:
        raise NotFoundError(f"{key}?") from None


def find(key: str) -> Entity | None:
    return _entities.get(key)


def of(row: models.Model | type[models.Model]) -> Entity:
    return entity(row._meta.label_lower)


def entities() -> Iterable[Entity]:
    return list(_entities.values())


def extend(key: str, *commands: Command) -> None:
    """Add verbs of an upper context to a lower kind: qualifying a lead makes an opportunity."""
    found = entity(key)
    kept = [command for command in found.commands if command.name not in {c.name for c in commands}]
    register(replace(found, commands=(*kept, *commands)))
