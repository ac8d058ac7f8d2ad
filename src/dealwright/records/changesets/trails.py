"""What a change set did to each record: the first old and the last new value of every field, from its events."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist, ValidationError

from dealwright.events.models import EventRecord
from dealwright.records import registry
from dealwright.records.registry import Entity

type Ref = tuple[str, UUID]
type Pair = tuple[Any, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Trail:
    """One record in a change set. `lost` names what its events tell of and no column holds."""

    key: str
    pk: UUID
    label: str
    entity: Entity | None
    changes: Mapping[str, Pair]
    lost: frozenset[str] = frozenset()
    was_created: bool = False
    was_deleted: bool = False


@dataclass(slots=True)
class _Told:
    """What the events of one record tell, one after the other."""

    label: str = ""
    changes: dict[str, list[Any]] = field(default_factory=dict)

    def hear(self, event: EventRecord) -> None:
        self.label = event.subject_label
        for name, (old, new) in event.changes.items():
            self.changes.setdefault(name, [old, new])[1] = new


def read(change_set: UUID, ids: Collection[UUID]) -> dict[UUID, Trail]:
    """The trails of some records; one query for the events, one per kind for what was made or deleted."""
    told: dict[Ref, _Told] = defaultdict(_Told)
    events = EventRecord.objects.filter(change_set=change_set, subject_id__in=ids)
    for event in events.order_by("at", "pk"):
        told[event.subject_type, event.subject_id].hear(event)
    made = _tagged(change_set, told, "insert")
    deleted = _tagged(change_set, told, "delete")
    return {
        ref[1]: _trail(ref, found, was_created=ref in made, was_deleted=ref in deleted)
        for ref, found in told.items()
    }


def _trail(ref: Ref, told: _Told, *, was_created: bool, was_deleted: bool) -> Trail:
    key, pk = ref
    entity = registry.find(key)
    changes, lost = _typed(entity, told.changes) if entity else ({}, frozenset(told.changes))
    return Trail(
        key=key,
        pk=pk,
        label=told.label,
        entity=entity,
        changes=changes,
        lost=lost,
        was_created=was_created,
        was_deleted=was_deleted,
    )


def _typed(
    entity: Entity, changes: Mapping[str, list[Any]]
) -> tuple[dict[str, Pair], frozenset[str]]:
    """Plain JSON values as the columns hold them; what came to nothing in the end is left out."""
    found: dict[str, Pair] = {}
    lost = set()
    for name, (old, new) in changes.items():
        try:
            column: Any = entity.model._meta.get_field(name)
            pair = (column.to_python(old), column.to_python(new))
        except (FieldDoesNotExist, ValidationError, AttributeError):
            lost.add(name)
            continue
        if pair[0] != pair[1]:
            found[name] = pair
    return found, frozenset(lost)


def _tagged(change_set: UUID, refs: Iterable[Ref], label: str) -> set[Ref]:
    """Those of the records that the change set inserted, or deleted: row history knows it for certain."""
    by_key: dict[str, set[UUID]] = defaultdict(set)
    for key, pk in refs:
        by_key[key].add(pk)
    found: set[Ref] = set()
    for key, ids in by_key.items():
        entity = registry.find(key)
        if entity is not None:
            found |= {(key, pk) for pk in _of_kind(entity, change_set, ids, label)}
    return found


def _of_kind(entity: Entity, change_set: UUID, ids: set[UUID], label: str) -> Iterable[UUID]:
    copies: Any = entity.model.pgh_event_model.objects  # type: ignore[attr-defined]  # every tracked model has one
    rows = copies.filter(
        pgh_obj_id__in=ids, pgh_label=label, pgh_context__change_set=str(change_set)
    )
    ids_found: Iterable[UUID] = rows.values_list("pgh_obj_id", flat=True)
    return ids_found
