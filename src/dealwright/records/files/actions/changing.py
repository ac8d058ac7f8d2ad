"""Verbs on a file that is there: rename, make an earlier version the newest again, remove, put back."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import refuse_unless
from dealwright.events import bus
from dealwright.records.files import names, queries
from dealwright.records.files.actions.attaching import (
    keep_version,
    refuse_changed,
    renew,
    touch,
)
from dealwright.records.files.actions.finding import locked, locked_present
from dealwright.records.files.events import (
    FilePutBack,
    FileRemoved,
    FileRenamed,
    FileVersionRestored,
)
from dealwright.records.files.models import File


@action
def rename(file: File, name: str, *, by: Actor, at: datetime, version: int | None = None) -> File:
    """Call a file something else. Refuses people who may not change its record, no name, a file that was removed or
    changed meanwhile.
    """
    file, record = locked_present(file, by=by)
    refuse_changed(file, version)
    was, file.name = file.name, names.checked(name)
    if was != file.name:
        touch(file, "name", by=by, at=at)
        told = FileRenamed(file=file.pk, name=file.name, was=was)
        bus.record(told, subject=record, by=by, at=at)
    return file


@action
def restore(
    file: File, number: int, *, by: Actor, at: datetime, version: int | None = None
) -> File:
    """Make an earlier version the newest again, as a version of its own: nothing between them is lost.

    Refuses people who may not change the record, a number that there is not, the newest one, a file that was removed
    or changed meanwhile.
    """
    file, record = locked_present(file, by=by)
    refuse_changed(file, version)
    old = queries.version(file, number)
    refuse_unless(
        old.blob_id != file.blob_id,
        _("The newest version has exactly this content."),
        code="unchanged",
    )
    renew(file, old.blob, by=by, at=at)
    keep_version(file, old.blob, by=by, at=at, name=old.name, note=old.note)
    told = FileVersionRestored(file=file.pk, name=file.name, number=file.number, restored=number)
    bus.record(told, subject=record, by=by, at=at)
    return file


@action
def remove(file: File, *, by: Actor, at: datetime) -> File:
    """Take a file off its record. It can be put back for as long as the installation keeps what was removed.

    Refuses people who may not change the record, a file that was removed already.
    """
    file, record = locked_present(file, by=by)
    file.removed_at, file.removed_by_id = at, by.id
    touch(file, "removed_at", "removed_by", by=by, at=at)
    until = at + settings.FILES_KEPT_FOR
    told = FileRemoved(file=file.pk, name=file.name, until=until)
    bus.record(told, subject=record, by=by, at=at)
    return file


@action
def put_back(file: File, *, by: Actor, at: datetime) -> File:
    """Bring a removed file back with all its versions. Refuses people who may not change the record, a file that is
    there.
    """
    file, record = locked(file, by=by)
    refuse_unless(file.is_removed, _("This file is there already."), code="not_removed")
    file.removed_at, file.removed_by = None, None
    touch(file, "removed_at", "removed_by", by=by, at=at)
    bus.record(FilePutBack(file=file.pk, name=file.name), subject=record, by=by, at=at)
    return file
