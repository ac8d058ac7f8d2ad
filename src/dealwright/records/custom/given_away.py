"""What formulas give away: fields of their record, fields of other kinds, and records that their reader may not open."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When

from dealwright.core.actor import Actor
from dealwright.records.fields import Field

type Reads = Mapping[str, Iterable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Through:
    """A formula that reads linked records: where its value stands, and the (kind, column) of the links it reads through."""

    column: str
    links: Sequence[tuple[str, str]]

    def expression(self, actor: Actor) -> Case:
        """Its value where the actor may open all that it reads of a row; a link that is empty tells nothing."""
        may_know = Q()
        for key, column in self.links:
            there = _readable(key, actor).filter(pk=OuterRef(column))
            may_know &= Q(**{f"{column}__isnull": True}) | Q(Exists(there))
        return Case(When(may_know, then=F(self.column)))


def shadowed(found: Field, reads: Reads, every: Mapping[str, Field]) -> Field:
    """The field with the formulas that give it away, those that read such formulas included."""
    telling: set[str] = set()
    waiting = [found.name]
    while waiting:
        now = waiting.pop()
        more = {name for name, paths in reads.items() if any(path[0] == now for path in paths)}
        waiting += more - telling
        telling |= more
    if not telling:
        return found
    columns = {column for name in telling for column in (name, every[name].column)}
    return replace(found, shadows=(*found.shadows, *sorted(columns)))


def elsewhere(reads: Reads, every: Mapping[str, Field]) -> Iterator[tuple[str, Sequence[str]]]:
    for name, paths in reads.items():
        told = [
            f"{every[path[0]].to}.{path[1]}" for path in paths if len(path) > 1 and path[0] in every
        ]
        if told:
            yield name, told


def through(reads: Reads, every: Mapping[str, Field]) -> Iterator[tuple[str, Through]]:
    """The formulas that read linked records, at once or by other formulas."""
    for name in reads:
        links = [every[link] for link in set(_links_read(name, reads)) if link in every]
        if links:
            found = sorted((link.to, link.column) for link in links)
            yield name, Through(every[name].column, found)


def _links_read(name: str, reads: Reads) -> Iterator[str]:
    for first, *further in reads.get(name, ()):
        if further:
            yield first
        else:
            yield from _links_read(first, reads)


def _readable(key: str, actor: Actor) -> models.QuerySet[Any]:
    rows: models.QuerySet[Any] = apps.get_model(key)._default_manager.visible_to(actor)
    return rows.order_by()


def opens_all(key: str, actor: Actor) -> bool:
    """Whether the actor may read every record of a kind; asked for each list and form, and the same for a whole request."""
    known: dict[str, bool] = actor.memo.setdefault("opens_all", {})
    if key not in known:
        known[key] = not _readable(key, actor).query.where
    return known[key]
