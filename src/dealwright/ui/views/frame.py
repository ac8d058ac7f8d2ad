"""Parts of the frame that load after the page: counts in the navigation, and what waits under the bell."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dealwright.core import clock
from dealwright.identity import requests
from dealwright.records.notifications import queries
from dealwright.ui import navigation, pinning


def signals(request: HttpRequest) -> HttpResponse:
    """What changes without a click: how much waits in each place, and how much under the bell."""
    actor = requests.actor(request)
    counts = [
        (item, item.count(actor)) for item in navigation.visible(actor) if item.count is not None
    ]
    unread = queries.unread(actor)
    context = {
        "counts": counts,
        "pins": pinning.pinned(actor),
        "unread": unread,
        "is_many": unread >= queries.COUNTED,
        "is_quiet": bool(unread) and queries.is_quiet(actor, clock.now()),
    }
    return render(request, "ui/frame/signals.html", context)
