"""The engine of every import: rows in batches, each batch and the note of what became of it in one transaction.

The command imports the files of a mapping one after the other (`run`); the wizard and REST let a worker take one file
batch by batch (`running`). Both hand the same rows to the same targets. A dry run is the import itself, taken back
batch by batch: what it says is what the verbs, the rules and the database said.

An import can be run again: a row whose record is there already, by the key the mapping names, is compared and
changed only where it differs.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from django.utils.translation import gettext as _

from dealwright.core import clock
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import RefusedError
from dealwright.exchange import deals, people, reading, records, stages, undoable
from dealwright.exchange.mapping import STAGES, Mapped, Step
from dealwright.exchange.reading import Format, Row, sheets
from dealwright.exchange.report import Report
from dealwright.exchange.undoable import Tally

BATCH = 1000

type Progress = Callable[[Report], None]


class Target(Protocol):
    """What takes the rows of one file. `has_links`: rows name one another, so the file is read a second time."""

    @property
    def has_links(self) -> bool: ...

    def take(self, rows: Sequence[Row], report: Report) -> None:
        """Take a batch; every row ends as created, updated, unchanged or refused in the report."""

    def link(self, rows: Sequence[Row], report: Report) -> None:
        """Set the links between rows of the same file; what is refused is a remark."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file of an import: what becomes of it, where it is, how it is written."""

    step: Step
    path: Path
    written: Format


def target_for(step: Step, *, by: Actor, at: datetime, seen: records.Seen | None = None) -> Target:
    """People, deals with a past, stages that deals were in, or any registered kind of record. `seen` keeps, in a rehearsal,
    what earlier batches would have made.
    """
    if step.people:
        return people.PeopleTarget(step, step.people, by=by, at=at)
    if step.deals:
        return deals.DealsTarget(step, step.deals, by=by, at=at)
    if step.into == STAGES:
        return stages.StagesTarget(step, by=by, at=at, seen=seen)
    return records.RecordsTarget(step, by=by, at=at, seen=seen)


def run(
    mapped: Mapped,
    folder: Path,
    *,
    by: Actor,
    at: datetime,
    progress: Progress = lambda _report: None,
) -> list[Report]:
    """Import every file of a mapping from a folder as one change set; returns one report per file, in order.

    Refuses, before anything is written: a file that is missing, cannot be read, or is in doubt; afterwards, what was
    stopped, or undone, while it was at work.
    """
    with ExitStack() as open_things:
        sources = [_source(step, folder, open_things) for step in mapped.step]
        tally = open_things.enter_context(undoable.as_one(mapped.name, by=by, at=at))
        for source in sources:
            tally.open(Report(file=source.step.file, into=source.step.into))
            _take(source, tally, by, at, progress)
    return tally.reports


def rehearse(
    mapped: Mapped,
    folder: Path,
    *,
    by: Actor,
    at: datetime,
    progress: Progress = lambda _report: None,
) -> list[Report]:
    """What `run` would report, as far as each row stands by itself or on what is there already; nothing is written."""
    reports: list[Report] = []
    with ExitStack() as open_things:
        for source in [_source(step, folder, open_things) for step in mapped.step]:
            reports.append(Report(file=source.step.file, into=source.step.into))
            for batch in _batches(source):
                taken_back(source.step, batch, reports[-1], by=by, at=at)
                progress(reports[-1])
    return reports


def _source(step: Step, folder: Path, open_things: ExitStack) -> Source:
    """The file of a step; a sheet is written out as a table that lasts as long as the import."""
    path = folder / step.file
    if path.is_file() and sheets.is_sheet(path):
        into = Path(open_things.enter_context(TemporaryDirectory())) / f"{path.stem}.csv"
        sheets.write(path, step.written.sheet or sheets.names(path)[0], into)
        path = into
    written = reading.detect(path, **step.written.told())
    _refuse_doubts(path, written)
    return Source(step, path, written)


def _refuse_doubts(path: Path, written: Format) -> None:
    """Nobody is there to be asked, so what is in doubt must be told."""
    if others := written.doubts.get("encoding"):
        raise RefusedError(
            _("%(name)s may be in %(first)s or in %(others)s.")
            % {"name": path.name, "first": written.encoding, "others": ", ".join(others)},
            remedy=_('Tell the mapping: written = { encoding = "%(first)s" }, or save it as UTF-8.')
            % {"first": written.encoding},
        )
    if "dialect" in written.doubts:
        raise RefusedError(
            _("%(name)s can be read in several ways.") % {"name": path.name},
            remedy=_('Tell the mapping: written = { delimiter = ";" }.'),
        )


def _take(source: Source, tally: Tally, by: Actor, at: datetime, progress: Progress) -> None:
    """One file, batch by batch; its report is the last of the tally."""
    target = target_for(source.step, by=by, at=at)
    for batch in _batches(source):
        _take_batch(target, batch, tally, by=by, at=at)
        progress(tally.reports[-1])
    for batch in _batches(source) if target.has_links else ():
        _link_batch(target, batch, tally, by=by, at=at)


def _batches(source: Source) -> Iterator[list[Row]]:
    return reading.batches(reading.rows(source.path, source.written), BATCH)


@action
def _take_batch(
    target: Target,
    batch: Sequence[Row],
    tally: Tally,
    *,
    by: Actor,  # noqa: ARG001  in whose name everything inside is written
    at: datetime,  # noqa: ARG001  the same
) -> None:
    report = tally.reports[-1]
    report.read += len(batch)
    target.take(batch, report)
    tally.tell(at=clock.now())


@action
def _link_batch(
    target: Target,
    batch: Sequence[Row],
    tally: Tally,
    *,
    by: Actor,  # noqa: ARG001  as above
    at: datetime,  # noqa: ARG001  as above
) -> None:
    target.link(batch, tally.reports[-1])
    tally.tell(at=clock.now())


class TakenBackError(Exception):
    """Nobody's fault: how a rehearsed batch leaves its transaction."""


def taken_back(
    step: Step,
    batch: Sequence[Row],
    report: Report,
    *,
    by: Actor,
    at: datetime,
    seen: records.Seen | None = None,
) -> None:
    """Take a batch and take it back: the report tells what would have become of it. `seen` keeps the keys of rows that
    earlier batches would have made.
    """
    try:
        _rehearsed(step, batch, report, seen, by=by, at=at)
    except TakenBackError:
        return


@action
def _rehearsed(
    step: Step,
    batch: Sequence[Row],
    report: Report,
    seen: records.Seen | None,
    *,
    by: Actor,
    at: datetime,
) -> None:
    target = target_for(step, by=by, at=at, seen=seen)
    report.read += len(batch)
    target.take(batch, report)
    raise TakenBackError
