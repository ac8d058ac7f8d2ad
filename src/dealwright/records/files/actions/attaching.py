"""Bringing bytes: a new file, or a new version of one. Their transactions begin when the bytes are stored."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import ConflictError, InvalidError, refuse_unless
from dealwright.events import bus
from dealwright.records.files.actions.finding import locked_present, locked_record
from dealwright.records.files.actions.keeping import Stored, blob_of, stored
from dealwright.records.files.events import FileAttached, FileReplaced
from dealwright.records.files.models import Blob, File, FileVersion
from dealwright.records.files.receiving import Received

LONGEST_NOTE = 500


def attach(record: Any, received: Received, *, by: Actor, at: datetime) -> File:
    """Add a file to a record. Refuses people who may not change the record, an empty file, a type that is not taken,
    bytes that are known to be harmful.
    """
    _ask(record, by=by, at=at)
    with stored(received, by=by, at=at) as given:
        return _attach(record, given, by=by, at=at)


@action
def _ask(record: Any, *, by: Actor, at: datetime) -> None:
    """Refuse before anything is stored what would be refused afterwards."""
    locked_record(record, by=by)


@action
def _attach(record: Any, given: Stored, *, by: Actor, at: datetime) -> File:
    record = locked_record(record, by=by)
    blob = blob_of(given, at=at)
    file = File.objects.create(
        entity=record._meta.label_lower,
        record_id=record.pk,
        name=given.received.name,
        blob=blob,
        added_at=at,
        added_by_id=by.id,
        changed_at=at,
        changed_by_id=by.id,
    )
    keep_version(file, blob, by=by, at=at)
    told = FileAttached(file=file.pk, name=file.name, size=blob.size)
    bus.record(told, subject=record, by=by, at=at)
    return file


def replace(
    file: File,
    received: Received,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    version: int | None = None,
) -> File:
    """Add a version, which is the newest then; the earlier ones are kept, and so is the name. Refuses as `attach` does,
    a file that was removed or changed meanwhile, and the very bytes that it has.
    """
    if len(note) > LONGEST_NOTE:
        most = {"most": LONGEST_NOTE}
        raise InvalidError({"note": _("A note has at most %(most)d letters.") % most})
    _ask_again(file, by=by, at=at)
    with stored(received, by=by, at=at) as given:
        return _replace(file, given, note, version, by=by, at=at)


@action
def _ask_again(file: File, *, by: Actor, at: datetime) -> None:
    locked_present(file, by=by)


@action
def _replace(
    file: File, given: Stored, note: str, version: int | None, *, by: Actor, at: datetime
) -> File:
    file, record = locked_present(file, by=by)
    refuse_changed(file, version)
    blob = blob_of(given, at=at)
    refuse_unless(
        blob.pk != file.blob_id,
        _("The newest version has exactly this content."),
        remedy=_("Choose another file."),
        code="unchanged",
    )
    renew(file, blob, by=by, at=at)
    keep_version(file, blob, by=by, at=at, note=note, name=given.received.name)
    told = FileReplaced(file=file.pk, name=file.name, number=file.number, size=blob.size, note=note)
    bus.record(told, subject=record, by=by, at=at)
    return file


def refuse_changed(file: File, version: int | None) -> None:
    """Refuse what was decided by looking at an older state of the file."""
    if version is not None and version != file.version:
        raise ConflictError(
            _("Someone else changed this file meanwhile."),
            theirs={"name": file.name, "number": file.number},
            mine={},
            version=file.version,
            changed_by=str(file.changed_by or ""),
        )


def renew(file: File, blob: Blob, *, by: Actor, at: datetime) -> None:
    """Make these bytes the newest version of a file. Inside an action."""
    file.number += 1
    file.blob = blob
    touch(file, "number", "blob", by=by, at=at)


def touch(file: File, *columns: str, by: Actor, at: datetime) -> None:
    """Save a file that was changed. Inside an action."""
    file.version += 1
    file.changed_at, file.changed_by_id = at, by.id
    file.save(update_fields=[*columns, "version", "changed_at", "changed_by"])


def keep_version(
    file: File, blob: Blob, *, by: Actor, at: datetime, note: str = "", name: str = ""
) -> FileVersion:
    """Write down what the newest version is. Inside an action."""
    return FileVersion.objects.create(
        file=file,
        number=file.number,
        name=name or file.name,
        blob=blob,
        note=note,
        at=at,
        by_id=by.id,
    )
