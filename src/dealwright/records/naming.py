"""The names of records that a timeline or a history mentions: one query per kind, and only what the reader may read.

A record that was deleted keeps the label it had, for those who could have read it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.events.models import EventRecord
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.identity.queries import people
from dealwright.records import registry
from dealwright.records.fields import Kind
from dealwright.records.models import OwnedRecord
from dealwright.records.registry import Entity
from dealwright.records.rest.labels import naming_path

type Ref = tuple[str, UUID]


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """A record as a timeline mentions it. `currencies` holds what its money fields are in, by ORM path."""

    title: str
    url: str = ""
    currencies: Mapping[str, str] = field(default_factory=dict)
    is_gone: bool = False


type Names = Mapping[Ref, Named]


def look_up(refs: Iterable[Ref], *, actor: Actor, with_gone: bool = False) -> Names:
    """What the references lead to; those that the actor may not read are missing, and so, unless asked for
    `with_gone`, are those that were deleted.
    """
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for key, pk in refs:
        wanted[key].add(pk)
    return {
        (key, pk): named
        for key, ids in wanted.items()
        for pk, named in _of_kind(key, ids, actor, with_gone=with_gone).items()
    }


def _of_kind(key: str, ids: set[UUID], actor: Actor, *, with_gone: bool) -> dict[UUID, Named]:
    known = people(key)
    if known is not None:
        return {found.pk: Named(title=str(found)) for found in known.filter(pk__in=ids)}
    entity = registry.find(key)
    if entity is None:
        return {}
    found = _of_entity(entity, ids, actor)
    missing = ids - found.keys()
    return found | (_gone(entity, missing, actor) if with_gone and missing else {})


def _of_entity(entity: Entity, ids: set[UUID], actor: Actor) -> dict[UUID, Named]:
    paths = sorted(_currency_paths(entity))
    rows = entity.rows(actor).filter(pk__in=ids).values_list("pk", naming_path(entity.key), *paths)
    return {
        pk: Named(
            title=str(title),
            url=reverse(entity.page, args=[pk]) if entity.page else "",
            currencies=dict(zip(paths, currencies, strict=True)),
        )
        for pk, title, *currencies in rows
    }


def _gone(entity: Entity, ids: set[UUID], actor: Actor) -> dict[UUID, Named]:
    """The deleted ones that were within the actor's reach, by the label of their last event; two queries."""
    copies: QuerySet[Any] = entity.model.pgh_event_model.objects  # type: ignore[attr-defined]  # every tracked model has one
    deleted = copies.filter(pgh_obj_id__in=ids, pgh_label="delete")
    if issubclass(entity.model, OwnedRecord):
        condition = access.reach(actor, entity.key, pk="pgh_obj_id")
        deleted = deleted if condition is None else deleted.filter(condition)
    elif not access.may(actor, Privilege.READ, entity.key):
        return {}
    seen = set(deleted.values_list("pgh_obj_id", flat=True))
    labels = EventRecord.objects.filter(subject_id__in=seen).order_by("subject_id", "-at", "-pk")
    found = labels.distinct("subject_id").values_list("subject_id", "subject_label")
    return {pk: Named(title=label, is_gone=True) for pk, label in found}


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
    if isinstance(value, UUID):
        return value
    try:
        return UUID(value)
    except (ValueError, TypeError, AttributeError):
        return None
