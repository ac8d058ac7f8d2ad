"""Verbs on change sets: bulk edit, assign and delete, undo, and what an import calls; each batch in one transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from dealwright.core import changesets, copying
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.copying import Copier
from dealwright.core.errors import (
    InvalidError,
    NotFoundError,
    refuse_unless,
    require,
)
from dealwright.core.ids import new_id
from dealwright.events.plain import plain
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.records import expecting, seeing
from dealwright.records.changesets import kinds, policies, queries, writing
from dealwright.records.changesets.bulk import ASSIGN, DELETE, DELETE_ONE, EDIT
from dealwright.records.changesets.kinds import SetKind
from dealwright.records.changesets.models import ChangeSet, ChangeSetRow, Outcome, State
from dealwright.records.changesets.undoing import Standing
from dealwright.records.changesets.undos import UNDO
from dealwright.records.registry import Entity

BATCH = 500
EVERY = "all"  # said where ids may be named: whatever others changed since, shown or not
COUNTS = ("created", "changed", "unchanged", "left", "refused")


@action
def edit_many(
    entity: Entity,
    rows: QuerySet[Any],
    values: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    count: int | None = None,
) -> ChangeSet:
    """Give all these records the same values, in the background. Rows that are refused are reported, the others
    stand. The rows are those found now; one that matches only later is not taken.

    Refuses: a kind that is not changed, people without the right to change any, fields they may not change, no
    rows, no values; other than `count` rows, where that many were confirmed.
    """
    require(entity.update and access.may(by, Privilege.WRITE, entity.key))
    editable = {field.name for field in seeing.fields_shown(entity, by).fields if field.editable}
    wrong = {name: _("This field cannot be changed.") for name in values if name not in editable}
    if wrong or not values:
        raise InvalidError(wrong or {"": _("Say what to change.")})
    spec = {"values": plain(values)}
    return _start(EDIT, entity, rows, spec, by=by, at=at, count=count)


@action
def assign_many(
    entity: Entity,
    rows: QuerySet[Any],
    owner: UUID,
    *,
    by: Actor,
    at: datetime,
    count: int | None = None,
) -> ChangeSet:
    """Hand all these records over to one owner, in the background. Refuses as `edit_many`, and people without the
    right to assign any.
    """
    require(entity.update and access.may(by, Privilege.ASSIGN, entity.key))
    if "owner" not in entity.by_name:
        raise InvalidError({"owner": _("Nobody owns records of this kind.")})
    spec = {"values": {"owner": str(owner)}}
    return _start(ASSIGN, entity, rows, spec, by=by, at=at, count=count)


@action
def delete_many(
    entity: Entity, rows: QuerySet[Any], *, by: Actor, at: datetime, count: int | None = None
) -> ChangeSet:
    """Delete all these records, in the background. What others refer to is refused and reported; undo brings back the
    rest.

    Refuses: a kind that is not deleted, people without the right to delete any, no rows, other than `count` rows.
    """
    require(entity.delete and access.may(by, Privilege.DELETE, entity.key))
    return _start(DELETE, entity, rows, {}, by=by, at=at, count=count)


def delete_one(
    entity: Entity, row: Any, *, by: Actor, at: datetime, version: int | None = None
) -> ChangeSet:
    """Delete one record by its kind's own verb, at once. The change set that is answered can be undone.

    Refuses: a kind that is not deleted, what its verb refuses, a record that is not of this `version` any more.
    """
    with changesets.within(new_id()):
        return _delete_one(entity, row, version, by=by, at=at)


@action
def _delete_one(
    entity: Entity, row: Any, version: int | None, *, by: Actor, at: datetime
) -> ChangeSet:
    require(entity.delete)
    title = entity.title_of(row)
    assert entity.delete is not None  # noqa: S101  refused above
    with expecting.version(row.pk, version):
        entity.delete(row, by=by, at=at)
    return note(DELETE_ONE, entity=entity.key, name=title, changed=1, by=by, at=at)


def _start(
    kind: SetKind,
    entity: Entity,
    rows: QuerySet[Any],
    spec: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    count: int | None,
) -> ChangeSet:
    named = rows.order_by("pk").values_list("pk", entity.title).distinct()
    lines = (
        {"entity": entity.key, "record_id": pk, "label": str(label)[:300]} for pk, label in named
    )
    return start(kind, lines, spec, entity=entity.key, by=by, at=at, count=count)


@action
def start(
    kind: SetKind,
    rows: Iterable[Mapping[str, Any]],
    spec: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    entity: str = "",
    name: str = "",
    count: int | None = None,
) -> ChangeSet:
    """Set a change set to work on rows that are columns of `ChangeSetRow`, in their order; who may is asked by the
    verb that calls this. Refuses no rows, other than `count` rows.
    """
    made = writing.open_set(kind.key, entity=entity, name=name, spec=spec, by=by, at=at)
    made.total = Copier(ChangeSetRow).write({"change_set_id": made.pk, **row} for row in rows)
    if not made.total:
        raise InvalidError({"": _("No record that you may see is among these.")})
    if count is not None and made.total != count:
        said = _("Meanwhile these are %(now)d records, no longer %(then)d.")
        raise InvalidError({"count": said % {"now": made.total, "then": count}})
    made.save(update_fields=["total"])
    writing.announce(made, by=by, at=at)
    writing.defer(made.pk)
    return made


def advance(pk: UUID, *, at: datetime) -> bool:
    """Deal with the next batch of a change set; whether there is more to do.

    A batch and the note of what became of its rows are one transaction: whoever goes on after a worker was killed
    finds either both or neither.
    """
    found = ChangeSet.objects.filter(pk=pk).first()
    if found is None:
        return False
    with changesets.within(pk):
        return _advance(pk, by=found.actor(), at=at)


@action
def _advance(pk: UUID, *, by: Actor, at: datetime) -> bool:
    found = _lock(pk)
    if not found.is_running:
        return False
    waiting = found.rows.filter(outcome=Outcome.WAITING)
    rows = list(waiting.order_by("pk")[: None if kinds.is_whole(found) else BATCH])
    run = kinds.of(found).run
    if rows and run is not None:
        run(found, rows, by=by, at=at)
        copying.update(rows, ["outcome", "reason", "data"])
        _count(found, rows, at)
        return True
    return _end_or_go_on(found, by=by, at=at)


def _lock(pk: UUID) -> ChangeSet:
    return ChangeSet.objects.select_for_update(of=("self",)).get(pk=pk)


def _count(found: ChangeSet, rows: Sequence[ChangeSetRow], at: datetime) -> None:
    for row in rows:
        setattr(found, row.outcome, getattr(found, row.outcome) + 1)
    found.progress_at = at
    found.save(update_fields=[*COUNTS, "progress_at"])


def _end_or_go_on(found: ChangeSet, *, by: Actor, at: datetime) -> bool:
    """All rows are dealt with. What was in use of records that are gone by now is tried again, while that helps."""
    in_use = found.rows.filter(outcome=Outcome.REFUSED, data__code__in=[Standing.IN_USE, "in_use"])
    before = found.spec.get("round", 0)
    deletes = found.undoes_id or found.kind == DELETE.key
    if deletes and found.changed > before and (again := in_use.count()):
        in_use.update(outcome=Outcome.WAITING, reason="", data={})
        found.refused -= again
        found.spec = found.spec | {"round": found.changed}
        found.save(update_fields=["refused", "spec"])
        return True
    writing.end_set(found, State.DONE, by=by, at=at)
    return False


@action
def undo(
    change_set: ChangeSet,
    *,
    by: Actor,
    at: datetime,
    chosen: Collection[UUID] = (),
    also_changed: bool = False,
    is_watched: bool = False,
) -> ChangeSet:
    """Take a change set back, in the background: what still is as it left it, and of what others changed since only
    the records that are `chosen`, or, with `also_changed`, all. The undo is a change set itself, so undoing it does all again.
    When it `is_watched`, whoever began it sees how it ends and is not told of it besides.

    Refuses: strangers, what is running or undone already, what is too long ago.
    """
    require(policies.can_undo(by, change_set))
    found = _lock(change_set.pk)
    refuse_unless(
        policies.is_undoable(found, at),
        _("It is running, or undone already."),
        remedy=_("Wait until it ends; what was undone is done again by undoing the undo."),
        code="not_undoable",
    )
    refuse_unless(
        not found.undos.filter(state=State.RUNNING).exists(),
        _("Someone is undoing this already."),
        code="being_undone",
    )
    against = kinds.against_undoing(found)
    refuse_unless(not against, against, code="not_undoable")
    refuse_unless(
        found.started_at > at - queries.UNDOABLE_FOR,
        _("This is too long ago: changes are undone within %(days)d days.")
        % {"days": queries.UNDOABLE_FOR.days},
        code="too_old",
    )
    if found.is_running:
        found.state = State.STOPPED
        found.save(update_fields=["state"])
    spec = {writing.WATCHED: True} if is_watched else {}
    return _start_undo(found, None if also_changed else frozenset(chosen), spec, by=by, at=at)


def _start_undo(
    found: ChangeSet,
    chosen: Collection[UUID] | None,
    spec: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
) -> ChangeSet:
    made = writing.open_set(
        UNDO.key, entity=found.entity, name=found.name, undoes=found, spec=spec, by=by, at=at
    )
    made.total = writing.list_subjects(made, found, chosen)
    made.save(update_fields=["total"])
    writing.announce(made, by=by, at=at)
    writing.defer(made.pk)
    return made


@action
def go_on(change_set: ChangeSet, *, by: Actor, at: datetime) -> ChangeSet:
    """Set a change set going again whose worker is gone. Refuses strangers, and one that is at work."""
    require(policies.can_undo(by, change_set))
    found = _lock(change_set.pk)
    refuse_unless(
        found.is_silent(at) and kinds.of(found).run is not None,
        _("It is at work, or at its end."),
        code="not_silent",
    )
    found.progress_at = at
    found.save(update_fields=["progress_at"])
    writing.defer(found.pk)
    return found


@action
def begin(
    kind: SetKind,
    *,
    name: str,
    by: Actor,
    at: datetime,
    entity: str = "",
    total: int | None = None,
) -> ChangeSet:
    """Open a change set that its caller fills, such as an import. What is written within it belongs to it."""
    made = writing.open_set(kind.key, name=name, entity=entity, total=total, by=by, at=at)
    writing.announce(made, by=by, at=at)
    return made


@action
def note(
    kind: SetKind,
    *,
    entity: str,
    name: str,
    changed: int,
    by: Actor,
    at: datetime,
    refused: Sequence[Mapping[str, Any]] = (),
) -> ChangeSet:
    """Write down, under the id that is open, a change set whose whole work is done in the transaction that runs;
    `refused` are the rows that were not taken.
    """
    counts = {
        "total": changed + len(refused),
        "changed": changed,
        "refused": len(refused),
        "finished_at": at,
        "state": State.DONE,
    }
    pk = changesets.current()
    made = writing.open_set(kind.key, entity=entity, name=name, pk=pk, by=by, at=at, **counts)
    writing.write_refused(made, refused)
    writing.announce(made, by=by, at=at)
    writing.say_that_it_ended(made, by=by, at=at)
    return made


@action
def note_progress(
    change_set: ChangeSet,
    *,
    by: Actor,
    at: datetime,
    lines: Sequence[Mapping[str, Any]] = (),
    **more: int,
) -> None:
    """Count what was done since the last time; `lines` are those that were not taken. Refuses what was stopped
    meanwhile.
    """
    rows = ChangeSet.objects.filter(pk=change_set.pk, state=State.RUNNING)
    counts = {name: F(name) + count for name, count in more.items()}
    if not rows.update(progress_at=at, **counts):
        raise NotFoundError(_("This was stopped, or undone, meanwhile."))
    writing.write_refused(change_set, lines)


@action
def end(
    change_set: ChangeSet,
    *,
    by: Actor,
    at: datetime,
    refused: Sequence[Mapping[str, Any]] = (),
    state: State = State.DONE,
) -> ChangeSet:
    """Close a change set that its caller filled; `refused` are its lines that were not taken. Refuses what was stopped
    meanwhile: it did not come to a good end.
    """
    found = _lock(change_set.pk)
    refuse_unless(
        found.is_running,
        _("This was silent for too long and was stopped, or undone, meanwhile: %(state)s.")
        % {"state": found.get_state_display()},
        remedy=_("Look under Recent changes at what came of it, then do it again."),
        code="not_running",
    )
    writing.write_refused(found, refused)
    writing.end_set(found, state, by=by, at=at)
    return found
