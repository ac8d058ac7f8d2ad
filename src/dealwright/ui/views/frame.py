"""Parts of the frame that load after the page: counts in the navigation, the bell."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.identity import requests
from dealwright.records import actions as records
from dealwright.records.models import Notification
from dealwright.ui import navigation

SHOWN = 20


def signals(request: HttpRequest) -> HttpResponse:
    """What changes without a click: how much waits in each place, and whether the bell has news."""
    actor = requests.actor(request)
    counts = [
        (item, item.count(actor)) for item in navigation.visible(actor) if item.count is not None
    ]
    unread = _lines(actor).filter(read_at__isnull=True).exists()
    return render(request, "ui/frame/signals.html", {"counts": counts, "unread": unread})


def notifications(request: HttpRequest) -> HttpResponse:
    """The newest lines under the bell."""
    lines = list(_lines(requests.actor(request)).order_by("-at", "-pk")[:SHOWN])
    return render(request, "ui/frame/notifications.html", {"lines": lines})


@require_POST
def read_notifications(request: HttpRequest) -> HttpResponse:
    """Marks everything under the bell as read."""
    records.mark_read(by=requests.actor(request), at=clock.now())
    return notifications(request)


def _lines(actor: Actor) -> QuerySet[Notification]:
    return Notification.objects.filter(user=actor.id)
