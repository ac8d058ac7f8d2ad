"""The timeline of any record, the composer on it, and things to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.activities import actions as activities
from dealwright.activities import lines, policies, queries, stream
from dealwright.activities.entities import ACTIVITY
from dealwright.activities.forms import Composer
from dealwright.activities.lines import ICONS, Line
from dealwright.activities.models import KEY
from dealwright.activities.stream import Sort
from dealwright.activities.timeline import Entry, timeline
from dealwright.activities.views.history import fetch
from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.identity import requests
from dealwright.identity.models import User
from dealwright.records import registry
from dealwright.records.models import OwnedRecord, Record
from dealwright.records.notifications import mentions
from dealwright.records.policies import can_share
from dealwright.ui import answers, editing, shown
from dealwright.ui.cells import capitalised

YESTERDAY = 1
WITHOUT_ACTIVITIES = (Sort.ALL, Sort.CHANGES, Sort.EVENTS)


def show_timeline(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """The panel on a record's page; or its stream anew, narrowed; or the entries that follow."""
    actor = requests.actor(request)
    record = fetch(key, pk, actor)
    context = _stream(request, record, actor)
    part = {"timeline-stream": "stream", "timeline-more": "entries"}.get(
        answers.target_id(request), "panel"
    )
    return render(request, f"activities/timeline.html#{part}", context)


def _stream(request: HttpRequest, record: Record, actor: Actor) -> dict[str, Any]:
    """What the timeline shows for what the address asks."""
    asked = request.GET
    sort, person = _sort(asked), _person(asked)
    page = timeline(record, actor=actor, sort=sort, person=person, cursor=asked.get("after"))
    is_first = "after" not in asked
    return {
        "record": record,
        "key": record._meta.label_lower,
        "url": reverse("activities:timeline", args=[record._meta.label_lower, record.pk]),
        "days": _days(page.entries),
        "day_above": asked.get("day", ""),
        "is_first": is_first,
        "cursor": page.cursor,
        "sort": sort,
        "sorts": _sorts(record, actor),
        "person": person,
        "people": stream.people(record, actor) if is_first else {},
        "planned": planned(record, actor) if is_first and sort == Sort.ALL else (),
        "composer": _composer(record, actor),
        "icons": ICONS,
    }


def _sorts(record: Record, actor: Actor) -> Sequence[Sort]:
    """Nothing is written about an activity, and not everyone may read what is written about others."""
    if record._meta.label_lower == KEY or not policies.can_read_any(actor):
        return WITHOUT_ACTIVITIES
    return list(Sort)


def _sort(asked: QueryDict) -> Sort:
    """A sort that does not exist narrows nothing."""
    found = asked.get("sort", "")
    return Sort(found) if found in set(Sort) else Sort.ALL


def _person(asked: QueryDict) -> UUID | None:
    try:
        return UUID(asked.get("person", ""))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day."""

    date: date
    entries: Sequence[Entry]

    @property
    def iso(self) -> str:
        return self.date.isoformat()

    @property
    def words(self) -> str:
        if (shown.today() - self.date).days in {0, YESTERDAY}:
            return capitalised(shown.relative_day(self.date))
        return shown.day(self.date)


def _days(entries: Sequence[Entry]) -> list[Day]:
    """The entries under the days they happened on, in the reader's time zone."""
    by_day = groupby(entries, key=lambda entry: timezone.localdate(entry.at))
    return [Day(day, list(group)) for day, group in by_day]


def _composer(record: Record, actor: Actor) -> Composer | None:
    """The composer for those who may write activities; an activity itself has none."""
    if record._meta.label_lower == KEY or not policies.can_create(actor):
        return None
    return Composer()


@require_POST
def log(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """Write down what the composer holds; what is refused stays in it."""
    actor = requests.actor(request)
    record = fetch(key, pk, actor)
    composer = Composer.of(request.POST.dict())
    at = clock.now()
    try:
        made = activities.create(composer.checked(record, at=at), by=actor, at=at)
    except InvalidError as error:
        composer.refuse(error)
        return _composed(request, record, composer)
    said = _("Planned: %(title)s") if made.is_open else _("Logged: %(title)s")
    unreached = _unreached(composer.text, record, actor)
    response = _composed(request, record, Composer(kind=composer.kind), unreached)
    answers.tell(response, "dw:changed")
    return answers.toast(response, said % {"title": made.title})


def _unreached(text: str, record: Record, actor: Actor) -> list[tuple[User, str]]:
    """Who was mentioned and may not read the record, each with where it is shared, if the actor may do that."""
    entity = registry.of(record)
    may_share = isinstance(record, OwnedRecord) and can_share(actor, record)
    url = reverse(f"{entity.page}_do", args=[record.pk, "share"]) if may_share else ""
    return [(person, url) for person in mentions.out_of_reach(text, record, actor)]


def _composed(
    request: HttpRequest,
    record: Record,
    composer: Composer,
    unreached: Sequence[tuple[User, str]] = (),
) -> HttpResponse:
    context = {
        "unreached": unreached,
        "record": record,
        "key": record._meta.label_lower,
        "composer": composer,
        "icons": ICONS,
    }
    template = "activities/timeline.html#composer"
    return render(request, template, context, status=composer.status)


def planned(record: Record, actor: Actor) -> list[Line]:
    at = clock.now()
    return lines.of(stream.planned(record, actor)[: queries.SHOWN], actor=actor, at=at)


def next_steps(request: HttpRequest) -> HttpResponse:
    """What the reader has to do, as a panel of the home page."""
    actor, at = requests.actor(request), clock.now()
    groups = [
        (group, lines.of(group.activities, actor=actor, at=at))
        for group in queries.next_steps(actor, at)
    ]
    total = sum(group.count for group, _lines in groups)
    return render(request, "activities/next_steps.html", {"groups": groups, "total": total})


@require_POST
def complete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tick an activity off; the toast takes it back."""
    actor = requests.actor(request)
    activity = editing.fetch(ACTIVITY, pk, actor)
    activities.complete(activity, by=actor, at=clock.now())
    said = _("Done: %(title)s") % {"title": activity.title}
    return answers.done(said, undo=reverse("activities:reopen", args=[pk]))


@require_POST
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open a completed activity again."""
    actor = requests.actor(request)
    activity = editing.fetch(ACTIVITY, pk, actor)
    activities.reopen(activity, by=actor, at=clock.now())
    said = _("Open again: %(title)s") % {"title": activity.title}
    return answers.done(said, undo=reverse("activities:complete", args=[pk]))
