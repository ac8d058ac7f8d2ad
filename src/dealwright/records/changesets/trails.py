"""What a change set did to each record: the first old and the last new value of every field, from its events."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist, ValidationError

from dealwright.core import typed
from dealwright.events.models import EventRecord
from dealwright.identity.models import BusinessUnit
from dealwright.records import fields, registry
from dealwright.records.fields import STORED
from dealwright.records.registry import Entity

type Ref = tuple[str, UUID]
type Pair = tuple[Any, Any]

OWNER = "owner"
STAMPS = {"version", "modified_at", "modified_by"}  # of every write, and no news by themselves


@dataclass(frozen=True, kw_only=True, slots=True)
class Trail:
    """One record in a change set. `lost` names what its events tell of and no column holds.

    Of a record that the change set made, `changes` tells every field, the empty ones too that events leave out: others
    may have filled them in since. `unit` is the business unit in which its former owner had it.
    """

    key: str
    pk: UUID
    label: str
    entity: Entity | None
    changes: Mapping[str, Pair]
    lost: frozenset[str] = frozenset()
    was_created: bool = False
    was_deleted: bool = False
    unit: UUID | None = None


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
    """The trails of some records; one query for the events, some per kind for what was made, how it was left,
    what was deleted, and where it was before it was handed over.
    """
    told: dict[Ref, _Told] = defaultdict(_Told)
    events = EventRecord.objects.filter(change_set=change_set, subject_id__in=ids)
    for event in events.order_by("at", "pk"):
        told[event.subject_type, event.subject_id].hear(event)
    made = _made(change_set, _tagged(change_set, told, "insert"))
    deleted = _tagged(change_set, told, "delete")
    units = _units(ref for ref in told if OWNER in told[ref].changes)
    trails = (
        _trail(ref, found, made.get(ref), was_deleted=ref in deleted) for ref, found in told.items()
    )
    return {trail.pk: replace(trail, unit=_unit(trail, units)) for trail in trails}


def _unit(trail: Trail, units: Mapping[tuple[UUID, UUID], UUID]) -> UUID | None:
    return units.get((trail.pk, trail.changes[OWNER][0])) if OWNER in trail.changes else None


def _trail(ref: Ref, told: _Told, made: Mapping[str, Pair] | None, *, was_deleted: bool) -> Trail:
    key, pk = ref
    entity = registry.find(key)
    changes, lost = _typed(entity, told.changes) if entity else ({}, frozenset(told.changes))
    return Trail(
        key=key,
        pk=pk,
        label=told.label,
        entity=entity,
        changes=changes if made is None else made,
        lost=lost,
        was_created=made is not None,
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
            pair = _pair(entity, name, old, new)
        except (FieldDoesNotExist, ValidationError, AttributeError, ValueError):
            lost.add(name)
            continue
        if pair[0] != pair[1]:
            found[name] = pair
    return found, frozenset(lost)


def _pair(entity: Entity, name: str, old: Any, new: Any) -> Pair:
    field = entity.by_name.get(name)
    if field is not None and field.custom:
        form = STORED[field.kind]
        return typed.from_plain(form, old), typed.from_plain(form, new)
    column: Any = entity.model._meta.get_field(name)
    return column.to_python(old), column.to_python(new)


def _tagged(change_set: UUID, refs: Iterable[Ref], label: str) -> set[Ref]:
    """Those of the records that the change set inserted, or deleted: row history knows it for certain."""
    return {
        (entity.key, pk)
        for entity, ids in _by_entity(refs)
        for pk in _copies(entity, change_set, ids)
        .filter(pgh_label=label)
        .values_list("pgh_obj_id", flat=True)
    }


def _made(change_set: UUID, made: Iterable[Ref]) -> dict[Ref, Mapping[str, Pair]]:
    """What the change set made: from nothing to every field as it last wrote it."""
    return {
        (entity.key, copy.pgh_obj_id): _from_nothing(entity, copy)
        for entity, ids in _by_entity(made)
        for copy in _copies(entity, change_set, ids).exclude(pgh_label="delete").order_by("pgh_id")
    }


def _from_nothing(entity: Entity, copy: Any) -> dict[str, Pair]:
    kept = {column.attname for column in copy._meta.concrete_fields}
    columns = {
        column.name: (None, getattr(copy, column.attname))
        for column in entity.model._meta.concrete_fields
        if column.attname in kept and column.name not in STAMPS
    }
    columns.pop("custom", None)
    return columns | {
        field.name: (None, fields.value(copy, field.column))
        for field in entity.customs
        if not field.derived
    }


def _units(refs: Iterable[Ref]) -> dict[tuple[UUID, UUID], UUID]:
    """{(record, owner): business unit} when the record last belonged to each owner. No field tells of it, and an owner
    may be in another unit by now. Units that are gone are left out.
    """
    found: dict[tuple[UUID, UUID], UUID] = {}
    for entity, ids in _by_entity(refs):
        if entity.is_owned:
            owned = _past(entity).filter(pgh_obj_id__in=ids)
            last = owned.order_by("pgh_obj_id", "owner_id", "-pgh_id")
            once = last.distinct("pgh_obj_id", "owner_id")
            rows = once.values_list("pgh_obj_id", "owner_id", "unit_id")
            found |= {(pk, owner): unit for pk, owner, unit in rows}
    known = set(BusinessUnit.objects.filter(pk__in=found.values()).values_list("pk", flat=True))
    return {ref: unit for ref, unit in found.items() if unit in known}


def _by_entity(refs: Iterable[Ref]) -> Iterator[tuple[Entity, set[UUID]]]:
    by_key: dict[str, set[UUID]] = defaultdict(set)
    for key, pk in refs:
        by_key[key].add(pk)
    for key, ids in by_key.items():
        entity = registry.find(key)
        if entity is not None:
            yield entity, ids


def _copies(entity: Entity, change_set: UUID, ids: set[UUID]) -> Any:
    """What the change set wrote of these rows, as the database kept it."""
    return _past(entity).filter(pgh_obj_id__in=ids, pgh_context__change_set=str(change_set))


def _past(entity: Entity) -> Any:
    copies: Any = entity.model.pgh_event_model  # type: ignore[attr-defined]  # every tracked model has one
    return copies.objects
