"""Putting back what was."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, models
from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, RefusedError, refuse_unless, require
from dealwright.core.typed import Values
from dealwright.events import bus
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.records import fields, registry, seeing, writing
from dealwright.records.custom import writing as links
from dealwright.records.events import FieldRestored, RecordBroughtBack
from dealwright.records.fields import Field
from dealwright.records.history import copies
from dealwright.records.models import OwnedRecord, Record
from dealwright.records.registry import Entity

TAKEN = "23505"  # PostgreSQL's word for a value that must be unique and is not


@action
def restore_field[M: Record](
    row: M, name: str, *, copy: int, by: Actor, at: datetime, version: int | None = None
) -> M:
    """Give a field the value that it had in an earlier copy of the record, by the kind's own verb of change.

    Refuses: what that verb refuses (not permitted, changed meanwhile, a link whose record is gone), a field that
    the actor may not change, a write that is not kept, a value that it has already.
    """
    entity = registry.of(row)
    field = _editable(entity, name, by)
    then = copies.of_record(entity, row.pk, copy)
    value = fields.value(then, field.column)
    before = _stored(entity, row, field)
    refuse_unless(value != before, _("The field has this value already."), code="unchanged")
    assert entity.update is not None  # noqa: S101  refused above
    changed: M = entity.update(row, {name: value}, by=by, at=at, version=version)
    bus.record(
        FieldRestored(field=name, as_of=then.pgh_created_at),
        subject=changed,
        by=by,
        at=at,
        about=writing.about(entity, changed),
    )
    return changed


def _editable(entity: Entity, name: str, by: Actor) -> Field:
    field = seeing.fields_shown(entity, by).by_name.get(name)
    if field is None or field.path or not (entity.update and field.editable):
        raise InvalidError({"field": _("This field cannot be changed by itself.")})
    return field


def _stored(entity: Entity, row: Record, field: Field) -> Any:
    rows = entity.model._default_manager.filter(pk=row.pk)
    return rows.values_list(field.column, flat=True).first()


@action
def bring_back(entity: Entity, pk: UUID, *, by: Actor, at: datetime) -> Record:
    """Insert a deleted record again, as it was and with its own id, and what was deleted with it.

    Refuses: not permitted to create it, not deleted, and what the database refuses (a name taken meanwhile, a link
    whose record is gone).
    """
    row, deleted_at = _deleted(entity, pk)
    require(_may_create(entity, row, by))
    return _insert_again(entity, row, _parts(entity.model, [pk], deleted_at), by=by, at=at)


@action
def bring_back_alone(entity: Entity, pk: UUID, *, by: Actor, at: datetime) -> Record:
    """Insert a deleted record again without its parts, for whoever kept those. Only the system may; refuses as
    `bring_back` does.
    """
    require(by.is_system)
    row, _deleted_at = _deleted(entity, pk)
    return _insert_again(entity, row, (), by=by, at=at)


def _deleted(entity: Entity, pk: UUID) -> tuple[Any, datetime]:
    """A deleted record as it last was, and when it was deleted."""
    copy = copies.model_of(entity).objects.filter(pgh_obj_id=pk).order_by("-pgh_id").first()
    refuse_unless(
        copy is not None and copy.pgh_label == "delete",
        _("It was not deleted."),
        code="not_deleted",
    )
    return _as_row(entity.model, copy), copy.pgh_created_at


def _insert_again(
    entity: Entity, row: Any, parts: Iterable[models.Model], *, by: Actor, at: datetime
) -> Record:
    row.version += 1
    row.modified_at, row.modified_by_id = at, by.id
    _insert([row, *parts])
    links.insert_again([row], entity)
    bus.record(
        RecordBroughtBack(),
        subject=row,
        by=by,
        at=at,
        about=writing.about(entity, row),
        changes=_values(entity, row),
    )
    found: Record = row
    return found


def _insert(rows: Sequence[models.Model]) -> None:
    """Save rows as they were. What stands against it is known now and not at the end of the transaction."""
    try:
        for row in rows:
            row.save(force_insert=True)
        connection.check_constraints()
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", "") != TAKEN:
            raise
        raise RefusedError(
            _("Its number, its name or its place was given to another record meanwhile."),
            remedy=_("Rename the other record first."),
            code="taken",
        ) from error


def _as_row(model: type[models.Model], copy: Any) -> Any:
    kept = {column.attname for column in copy._meta.concrete_fields}
    columns = [column.attname for column in model._meta.concrete_fields if not column.generated]
    row = model(**{name: getattr(copy, name) for name in columns if name in kept})
    if isinstance(row, Record):
        row.custom = Values(row.custom)
    return row


def _may_create(entity: Entity, row: Any, by: Actor) -> bool:
    if isinstance(row, OwnedRecord):
        return access.can(by, Privilege.CREATE, entity.key, row)
    return access.may(by, Privilege.CREATE, entity.key)


def _parts(
    model: type[models.Model], ids: list[Any], deleted_at: datetime
) -> Iterator[models.Model]:
    """The rows that went with these in the same transaction, those that hang on others last."""
    for part, link in _part_links(model):
        kept = _copies_of(part).objects.filter(
            **{f"{link}__in": ids}, pgh_label="delete", pgh_created_at=deleted_at
        )
        rows = [_as_row(part, copy) for copy in kept.order_by("pgh_id")]
        yield from rows
        if rows:
            yield from _parts(part, [row.pk for row in rows], deleted_at)


def _part_links(model: type[models.Model]) -> Iterator[tuple[Any, str]]:
    """The kinds of row that are deleted with a row of this model, and the link by which they hang on it."""
    for relation in model._meta.related_objects:
        if relation.on_delete is models.CASCADE and relation.field.model is not model:
            yield relation.field.model, relation.field.name


def _copies_of(model: type[models.Model]) -> Any:
    return getattr(model, "pgh_event_model", None)


def _values(entity: Entity, row: Any) -> dict[str, list[Any]]:
    kept = [field for field in entity.fields if not field.path]
    pairs = ((field.name, fields.value(row, field.column)) for field in kept)
    return {name: [None, value] for name, value in pairs if value not in (None, "", [], {})}
