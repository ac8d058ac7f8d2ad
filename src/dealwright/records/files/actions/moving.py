"""Files follow their record when it is merged into another."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.records.files.models import File


@action
def move(
    source: Any, target: Any, *, by: Actor, at: datetime, only: Collection[UUID] | None = None
) -> list[UUID]:
    """Hand the files of one record over to another, the recently removed ones too, and tell which they were.

    For verbs that have locked both and asked for the rights, such as a merge; they tell of it in their own event, and
    take it back by moving `only` these again. Refuses nothing.
    """
    rows = File.objects.filter(entity=source._meta.label_lower, record_id=source.pk)
    if only is not None:
        rows = rows.filter(pk__in=only)
    found = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
    File.objects.filter(pk__in=found).update(
        entity=target._meta.label_lower,
        record_id=target.pk,
        orphaned_at=None,
        version=F("version") + 1,
    )
    return found
