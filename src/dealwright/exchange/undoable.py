"""An import is one change set: listed under Recent changes, its refused lines with it, undone as a whole."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.types.json import Jsonb

from dealwright.core import changesets
from dealwright.core.actor import Actor
from dealwright.core.errors import RefusedError
from dealwright.exchange.report import Refusal, Report
from dealwright.records.changesets import actions, kinds
from dealwright.records.changesets.kinds import SetKind
from dealwright.records.changesets.models import ChangeSet, State

IMPORT = kinds.register(
    SetKind(
        key="exchange.import",
        label=gettext_lazy("Import"),
        icon="file-up",
        describe=lambda change_set: change_set.name,
    )
)


class Tally:
    """What an import has done so far, told to its change set batch by batch."""

    def __init__(self, change_set: ChangeSet, *, by: Actor, at: datetime) -> None:
        self.change_set = change_set
        self.by = by
        self.at = at
        self.reports: list[Report] = []
        self._told = dict.fromkeys(("created", "changed", "unchanged", "refused"), 0)

    def tell(self, *, at: datetime) -> None:
        """Write down what came since the last time. Refuses when the import was stopped meanwhile."""
        now = {
            "created": sum(report.created for report in self.reports),
            "changed": sum(report.updated for report in self.reports),
            "unchanged": sum(report.unchanged for report in self.reports),
            "refused": sum(report.refused for report in self.reports),
        }
        more = {name: count - self._told[name] for name, count in now.items()}
        self._told = now
        actions.note_progress(self.change_set, by=self.by, at=at, **more)

    def refused(self) -> Iterator[dict[str, Any]]:
        """The lines that were not taken, as rows of the change set."""
        for report in self.reports:
            yield from (_row(report, found) for found in report.refusals)


def _row(report: Report, found: Refusal) -> dict[str, Any]:
    said = _("%(file)s, line %(line)d") % {"file": report.file, "line": found.line}
    return {
        "entity": report.into[:60],
        "label": said[:300],
        "reason": found.reason,
        "data": Jsonb({"cells": found.cells}),
    }


@contextmanager
def as_one(name: str, *, by: Actor, at: datetime) -> Iterator[Tally]:
    """Let everything that is written inside be one change set; broken off, what was done by then stays and can be
    undone. RefusedError at the end when someone stopped it, or began to undo it, meanwhile.
    """
    change_set = actions.begin(IMPORT, name=name, by=by, at=at)
    tally = Tally(change_set, by=by, at=at)
    try:
        with changesets.within(change_set.pk):
            yield tally
    except BaseException:
        with suppress(RefusedError):  # stopped already: what broke it off is what counts
            actions.end(change_set, by=by, at=at, state=State.STOPPED)
        raise
    actions.end(change_set, by=by, at=at, refused=list(tally.refused()))
