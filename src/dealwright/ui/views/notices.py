"""What one is told: under the bell, on a page of its own, and how one wants it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.core import clock, digits, paging
from dealwright.core.actor import Actor
from dealwright.core.errors import DomainError, InvalidError, require
from dealwright.identity import requests
from dealwright.records import registry
from dealwright.records.notifications import actions, kinds, policies, preferences, queries
from dealwright.records.notifications.kinds import NoticeKind
from dealwright.records.notifications.models import Mail, Rhythm
from dealwright.records.notifications.preferences import Ways
from dealwright.ui import answers, editing

SHOWN = 20
SIZE = 50
ORDER = paging.order("-at", "-id")


def panel(request: HttpRequest) -> HttpResponse:
    """The newest lines under the bell."""
    actor = requests.actor(request)
    rows = queries.mine(actor).order_by("-at", "-pk")[:SHOWN]
    context = {"lines": queries.readable(rows, actor)}
    return render(request, "ui/frame/notifications.html", context)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything under the bell as read."""
    actions.read_all(by=requests.actor(request), at=clock.now())
    if not answers.is_part(request):
        return redirect("ui:notices")
    return answers.tell(panel(request), "dw:signals")


@require_POST
def read(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mark one as read; the line is drawn anew."""
    actor = requests.actor(request)
    found = actions.read(pk, by=actor, at=clock.now())
    context = {"line": next(iter(queries.readable([found], actor)), None)}
    response = render(request, "ui/frame/notifications.html#line", context)
    return answers.tell(response, "dw:signals")


def open_one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Go to what a line is about; it is read by that."""
    found = actions.read(pk, by=requests.actor(request), at=clock.now())
    return redirect(found.url or "ui:notices")


def notices(request: HttpRequest) -> HttpResponse:
    """All that one was told, the last first; only the unread, or of one kind."""
    actor = requests.actor(request)
    asked = {name: request.GET.get(name, "") for name in ("show", "kind")}
    rows = queries.mine(actor)
    if asked["show"] == "unread":
        rows = rows.filter(read_at__isnull=True)
    if asked["kind"]:
        rows = rows.filter(kind=asked["kind"])
    page = paging.page(rows, ORDER, size=SIZE, cursor=request.GET.get("after") or None)
    context = {
        "lines": queries.readable(page.rows, actor),
        "cursor": page.next_cursor,
        "kinds": kinds.everyone(),
        **asked,
    }
    return render(request, "ui/notices.html", context)


def handed_over(_request: HttpRequest, key: str) -> HttpResponse:
    """The list of a kind of which many were handed over at once."""
    return redirect(editing.list_url(registry.entity(key)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One line of the settings."""

    kind: NoticeKind
    ways: Ways


def settings(request: HttpRequest) -> HttpResponse:
    """How one wants to be told: each kind, the digest, quiet hours."""
    actor = requests.actor(request)
    require(policies.is_person(actor))
    error = ""
    if request.method == "POST":
        try:
            _choose(request.POST, by=actor)
        except DomainError as refused:
            error = str(refused)
        else:
            messages.success(request, _("Saved"))
            return redirect("ui:notice_settings")
    context = _wishes(actor) | {"error": error}
    status = InvalidError.status if error else 200
    return render(request, "ui/notice_settings.html", context, status=status)


def _wishes(actor: Actor) -> dict[str, Any]:
    found = preferences.of([actor.user_id])[actor.user_id]
    return {
        "settings": found.settings,
        "zone": found.zone.key,
        "choices": [Choice(kind=kind, ways=found.ways(kind)) for kind in kinds.everyone()],
        "mails": Mail.choices,
        "rhythms": Rhythm.choices,
        "weekdays": list(WEEKDAYS.items()),
        "hours": [(hour, f"{hour:02}:00") for hour in range(24)],
    }


def _choose(typed: QueryDict, *, by: Actor) -> None:
    ways = {
        kind.key: Ways(
            in_app=f"{kind.key}-in-app" in typed, mail=_mail(typed.get(f"{kind.key}-mail", ""))
        )
        for kind in kinds.everyone()
    }
    values = {
        "rhythm": typed.get("rhythm", Rhythm.DAILY),
        "hour": _number(typed.get("hour", "")),
        "weekday": _number(typed.get("weekday", "")),
        "quiet_from": _time(typed.get("quiet_from", "")),
        "quiet_until": _time(typed.get("quiet_until", "")),
    }
    actions.choose(values, ways, by=by, at=clock.now())


def _mail(text: str) -> Mail:
    return Mail(text) if text in set(Mail) else Mail.NEVER


def _number(text: str) -> int:
    number = digits.whole(text)
    if number is None:
        raise InvalidError({"": _("Choose a day and an hour.")})
    return number


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidError({"": _("A time reads like 18:30.")}) from None


def following(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """Who follows a record; and, by POST, following it or not."""
    actor = requests.actor(request)
    entity = registry.entity(key)
    row = editing.fetch(entity, pk, actor)
    if request.method == "POST":
        verb = actions.follow if request.POST.get("follow") == "true" else actions.unfollow
        verb(row, by=actor, at=clock.now())
        if not answers.is_part(request):
            return redirect(entity.url(row))
    context = {
        "found": queries.followers(row, actor),
        "url": reverse("ui:following", args=[key, pk]),
        "me": actor.id,
    }
    return render(request, "ui/following.html", context)


def mentionable(request: HttpRequest) -> HttpResponse:
    """People whose name begins like what was typed after "@"."""
    found = queries.mentionable(request.GET.get("term", "")[:100], requests.actor(request))
    return render(request, "ui/mentions.html", {"people": _told_apart(found)})


def _told_apart(found: Sequence[Any]) -> list[tuple[Any, str]]:
    """Each with what names them and nobody else: the name, or the address where two have the same."""
    names = [person.name.lower() for person in found]
    return [
        (person, person.name if names.count(person.name.lower()) == 1 else person.email)
        for person in found
    ]
