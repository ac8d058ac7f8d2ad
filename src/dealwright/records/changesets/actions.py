"""Verbs on change sets: bulk edit, bulk assign, undo, and what an import calls; each batch in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from dealwright.core import actor as actors
from dealwright.core import changesets, copying
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.copying import Copier
from dealwright.core.errors import InvalidError, NotFoundError, refuse_unless, require
from dealwright.events import bus
from dealwright.events.plain import plain
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.records import actions as records
from dealwright.records import seeing
from dealwright.records.changesets import kinds, policies, queries
from dealwright.records.changesets.bulk import ASSIGN, EDIT
from dealwright.records.changesets.kinds import SetKind
from dealwright.records.changesets.models import ChangeSet, ChangeSetRow, Outcome, State
from dealwright.records.changesets.undoing import Standing
from dealwright.records.changesets.undos import UNDO
from dealwright.records.events import ChangeSetEnded, ChangeSetStarted
from dealwright.records.registry import Entity

BATCH = 500
COUNTS = ("created", "changed", "unchanged", "left", "refused")


@action
def edit_many(
    entity: Entity, rows: QuerySet[Any], values: Mapping[str, Any], *, by: Actor, at: datetime
) -> ChangeSet:
    """Give all these records the same values, in the background. Rows that are refused are reported, the others
    stand.

    Refuses: a kind that is not changed, people without the right to change any, fields they may not change, no
    rows, no values.
    """
    require(entity.update and access.may(by, Privilege.WRITE, entity.key))
    editable = {field.name for field in seeing.fields_shown(entity, by).fields if field.editable}
    wrong = {name: _("This field cannot be changed.") for name in values if name not in editable}
    if wrong or not values:
        raise InvalidError(wrong or {"": _("Say what to change.")})
    spec = {"values": plain(values)}
    return _start(EDIT, entity, rows, spec, by=by, at=at)


@action
def assign_many(
    entity: Entity, rows: QuerySet[Any], owner: UUID, *, by: Actor, at: datetime
) -> ChangeSet:
    """Hand all these records over to one owner, in the background. Refuses as `edit_many`, and people without the
    right to assign any.
    """
    require(entity.update and access.may(by, Privilege.ASSIGN, entity.key))
    if "owner" not in entity.by_name:
        raise InvalidError({"owner": _("Nobody owns records of this kind.")})
    return _start(ASSIGN, entity, rows, {"values": {"owner": str(owner)}}, by=by, at=at)


def _start(
    kind: SetKind,
    entity: Entity,
    rows: QuerySet[Any],
    spec: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
) -> ChangeSet:
    made = _open(kind.key, entity=entity.key, spec=spec, by=by, at=at)
    named = rows.order_by("pk").values_list("pk", entity.title).distinct()
    made.total = Copier(ChangeSetRow).write(
        {"change_set_id": made.pk, "entity": entity.key, "record_id": pk, "label": str(label)[:300]}
        for pk, label in named
    )
    if not made.total:
        raise InvalidError({"": _("No record that you may see is among these.")})
    made.save(update_fields=["total"])
    _announce(made, by=by, at=at)
    _defer(made.pk)
    return made


def _open(
    kind: str, *, by: Actor, at: datetime, entity: str = "", name: str = "", **given: Any
) -> ChangeSet:
    return ChangeSet.objects.create(
        kind=kind,
        entity=entity,
        name=name[:200],
        actor_id=by.id,
        actor_name=by.name[:200],
        channel=by.channel,
        scopes=None if by.scopes is None else sorted(by.scopes),
        started_at=at,
        progress_at=at,
        **given,
    )


def _announce(made: ChangeSet, *, by: Actor, at: datetime) -> None:
    event = ChangeSetStarted(kind=made.kind, records=made.entity, rows=made.total)
    bus.record(event, subject=made, by=by, at=at)


def _defer(pk: UUID) -> None:
    jobs.configure_task("records.advance", queue="bulk", lock=f"change_set {pk}").defer(
        change_set=str(pk)
    )


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
    rows = list(waiting.order_by("pk")[:BATCH])
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
    if found.undoes_id and found.changed > before and (again := in_use.count()):
        in_use.update(outcome=Outcome.WAITING, reason="", data={})
        found.refused -= again
        found.spec = found.spec | {"round": found.changed}
        found.save(update_fields=["refused", "spec"])
        return True
    _end(found, State.DONE, by=by, at=at)
    return False


def _end(found: ChangeSet, state: State, *, by: Actor, at: datetime) -> None:
    found.state, found.finished_at, found.progress_at = state, at, at
    found.save(update_fields=["state", "finished_at", "progress_at"])
    _settle(found)
    event = ChangeSetEnded(
        kind=found.kind,
        state=state,
        created=found.created,
        changed=found.changed,
        refused=found.refused,
    )
    bus.record(event, subject=found, by=by, at=at)
    _tell(found, at=at)


def _settle(undo: ChangeSet) -> None:
    """What this undo took back is undone; what that one, if an undo itself, had taken back is there again."""
    is_partly = undo.left or undo.refused
    taken_back, is_undone = undo, True
    while taken_back.undoes is not None:
        below = taken_back.undoes
        below.state = State.PARTLY if is_partly else State.UNDONE if is_undone else State.DONE
        below.undone_by = taken_back if is_undone else None
        below.save(update_fields=["state", "undone_by"])
        taken_back, is_undone = below, not is_undone


def _tell(found: ChangeSet, *, at: datetime) -> None:
    """A line under the bell of whoever started it."""
    if found.actor_id is None:
        return
    label = kinds.of(found).label
    said = _("%(what)s: %(done)d done, %(refused)d not taken") % {
        "what": label,
        "done": found.created + found.changed,
        "refused": found.refused + found.left,
    }
    records.notify(
        [found.actor_id],
        text=said,
        url=f"/changes/{found.pk}/",
        icon=kinds.of(found).icon,
        by=actors.system(),
        at=at,
    )


@action
def undo(
    change_set: ChangeSet, *, by: Actor, at: datetime, chosen: Collection[UUID] = ()
) -> ChangeSet:
    """Take a change set back, in the background: what still is as it left it, and of what others changed since only
    the records that are `chosen`. The undo is a change set itself, so undoing it does all again.

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
    refuse_unless(
        found.started_at > at - queries.UNDOABLE_FOR,
        _("This is too long ago: changes are undone within %(days)d days.")
        % {"days": queries.UNDOABLE_FOR.days},
        code="too_old",
    )
    if found.is_running:
        found.state = State.STOPPED
        found.save(update_fields=["state"])
    return _start_undo(found, frozenset(chosen), by=by, at=at)


def _start_undo(
    found: ChangeSet, chosen: Collection[UUID], *, by: Actor, at: datetime
) -> ChangeSet:
    made = _open(UNDO.key, entity=found.entity, name=found.name, undoes=found, by=by, at=at)
    made.total = _list_subjects(made, found, chosen)
    made.save(update_fields=["total"])
    _announce(made, by=by, at=at)
    _defer(made.pk)
    return made


# What was made later hangs on what was made before, so the last is taken back first.
SUBJECTS = """
INSERT INTO records_changesetrow (
    change_set_id, entity, record_id, label, is_chosen, outcome, reason, data
)
SELECT %(undo)s, max(subject_type), subject_id, (array_agg(subject_label ORDER BY at DESC, id DESC))[1],
    subject_id = ANY(%(chosen)s::uuid[]), 'waiting', '', '{}'
FROM events_eventrecord WHERE change_set = %(undone)s AND subject_type <> %(itself)s
GROUP BY subject_id ORDER BY max(at) DESC, max(id::text) DESC
"""


def _list_subjects(made: ChangeSet, found: ChangeSet, chosen: Collection[UUID]) -> int:
    """Write down what an undo has to deal with; how many records."""
    values: dict[str, Any] = {
        "undo": made.pk,
        "undone": found.pk,
        "chosen": [str(pk) for pk in chosen],
        "itself": queries.KEY,
    }
    with connection.cursor() as cursor:
        cursor.execute(SUBJECTS, values)
        return int(cursor.rowcount)


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
    _defer(found.pk)
    return found


@action
def begin(kind: SetKind, *, name: str, by: Actor, at: datetime) -> ChangeSet:
    """Open a change set that its caller fills, such as an import. What is written within it belongs to it."""
    made = _open(kind.key, name=name, by=by, at=at)
    _announce(made, by=by, at=at)
    return made


@action
def note_progress(change_set: ChangeSet, *, by: Actor, at: datetime, **more: int) -> None:
    """Count what was done since the last time. Refuses what was stopped meanwhile."""
    rows = ChangeSet.objects.filter(pk=change_set.pk, state=State.RUNNING)
    counts = {name: F(name) + count for name, count in more.items()}
    if not rows.update(progress_at=at, **counts):
        raise NotFoundError(_("This was stopped, or undone, meanwhile."))


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
    Copier(ChangeSetRow).write(
        {"change_set_id": found.pk, "outcome": Outcome.REFUSED.value, **line} for line in refused
    )
    _end(found, state, by=by, at=at)
    return found
