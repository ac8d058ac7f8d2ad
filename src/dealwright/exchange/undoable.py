"""An import is one change set: listed under Recent changes, its refused lines with it, undone as a whole."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.types.json import Jsonb

from dealwright.core import changesets
from dealwright.core.actor import Actor
from dealwright.core.errors import RefusedError
from dealwright.exchange.models import ExternalId
from dealwright.exchange.report import Fate, Report, Result
from dealwright.records.changesets import actions, kinds
from dealwright.records.changesets.kinds import SetKind
from dealwright.records.changesets.models import ChangeSet, State
from dealwright.records.merging import attached
from dealwright.records.merging.attached import Attached

IMPORT = kinds.register(
    SetKind(
        key="exchange.import",
        label=gettext_lazy("Import"),
        icon="file-up",
        describe=lambda change_set: change_set.name,
    )
)


attached.also(Attached(model=ExternalId, column="record_id", kind="entity"))


class Tally:
    """What an import has done so far, told to its change set batch by batch."""

    def __init__(self, change_set: ChangeSet, *, by: Actor) -> None:
        self.change_set = change_set
        self.by = by
        self.reports: list[Report] = []
        self._refused: list[Mapping[str, Any]] = []
        self._told = dict.fromkeys(("created", "changed", "unchanged", "refused"), 0)

    def open(self, report: Report) -> Report:
        """Listen to the report of one more file."""
        report.listen = lambda fate: self._keep(report, fate)
        self.reports.append(report)
        return report

    def _keep(self, report: Report, fate: Fate) -> None:
        if fate.result == Result.REFUSED:
            self._refused.append(refused_line(report.file, report.into, fate))

    def tell(self, *, at: datetime) -> None:
        """Write down what came since the last time. Refuses when the import was stopped meanwhile."""
        now = {
            "created": sum(report.created for report in self.reports),
            "changed": sum(report.updated for report in self.reports),
            "unchanged": sum(report.unchanged for report in self.reports),
            "refused": sum(report.refused for report in self.reports),
        }
        more = {name: count - self._told[name] for name, count in now.items()}
        lines, self._refused, self._told = self._refused, [], now
        actions.note_progress(self.change_set, lines=lines, by=self.by, at=at, **more)


def refused_line(file: str, into: str, fate: Fate) -> Mapping[str, Any]:
    """A line that was not taken, as a row of the change set; it knows which bytes of the file it is."""
    row = fate.row
    said = _("%(file)s, line %(line)d") % {"file": file, "line": row.line}
    place = {"line": row.line, "start": row.start, "size": row.size}
    return {
        "entity": into.partition(":")[0][:60],
        "label": said[:300],
        "reason": fate.reason,
        "data": Jsonb({"cells": _without_nul(row.cells), **place}),
    }


def _without_nul(cells: Mapping[str, str]) -> dict[str, str]:
    """PostgreSQL keeps no NUL; the bytes of the file are found by their place."""
    return {name.replace("\0", "�"): text.replace("\0", "�") for name, text in cells.items()}


@contextmanager
def as_one(name: str, *, by: Actor, at: datetime) -> Iterator[Tally]:
    """Let everything that is written inside be one change set; broken off, what was done by then stays and can be
    undone. RefusedError at the end when someone stopped it, or began to undo it, meanwhile.
    """
    change_set = actions.begin(IMPORT, name=name, by=by, at=at)
    tally = Tally(change_set, by=by)
    try:
        with changesets.within(change_set.pk):
            yield tally
    except BaseException:
        with suppress(RefusedError):  # stopped already: what broke it off is what counts
            actions.end(change_set, by=by, at=at, state=State.STOPPED)
        raise
    actions.end(change_set, by=by, at=at)


def lines_of(file: str, into: str, fates: Sequence[Fate]) -> list[Mapping[str, Any]]:
    """The refused among these rows, as rows of the change set."""
    found = [fate for fate in fates if fate.result == Result.REFUSED]
    return [
        refused_line(file, into, fate) for fate in sorted(found, key=lambda each: each.row.line)
    ]
