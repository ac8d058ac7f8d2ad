"""Type-ahead: options of a lookup field, hints at duplicates, the command palette."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dealwright.core.actor import Actor
from dealwright.core.errors import require
from dealwright.identity import requests
from dealwright.records import registry
from dealwright.records.models import RecentView
from dealwright.ui import editing, filters, finding, navigation
from dealwright.ui.cells import capitalised
from dealwright.ui.forms import RecordForm

LONGEST = 100
RECENT = 6
PLACES = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of the palette: a place to go, or a form to open in the dialog."""

    icon: str
    pieces: Sequence[tuple[str, bool]]
    url: str
    about: str = ""
    keys: Sequence[str] = ()
    is_dialog: bool = False


def _fragment(request: HttpRequest, name: str) -> str:
    return filters.clean(request.GET.get(name, ""))[:LONGEST]


def lookup(request: HttpRequest, key: str) -> HttpResponse:
    """Options for a field that leads to a record of this kind."""
    found = finding.options(key, _fragment(request, "term"), requests.actor(request))
    return render(request, "ui/lookup.html", {"options": found, "key": key})


def duplicates(request: HttpRequest, key: str) -> HttpResponse:
    """Records that may be the one being typed in."""
    actor = requests.actor(request)
    entity = registry.entity(key).seen_by(actor)
    require(entity.may_create is None or entity.may_create(actor))
    form = RecordForm(
        [field for field in entity.fields if field.name in request.GET],
        actor=actor,
        typed=request.GET.dict(),
    )
    values = {name: value for name, value in form.data().items() if value not in (None, "")}
    hints = entity.hints(values, actor) if entity.hints and values else ()
    found = [(hint, registry.of(hint.row).url(hint.row)) for hint in hints]
    return render(request, "ui/duplicates.html", {"entity": entity, "found": found})


def palette(request: HttpRequest) -> HttpResponse:
    """What the palette finds: records, what can be created, places. "> " leaves the records away."""
    actor = requests.actor(request)
    fragment = _fragment(request, "q")
    words = fragment.removeprefix(">").strip()
    groups = [
        (_("Create"), _creations(words, actor) if words else []),
        (_("Go to"), _places(words, actor)),
    ]
    if not fragment.startswith(">"):
        records = _hits(words, actor) if words else _recent(actor)
        groups.insert(0, (_("Records") if words else _("Recently viewed"), records))
    shown = [(title, lines) for title, lines in groups if lines]
    return render(request, "ui/palette.html", {"groups": shown, "words": words})


def recent(request: HttpRequest) -> HttpResponse:
    """The records opened last, as a panel of the home page."""
    return render(request, "ui/frame/recent.html", {"lines": _recent(requests.actor(request))})


def _hits(words: str, actor: Actor) -> list[Line]:
    return [
        Line(
            icon=hit.entity.icon,
            pieces=finding.matches(hit.title, words),
            url=hit.url,
            about=" · ".join(filter(None, (capitalised(hit.entity.label), hit.about))),
        )
        for hit in finding.everywhere(words, actor)
    ]


def _recent(actor: Actor) -> list[Line]:
    views = RecentView.objects.filter(user=actor.id).order_by("-at", "pk")[:RECENT]
    kinds = [(view, registry.find(view.entity)) for view in views]
    return [
        Line(
            icon=kind.icon,
            pieces=[(view.label, False)],
            url=reverse(kind.page, args=[view.record_id]),
            about=capitalised(kind.label),
        )
        for view, kind in kinds
        if kind and kind.page
    ]


def _creations(words: str, actor: Actor) -> list[Line]:
    found = []
    for kind in registry.entities():
        label = _("New %(kind)s") % {"kind": kind.label}
        if words.lower() in label.lower() and editing.may_create(kind, actor):
            url = reverse("ui:quick_create", args=[kind.key])
            found.append(
                Line(icon="plus", pieces=finding.matches(label, words), url=url, is_dialog=True)
            )
    return found


def _places(words: str, actor: Actor) -> list[Line]:
    items = [item for item in navigation.visible(actor) if words.lower() in str(item.label).lower()]
    return [
        Line(
            icon=item.icon,
            pieces=finding.matches(str(item.label), words),
            url=item.url,
            keys=("g", item.key) if item.key else (),
        )
        for item in items[:PLACES]
    ]
