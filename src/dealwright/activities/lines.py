"""Activities as lines of a list of things to do, shown to one reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from dealwright.activities import policies, queries
from dealwright.activities.models import Activity, ActivityKind
from dealwright.activities.queries import Due, When
from dealwright.core.actor import Actor
from dealwright.identity import shares
from dealwright.records import registry
from dealwright.ui import shown

ICONS = {
    ActivityKind.NOTE: "sticky-note",
    ActivityKind.CALL: "phone",
    ActivityKind.MEETING: "users",
    ActivityKind.TASK: "square-check",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One activity to do: how urgent it is in state and words, and what the reader may do with it.

    `about_url` is the page of its record, empty without one; `url` its own.
    """

    activity: Activity
    icon: str
    url: str
    about_url: str
    due: Due
    words: str
    may_complete: bool


def of(activities: Iterable[Activity], *, actor: Actor, at: datetime) -> list[Line]:
    """The lines of activities; `at` is now. What is shared of them is looked up at once."""
    found = list(activities)
    ids = [pk for each in found for pk in (each.pk, each.about_id) if pk]
    shares.foresee(actor, ids)
    return [_line(activity, actor=actor, at=at) for activity in found]


def _line(activity: Activity, *, actor: Actor, at: datetime) -> Line:
    return Line(
        activity=activity,
        icon=ICONS[ActivityKind(activity.kind)],
        url=reverse("activities:activity", args=[activity.pk]),
        about_url=about_url(activity, actor),
        due=queries.due(activity.due_at, at),
        words=_due_in_words(activity.due_at, at),
        may_complete=policies.can_complete(actor, activity),
    )


def about_url(activity: Activity, actor: Actor) -> str:
    """The page of the record an activity is about; empty without one, and for those who may not read it."""
    entity = registry.find(activity.about_type)
    if entity is None or not entity.page or not policies.can_read_parent(actor, activity):
        return ""
    return reverse(entity.page, args=[activity.about_id])


def _due_in_words(due_at: datetime | None, at: datetime) -> str:
    """Today the time counts, tomorrow day and time, before and after them the day."""
    if due_at is None:
        return ""
    day = shown.due(due_at).text
    match When.of(due_at, at):
        case When.TODAY:
            return shown.clock_time(due_at)
        case When.TOMORROW:
            return f"{day}, {shown.clock_time(due_at)}"
        case _:
            return day
