"""How far an import has come, written down with what was done: whoever goes on finds both or neither."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.copying import Copier
from dealwright.exchange.models import AT_WORK, CheckedRow, Import, State
from dealwright.records.changesets import actions as changesets
from dealwright.records.changesets.models import State as SetState

type Counts = Mapping[str, int]
COLUMNS = ("read", "created", "updated", "unchanged", "refused", "duplicates")


def _add(found: Import, counts: Counts) -> None:
    for name in COLUMNS:
        setattr(found, name, getattr(found, name) + counts[name])


@action
def note_checked(
    imported: Import,
    counts: Counts,
    rows: Sequence[Mapping[str, Any]],
    *,
    place: tuple[int, int],
    by: Actor,
    at: datetime,
) -> bool:
    """Write down what would become of the rows of a batch, from one byte of the file to another; whether the check
    goes on: not when it was stopped, or when someone else is further already.
    """
    found = _lock(imported, State.CHECKING)
    before, after = place
    if found is None or found.position != before:
        return False
    _add(found, counts)
    found.position, found.progress_at = after, at
    found.save()
    Copier(CheckedRow).write({"imported_id": found.pk, **row} for row in rows)
    return True


@action
def note_end_of_check(
    imported: Import, also: Mapping[str, Sequence[str]], *, by: Actor, at: datetime
) -> None:
    """The check is through; `also` names the records that would be added because rows name them."""
    found = _lock(imported, State.CHECKING)
    if found is not None:
        found.state, found.also = State.CHECKED, {key: list(named) for key, named in also.items()}
        found.progress_at = found.finished_at = at
        found.save()


@action
def note_taken(
    imported: Import,
    counts: Counts,
    refused: Sequence[Mapping[str, Any]],
    *,
    position: int,
    line: int,
    by: Actor,
    at: datetime,
    remarks: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Write down that a batch was taken, which of its rows not whole, and where the next one begins. Refuses what was
    stopped meanwhile.
    """
    _add(imported, counts)
    imported.position, imported.line, imported.progress_at = position, line, at
    imported.save()
    Copier(CheckedRow).write({"imported_id": imported.pk, **row} for row in remarks)
    if imported.change_set is not None:
        changesets.note_progress(
            imported.change_set,
            created=counts["created"],
            changed=counts["updated"],
            unchanged=counts["unchanged"],
            refused=counts["refused"],
            lines=refused,
            by=by,
            at=at,
        )


@action
def note_end_of_rows(imported: Import, *, is_linking: bool, by: Actor, at: datetime) -> None:
    """All rows are in: they are linked to one another next, or the import is at its end."""
    imported.position, imported.line, imported.progress_at = 0, 0, at
    imported.is_linking = is_linking
    if not is_linking:
        imported.state, imported.finished_at = State.DONE, at
        if imported.change_set is not None:
            changesets.end(imported.change_set, by=by, at=at)
    imported.save()


@action
def note_undone(imported: Import, *, by: Actor, at: datetime) -> None:
    """Its change set was stopped or undone meanwhile: the import stops too."""
    Import.objects.filter(pk=imported.pk, state=State.RUNNING).update(
        state=State.STOPPED, finished_at=at, progress_at=at
    )


@action
def fail(imported: Import, said: str, *, by: Actor, at: datetime) -> None:
    """The import cannot go on; what was done stands."""
    found = Import.objects.select_for_update(of=("self",)).get(pk=imported.pk)
    if not found.is_at_work:
        return
    if found.change_set is not None and found.change_set.is_running:
        changesets.end(found.change_set, by=by, at=at, state=SetState.STOPPED)
    found.state, found.error, found.finished_at, found.progress_at = State.FAILED, said, at, at
    found.save()


@action
def forget_imports(*, older_than: timedelta, by: Actor, at: datetime) -> int:
    """Drop imports that were begun so long ago, with what their checks found; how many."""
    old = Import.objects.filter(created_at__lt=at - older_than).exclude(state__in=AT_WORK)
    count, _by_model = old.delete()
    return count


def _lock(imported: Import, state: State) -> Import | None:
    rows = Import.objects.select_for_update(of=("self",))
    return rows.filter(pk=imported.pk, state=state).first()
