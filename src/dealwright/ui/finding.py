"""Finding records by a fragment of their name, for lookups and for the palette."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, TextField, UUIDField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.identity.queries import people
from dealwright.records import registry
from dealwright.records.registry import Entity
from dealwright.ui import columns, filters

OPTIONS = 8
PER_KIND = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """A record to choose."""

    value: UUID
    label: str
    about: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """A record that was found somewhere in the house."""

    entity: Entity
    id: UUID
    title: str
    about: str
    is_start: bool

    @property
    def url(self) -> str:
        return reverse(self.entity.page, args=[self.id])


def options(key: str, fragment: str, actor: Actor) -> list[Option]:
    """Records of one kind whose name contains the fragment, those that begin with it first."""
    known = people(key)
    if known is not None:
        return _people(known, fragment)
    entity = registry.entity(key).seen_by(actor)
    rows = _ranked(entity, fragment, actor)[:OPTIONS]
    return [Option(value=pk, label=title, about=about) for _kind, pk, title, about, _rank in rows]


def _people(known: QuerySet[Any], fragment: str) -> list[Option]:
    rows = known.filter(is_active=True, name__icontains=fragment).order_by("name", "pk")
    found = rows.values_list("pk", "name", "job_title")[:OPTIONS]
    return [Option(value=pk, label=name, about=title) for pk, name, title in found]


def _ranked(entity: Entity, fragment: str, actor: Actor) -> QuerySet[Any, tuple[Any, ...]]:
    """(kind, id, title, about, rank) of the rows that contain the fragment; one shape for every kind."""
    title = columns.sort_path(entity.field(entity.title))
    about = Cast(entity.subtitle, TextField()) if entity.subtitle else Value("")
    starts = Case(When(Q(**{f"{title}__istartswith": fragment}), then=Value(0)), default=Value(1))
    rows = filters.search(entity.rows(actor), entity, fragment)
    return rows.values_list(
        Value(entity.key, output_field=TextField()),
        Cast("pk", UUIDField()),
        Cast(title, TextField()),
        Coalesce(about, Value(""), output_field=TextField()),
        starts,
    ).order_by(starts, F(title).asc(), "pk")


def everywhere(fragment: str, actor: Actor) -> list[Hit]:
    """Records of every kind that contain the fragment: one statement over all of them."""
    kinds = [kind for kind in registry.entities() if kind.page and kind.in_palette and kind.search]
    if not kinds or len(fragment) < 2:  # noqa: PLR2004  one letter finds everything
        return []
    first, *others = [_ranked(kind.seen_by(actor), fragment, actor)[:PER_KIND] for kind in kinds]
    rows = first.union(*others, all=True) if others else first
    hits = [
        Hit(entity=registry.entity(kind), id=pk, title=title, about=about, is_start=rank == 0)
        for kind, pk, title, about, rank in rows
    ]
    return sorted(hits, key=lambda hit: (not hit.is_start, hit.title.lower()))


def matches(text: str, fragment: str) -> Sequence[tuple[str, bool]]:
    """The text in pieces, each with whether it is what was searched for."""
    start = text.lower().find(fragment.lower()) if fragment else -1
    if start < 0:
        return [(text, False)]
    end = start + len(fragment)
    return [(text[:start], False), (text[start:end], True), (text[end:], False)]
