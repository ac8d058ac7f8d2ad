"""Type-ahead: options of a lookup field, hints at duplicates, the command palette."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from dealwright.core.actor import Actor
from dealwright.core.errors import require
from dealwright.identity import requests
from dealwright.records import registry
from dealwright.records.models import RecentView
from dealwright.records.searching import finding as everywhere
from dealwright.records.searching import normalising
from dealwright.records.searching.finding import Answer
from dealwright.ui import editing, finding, navigation, searching
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
    about: Sequence[tuple[str, bool]] = ()
    keys: Sequence[str] = ()
    is_dialog: bool = False


def _fragment(request: HttpRequest, name: str) -> str:
    return searching.clean(request.GET.get(name, ""))[:LONGEST]


def lookup(request: HttpRequest, key: str) -> HttpResponse:
    """Options for a field that leads to a record of this kind, of those that a `filter` finds."""
    actor, only = requests.actor(request), request.GET.get("filter", "")
    found = finding.options(key, _fragment(request, "term"), actor, only=only)
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
    is_command = fragment.startswith(">")
    answer = everywhere.search(words, actor) if words and not is_command else everywhere.NOTHING
    groups = [
        *([(_("Recently viewed"), _recent(actor))] if not fragment else _hits(answer)),
        (_("Create"), _creations(words, actor) if words else []),
        (_("Go to"), _places(words, actor)),
        (_("Everywhere"), [_everywhere(words)] if answer.hits else []),
    ]
    shown = [(title, lines) for title, lines in groups if lines]
    context = {"groups": shown, "words": words, "answer": answer}
    return render(request, "ui/palette.html", context)


def recent(request: HttpRequest) -> HttpResponse:
    """The records opened last, as a panel of the home page."""
    return render(request, "ui/frame/recent.html", {"lines": _recent(requests.actor(request))})


def _hits(answer: Answer) -> list[tuple[str, list[Line]]]:
    return [
        (
            capitalised(kind.plural),
            [
                Line(
                    icon=kind.icon,
                    pieces=finding.matches(hit.title, answer.words),
                    url=hit.url,
                    about=finding.matches(hit.beside, answer.words),
                )
                for hit in hits
            ],
        )
        for kind, hits in answer.by_kind()
    ]


def _everywhere(words: str) -> Line:
    """The way to all that is found, on a page of its own."""
    label = _("All results for “%(words)s”") % {"words": words}
    address = f"{reverse('ui:search')}?{urlencode({'q': words})}"
    return Line(icon="search", pieces=[(label, False)], url=address)


def _recent(actor: Actor) -> list[Line]:
    views = RecentView.objects.filter(user=actor.id).order_by("-at", "pk")[:RECENT]
    kinds = [(view, registry.find(view.entity)) for view in views]
    return [
        Line(
            icon=kind.icon,
            pieces=[(view.label, False)],
            url=reverse(kind.page, args=[view.record_id]),
            about=[(capitalised(kind.label), False)],
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
            found.append(Line(icon="plus", pieces=_marked(label, words), url=url, is_dialog=True))
    return found


def _places(words: str, actor: Actor) -> list[Line]:
    items = [item for item in navigation.visible(actor) if words.lower() in str(item.label).lower()]
    return [
        Line(
            icon=item.icon,
            pieces=_marked(str(item.label), words),
            url=item.url,
            keys=("g", item.key) if item.key else (),
        )
        for item in items[:PLACES]
    ]


def _marked(label: str, words: str) -> list[tuple[str, bool]]:
    return finding.matches(label, [[word] for word in normalising.words(words)])
