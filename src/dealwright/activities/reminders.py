"""Things to do of which their owners are reminded: when they are due, and once more a day later."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dealwright.activities.models import KEY, Activity, ActivityKind
from dealwright.core.errors import Text
from dealwright.identity.models import Team
from dealwright.records.notifications import kinds
from dealwright.records.notifications.kinds import NoticeKind
from dealwright.records.notifications.notices import Notice

DUE = kinds.register(
    NoticeKind(
        key="activities.due",
        label=_("a task, call or meeting of mine is due"),
        icon="clock",
        order=70,
    )
)
OVERDUE = kinds.register(
    NoticeKind(
        key="activities.overdue",
        label=_("something of mine is a day overdue"),
        icon="circle-alert",
        order=71,
    )
)
LATE = timedelta(days=1)
LOOKED_BACK = timedelta(hours=6)  # what fell due while no worker ran is told for so long
BATCH = 1000


def due(at: datetime) -> Iterator[Sequence[Notice]]:
    """Whom to remind of what at this moment, a thousand things at a time. Notes are never due."""
    for kind, text, moment in (
        (DUE, _("Due: %(title)s"), at),
        (OVERDUE, _("A day overdue: %(title)s"), at - LATE),
    ):
        rows = Activity.objects.open().exclude(kind=ActivityKind.NOTE)
        rows = rows.filter(due_at__gt=moment - LOOKED_BACK, due_at__lte=moment).order_by("pk")
        after: UUID | None = None
        while found := list((rows.filter(pk__gt=after) if after else rows)[:BATCH]):
            after = found[-1].pk
            yield list(_notices(found, kind, text))


def _notices(found: Sequence[Activity], kind: NoticeKind, text: Text) -> Iterator[Notice]:
    members: dict[UUID, list[UUID]] = {}
    teams = Team.members.through._default_manager.filter(
        team_id__in={row.owner_id for row in found}
    )
    for team, person in teams.values_list("team_id", "user_id"):
        members.setdefault(team, []).append(person)
    for row in found:
        for user_id in members.get(row.owner_id, [row.owner_id]):
            yield _notice(row, user_id, kind, text)


def _notice(row: Activity, user_id: UUID, kind: NoticeKind, text: Text) -> Notice:
    return Notice(
        user_id=user_id,
        kind=kind,
        text=text,
        words={"title": row.title},
        url=reverse("activities:activity", args=[row.pk]),
        entity=KEY,
        record_id=row.pk,
        occasion=f"{kind.key} {row.pk} {row.due_at:%Y%m%dT%H%M}",
    )
