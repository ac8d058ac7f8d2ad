"""Reads on notices: one's own, and of these what one may read at this moment; who follows a record."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from dealwright.core.actor import Actor
from dealwright.identity.models import User
from dealwright.identity.queries import people_behind
from dealwright.records import registry
from dealwright.records.notifications import kinds, preferences
from dealwright.records.notifications.kinds import FOLLOWED, NoticeKind
from dealwright.records.notifications.models import Follow, Notification

COUNTED = 100  # beyond so many unread ones the bell says "99+"
OFFERED = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A notice as its reader may see it. `fields` are the labels of what changed and may be seen."""

    notice: Notification
    kind: NoticeKind
    fields: Sequence[str] = ()


def mine(actor: Actor) -> QuerySet[Notification]:
    """Everything under the actor's own bell, readable or not."""
    return Notification.objects.filter(user=actor.id, is_shown=True)


def readable(rows: Iterable[Notification], actor: Actor) -> list[Shown]:
    """What of these notices the actor may read now, in their order; one query for each kind of record.

    A notice whose record is gone or out of reach is absent, and so is one of changes that are all hidden.
    """
    known = list(rows)
    within = _within_reach(known, actor)
    return [
        shown
        for row in known
        if not row.entity or (row.entity, row.record_id) in within
        if (shown := _shown(row, actor))
    ]


def _within_reach(rows: Iterable[Notification], actor: Actor) -> set[tuple[str, UUID | None]]:
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for row in rows:
        if row.entity and row.record_id:
            wanted[row.entity].add(row.record_id)
    return {(key, pk) for key, ids in wanted.items() for pk in _read(key, ids, actor)}


def _read(key: str, ids: Collection[UUID], actor: Actor) -> Iterable[UUID]:
    entity = registry.find(key)
    return entity.rows(actor).filter(pk__in=ids).values_list("pk", flat=True) if entity else ()


def _shown(row: Notification, actor: Actor) -> Shown | None:
    labels = list(_labels(row, actor))
    if row.fields and not labels:
        return None
    named = (
        labels if row.kind == FOLLOWED.key else ()
    )  # a mention is in a field, and does not tell of it
    return Shown(notice=row, kind=kinds.find(row.kind), fields=named)


def _labels(row: Notification, actor: Actor) -> Iterator[str]:
    entity = registry.find(row.entity)
    known = entity.seen_by(actor).by_name if entity else {}
    yield from (str(known[name].label) for name in row.fields if name in known)


def unread(actor: Actor) -> int:
    """How many unread notices the actor has that they may read; at most `COUNTED`."""
    rows = mine(actor).filter(read_at__isnull=True).order_by("-at", "-pk")[:COUNTED]
    return len(readable(rows, actor))


def is_quiet(actor: Actor, at: datetime) -> bool:
    """Whether the actor's quiet hours hold."""
    wishes = preferences.of([actor.user_id]).get(actor.user_id) if actor.id else None
    return wishes is not None and wishes.is_quiet(at)


def to_mail(at: datetime) -> QuerySet[Notification]:
    """What is due by mail and has not been mailed."""
    return Notification.objects.filter(mail_at__lte=at, mailed_at__isnull=True)


def whom_to_mail(at: datetime) -> list[UUID]:
    """The people to whom something is due."""
    return list(to_mail(at).order_by("user_id").values_list("user_id", flat=True).distinct())


@dataclass(frozen=True, kw_only=True, slots=True)
class Followers:
    """Who hears of a record: its owner, or the people of the team that is, and who has chosen to."""

    people: Sequence[User]
    is_following: bool

    @property
    def others(self) -> int:
        return len(self.people)


def followers(row: Any, actor: Actor) -> Followers:
    """Who follows a record, by name; of these only who may still work here."""
    ids = following([row.pk], owners=[getattr(row, "owner_id", None)])
    people = User.objects.filter(pk__in=ids, is_active=True).order_by("name", "pk")
    return Followers(people=list(people), is_following=actor.id in ids)


def following(ids: Collection[UUID], *, owners: Iterable[UUID | None] = ()) -> set[UUID]:
    """The people who follow any of these records; the owners do, unless they have said no."""
    chosen = Follow.objects.filter(record_id__in=ids).values_list("user_id", "is_following")
    wants = dict(chosen)
    behind = people_behind(pk for pk in owners if pk)
    wants |= {user.pk: True for user in behind if user.pk not in wants}
    return {pk for pk, is_following in wants.items() if is_following}


def mentionable(fragment: str, actor: Actor) -> Sequence[User]:
    """Colleagues of whose name a word begins with the fragment, by name; not oneself."""
    rows = User.objects.filter(is_active=True).exclude(pk=actor.user_id)
    begins = Q(name__istartswith=fragment) | Q(name__icontains=f" {fragment}")
    return list(rows.filter(begins).order_by("name", "pk")[:OFFERED])
