"""Finding records by a fragment of their name for lookups, and showing why a text was found."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, TextField, UUIDField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.identity import absences
from dealwright.identity.absences import Away
from dealwright.identity.queries import people
from dealwright.records import registry
from dealwright.records.filtering import compiling
from dealwright.records.registry import Entity
from dealwright.records.searching import finding as everywhere
from dealwright.records.searching import normalising
from dealwright.ui import columns, searching, shown

OPTIONS = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """A record to choose."""

    value: UUID
    label: str
    about: str = ""


def options(key: str, fragment: str, actor: Actor, *, only: str = "") -> list[Option]:
    """Records of one kind that a fragment finds, those that begin with it first; some of them for no fragment. `only` is a
    filter that they must pass.

    A part of a word that nobody had before is known to the search a moment later: for one word that it does not know the
    names themselves are looked through.
    """
    known = people(key)
    if known is not None:
        return _people(known, fragment)
    entity = registry.entity(key).seen_by(actor)
    words = normalising.words(fragment)
    if entity.page and len(fragment) > 1 and words and not only:
        hits = everywhere.search(fragment, actor, kinds=[key], best=OPTIONS).hits[:OPTIONS]
        if hits or len(words) > 1:
            return [Option(value=hit.id, label=hit.title, about=hit.beside) for hit in hits]
    rows = _ranked(entity, fragment, actor)
    if only:
        rows = rows.filter(compiling.condition(only, entity, actor=actor, at=clock.now()))
    rows = rows[:OPTIONS]
    return [Option(value=pk, label=title, about=about) for pk, title, about in rows]


def _people(known: QuerySet[Any], fragment: str) -> list[Option]:
    rows = known.filter(is_active=True, name__icontains=fragment).order_by("name", "pk")
    found = list(rows.values_list("pk", "name", "job_title")[:OPTIONS])
    away = absences.away([pk for pk, _name, _title in found], clock.now())
    return [
        Option(value=pk, label=name, about=_away(away[pk]) if pk in away else title)
        for pk, name, title in found
    ]


def _away(found: Away) -> str:
    return _("away until %(day)s") % {"day": shown.day(found.until)}


def _ranked(entity: Entity, fragment: str, actor: Actor) -> QuerySet[Any, tuple[Any, ...]]:
    """(id, title, about) of the rows that contain the fragment, those that begin with it first."""
    title = columns.sort_path(entity.field(entity.title))
    about = Cast(entity.subtitle, TextField()) if entity.subtitle else Value("")
    starts = Case(When(Q(**{f"{title}__istartswith": fragment}), then=Value(0)), default=Value(1))
    rows = searching.search(entity.rows(actor), entity, fragment)
    return rows.values_list(
        Cast("pk", UUIDField()),
        Cast(title, TextField()),
        Coalesce(about, Value(""), output_field=TextField()),
    ).order_by(starts, F(title).asc(), "pk")


def matches(text: str, words: Sequence[Sequence[str]]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is a part of what was searched for.

    Of each word the first form is marked that the text has: where a word of the text begins with it, or else within words.
    """
    plain, places = normalising.traced(text)
    found = [list(filter(None, (_found(plain, form) for form in forms))) for forms in words]
    marked = {places[n] for first, *_others in filter(None, found) for n in first}
    return [
        ("".join(letter for _place, letter in letters), is_marked)
        for is_marked, letters in groupby(enumerate(text), key=partial(_is_marked, marked))
    ]


def _found(plain: str, word: str) -> list[int]:
    """The places of the letters of a word in the text."""
    starts = [found.start() for found in re.finditer(re.escape(word), plain)] if word else []
    first = [n for n in starts if n == 0 or not plain[n - 1].isalnum()]
    return [n for start in first or starts for n in range(start, start + len(word))]


def _is_marked(marked: AbstractSet[int], letter: tuple[int, str]) -> bool:
    return letter[0] in marked
