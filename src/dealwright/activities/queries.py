"""Reads on activities: who is due to do what next."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dealwright.activities.models import Activity, ActivityQuerySet
from dealwright.core.actor import Actor
from dealwright.core.errors import Text

SHOWN = 30


class Due(StrEnum):
    """How urgent a next step is, as the mark of a next step shows it."""

    LATE = "late"
    TODAY = "today"
    PLANNED = "planned"
    NONE = "none"


@dataclass(frozen=True, kw_only=True, slots=True)
class NextStep:
    """The earliest open activity of a record; `Due.NONE` and nothing else when nothing is planned."""

    due: Due
    id: UUID | None = None
    kind: str = ""
    title: str = ""
    due_at: datetime | None = None


NOTHING_PLANNED = NextStep(due=Due.NONE)


def next_step_of(ids: Iterable[UUID], at: datetime) -> dict[UUID, NextStep]:
    """The next step of every record of a page; one query. `at` is now.

    Whoever may read a record may read its activities, if they may read any: that is asked by the caller.
    """
    wanted = list(ids)
    rows = (
        Activity.objects.open()
        .filter(about_id__any_of=wanted)
        .order_by("about_id", F("due_at").asc(nulls_last=True), "pk")
        .distinct("about_id")
        .values_list("about_id", "pk", "kind", "title", "due_at")
    )
    found = {
        about: NextStep(due=due(due_at, at), id=pk, kind=kind, title=title, due_at=due_at)
        for about, pk, kind, title, due_at in rows
    }
    return {pk: found.get(pk, NOTHING_PLANNED) for pk in wanted}


def about(ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """{record: its activities}, whoever may read them; one query."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    rows = Activity.objects.filter(about_id__any_of=ids).values_list("about_id", "pk")
    for about_id, pk in rows:
        assert about_id is not None  # noqa: S101  it is one of the ids
        found[about_id].add(pk)
    return found


def due(due_at: datetime | None, at: datetime) -> Due:
    """Late from the day after, in the reader's time zone; a step without a day is planned."""
    return {When.OVERDUE: Due.LATE, When.TODAY: Due.TODAY}.get(When.of(due_at, at), Due.PLANNED)


class When(StrEnum):
    """The groups of a list of things to do, in their order."""

    OVERDUE = "overdue"
    TODAY = "today"
    TOMORROW = "tomorrow"
    LATER = "later"
    SOMETIME = "sometime"

    @classmethod
    def of(cls, due_at: datetime | None, at: datetime) -> "When":
        """The group of a due time, by the reader's calendar."""
        if due_at is None:
            return cls.SOMETIME
        days = (timezone.localdate(due_at) - timezone.localdate(at)).days
        if days < 0:
            return cls.OVERDUE
        return {0: cls.TODAY, 1: cls.TOMORROW}.get(days, cls.LATER)

    @property
    def label(self) -> Text:
        return WHEN_LABELS[self]


WHEN_LABELS = {
    When.OVERDUE: _("Overdue"),
    When.TODAY: _("Today"),
    When.TOMORROW: _("Tomorrow"),
    When.LATER: _("Later"),
    When.SOMETIME: _("No date"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ToDo:
    """One group of open activities. `count` counts those that are not shown too."""

    when: When
    activities: Sequence[Activity]
    count: int


def next_steps(actor: Actor, at: datetime, *, at_most: int = SHOWN) -> list[ToDo]:
    """What the actor has to do, overdue first, then by the day it is due; two queries."""
    mine = _mine(actor)
    counts = Counter(When.of(due_at, at) for due_at in mine.values_list("due_at", flat=True))
    soonest = mine.order_by(F("due_at").asc(nulls_last=True), "pk")[:at_most]
    groups: dict[When, list[Activity]] = {}
    for activity in soonest:
        groups.setdefault(When.of(activity.due_at, at), []).append(activity)
    return [ToDo(when=when, activities=found, count=counts[when]) for when, found in groups.items()]


def waiting(actor: Actor, at: datetime) -> int:
    """How many of the actor's activities are overdue or due today."""
    return _mine(actor).filter(due_at__lt=end_of_day(at)).count()


def end_of_day(at: datetime) -> datetime:
    """The first moment of the reader's next day."""
    return start_of(timezone.localdate(at) + timedelta(days=1))


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def _mine(actor: Actor) -> ActivityQuerySet:
    rows: ActivityQuerySet = Activity.objects.open().known_to(actor)
    return rows.filter(owner=actor.id)
