"""What a record's timeline is made of: its activities and the events about it, merged newest first.

Two queries for a page, whatever lies on it: one over activities that are done, one over events. Whoever may read a
record may read its activities, if they may read activities at all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from heapq import merge
from itertools import islice
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dealwright.activities.models import KEY, Activity, ActivityKind, ActivityQuerySet
from dealwright.core import paging
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, Text
from dealwright.events.bus import kind_of
from dealwright.events.models import EventRecord
from dealwright.records.events import RecordUpdated
from dealwright.records.models import Record

SIZE = 25
ORDER = paging.order("-at")

type Item = Activity | EventRecord
type Moment = tuple[datetime, UUID]


class Sort(StrEnum):
    """What a timeline can be narrowed to."""

    ALL = ""
    NOTES = "note"
    CALLS = "call"
    MEETINGS = "meeting"
    TASKS = "task"
    CHANGES = "changes"
    EVENTS = "events"

    @property
    def label(self) -> Text:
        return SORT_LABELS[self]


SORT_LABELS = {
    Sort.ALL: _("All"),
    Sort.NOTES: _("Notes"),
    Sort.CALLS: _("Calls"),
    Sort.MEETINGS: _("Meetings"),
    Sort.TASKS: _("Tasks"),
    Sort.CHANGES: _("Changes"),
    Sort.EVENTS: _("Events"),
}
CHANGED = kind_of(RecordUpdated)


@dataclass(frozen=True, kw_only=True, slots=True)
class Slice:
    """One page of a stream. `cursor` leads to the next."""

    items: Sequence[Item]
    cursor: str | None


def read(
    record: Record,
    *,
    actor: Actor,
    sort: Sort = Sort.ALL,
    person: UUID | None = None,
    cursor: str | None = None,
    size: int = SIZE,
) -> Slice:
    """One page of the stream of a record that the actor may read, newest first, narrowed to one sort of entry and to
    what one person did.

    Refuses a damaged cursor.
    """
    before = _moment(cursor) if cursor else None
    ours = _activities_of(record, actor)
    activities: Iterable[Item] = _done(ours, sort, person, before)[: size + 1]
    events: Iterable[Item] = _events(record, sort, person, before)[: size + 1]
    found = list(islice(merge(activities, events, key=moment_of, reverse=True), size + 1))
    if len(found) <= size:
        return Slice(items=found, cursor=None)
    return Slice(items=found[:size], cursor=paging.encode(ORDER, moment_of(found[size - 1])))


def planned(record: Record, actor: Actor) -> QuerySet[Activity]:
    """What is still to be done about a record, the next first."""
    ours = _activities_of(record, actor)
    return ours.open().select_related("owner").order_by("due_at", "pk")


def people(record: Record, actor: Actor) -> dict[UUID, str]:
    """Who stands on a record's timeline, by name; two queries."""
    events = _events_of(record).filter(actor_id__isnull=False)
    actors = events.order_by("actor_id").distinct("actor_id")
    owners = _activities_of(record, actor).order_by("owner_id").distinct("owner_id")
    pairs: list[tuple[UUID | None, str]] = [
        *actors.values_list("actor_id", "actor_name"),
        *owners.values_list("owner_id", "owner__name"),
    ]
    found = {pk: name for pk, name in pairs if pk is not None}
    return {pk: found[pk] for pk in sorted(found, key=found.__getitem__)}


def moment_of(item: Item) -> Moment:
    """Where an item stands in the stream."""
    at = item.at if isinstance(item, EventRecord) else item.done_at
    assert at is not None  # noqa: S101  open activities are no part of the stream
    return at, item.pk


def _moment(cursor: str) -> Moment:
    at, pk = paging.decode(ORDER, cursor)
    try:
        return datetime.fromisoformat(at).astimezone(UTC), UUID(pk)
    except (ValueError, TypeError, AttributeError) as error:
        damaged = _("This cursor is damaged. Start from the first page.")
        raise InvalidError({"cursor": damaged}) from error


def _before(column: str, before: Moment | None) -> Q:
    """Older than a moment; the first condition is what the index reads."""
    if before is None:
        return Q()
    at, pk = before
    older = Q(**{f"{column}__lt": at}) | Q(pk__lt=pk)
    return Q(**{f"{column}__lte": at}) & older


def _activities_of(record: Record, actor: Actor) -> ActivityQuerySet:
    rows: ActivityQuerySet = Activity.objects.known_to(actor)
    return rows.filter(about_id=record.pk)


def _done(
    activities: ActivityQuerySet, sort: Sort, person: UUID | None, before: Moment | None
) -> QuerySet[Activity]:
    if sort in {Sort.CHANGES, Sort.EVENTS}:
        return activities.none()
    rows = activities.done().filter(_before("done_at", before))
    if sort in ActivityKind.values:
        rows = rows.filter(kind=sort)
    if person:
        rows = rows.filter(owner=person)
    return rows.select_related("owner").order_by("-done_at", "-pk")


def _events_of(record: Record) -> QuerySet[EventRecord]:
    """The events about a record. Those of its activities are left out: the activities themselves are there."""
    own = Q(subject_id=record.pk) | ~Q(subject_type=KEY)
    return EventRecord.objects.filter(own, about__contains=[record.pk])


def _events(
    record: Record, sort: Sort, person: UUID | None, before: Moment | None
) -> QuerySet[EventRecord]:
    if sort in ActivityKind.values:
        return EventRecord.objects.none()
    rows = _events_of(record).filter(_before("at", before))
    if sort == Sort.CHANGES:
        rows = rows.filter(kind=CHANGED)
    if sort == Sort.EVENTS:
        rows = rows.exclude(kind=CHANGED)
    if person:
        rows = rows.filter(actor_id=person)
    return rows.order_by("-at", "-pk")
