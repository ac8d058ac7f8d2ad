"""The names of records that a timeline mentions: one query per kind, and only what the reader may read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.identity.queries import people
from dealwright.records import registry
from dealwright.records.fields import Kind
from dealwright.records.registry import Entity

type Ref = tuple[str, UUID]


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """A record as a timeline mentions it. `currencies` holds what its money fields are in, by ORM path."""

    title: str
    url: str = ""
    currencies: Mapping[str, str] = field(default_factory=dict)


type Names = Mapping[Ref, Named]


def look_up(refs: Iterable[Ref], *, actor: Actor) -> Names:
    """What the references lead to; those that the actor may not read, and those that are gone, are missing."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for key, pk in refs:
        wanted[key].add(pk)
    return {
        (key, pk): named
        for key, ids in wanted.items()
        for pk, named in _of_kind(key, ids, actor).items()
    }


def _of_kind(key: str, ids: set[UUID], actor: Actor) -> dict[UUID, Named]:
    known = people(key)
    if known is not None:
        return {found.pk: Named(title=str(found)) for found in known.filter(pk__in=ids)}
    entity = registry.find(key)
    return _of_entity(entity, ids, actor) if entity else {}


def _of_entity(entity: Entity, ids: set[UUID], actor: Actor) -> dict[UUID, Named]:
    paths = sorted(_currency_paths(entity))
    rows = entity.rows(actor).filter(pk__in=ids).values_list("pk", entity.title, *paths)
    return {
        pk: Named(
            title=str(title),
            url=reverse(entity.page, args=[pk]) if entity.page else "",
            currencies=dict(zip(paths, currencies, strict=True)),
        )
        for pk, title, *currencies in rows
    }


def _currency_paths(entity: Entity) -> set[str]:
    money = (found for found in entity.fields if found.kind == Kind.MONEY)
    return {found.currency for found in money if found.currency}


def linked(entity: Entity | None, changes: Mapping[str, Iterable[Any]]) -> Iterable[Ref]:
    """The records that changes of link fields lead to, old and new."""
    fields = entity.by_name if entity else {}
    for name, values in changes.items():
        if name in fields and fields[name].kind == Kind.LINK:
            yield from ((fields[name].to, pk) for value in values if (pk := as_id(value)))


def as_id(value: Any) -> UUID | None:
    """The id that an event keeps of a link; None when it keeps something else, such as a name."""
    try:
        return UUID(value)
    except (ValueError, TypeError, AttributeError):
        return None
