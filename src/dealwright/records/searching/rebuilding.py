"""What the search does not know yet, and the work that is left to do. The verbs are in `actions`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from dealwright.core.actor import Actor
from dealwright.records.registry import Entity
from dealwright.records.searching import actions, entries
from dealwright.records.searching.models import SearchEntry, SearchProgress


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """How many records of a kind there are, and how many of them have no entry."""

    entity: Entity
    records: int
    missing: int


def missing() -> Iterator[Missing]:
    """What a search would not find, by kind. Counts every table: for whoever asks, not for a page."""
    for entity in entries.kinds():
        rows = entity.model._default_manager.all()
        kept = SearchEntry.objects.filter(entity=entity.key).values("record_id")
        count = rows.count()
        there = count and rows.filter(pk__in=kept).count()
        yield Missing(entity=entity, records=count, missing=count - there)


def unfinished() -> list[Entity]:
    """The kinds whose records are not all gone through since what is searched in them was last declared otherwise."""
    rows = SearchProgress.objects.filter(finished_at__isnull=False)
    done = dict(rows.values_list("entity", "declaration"))
    return [kind for kind in entries.kinds() if done.get(kind.key) != entries.declaration(kind)]


def work(*, by: Actor, at: datetime, until: Callable[[], bool]) -> bool:
    """Do what waits, batch by batch, each in its own transaction, until told to stop; whether all is done."""
    for step in _steps(by=by, at=at):
        while step():
            if until():
                return False
    return True


def _steps(*, by: Actor, at: datetime) -> Sequence[Callable[[], int]]:
    kinds = [partial(actions.advance, kind, by=by, at=at) for kind in unfinished()]
    return [partial(actions.take_up, by=by, at=at), *kinds, partial(actions.learn, by=by, at=at)]
