"""What every verb on files does first: lock the record, then the file, and ask for the right."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError, RefusedError, require
from dealwright.records import registry
from dealwright.records.files import policies
from dealwright.records.files.models import File


def locked_record(record: Any, *, by: Actor) -> Any:
    """The record, for someone who may change its files. Strangers learn nothing of it."""
    found = type(record)._default_manager.all().lock(record.pk)
    if not policies.can_read(by, found):
        raise NotFoundError(_("There is no such record, or you may not see it."))
    require(
        policies.can_change(by, found),
        _("You may read this record, but not change its files."),
        remedy=_("Ask its owner to share it with you to be changed."),
    )
    return found


def locked(file: File, *, by: Actor) -> tuple[File, Any]:
    """A file and its record, both locked, for someone who may change it."""
    entity = registry.entity(file.entity)
    record = locked_record(entity.model(pk=file.record_id), by=by)
    found = File.objects.select_for_update().filter(pk=file.pk, record_id=record.pk).first()
    if found is None:
        raise NotFoundError(_("This file is gone."), remedy=_("Go back to the record."))
    return found, record


def locked_present(file: File, *, by: Actor) -> tuple[File, Any]:
    """The same, of a file that is not among the removed."""
    found, record = locked(file, by=by)
    if found.is_removed:
        raise RefusedError(
            _("This file was removed."), remedy=_("Put it back first."), code="removed"
        )
    return found, record
