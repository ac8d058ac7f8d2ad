"""What coming and going of data leaves in the audit, and the files that exports write in the background."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from dealwright.core import actor as actors
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import require
from dealwright.events import bus
from dealwright.exchange.events import RecordsExported
from dealwright.exchange.models.exports import ExportFile, State
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.organisation import queries as organisation
from dealwright.records import actions as records
from dealwright.records.files.actions.keeping import Stored, blob_of

KEPT_FOR = timedelta(days=7)


@action
def note_export(records: str, rows: int, *, by: Actor, at: datetime) -> None:
    """Record that so many records of a kind were exported. Refuses people without the right to export."""
    require(access.may(by, Privilege.EXPORT, records))
    event = RecordsExported(records=records, rows=rows)
    bus.record(event, subject=organisation.current(), by=by, at=at)


@action
def ask_for_file(
    entity: str,
    spec: Mapping[str, Any],
    *,
    name: str,
    form: str,
    total: int,
    by: Actor,
    at: datetime,
) -> ExportFile:
    """Have a file written in the background, for whoever asks. Refuses people without the right to export."""
    require(access.may(by, Privilege.EXPORT, entity))
    assert by.id is not None  # noqa: S101  the system has no bell and asks for no files
    made = ExportFile.objects.create(
        user_id=by.id,
        entity=entity,
        name=name,
        format=form,
        spec=dict(spec),
        total=total,
        asked_at=at,
        expires_at=at + KEPT_FOR,
    )
    task = jobs.configure_task("exchange.write_export", queue="bulk", lock=f"export {made.pk}")
    task.defer(file=str(made.pk))
    return made


@action
def note_written(pk: UUID, written: int, *, by: Actor, at: datetime) -> None:
    """Say how many rows are written so far. A file that is done stays as it is; refuses nothing."""
    ExportFile.objects.filter(pk=pk, state=State.WAITING).update(written=written)


@action
def finish_file(file: ExportFile, given: Stored, *, written: int, by: Actor, at: datetime) -> None:
    """The file is whole: whoever asked may fetch it, and is told so. Refuses nothing."""
    file.blob = blob_of(given, at=at)
    file.state, file.written, file.size = State.DONE, written, file.blob.size
    file.done_at, file.expires_at = at, at + KEPT_FOR
    file.save(update_fields=["blob", "state", "written", "size", "done_at", "expires_at"])
    _tell(file, _("%(name)s is ready") % {"name": file.name}, at)


@action
def refuse_file(file: ExportFile, reason: str, *, by: Actor, at: datetime) -> None:
    """The file cannot be written, for a reason that whoever asked is told. Refuses nothing."""
    file.state, file.reason, file.done_at = State.REFUSED, reason, at
    file.save(update_fields=["state", "reason", "done_at"])
    said = _("%(name)s was not written: %(reason)s") % {"name": file.name, "reason": reason}
    _tell(file, said, at)


def _tell(file: ExportFile, text: str, at: datetime) -> None:
    url = f"/exports/{file.pk}/"
    records.notify([file.user_id], text=text, url=url, icon="download", by=actors.system(), at=at)


@action
def forget_files(*, by: Actor, at: datetime) -> int:
    """Forget the files whose time is over; how many. Refuses nothing."""
    count, _by_model = ExportFile.objects.filter(expires_at__lte=at).delete()
    return count
