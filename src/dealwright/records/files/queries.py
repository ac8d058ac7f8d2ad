"""Reading files. Every read starts from a record that the actor may read."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError
from dealwright.records import registry
from dealwright.records.files.models import Blob, File, FileVersion, Thumbnail
from dealwright.records.models import Record


def of_record(record: Record) -> QuerySet[File]:
    """The files of a record, the last changed first; each knows whether it has a thumbnail."""
    return _pictured(_of(record).filter(removed_at__isnull=True)).order_by("-changed_at", "-pk")


def removed_of(record: Record) -> QuerySet[File]:
    """The files of a record that can still be put back, the last removed first."""
    found = _of(record).filter(removed_at__isnull=False)
    return found.select_related("removed_by").order_by("-removed_at", "-pk")


def _of(record: Record) -> QuerySet[File]:
    return File.objects.filter(record_id=record.pk, entity=record._meta.label_lower).select_related(
        "blob", "added_by", "changed_by"
    )


def _pictured(rows: QuerySet[Any]) -> QuerySet[Any]:
    has = Exists(Thumbnail.objects.filter(blob=OuterRef("blob")))
    found: QuerySet[Any] = rows.annotate(has_thumbnail=Cast(has, BooleanField()))
    return found


def find(pk: UUID, actor: Actor) -> tuple[File, Any]:
    """A file and its record, for whoever may read that; NotFoundError for everyone else, and when there is none."""
    for file in File.objects.select_related("blob", "added_by", "changed_by").filter(pk=pk):
        entity = registry.find(file.entity)
        record = entity and entity.rows(actor).filter(pk=file.record_id).first()
        if record is not None:
            return file, record
    raise NotFoundError(
        _("There is no such file, or you may not see the record it belongs to."),
        remedy=_("Ask whoever sent you here to share the record."),
    )


def versions(file: File) -> QuerySet[FileVersion]:
    """The versions of a file, the newest first."""
    rows = FileVersion.objects.filter(file=file).select_related("blob", "by")
    return _pictured(rows).order_by("-number")


def version(file: File, number: int) -> FileVersion:
    """One version; NotFoundError when there is none."""
    found = FileVersion.objects.select_related("blob").filter(file=file, number=number).first()
    if found is None:
        raise NotFoundError(_("This file has no such version."))
    return found


def thumbnail(blob: Blob) -> bytes:
    """The small picture of a blob; NotFoundError when it has none."""
    found = Thumbnail.objects.filter(blob=blob).values_list("content", flat=True).first()
    if found is None:
        raise NotFoundError(_("There is no small picture of this file."))
    return bytes(found)


def naming(ids: Collection[UUID]) -> Mapping[UUID, Collection[UUID]]:
    """The files of records, by the records' ids; for undo, which does not delete what others have added to."""
    found: dict[UUID, list[UUID]] = {}
    rows = File.objects.filter(record_id__in=ids, removed_at__isnull=True)
    for record, pk in rows.values_list("record_id", "pk"):
        found.setdefault(record, []).append(pk)
    return found
