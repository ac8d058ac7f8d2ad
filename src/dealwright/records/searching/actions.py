"""Entries of what was there before, and words that are learnt: batch by batch, each in a transaction of its own.

Each kind is gone through by id, and how far is written down with the batch: whoever is stopped goes on where it was.
Records that are written meanwhile are kept in step by their own transactions.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import require
from dealwright.records.registry import Entity
from dealwright.records.searching import dictionary, entries, keeping
from dealwright.records.searching.models import SearchEntry, SearchProgress, SearchWord

BATCH = 2000
FIRST = UUID(int=0)


@action
def start_anew(*, by: Actor, at: datetime) -> None:
    """Have all kinds gone through from the beginning, and words counted anew. Refuses all but the system."""
    require(by.is_system)
    SearchProgress.objects.all().delete()
    SearchEntry.objects.exclude(entity__in=[kind.key for kind in entries.kinds()]).delete()
    SearchWord.objects.all().delete()


@action
def advance(entity: Entity, *, by: Actor, at: datetime, batch: int = BATCH) -> int:
    """Make the entries of the next records of a kind; how many, 0 when there are no more. Refuses all but the system."""
    require(by.is_system)
    progress = _progress(entity)
    after = progress.reached or FIRST
    ids = _next(entity, after, batch)
    if ids:
        keeping.write(entity, ids, lock=True)
        progress.reached = ids[-1]
    _remove_orphans(entity, after, ids[-1] if ids else None)
    progress.finished_at = None if ids else at
    progress.save(update_fields=["reached", "finished_at"])
    return len(ids)


def _progress(entity: Entity) -> SearchProgress:
    """How far the kind has been gone through, locked; from the beginning when it was declared otherwise."""
    declared = entries.declaration(entity)
    SearchProgress.objects.bulk_create(
        [SearchProgress(entity=entity.key, declaration=declared)], ignore_conflicts=True
    )
    progress = SearchProgress.objects.select_for_update().get(pk=entity.key)
    if progress.declaration != declared:
        progress.declaration, progress.reached = declared, None
        progress.save(update_fields=["declaration", "reached"])
    return progress


def _next(entity: Entity, after: UUID, batch: int) -> list[UUID]:
    rows = entity.model._default_manager.filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:batch])


def _remove_orphans(entity: Entity, after: UUID, last: UUID | None) -> None:
    """Entries from one record to another whose own record is gone; without a last, all that follow."""
    record = entity.model._default_manager.filter(pk=OuterRef("record_id"))
    rows = SearchEntry.objects.filter(~Exists(record), entity=entity.key, record_id__gt=after)
    (rows.filter(record_id__lte=last) if last else rows).delete()


@action
def take_up(*, by: Actor, at: datetime) -> int:
    """Make the entries of what was written past the verbs; how many. Refuses all but the system."""
    require(by.is_system)
    return keeping.take_up(BATCH)


@action
def learn(*, by: Actor, at: datetime) -> int:
    """Take in the words of entries that were written; how many batches. Refuses all but the system."""
    require(by.is_system)
    return dictionary.learn()
