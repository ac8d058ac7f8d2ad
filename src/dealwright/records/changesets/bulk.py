"""Bulk edit, bulk assign and bulk delete: the same for many records of one kind; and the deletion of one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dealwright.core.actor import Actor
from dealwright.core.errors import DomainError, NotFoundError, Text
from dealwright.identity import shares
from dealwright.records import registry, shapes
from dealwright.records.changesets import kinds, working
from dealwright.records.changesets.kinds import SetKind
from dealwright.records.changesets.models import ChangeSet, ChangeSetRow, Outcome
from dealwright.records.explaining import explained
from dealwright.records.registry import Entity
from dealwright.records.shapes import Purpose


def _run(change_set: ChangeSet, rows: Sequence[ChangeSetRow], *, by: Actor, at: datetime) -> None:
    """Change each record by its kind's own verb; what may not be set any more is refused on every row."""
    entity = registry.entity(change_set.entity).seen_by(by)
    try:
        with explained(by):
            values = shapes.check(shapes.of(entity, Purpose.UPDATE), change_set.spec["values"])
    except DomainError as error:
        working.refuse_all(rows, error)
    else:
        _set(entity, rows, values, by=by, at=at)


def _set(
    entity: Entity,
    rows: Sequence[ChangeSetRow],
    values: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
) -> None:
    found = {record.pk: record for record in entity.rows(by).filter(pk__in=_ids(rows))}
    shares.foresee(by, found)

    def change(row: ChangeSetRow) -> Outcome:
        record = _there(found, row.record_id)
        before = record.version
        assert entity.update is not None  # noqa: S101  refused when the set was started
        after = entity.update(record, values, by=by, at=at)
        return Outcome.UNCHANGED if after.version == before else Outcome.CHANGED

    held = {entity.model: list(found)} if working.fits(entity, values) else None
    working.through(rows, change, by=by, held=held)


def _run_delete(
    change_set: ChangeSet, rows: Sequence[ChangeSetRow], *, by: Actor, at: datetime
) -> None:
    """Delete each record by its kind's own verb."""
    entity = registry.entity(change_set.entity).seen_by(by)
    found = {record.pk: record for record in entity.rows(by).filter(pk__in=_ids(rows))}
    shares.foresee(by, found)

    def remove(row: ChangeSetRow) -> Outcome:
        assert entity.delete is not None  # noqa: S101  refused when the set was started
        entity.delete(_there(found, row.record_id), by=by, at=at)
        return Outcome.CHANGED

    working.through(rows, remove, by=by)


def _ids(rows: Sequence[ChangeSetRow]) -> list[UUID]:
    return [row.record_id for row in rows if row.record_id]


def _there(found: dict[UUID, Any], pk: UUID | None) -> Any:
    if pk not in found:
        raise NotFoundError(_("It is gone, or you may not see it any more."))
    return found[pk]


def _fields(change_set: ChangeSet) -> Text:
    """The fields that were set, by their labels."""
    entity = registry.find(change_set.entity)
    names = change_set.spec.get("values", {})
    known = entity.by_name if entity else {}
    return ", ".join(str(known[name].label) if name in known else name for name in names)


EDIT = kinds.register(
    SetKind(key="edit", label=gettext_lazy("Bulk edit"), icon="pencil", run=_run, describe=_fields)
)
ASSIGN = kinds.register(
    SetKind(key="assign", label=gettext_lazy("Bulk assign"), icon="user-round-check", run=_run)
)
DELETE = kinds.register(
    SetKind(key="delete", label=gettext_lazy("Bulk delete"), icon="trash-2", run=_run_delete)
)
DELETE_ONE = kinds.register(
    SetKind(
        key="delete_one",
        label=gettext_lazy("Deletion"),
        icon="trash-2",
        describe=attrgetter("name"),
    )
)
