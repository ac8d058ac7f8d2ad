"""The engine of every import: files in the order of the mapping, rows in batches, each batch in one transaction.

An import can be run again: a row whose record is there already, by the key the mapping names, is compared and
changed only where it differs.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import batched
from pathlib import Path
from typing import Protocol

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.exchange import deals, people, reading, records, undoable
from dealwright.exchange.mapping import Mapped, Step
from dealwright.exchange.reading import Row
from dealwright.exchange.report import Report
from dealwright.exchange.undoable import Tally

BATCH = 1000

type Progress = Callable[[Report], None]


class Target(Protocol):
    """What takes the rows of one file."""

    def take(self, rows: Sequence[Row], report: Report) -> None:
        """Take a batch; every row ends as created, updated, unchanged or refused in the report."""

    def finish(self, report: Report) -> None:
        """What can only be done when all rows are in: links between rows of the same file."""


def run(
    mapped: Mapped,
    folder: Path,
    *,
    by: Actor,
    at: datetime,
    progress: Progress = lambda _report: None,
) -> list[Report]:
    """Import every file of a mapping from a folder as one change set; returns one report per file, in order.

    Refuses, before anything is written: a file that is missing or cannot be read; afterwards, what was stopped, or
    undone, while it was at work.
    """
    formats = [reading.detect(folder / step.file) for step in mapped.step]
    with undoable.as_one(mapped.name, by=by, at=at) as tally:
        for step, written in zip(mapped.step, formats, strict=True):
            tally.reports.append(Report(file=step.file, into=step.into))
            _take(step, folder / step.file, written, tally, progress)
    return tally.reports


def _take(
    step: Step, path: Path, written: reading.Format, tally: Tally, progress: Progress
) -> None:
    """One file, batch by batch; its report is the last of the tally."""
    report = tally.reports[-1]
    target = target_for(step, by=tally.by, at=tally.at)
    for batch in _batches(path, written):
        report.read += len(batch)
        target.take(batch, report)
        tally.tell(at=clock.now())
        progress(report)
    target.finish(report)
    tally.tell(at=clock.now())


def _batches(path: Path, written: reading.Format) -> Iterator[tuple[Row, ...]]:
    return batched(reading.rows(path, written), BATCH)


def target_for(step: Step, *, by: Actor, at: datetime) -> Target:
    """People, deals with a past, or any registered kind of record."""
    if step.people:
        return people.PeopleTarget(step, step.people, by=by, at=at)
    if step.deals:
        return deals.DealsTarget(step, step.deals, by=by, at=at)
    return records.RecordsTarget(step, by=by, at=at)
