"""Setting an import to work in the background, and stopping it."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app as jobs

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import refuse_unless, require
from dealwright.exchange import policies
from dealwright.exchange.actions.setting_up import open_for
from dealwright.exchange.models import CheckedRow, Import, State
from dealwright.exchange.undoable import IMPORT
from dealwright.records.changesets import actions as changesets
from dealwright.records.changesets.models import State as SetState

NONE_YET = dict.fromkeys(("read", "created", "updated", "unchanged", "refused", "duplicates"), 0)


@action
def start_check(imported: Import, *, by: Actor, at: datetime) -> Import:
    """Find out, row by row, what the import would do. Refuses strangers, and once it has begun."""
    found = open_for(imported, by=by)
    CheckedRow.objects.filter(imported=found).delete()
    _reset(found, State.CHECKING, at=at)
    _defer(found.pk)
    return found


@action
def start(imported: Import, *, entity: str, by: Actor, at: datetime) -> Import:
    """Import what was checked, as one change set. Refuses strangers, people who lost the right, what was not checked,
    and a second time.
    """
    found = open_for(imported, by=by)
    require(policies.can_import(by, found.kind))
    refuse_unless(
        found.state == State.CHECKED,
        _("This was not checked as it stands now."),
        remedy=_("Let it be checked first."),
        code="not_checked",
    )
    total = found.read
    _reset(found, State.RUNNING, at=at)
    made = changesets.begin(IMPORT, name=found.file_name, entity=entity, total=total, by=by, at=at)
    found.change_set = made
    found.save(update_fields=["change_set"])
    _defer(found.pk)
    return found


def _reset(found: Import, state: State, *, at: datetime) -> None:
    for name, count in NONE_YET.items():
        setattr(found, name, count)
    found.state, found.error, found.also = state, "", {}
    found.position, found.line, found.is_linking = 0, 0, False
    found.progress_at, found.finished_at = at, None
    found.save()


def _defer(pk: UUID) -> None:
    jobs.configure_task("exchange.advance", queue="bulk", lock=f"import {pk}").defer(
        imported=str(pk)
    )


@action
def cancel(imported: Import, *, by: Actor, at: datetime) -> Import:
    """Stop an import: finished batches stay, and can be undone. Refuses strangers, and what is not at work."""
    found = Import.objects.select_for_update(of=("self",)).get(pk=imported.pk)
    require(policies.owns(by, found))
    refuse_unless(found.is_at_work, _("This import is not at work."), code="not_at_work")
    if found.change_set is not None:
        changesets.end(found.change_set, by=by, at=at, state=SetState.STOPPED)
        found.state, found.finished_at = State.STOPPED, at
    else:
        found.state = State.DRAFT
    found.progress_at = at
    found.save(update_fields=["state", "finished_at", "progress_at"])
    return found
