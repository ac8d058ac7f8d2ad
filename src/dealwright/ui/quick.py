"""The panel beside a list: a record at a glance, its fields to be edited where they stand.

What contexts above know of it, such as its next step, they put into the slots "<entity>.quick" and "*.quick".
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dealwright.core.errors import NotFoundError
from dealwright.identity import requests
from dealwright.ui import editing, record
from dealwright.ui.showing import Showing


def panel(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """The panel of one record, for those who may read it."""
    actor = requests.actor(request)
    page = record.pages.get(key)
    if page is None:
        raise NotFoundError(f"{key}?")
    row = editing.fetch(page.kind, pk, actor, joins=page.select_related)
    showing = Showing(page, row, actor)
    return render(request, "ui/quick.html", {"record": showing, "slot_name": f"{key}.quick"})
