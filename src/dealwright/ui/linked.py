"""Fields of the records that rows link to, one step away: "account.industry" in a list of deals.

A row may be shown to someone who may not read the record it links to. So these fields are never read over a join: the
records that the reader may read are fetched for a page in one query for each link, and an order asks a subquery over them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import OuterRef, Subquery

from dealwright.core import paging
from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.identity.queries import people
from dealwright.records import registry
from dealwright.records.custom import linking
from dealwright.records.fields import Field, Kind
from dealwright.records.filtering.people import PEOPLE
from dealwright.records.registry import Entity

STEP = "."
PERSON = "name"  # what people are called: they are no registered kind


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link of a kind of record, and the kind it leads to as the reader sees it."""

    field: Field
    target: Entity
    actor: Actor

    @cached_property
    def found(self) -> dict[UUID, Any]:
        """The records that the rows of the page link to, by id; filled by `load`."""
        return {}

    def load(self, rows: Iterable[Any], joins: Iterable[str]) -> None:
        """Fetch what these rows link to, with what the columns read of it."""
        ids = {paging.attribute(row, self.field.column) for row in rows} - {None}
        records = self.records.fetch_mode(models.FETCH_RAISE)
        if wanted := sorted(set(joins)):
            records = records.select_related(*wanted)
        there = list(records.filter(pk__in=ids)) if ids else []
        linking.attach(there, self.target)
        self.found.update({record.pk: record for record in there})

    def of(self, row: Any) -> Any:
        """The record that a row links to; None when there is none that the reader may read."""
        return self.found.get(paging.attribute(row, self.field.column))

    @property
    def records(self) -> models.QuerySet[Any]:
        """All that the reader may read of the kind it leads to."""
        return self.target.rows(self.actor).order_by()

    def expression(self, path: str, among: models.QuerySet[Any] | None = None) -> Subquery:
        """What an ORM path reads of it, to order and to group by; nothing unless it is `among` these records."""
        records = (self.records if among is None else among).filter(pk=OuterRef(self.field.column))
        return Subquery(records.values(path)[:1])


def target(field: Field, actor: Actor) -> Entity | None:
    """The kind that a link leads to, as the actor sees it; None for what is no link, and for kinds they may not read."""
    if field.kind != Kind.LINK:
        return None
    found = registry.find(field.to)
    if found and not access.may(actor, Privilege.READ, found.key):
        return None
    found = found or PEOPLE.get(field.to)
    return found.seen_by(actor) if found else None


def title(field: Field) -> Subquery:
    """What the record is called that a custom link leads to: whoever may read a row may know that (ADR 18)."""
    kind, everyone = registry.find(field.to), people(field.to)
    records = kind.model._default_manager.all() if kind and everyone is None else everyone
    assert records is not None  # noqa: S101  links lead to kinds and to people
    named = records.order_by().filter(pk=OuterRef(field.column))
    return Subquery(named.values(kind.title if kind else PERSON)[:1])


class Links:
    """The links of a kind, each made once for a page."""

    def __init__(self, entity: Entity, actor: Actor) -> None:
        self._entity = entity
        self._actor = actor
        self._made: dict[str, Link | None] = {}

    def named(self, name: str) -> Link | None:
        """The link of this name; None when the reader knows of none that leads to fields."""
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def _make(self, name: str) -> Link | None:
        field = self._entity.by_name.get(name)
        kind = target(field, self._actor) if field else None
        return Link(field=field, target=kind, actor=self._actor) if field and kind else None


def offered(entity: Entity, actor: Actor) -> Iterator[tuple[Field, Entity]]:
    """Every link of a kind with the kind that it leads to."""
    for field in entity.links:
        kind = target(field, actor)
        if kind:
            yield field, kind


def stepped(link: Field, field: Field) -> Field:
    """The field of a linked record, under the name that it has in lists."""
    label = f"{link.label}: {field.label}"
    return replace(field, name=f"{link.name}{STEP}{field.name}", label=label)
