"""The history of any record: every write, the record as it was, a field put back."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.activities import past
from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.identity import requests
from dealwright.records import registry
from dealwright.records.history import actions as history
from dealwright.records.history import copies
from dealwright.records.models import Record
from dealwright.ui import answers, editing, shown
from dealwright.ui.cells import capitalised

TAB = "activities-history"


def show_history(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """What every write of the record changed, as a table; or the rows that follow."""
    actor = requests.actor(request)
    record = fetch(key, pk, actor)
    page = past.past(record, actor=actor, before=request.GET.get("before", ""))
    part = "rows" if answers.target_id(request) == "history-more" else "panel"
    context = {
        **_addresses(record),
        "page": page,
        "version": record.version,
        "yesterday": shown.today() - timedelta(days=1),
        "today": shown.today(),
    }
    return render(request, f"activities/history.html#{part}", context)


def show_then(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """The whole record as it was at the end of a day, or at a moment, beside what it is now."""
    actor = requests.actor(request)
    record = fetch(key, pk, actor)
    entity = registry.of(record)
    day, moment = _asked(request)
    then = past.then(record, moment, actor=actor)
    context = {
        **_addresses(record),
        "record": record,
        "entity": entity,
        "list_url": editing.list_url(entity),
        "list_title": capitalised(entity.plural),
        "title": entity.title_of(record),
        "record_url": entity.url(record),
        "version": record.version,
        "day": day,
        "moment": moment,
        "today": shown.today(),
        "then": then,
        "first_kept": None if then else past.first_kept(record),
    }
    return render(request, "activities/then.html", context)


def _asked(request: HttpRequest) -> tuple[date, datetime]:
    """The day that was asked for and its last moment, or the moment itself; yesterday when neither can be read."""
    try:
        if "at" in request.GET:
            at = datetime.fromisoformat(request.GET["at"])
            at = at if at.tzinfo else timezone.make_aware(at)
            return timezone.localdate(at), at
        day = date.fromisoformat(request.GET.get("on", ""))
        return day, _end_of(day)
    except (ValueError, OverflowError):
        day = shown.today() - timedelta(days=1)
        return day, _end_of(day)


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))


@require_POST
def restore(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """Give a field the value that it had; a conflict, and all that the kind's own verb refuses, is a toast."""
    actor = requests.actor(request)
    record = fetch(key, pk, actor)
    name, asked = request.POST.get("field", ""), request.POST
    try:
        history.restore_field(
            record,
            name,
            copy=copies.number(asked.get("copy", ""), "copy"),
            version=copies.number(asked.get("version", ""), "version"),
            by=actor,
            at=clock.now(),
        )
    except InvalidError as error:
        return answers.refusal(str(error), status=error.status)
    said = _("Restored: %(field)s") % {"field": registry.of(record).field(name).label}
    if answers.is_part(request):
        return answers.done(said)
    messages.success(request, said)
    return redirect(f"{registry.of(record).url(record)}?tab={TAB}")


def _addresses(record: Record) -> dict[str, Any]:
    arguments = [record._meta.label_lower, record.pk]
    return {
        "url": reverse("activities:history", args=arguments),
        "then_url": reverse("activities:then", args=arguments),
        "restore_url": reverse("activities:restore", args=arguments),
    }


def fetch(key: str, pk: UUID, actor: Actor) -> Record:
    """A record of any kind that the actor may read."""
    record: Record = editing.fetch(registry.entity(key), pk, actor)
    return record
