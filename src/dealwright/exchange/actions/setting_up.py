"""Setting up an import: the file, how it is written, what goes where. Nothing of the records is touched."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import refuse_unless, require
from dealwright.exchange import policies
from dealwright.exchange.models import Import, State
from dealwright.records.files.actions.keeping import Stored, blob_of


@action
def begin(
    kind: str,
    *,
    file_name: str,
    file: Stored,
    table: Stored,
    form: Mapping[str, Any],
    plan: Mapping[str, Any],
    by: Actor,
    at: datetime,
    sheet: str = "",
    sheets: Sequence[str] = (),
) -> Import:
    """Begin an import of an uploaded file. Refuses people who may neither add nor change records of the kind."""
    require(policies.can_import(by, kind))
    kept = blob_of(file, at=at)
    return Import.objects.create(
        kind=kind,
        file_name=file_name[:200],
        file=kept,
        table=kept if table is file else blob_of(table, at=at),
        size=kept.size,
        sheet=sheet,
        sheets=list(sheets),
        format=dict(form),
        plan=dict(plan),
        user_id=by.user_id,
        channel=by.channel,
        scopes=None if by.scopes is None else sorted(by.scopes),
        created_at=at,
        progress_at=at,
    )


@action
def set_format(
    imported: Import,
    *,
    form: Mapping[str, Any],
    plan: Mapping[str, Any],
    by: Actor,
    at: datetime,
    table: Stored | None = None,
    sheet: str = "",
) -> Import:
    """Say how the file is written; what goes where is guessed anew. Refuses strangers, and once it has begun."""
    found = open_for(imported, by=by)
    found.format, found.plan = dict(form), dict(plan)
    found.sheet = sheet or found.sheet
    if table is not None:
        found.table = blob_of(table, at=at)
    return _as_draft(found, at=at)


@action
def set_plan(imported: Import, plan: Mapping[str, Any], *, by: Actor, at: datetime) -> Import:
    """Say what goes where. Refuses strangers, and once it has begun."""
    found = open_for(imported, by=by)
    found.plan = dict(plan)
    return _as_draft(found, at=at)


def open_for(imported: Import, *, by: Actor) -> Import:
    """The locked import, which the actor may still set up."""
    found = Import.objects.select_for_update(of=("self",)).get(pk=imported.pk)
    require(policies.owns(by, found))
    refuse_unless(
        found.state not in {State.RUNNING, State.DONE, State.STOPPED},
        _("This import has begun already."),
        remedy=_("Begin another one with the same file."),
        code="begun",
    )
    return found


def _as_draft(found: Import, *, at: datetime) -> Import:
    """What was checked before counts no more."""
    found.state, found.progress_at, found.error = State.DRAFT, at, ""
    found.save()
    return found
