"""Down by call, up by event: a context calls those below it and only announces to those above.

`record` writes the fact in the caller's transaction and defers one job per handler in the same
transaction, so that both are kept or neither.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from procrastinate.contrib.django import app as jobs
from pydantic import TypeAdapter

from dealwright.core import changesets, copying
from dealwright.core.actor import Actor
from dealwright.events.models import EventRecord
from dealwright.events.plain import plain

BATCH = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """A fact in the past tense. Subclass it in <context>/events.py with plain, typed fields."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """An event about to be recorded: what happened to which row, and what else it concerns."""

    event: Event
    subject: models.Model
    about: Sequence[UUID] = ()
    changes: Mapping[str, Sequence[Any]] = field(default_factory=dict)


type Handler = Callable[[EventRecord], None]
type Condition = Callable[[EventRecord], bool]


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscription:
    """One handler of one kind of event, for one type of subject or for all, and only `when` it concerns it."""

    name: str
    kind: str
    subject_type: str | None
    handler: Handler
    when: Condition | None = None

    def concerns(self, row: EventRecord) -> bool:
        if self.subject_type not in {None, row.subject_type}:
            return False
        return self.when is None or self.when(row)


_by_name: dict[str, Subscription] = {}
_by_kind: dict[str, list[Subscription]] = defaultdict(list)


def kind_of(event: type[Event]) -> str:
    """The name of a kind of event: "opportunities.OpportunityWon"."""
    context = event.__module__.split(".")[1]
    return f"{context}.{event.__name__}"


ANY = kind_of(Event)


def on(
    event: type[Event], *, subject: str | None = None, when: Condition | None = None
) -> Callable[[Handler], Handler]:
    """Register a handler. It runs in a worker, in its own transaction, once per event.

    `Event` itself stands for every kind. `when` is asked as the event is recorded, so that what does not concern
    the handler defers no job.
    """

    def register(handler: Handler) -> Handler:
        name = f"{handler.__module__}.{handler.__qualname__}"
        found = Subscription(
            name=name, kind=kind_of(event), subject_type=subject, handler=handler, when=when
        )
        _by_kind[found.kind] = [kept for kept in _by_kind[found.kind] if kept.name != name]
        _by_kind[found.kind].append(found)
        _by_name[name] = found
        return handler

    return register


def subscription(name: str) -> Subscription | None:
    return _by_name.get(name)


def read[E: Event](record: EventRecord, event: type[E]) -> E:
    """The typed event back from its row."""
    return TypeAdapter(event).validate_python(record.data)


def record(
    event: Event,
    *,
    subject: models.Model,
    by: Actor,
    at: datetime,
    about: Sequence[UUID] = (),
    changes: Mapping[str, Sequence[Any]] | None = None,
) -> EventRecord:
    """Write one fact in the caller's transaction and defer its handlers."""
    fact = Fact(event=event, subject=subject, about=about, changes=changes or {})
    return record_many([fact], by=by, at=at)[0]


def record_many(facts: Sequence[Fact], *, by: Actor, at: datetime) -> list[EventRecord]:
    """Write many facts in one statement, one deferral per handler and batch."""
    rows = [_row(fact, by=by, at=at) for fact in facts]
    waiting = _gathered.get()
    if waiting is None:
        _write(rows)
    else:
        waiting.extend(rows)
    return rows


_gathered: ContextVar[list[EventRecord] | None] = ContextVar("gathered", default=None)


@contextmanager
def gathered() -> Iterator[list[EventRecord]]:
    """What is recorded inside is written together when it ends well: one statement for the verbs of a whole batch.

    The list grows meanwhile; who takes a verb back takes its facts off the end.
    """
    waiting: list[EventRecord] = []
    token = _gathered.set(waiting)
    try:
        yield waiting
    finally:
        _gathered.reset(token)
    _write(waiting)


def _write(rows: Sequence[EventRecord]) -> None:
    copying.insert(rows)
    _defer(rows)


def _row(fact: Fact, *, by: Actor, at: datetime) -> EventRecord:
    subject = fact.subject
    columns = {
        "kind": kind_of(type(fact.event)),
        "subject_type": subject._meta.label_lower,
        "subject_id": subject.pk,
        "subject_label": str(subject)[:300],
        "about": list(dict.fromkeys([subject.pk, *fact.about])),
        "actor_kind": by.kind,
        "actor_id": by.id,
        "actor_name": by.name[:200],
        "on_behalf_of": by.on_behalf_of.name[:200] if by.on_behalf_of else "",
        "channel": by.channel,
        "change_set": changesets.current(),
        "data": plain(asdict(fact.event)),
        "changes": plain(dict(fact.changes)),
        "at": at,
    }
    return copying.instance(EventRecord, columns)


def _defer(rows: Sequence[EventRecord]) -> None:
    waiting: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for found in (*_by_kind[row.kind], *_by_kind[ANY]):
            if found.concerns(row):
                waiting[found.name].append(str(row.pk))
    batches: list[dict[str, Any]] = [
        {"handler": name, "events": ids[start : start + BATCH]}
        for name, ids in waiting.items()
        for start in range(0, len(ids), BATCH)
    ]
    if batches:
        jobs.configure_task("events.deliver", queue="events").batch_defer(*batches)


def defer_again(*, handler: str, event_id: UUID) -> None:
    """Defer one delivery anew, in the caller's transaction."""
    jobs.configure_task("events.deliver", queue="events").defer(
        handler=handler, events=[str(event_id)]
    )
