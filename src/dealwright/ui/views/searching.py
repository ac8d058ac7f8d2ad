"""The page of all that a search finds: the best of every kind, or one kind after the other as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from dealwright.core import digits
from dealwright.identity import requests
from dealwright.records import registry
from dealwright.records.registry import Entity
from dealwright.records.searching import finding as searching
from dealwright.records.searching.finding import MOST, PER_KIND, Answer, Hit
from dealwright.ui import finding
from dealwright.ui.cells import capitalised
from dealwright.ui.searching import clean

LONGEST = 200
SIZE = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A record that was found, with the parts of its title that were looked for marked."""

    pieces: Sequence[tuple[str, bool]]
    url: str
    about: Sequence[tuple[str, bool]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Rows of one kind; `more` leads to all of them when there may be more than these."""

    kind: Entity
    rows: Sequence[Row]
    more: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tab:
    """A kind to look at alone, and how many of it are known to be found."""

    label: str
    url: str
    count: str = ""
    is_current: bool = False


def results(request: HttpRequest) -> HttpResponse:
    """What a text finds: `?q=`, of one kind with `&kind=`, further ones with `&page=`."""
    actor = requests.actor(request)
    text = clean(request.GET.get("q", "")).strip()[:LONGEST]
    answer = searching.search(text, actor)
    key = request.GET.get("kind", "")
    kind = registry.find(key)
    whole = searching.search(text, actor, kinds=[key], best=MOST) if kind else answer
    page = _page(request)
    groups = _page_of(whole, kind, page) if kind else _groups(answer, text)
    context = {
        "text": text,
        "kind": kind,
        "answer": whole,
        "groups": groups,
        "tabs": _tabs(answer, text, kind),
        "before": _address(text, key, page - 1) if kind and page > 1 else "",
        "after": _address(text, key, page + 1) if kind and len(whole.hits) > page * SIZE else "",
        "is_cut": len(whole.hits) >= MOST,
        "most": MOST,
    }
    return render(request, "ui/search.html", context)


def _page(request: HttpRequest) -> int:
    """The number of the page, from 1; what is no number is the first."""
    return digits.whole(request.GET.get("page", "")) or 1


def _address(text: str, key: str = "", page: int = 1) -> str:
    given = {"q": text, "kind": key, "page": page if page > 1 else ""}
    return "?" + urlencode({name: value for name, value in given.items() if value})


def _groups(answer: Answer, text: str) -> list[Group]:
    return [
        Group(
            kind=kind,
            rows=_rows(hits, answer),
            more=_address(text, kind.key) if len(hits) >= PER_KIND else "",
        )
        for kind, hits in answer.by_kind()
    ]


def _page_of(answer: Answer, kind: Entity, page: int) -> list[Group]:
    hits = answer.hits[(page - 1) * SIZE : page * SIZE]
    return [Group(kind=kind, rows=_rows(hits, answer))] if hits else []


def _rows(hits: Sequence[Hit], answer: Answer) -> list[Row]:
    return [
        Row(
            pieces=finding.matches(hit.title, answer.words),
            url=hit.url,
            about=finding.matches(hit.beside, answer.words),
        )
        for hit in hits
    ]


def _tabs(answer: Answer, text: str, kind: Entity | None) -> list[Tab]:
    """One for each kind of which something is found, after the one for all."""
    found = [
        Tab(
            label=capitalised(each.plural),
            url=_address(text, each.key),
            count=f"{PER_KIND}+" if len(hits) >= PER_KIND else str(len(hits)),
            is_current=kind is not None and each.key == kind.key,
        )
        for each, hits in answer.by_kind()
    ]
    return (
        [Tab(label=_("All"), url=_address(text), is_current=kind is None), *found] if text else []
    )
