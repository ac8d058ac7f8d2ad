"""How rows of registered kinds are built, inserted, changed and removed: the same for every context's verbs.

Called inside actions only. SQL statements per batch are constant: one per link field, one for the rows, one for
their events.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from dealwright.core import actor as actors
from dealwright.core import copying, typed
from dealwright.core.actor import Actor
from dealwright.core.errors import (
    ConflictError,
    InvalidError,
    InvalidRowsError,
    NotAllowedError,
    require,
)
from dealwright.events import bus
from dealwright.events.bus import Event, Fact
from dealwright.identity import access
from dealwright.identity.models import Principal, Share
from dealwright.identity.privileges import FieldLevel, Privilege
from dealwright.identity.queries import people
from dealwright.records import batching, expecting, fields, registry
from dealwright.records.custom import deriving
from dealwright.records.custom import writing as links
from dealwright.records.events import RecordCreated, RecordDeleted, RecordUpdated
from dealwright.records.fields import Field, Kind
from dealwright.records.models import OwnedRecord, Record
from dealwright.records.registry import Entity
from dealwright.records.shapes import RESTRICTED, UNKNOWN

EMPTY: tuple[Any, ...] = (None, "", [], {})

type Values = Mapping[str, Any]
type Changes = dict[str, list[Any]]


def build[M: Record](
    model: type[M],
    rows: Sequence[Values],
    *,
    by: Actor,
    at: datetime,
    given: Sequence[Values] | None = None,
) -> list[M]:
    """New rows of a kind, not yet saved: links checked, owner, unit and stamps set.

    Links may be given as ids or rows. Refuses links the actor cannot read, fields that the actor's roles restrict, and
    rows beyond the reach of the actor's right to create. `given` is what the actor gave, where a verb has completed it.
    One wrong row: InvalidError; of several: InvalidRowsError.
    """
    entity = registry.of(model)
    each(rows if given is None else given, partial(_refuse_filled, entity, by))
    values = _with_links(entity, [links.with_defaults(entity, row) for row in rows], by=by)
    built = [_new(model, given, _stamps(by, at)) for given in values]
    if issubclass(model, OwnedRecord):
        _give_owners(built, by=by)  # type: ignore[arg-type]  # narrowed by the line above
    for row in built:
        require(_may(by, Privilege.CREATE, entity, row))
    return built


def _new[M: Record](model: type[M], given: Values, stamps: Values) -> M:
    columns = {name: value for name, value in given.items() if not name.startswith(fields.CUSTOM)}
    row = copying.instance(model, columns | dict(stamps))
    fields.put(row, {name: value for name, value in given.items() if name not in columns})
    return row


def each[T, R](rows: Sequence[T], prepare: Callable[[T], R]) -> list[R]:
    """Prepare every row of a batch; the errors of all wrong rows are raised together."""
    prepared: list[R] = []
    wrong: dict[int, InvalidError] = {}
    for position, row in enumerate(rows):
        try:
            prepared.append(prepare(row))
        except InvalidError as error:
            wrong[position] = error
    if len(rows) == 1 and wrong:
        raise wrong[0]
    if wrong:
        raise InvalidRowsError(wrong)
    return prepared


def insert[M: Record](
    rows: Sequence[M], *, by: Actor, at: datetime, event: Event | None = None
) -> list[M]:
    """Save new rows of one kind and record that each was created."""
    if not rows:
        return []
    entity = registry.of(rows[0])
    deriving.work_out(rows, entity)
    copying.insert(rows)
    links.insert(rows, entity)
    facts = [
        Fact(
            event=event or RecordCreated(),
            subject=row,
            about=about(entity, row),
            changes=_first_values(entity, row),
        )
        for row in rows
    ]
    bus.record_many(facts, by=by, at=at)
    return list(rows)


def apply[M: Record](row: M, values: Values, *, by: Actor, version: int | None = None) -> Changes:
    """Set values on a locked row and return what changes. Nothing is saved yet.

    Refuses: a version other than the row's (ConflictError with both values), links the actor cannot read, fields that
    the actor's roles restrict and that would change, a new owner without the right to assign.
    """
    entity = registry.of(row)
    _refuse_changed(entity, row, by, values)
    _check_version(entity, row, values, version)
    values = _with_links(entity, [values], by=by)[0]
    before = {name: _stored(row, name) for name in values}
    if "owner_id" in values and values["owner_id"] != getattr(row, "owner_id", None):
        _assign(entity, row, values["owner_id"], by=by)
    fields.put(row, values)
    return changed(before, {name: _stored(row, name) for name in values})


def changed(before: Values, after: Values) -> Changes:
    """{field: [old, new]} for what differs; link columns go by the name of the link."""
    return {
        _name_of(column): [before[column], after[column]]
        for column in after
        if before[column] != after[column]
    }


def _name_of(column: str) -> str:
    if column.startswith(fields.CUSTOM):
        return typed.parted(column.removeprefix(fields.CUSTOM))[1]
    return column.removesuffix("_id")


def save[M: Record](
    row: M,
    changes: Changes,
    *,
    by: Actor,
    at: datetime,
    event: Event | None = None,
    also: Sequence[str] = (),
) -> M:
    """Save a changed row, raise its version and record what changed; no change writes nothing.

    `also` names columns that the verb itself set and that `changes` does not tell of.
    """
    if not changes and not also and event is None:
        return row
    row.version += 1
    row.modified_at = at
    row.modified_by_id = by.id
    columns = {*changes, *also, "version", "modified_at", "modified_by"}
    if "owner" in changes:
        columns.add("unit")
    entity = registry.of(row)
    if any(found.name in changes for found in entity.customs):
        columns.add("custom")
        links.change([row], entity, changes)
    if deriving.work_out([row], entity, {*changes, *also}):
        columns.add("custom")
    written = [name for name in columns if _is_column(row, name)]
    if not batching.keeps(row, written):
        copying.save(row, written)
    bus.record(
        event or RecordUpdated(),
        subject=row,
        by=by,
        at=at,
        about=about(entity, row),
        changes=changes,
    )
    return row


def put_in_unit(row: OwnedRecord, unit: UUID) -> None:
    """Move a locked row to the unit where its former owner had it: handing it back put it where that owner is now."""
    if row.unit_id == unit:
        return
    row.unit_id = unit
    if not batching.keeps(row, ["unit"]):
        copying.save(row, ["unit"])


def remove(row: Record, *, by: Actor, at: datetime) -> None:
    """Delete a locked row and record its last values. Refuses another version than is expected, and what others still refer
    to; custom links that are to be cleared are cleared first, so that undoing from the last to the first finds the row again
    before the links.
    """
    entity = registry.of(row)
    require(_may(by, Privilege.DELETE, entity, row))
    expecting.refuse_other(row)
    for holder, changes in links.remove(row):
        save(holder, changes, by=actors.system(on_behalf_of=by), at=at)
    last = last_values(entity, row)
    bus.record(RecordDeleted(), subject=row, by=by, at=at, about=about(entity, row), changes=last)
    if entity.is_owned:
        Share.objects.filter(record_id=row.pk).delete()
    row.delete()


def last_values(entity: Entity, row: Record) -> Changes:
    """{field: [value, None]} of what is filled in, as its deletion is told."""
    return {name: [value, None] for name, (_old, value) in _first_values(entity, row).items()}


def about(entity: Entity, row: Record) -> list[UUID]:
    """The records on whose timelines this row's events also appear."""
    found = [getattr(row, f"{name}_id") for name in entity.related]
    return [pk for pk in found if pk]


def permitted(model: type[Record], values: Values, *, by: Actor) -> dict[str, Any]:
    """What of values that are copied from another record the actor may write into a record of this kind."""
    restricted = access.field_levels(by, model._meta.label_lower)
    return {name: value for name, value in values.items() if name not in restricted}


def _refuse_filled(entity: Entity, by: Actor, values: Values) -> None:
    """Refuse restricted fields of a new row; those left empty are taken as not given."""
    levels = access.field_levels(by, entity.key)
    given = levels.keys() & values.keys()
    _refuse_restricted(levels, [name for name in given if values[name] not in EMPTY])


def _refuse_changed(entity: Entity, row: Record, by: Actor, values: Values) -> None:
    """Refuse restricted fields that would change, emptied ones too; a value that is stored already is no change."""
    levels = access.field_levels(by, entity.key)
    given = levels.keys() & values.keys()
    wrong = [name for name in given if not _is_stored(entity, row, name, values[name])]
    _refuse_restricted(levels, wrong)


def _is_stored(entity: Entity, row: Record, name: str, value: Any) -> bool:
    column, value = next(iter(_ids(entity, {name: value}).items()))
    stored = _stored(row, column)
    return bool(stored == value) or (stored in EMPTY and value in EMPTY)


def _refuse_restricted(levels: Mapping[str, FieldLevel], names: Iterable[str]) -> None:
    """Say of a hidden field what is said of one that does not exist."""
    told = {name: UNKNOWN if levels[name] == FieldLevel.HIDDEN else RESTRICTED for name in names}
    if told:
        raise InvalidError(told, restricted=[name for name in told if told[name] == RESTRICTED])


def _may(by: Actor, privilege: Privilege, entity: Entity, row: Any) -> bool:
    if isinstance(row, OwnedRecord):
        return access.can(by, privilege, entity.key, row)
    return access.may(by, privilege, entity.key)


def _stamps(by: Actor, at: datetime) -> dict[str, Any]:
    return {
        "created_at": at,
        "modified_at": at,
        "created_by_id": by.id,
        "modified_by_id": by.id,
    }


def _with_links(entity: Entity, rows: Sequence[Values], *, by: Actor) -> list[dict[str, Any]]:
    """Link values as `<name>_id`; every id is looked up among the rows the actor may read."""
    normal = each(rows, lambda row: _ids(entity, links.spelled(entity, row, by)))
    wrong: dict[int, dict[str, Any]] = defaultdict(dict)
    for link in entity.links:
        column = _column(link)
        wanted = {row[column] for row in normal if row.get(column) is not None}
        if not wanted:
            continue
        missing = wanted - _readable(link.to, wanted, by=by)
        for position, row in enumerate(normal):
            if row.get(column) in missing:
                wrong[position][link.name] = _("There is no such record, or you may not see it.")
    _raise_for(wrong, count=len(rows))
    return normal


def _raise_for(wrong: Mapping[int, dict[str, Any]], *, count: int) -> None:
    if not wrong:
        return
    if count == 1:
        raise InvalidError(wrong[0])
    raise InvalidRowsError({position: InvalidError(errors) for position, errors in wrong.items()})


def _ids(entity: Entity, values: Values) -> dict[str, Any]:
    columns = {found.name: _column(found) for found in (*entity.links, *entity.customs)}
    return {
        columns.get(name, name): value.pk
        if name in columns and isinstance(value, models.Model)
        else value
        for name, value in values.items()
    }


def _column(found: Field) -> str:
    """The column of the row itself, though what the field shows may be read otherwise."""
    return found.column if found.custom or found.kind != Kind.LINK else f"{found.name}_id"


def _readable(key: str, wanted: set[UUID], *, by: Actor) -> set[UUID]:
    known = people(key)
    if known is None:
        rows = registry.entity(key).rows(by)
    elif wanted == {by.id}:
        return wanted
    else:
        rows = known.filter(is_active=True)
    return set(rows.filter(pk__in=wanted).values_list("pk", flat=True))


def _give_owners(rows: Sequence[OwnedRecord], *, by: Actor) -> None:
    for row in rows:
        row.owner_id = _owner(row, by=by)
    units = _units({row.owner_id for row in rows}, by=by)
    for row in rows:
        row.unit_id = units[row.owner_id]


def _owner(row: Any, *, by: Actor) -> UUID:
    """The owner that was given, else the actor."""
    owner_id: UUID | None = row.owner_id or by.id
    if owner_id is None:
        raise InvalidError({"owner": _("Name an owner.")})
    return owner_id


def _units(owners: set[UUID], *, by: Actor) -> dict[UUID, UUID]:
    if owners == {by.id} and by.id:
        return {by.id: access.principals(by).unit_id}
    return dict(Principal.objects.filter(pk__in=owners).values_list("pk", "unit_id"))


def _assign(entity: Entity, row: Any, owner_id: UUID | None, *, by: Actor) -> None:
    if owner_id is None:
        raise InvalidError({"owner": _("Every record has an owner.")})
    if not _may(by, Privilege.ASSIGN, entity, row):
        raise NotAllowedError(
            _("Your roles do not allow you to hand this over."),
            remedy=_("Ask its owner or a manager to assign it."),
        )
    row.unit_id = _units({owner_id}, by=by)[owner_id]


def _check_version(entity: Entity, row: Record, values: Values, version: int | None) -> None:
    if version is None or version == row.version:
        return
    names = [name for name in values if name in entity.by_name]
    raise ConflictError(
        _("Someone else changed this in the meantime."),
        theirs={name: _stored(row, entity.field(name).column) for name in names},
        mine={name: values[name] for name in names},
        version=row.version,
        changed_by=str(row.modified_by) if row.modified_by_id else "",
    )


def _stored(row: models.Model, column: str) -> Any:
    return fields.value(row, column)


def _first_values(entity: Entity, row: Record) -> Changes:
    """{field: [None, value]} of what is filled in."""
    own, customs = _told(entity)
    values = {name: getattr(row, column) for name, column in own.items()}
    values |= {name: _stored(row, path) for name, path in customs.items()}
    return {name: [None, value] for name, value in values.items() if value not in EMPTY}


@lru_cache(maxsize=512)
def _told(entity: Entity) -> tuple[dict[str, str], dict[str, str]]:
    """{field: column} of the row itself, and {custom field: path}; what the database makes of them says nothing new."""
    made = {found.attname for found in entity.model._meta.concrete_fields if found.generated}
    fields = [field for field in entity.fields if not (field.path or field.derived)]
    own = {field.name: field.column for field in fields if not field.custom}
    customs = {field.name: field.column for field in fields if field.custom}
    return {name: column for name, column in own.items() if column not in made}, customs


def _is_column(row: models.Model, name: str) -> bool:
    return any(found.name == name for found in row._meta.concrete_fields)
