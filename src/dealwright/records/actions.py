"""Verbs that serve every kind of record: notifications and recent views."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.records import registry
from dealwright.records.models import Notification, Record, RecentView


@action
def notify(
    user_ids: Sequence[UUID], *, text: str, by: Actor, at: datetime, url: str = "", icon: str = "bell"
) -> list[Notification]:
    """Put a line under the bell of these people; nobody is told of what they did themselves."""
    return Notification.objects.bulk_create(
        Notification(user_id=user_id, text=text[:300], url=url, icon=icon, at=at)
        for user_id in dict.fromkeys(user_ids)
        if user_id != by.id
    )


@action
def mark_read(*, by: Actor, at: datetime) -> int:
    """Mark everything under the actor's own bell as read."""
    return Notification.objects.filter(user_id=by.id, read_at__isnull=True).update(read_at=at)


@action
def note_view(row: Record, *, by: Actor, at: datetime) -> None:
    """Remember that the actor opened a record."""
    if by.id is None:
        return
    entity = registry.of(row)
    RecentView.objects.bulk_create(
        [
            RecentView(
                user_id=by.id,
                entity=entity.key,
                record_id=row.pk,
                label=entity.title_of(row)[:300],
                at=at,
            )
        ],
        update_conflicts=True,
        unique_fields=["user", "record_id"],
        update_fields=["label", "at"],
    )
