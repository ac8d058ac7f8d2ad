"""The change set that takes another one back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext_lazy

from dealwright.core.actor import Actor
from dealwright.records.changesets import kinds, undoing, working
from dealwright.records.changesets.kinds import SetKind
from dealwright.records.changesets.models import ChangeSet, ChangeSetRow, Outcome
from dealwright.records.changesets.undoing import Finding, Standing

OUTCOMES = {
    Standing.DONE: Outcome.UNCHANGED,
    Standing.CHANGED: Outcome.LEFT,
    Standing.GONE: Outcome.LEFT,
}


def _run(change_set: ChangeSet, rows: Sequence[ChangeSetRow], *, by: Actor, at: datetime) -> None:
    """Put each record back, or say why it is left."""
    undone = change_set.undoes
    assert undone is not None  # noqa: S101  an undo always undoes something
    take_back = kinds.of(undone).take_back
    if take_back is not None:
        working.together(rows, lambda: take_back(undone, rows, by=by, at=at), by=by)
        return
    ids = [row.record_id for row in rows if row.record_id]
    found = {each.trail.pk: each for each in undoing.survey(undone, ids, actor=by)}

    def act(row: ChangeSetRow) -> Outcome:
        return _deal_with(undone, found.get(row.record_id), row, by=by, at=at)  # type: ignore[arg-type]  # every row of an undo is a record

    working.through(rows, act, by=by, held=_held(found.values()))


def _held(found: Iterable[Finding]) -> dict[type[Model], list[UUID]]:
    """The rows that are given values back, of the kinds whose verbs may run on a batch."""
    ids: dict[type[Model], list[UUID]] = defaultdict(list)
    for each in found:
        entity = each.trail.entity
        is_given = each.row is not None and not each.trail.was_created
        if entity and is_given and working.fits(entity, each.trail.changes):
            ids[entity.model].append(each.trail.pk)
    return ids


def _deal_with(
    undone: ChangeSet, found: Finding | None, row: ChangeSetRow, *, by: Actor, at: datetime
) -> Outcome:
    if found is None:
        return Outcome.UNCHANGED
    if found.standing == Standing.READY or (row.is_chosen and found.standing == Standing.CHANGED):
        undoing.put_back(undone, found, by=by, at=at)
        return Outcome.CHANGED
    row.reason = str(found.reason or found.standing.label)
    row.data = {"code": found.standing}
    return OUTCOMES.get(found.standing, Outcome.REFUSED)


UNDO = kinds.register(SetKind(key="undo", label=gettext_lazy("Undo"), icon="undo-2", run=_run))
