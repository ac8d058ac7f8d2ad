"""One file in the background: checked or imported, batch by batch, by whichever worker is there.

An import goes on where the last finished batch ended, however the worker ended. A check writes nothing but its
findings, so one that was broken off simply begins anew.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from dealwright.core import changesets, clock
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import CrossedError, DomainError, sentence
from dealwright.events.plain import plain
from dealwright.exchange import actions, importing, reading, storage, undoable
from dealwright.exchange.mapping import Step
from dealwright.exchange.models import REMARK, Import, State
from dealwright.exchange.plans import Plan
from dealwright.exchange.reading import Row
from dealwright.exchange.records import Seen
from dealwright.exchange.report import Fate, Refusal, Report, Result

BATCH, CHECKED_AT_ONCE = 1000, 500
KEPT = 500  # rows of each result, but for refused ones, that a check shows
LONGEST_TEXT = 300


def step_of(imported: Import) -> Step:
    """What becomes of the file, as the engine takes it."""
    return Plan.model_validate(imported.plan).step(imported)


def advance(pk: UUID, *, at: datetime) -> bool:
    """Take the next batch of an import, or check all of it; whether there is more to do."""
    found = _find(pk)
    if found is None or not found.is_at_work:
        return False
    by = found.actor()
    try:
        if found.state == State.CHECKING:
            return _check(found, by=by)
        assert found.change_set_id is not None  # noqa: S101  begun when it was started
        with changesets.within(found.change_set_id):
            return _take(pk, by=by, at=at)
    except CrossedError:
        raise  # nothing of this batch was taken: the job comes again
    except DomainError as error:
        if _is_undone(pk):
            actions.note_undone(found, by=by, at=at)
        else:
            actions.fail(found, sentence(error), by=by, at=at)
    return False


def _is_undone(pk: UUID) -> bool:
    """Whether the change set of a running import was stopped or undone by others."""
    found = _find(pk)
    if found is None or found.state != State.RUNNING:
        return False
    return found.change_set is None or not found.change_set.is_running


def _find(pk: UUID) -> Import | None:
    return Import.objects.select_related("user", "change_set").filter(pk=pk).first()


@action
def _take(pk: UUID, *, by: Actor, at: datetime) -> bool:
    """One batch and the note of what became of it; then, if rows name one another, the same once more."""
    found = (
        Import.objects.select_for_update(of=("self",))
        .select_related("user", "change_set")
        .get(pk=pk)
    )
    if found.state != State.RUNNING:
        return False
    step = step_of(found)
    target = importing.target_for(step, by=by, at=at)
    rows = _next(found)
    if not rows:
        goes_on = target.has_links and not found.is_linking
        actions.note_end_of_rows(found, is_linking=goes_on, by=by, at=at)
        return goes_on
    fates: list[Fate] = []
    report = Report(file=found.file_name, into=step.into, listen=fates.append)
    if found.is_linking:
        target.link(rows, report)
    else:
        report.read = len(rows)
        target.take(rows, report)
    actions.note_taken(
        found,
        _counts(report),
        undoable.lines_of(found.file_name, step.into, fates),
        position=rows[-1].end,
        line=rows[-1].after,
        remarks=[_remark(each) for each in report.remarks],
        by=by,
        at=at,
    )
    return True


def _next(found: Import) -> Sequence[Row]:
    rows = reading.rows(storage.table(found), found.written, start=found.position, line=found.line)
    return next(reading.batches(rows, BATCH), [])


def _counts(report: Report) -> dict[str, int]:
    return {
        "read": report.read,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "refused": report.refused,
        "duplicates": report.duplicates,
    }


def _check(found: Import, *, by: Actor) -> bool:
    """All of the file, each batch taken and taken back. A check that was broken off begins anew."""
    step, seen, shown = step_of(found), Seen(), Counter[Result]()
    also: dict[str, set[str]] = {}
    if found.read:
        actions.start_check(found, by=by, at=clock.now())
        return False
    rows, before = reading.rows(storage.table(found), found.written), 0
    for batch in reading.batches(rows, CHECKED_AT_ONCE):
        fates: list[Fate] = []
        report = Report(file=found.file_name, into=step.into, listen=fates.append)
        importing.taken_back(step, batch, report, by=by, at=clock.now(), seen=seen)
        for key, titles in report.also.items():
            also.setdefault(key, set()).update(titles)
        kept = [_row(fate) for fate in fates if _is_kept(fate, shown)]
        place, before = (before, batch[-1].end), batch[-1].end
        if not actions.note_checked(
            found, _counts(report), kept, place=place, by=by, at=clock.now()
        ):
            return False
    named = {key: sorted(titles) for key, titles in also.items()}
    actions.note_end_of_check(found, named, by=by, at=clock.now())
    return False


def _is_kept(fate: Fate, shown: Counter[Result]) -> bool:
    shown[fate.result] += 1
    return fate.result == Result.REFUSED or shown[fate.result] <= KEPT


def _row(fate: Fate) -> dict[str, Any]:
    return {
        "line": fate.row.line,
        "start": fate.row.start,
        "size": fate.row.size,
        "result": fate.result.value,
        "label": _kept(fate.label) or _first_cell(fate.row),
        "changes": Jsonb(plain(dict(fate.changes))),
        "reason": fate.reason.replace("\0", ""),
        "fault": fate.fault,
        "field": fate.name,
        "text": _kept(fate.text),
    }


def _remark(found: Refusal) -> dict[str, Any]:
    """A row that was taken without the link that is refused."""
    row = Row(found.line, found.cells)
    return {
        "line": found.line,
        "start": 0,
        "size": 0,
        "result": REMARK,
        "label": _first_cell(row),
        "reason": _kept(found.reason),
    }


def _kept(text: str) -> str:
    return text.replace("\0", "")[:LONGEST_TEXT]


def _first_cell(row: Row) -> str:
    return _kept(next((text for text in row.cells.values() if text.strip()), ""))
