"""Imports as the wizard begins them, and a worker that takes them to their end."""

from datetime import datetime

from dealwright.core.actor import Actor
from dealwright.exchange import actions, kinds, opening, running
from dealwright.exchange.models import Import
from dealwright.exchange.plans import Plan
from dealwright.exchange.plans import read as read_plan


def uploaded(kind: str, content: str | bytes, *, by: Actor, at: datetime) -> Import:
    """An import of a file with this content."""
    raw = content.encode() if isinstance(content, str) else content
    return opening.begin(kinds.get(kind, by), "file.csv", [raw], by=by, at=at)


def plan_of(imported: Import) -> Plan:
    return read_plan(Import.objects.get(pk=imported.pk).plan)


def planned(imported: Import, *, by: Actor, at: datetime, **changes: object) -> Import:
    """The import with some of its plan changed."""
    plan = plan_of(imported).model_copy(update=changes)
    return actions.set_plan(imported, plan.model_dump(mode="json"), by=by, at=at)


def worked(imported: Import, *, at: datetime) -> Import:
    """The import when the worker has nothing more to do."""
    while running.advance(imported.pk, at=at):
        pass
    return Import.objects.select_related("change_set", "user").get(pk=imported.pk)


def checked(imported: Import, *, by: Actor, at: datetime) -> Import:
    return worked(actions.start_check(imported, by=by, at=at), at=at)


def done(imported: Import, *, by: Actor, at: datetime) -> Import:
    """The import when it was checked and has run."""
    found = checked(imported, by=by, at=at)
    key = found.kind.partition(":")[0]
    return worked(actions.start(found, entity=key, by=by, at=at), at=at)
