"""What nobody needs any more goes, a batch at a time: removed files, files without a record, bytes without a file."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import require
from dealwright.records import registry
from dealwright.records.files.actions.keeping import throw_away
from dealwright.records.files.models import Blob, File, Parcel, Thumbnail
from dealwright.records.registry import Entity

BATCH = 200
PARTS = (Thumbnail,)  # which go with their blob and are no use of it
ORPHANS_KEPT = timedelta(days=30)  # a deleted record can be brought back, and its files with it


@action
def forget_removed(*, by: Actor, at: datetime) -> int:
    """Delete a batch of files that were removed too long ago to be put back; how many. Refuses all but the system."""
    require(by.is_system)
    old = File.objects.filter(removed_at__lte=at - settings.FILES_KEPT_FOR)
    return _delete(old)


@action
def forget_orphans(*, by: Actor, at: datetime) -> int:
    """Mark the files whose record is gone, unmark those whose record is back, and delete a batch of those that have
    been alone too long; how many. Refuses all but the system.
    """
    require(by.is_system)
    for entity in registry.entities():
        _mark(entity, at)
    return _delete(File.objects.filter(orphaned_at__lte=at - ORPHANS_KEPT))


def _mark(entity: Entity, at: datetime) -> None:
    alive = Exists(entity.model._default_manager.filter(pk=OuterRef("record_id")))
    ours = File.objects.filter(entity=entity.key)
    ours.filter(~alive, orphaned_at__isnull=True).update(orphaned_at=at)
    ours.filter(alive, orphaned_at__isnull=False).update(orphaned_at=None)


def _delete(old: QuerySet[File]) -> int:
    """Delete a batch of these files; how many. They are locked first, so that one that is put back meanwhile stays; one
    that somebody holds at this moment waits for the next time.
    """
    locked = old.select_for_update(skip_locked=True).order_by("pk")
    ids = list(locked.values_list("pk", flat=True)[:BATCH])
    File.objects.filter(pk__in=ids).delete()
    return len(ids)


@action
def sweep_blobs(*, by: Actor, at: datetime) -> int:
    """Let a batch of blobs go that nothing refers to: their bytes become parcels; how many. Refuses all but the system.

    Candidates are locked first and looked at once more then, as an upload of the same bytes locks the blob before it
    refers to it: either it has come first and the blob stays, or it finds none and brings its own.
    """
    require(by.is_system)
    candidates = _unused(Blob.objects.all()).order_by("pk")[:BATCH]
    locked = _locked(candidates.values_list("pk", flat=True))
    going = list(_unused(Blob.objects.filter(pk__in=locked)))
    Parcel.objects.bulk_create([Parcel(key=blob.key, goes_at=at) for blob in going])
    Blob.objects.filter(pk__in=[blob.pk for blob in going]).delete()
    return len(going)


def _locked(ids: Iterable[UUID]) -> Collection[UUID]:
    rows = Blob.objects.select_for_update(skip_locked=True).filter(pk__in=list(ids))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _unused(blobs: QuerySet[Blob]) -> QuerySet[Blob]:
    used = [
        Exists(model._default_manager.filter(**{name: OuterRef("pk")})) for model, name in uses()
    ]
    return blobs.filter(~Q(*used, _connector=Q.OR))


def uses() -> Iterable[tuple[type[models.Model], str]]:
    """The foreign keys that lead to blobs, of whatever context; copies in histories and parts are no use."""
    for relation in Blob._meta.get_fields(include_hidden=True):
        other: Any = relation.related_model
        is_link = relation.auto_created and not relation.concrete and other is not None
        if is_link and other not in PARTS and not hasattr(other, "pgh_tracked_model"):
            yield other, relation.field.name  # type: ignore[union-attr]  # reverse relations have one


def sweep_parcels(*, by: Actor, at: datetime) -> int:
    """Delete a batch of bytes that should be gone by now; how many. Each in a transaction of its own."""
    old = Parcel.objects.filter(goes_at__lte=at).order_by("goes_at", "pk")
    keys = list(old.values_list("key", flat=True)[:BATCH])
    for key in keys:
        throw_away(key, by=by, at=at)
    return len(keys)
