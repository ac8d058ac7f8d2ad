"""What comes next and what was last, of a record in the panel beside a list."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dealwright.activities.timeline import timeline
from dealwright.activities.views.history import fetch
from dealwright.activities.views.timeline import planned
from dealwright.identity import requests

LAST = 3


def show_quick(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """The open activities of a record, then the last entries of its timeline."""
    actor = requests.actor(request)
    record = fetch(key, pk, actor)
    entries = timeline(record, actor=actor).entries[:LAST]
    context = {"planned": planned(record, actor), "entries": entries}
    return render(request, "activities/quick.html", context)
