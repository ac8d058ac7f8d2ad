"""The rows of change sets, written on behalf of the verbs in `actions`: how one begins, ends and is told of."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app as jobs

from dealwright.core import actor as actors
from dealwright.core.actor import Actor
from dealwright.core.copying import Copier
from dealwright.events import bus
from dealwright.records import actions as records
from dealwright.records.changesets import kinds, queries
from dealwright.records.changesets.models import ChangeSet, ChangeSetRow, Outcome, State
from dealwright.records.events import ChangeSetEnded, ChangeSetStarted
from dealwright.records.notifications.kinds import WORK

WATCHED = "watched"  # in a `spec`: whoever began it sees how it ends


def open_set(
    kind: str, *, by: Actor, at: datetime, entity: str = "", name: str = "", **given: Any
) -> ChangeSet:
    """The row of a change set, with who makes it, by which way in and within which scopes."""
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


def announce(made: ChangeSet, *, by: Actor, at: datetime) -> None:
    """Record that it began."""
    event = ChangeSetStarted(kind=made.kind, records=made.entity, rows=made.total)
    bus.record(event, subject=made, by=by, at=at)


def defer(pk: UUID) -> None:
    """Have it worked through in the background, by one worker at a time."""
    jobs.configure_task("records.advance", queue="bulk", lock=f"change_set {pk}").defer(
        change_set=str(pk)
    )


def end_set(found: ChangeSet, state: State, *, by: Actor, at: datetime) -> None:
    """Close it, settle what it undid, and tell of it."""
    found.state, found.finished_at, found.progress_at = state, at, at
    found.save(update_fields=["state", "finished_at", "progress_at"])
    _settle(found)
    say_that_it_ended(found, by=by, at=at)
    _tell(found, at=at)


def say_that_it_ended(found: ChangeSet, *, by: Actor, at: datetime) -> None:
    """What followers and new owners are told of it depends on this event."""
    event = ChangeSetEnded(
        kind=found.kind,
        state=found.state,
        created=found.created,
        changed=found.changed,
        refused=found.refused,
    )
    bus.record(event, subject=found, by=by, at=at)


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
    """Whoever started it hears how it ended."""
    if found.actor_id is None or found.spec.get(WATCHED):
        return
    records.notify(
        [found.actor_id],
        text=gettext_lazy("%(what)s: %(done)d done, %(refused)d not taken"),
        words={
            "what": kinds.of(found).label,
            "done": found.created + found.changed,
            "refused": found.refused + found.left,
        },
        kind=WORK,
        url=f"/changes/{found.pk}/",
        icon=kinds.of(found).icon,
        occasion=f"{found.pk} {at.isoformat()}",
        by=actors.system(),
        at=at,
    )


# What was made later hangs on what was made before, so the last is taken back first; but people and teams before what they
# own, which is given back to none who is kept out.
SUBJECTS = """
INSERT INTO records_changesetrow (
    change_set_id, entity, record_id, label, is_chosen, outcome, reason, data
)
SELECT %(undo)s, max(subject_type), subject_id, (array_agg(subject_label ORDER BY at DESC, id DESC))[1],
    %(all)s OR subject_id = ANY(%(chosen)s::uuid[]), 'waiting', '', '{}'
FROM events_eventrecord WHERE change_set = %(undone)s AND subject_type <> %(itself)s
GROUP BY subject_id
ORDER BY max(subject_type) LIKE 'identity.%%' DESC, max(at) DESC, max(id::text) DESC
"""


def list_subjects(made: ChangeSet, found: ChangeSet, chosen: Collection[UUID] | None) -> int:
    """Write down what an undo has to deal with; how many records. With None all are chosen."""
    values: dict[str, Any] = {
        "undo": made.pk,
        "undone": found.pk,
        "chosen": [str(pk) for pk in chosen or ()],
        "all": chosen is None,
        "itself": queries.KEY,
    }
    with connection.cursor() as cursor:
        cursor.execute(SUBJECTS, values)
        return int(cursor.rowcount)


def write_refused(found: ChangeSet, lines: Sequence[Mapping[str, Any]]) -> None:
    """Keep the lines that were not taken."""
    Copier(ChangeSetRow).write(
        {"change_set_id": found.pk, "outcome": Outcome.REFUSED.value, **line} for line in lines
    )
