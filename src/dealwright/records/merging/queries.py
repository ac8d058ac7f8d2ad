"""Reads on merged records: what became of one, and what a merge would move."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from dealwright.core.actor import Actor
from dealwright.records.changesets.models import ChangeSet
from dealwright.records.merging import moving
from dealwright.records.merging.models import MergedRecord
from dealwright.records.registry import Entity

BECAME = """
WITH RECURSIVE chain AS (
    SELECT record_id, winner_id FROM records_mergedrecord WHERE record_id = ANY(%(ids)s)
    UNION ALL
    SELECT chain.record_id, next.winner_id FROM records_mergedrecord next
    JOIN chain ON next.record_id = chain.winner_id
) CYCLE winner_id SET is_circle USING path
SELECT record_id, winner_id FROM chain
WHERE NOT is_circle AND NOT EXISTS (SELECT FROM records_mergedrecord WHERE record_id = chain.winner_id)
"""


def successor(entity: Entity, pk: UUID, *, actor: Actor) -> Any | None:
    """The record that a merged one has become, through all merges since, for those who may read it."""
    now = successors([pk]).get(pk)
    return entity.rows(actor).filter(pk=now).first() if now else None


def successors(ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Those of these that were merged, with what each is by now, through all merges since."""
    with connection.cursor() as cursor:
        cursor.execute(BECAME, {"ids": list(ids)})
        return dict(cursor.fetchall())


def absorbed(pk: UUID) -> list[MergedRecord]:
    """What was merged into a record, the last first."""
    return list(MergedRecord.objects.filter(winner_id=pk).order_by("-merged_at", "pk"))


def merged_on(change_set: ChangeSet) -> tuple[MergedRecord, str] | None:
    """Where the record that a merge kept went by a later merge that still stands, and who is to be undone first."""
    kept = MergedRecord.objects.filter(change_set_id=change_set.pk).values("winner_id")
    later = MergedRecord.objects.filter(record_id__in=kept).first()
    if later is None:
        return None
    into = ChangeSet.objects.filter(pk=later.change_set_id).values_list("name", flat=True).first()
    return later, into or ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """How many rows of one kind hang on each of some records, in their order."""

    label: str
    counts: Sequence[int]

    @property
    def total(self) -> int:
        return sum(self.counts)


def attachments(rows: Sequence[Any]) -> list[Attachment]:
    """What hangs on each of these records; rows of one kind by whatever links they hang there."""
    found: dict[str, list[int]] = {}
    ids = [row.pk for row in rows]
    for each, counts in moving.count(rows[0], ids):
        added = found.setdefault(each.label, [0] * len(rows))
        found[each.label] = [before + counts[pk] for before, pk in zip(added, ids, strict=True)]
    return [Attachment(label=label, counts=counts) for label, counts in found.items()]
