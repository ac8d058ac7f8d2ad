"""The audit search: every event of the house, narrowed by record, person, what, way in and time, newest first.

A page costs the same number of queries whatever it shows: one for the events, one for each kind of record they name.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dealwright.activities import changes, wording
from dealwright.activities.changes import Change
from dealwright.activities.past import CHANNELS
from dealwright.core import paging
from dealwright.core.actor import Actor
from dealwright.core.errors import Text
from dealwright.events.bus import Event, kind_of
from dealwright.events.models import EventRecord
from dealwright.records import naming, registry, seeing
from dealwright.records.changesets.queries import KEY
from dealwright.records.fields import Field, Kind
from dealwright.records.naming import Named, Names, Ref
from dealwright.ui.cells import capitalised

SIZE = 50
ORDER = paging.order("-at", "-id")
LONGEST = 300

# What is asked for most: several kinds of event under one name.
GROUPS: Mapping[str, tuple[Text, Q]] = {
    "access": (_("Logins, people and rights"), Q(kind__startswith="identity.")),
    "bulk": (
        _("Imports, exports and bulk changes"),
        Q(kind__startswith="exchange.")
        | Q(kind__startswith="records.ChangeSet")
        | Q(kind="administration.AuditExported"),
    ),
    "settings": (_("Settings"), Q(kind__startswith="organisation.")),
}


def whats() -> list[tuple[str, Text]]:
    """The groups of events, then every kind of event that the house knows, in words."""
    named = sorted((capitalised(_words(kind)), kind) for kind in kinds())
    return [
        *((key, label) for key, (label, _condition) in GROUPS.items()),
        *((kind, words) for words, kind in named),
    ]


def _words(kind: str) -> str:
    context, _dot, _name = kind.partition(".")
    return f"{wording.plain_words(kind)} ({context})"


def kinds() -> Iterator[str]:
    """Every kind of event that the code declares."""
    waiting = list(Event.__subclasses__())
    while waiting:
        event = waiting.pop()
        waiting += event.__subclasses__()
        if event.__module__.startswith("dealwright.") and not event.__name__.startswith("_"):
            yield kind_of(event)


def fields() -> list[Field]:
    """The filters, as fields of a form."""
    kinds = sorted(((entity.key, entity.label) for entity in registry.entities()), key=_label)
    return [
        Field(name="record", label=_("record"), max_length=300, help=_("Its id, its address, or how its name begins.")),
        Field(name="kind", label=_("kind of record"), kind=Kind.CHOICE, choices=tuple(kinds)),
        Field(name="person", label=_("who"), kind=Kind.LINK, to="identity.user"),
        Field(name="what", label=_("what"), kind=Kind.CHOICE, choices=tuple(whats())),
        Field(name="channel", label=_("way in"), kind=Kind.CHOICE, choices=tuple(CHANNELS.items())),
        Field(name="since", label=_("from"), kind=Kind.DATE),
        Field(name="until", label=_("until"), kind=Kind.DATE),
    ]  # fmt: skip


def _label(pair: tuple[str, Text]) -> str:
    return str(pair[1])


def search(asked: Mapping[str, Any]) -> QuerySet[EventRecord]:
    """The events that fit what was asked, by name of filter; not yet ordered."""
    rows = EventRecord.objects.all()
    for name, value in asked.items():
        if value not in (None, ""):
            rows = rows.filter(CONDITIONS[name](value))
    return rows


def _of_record(text: str) -> Q:
    """A record by its id, by an address that holds it, or by how its name begins."""
    for part in reversed(text.strip().split("/")):
        pk = naming.as_id(part)
        if pk is not None:
            return Q(subject_id=pk)
    return Q(subject_label__istartswith=text.strip())


def _of_what(text: str) -> Q:
    return GROUPS[text][1] if text in GROUPS else Q(kind=text)


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


CONDITIONS: Mapping[str, Any] = {
    "record": _of_record,
    "kind": lambda key: Q(subject_type=key),
    "person": lambda pk: Q(actor_id=pk),
    "what": _of_what,
    "channel": lambda way: Q(channel=way),
    "since": lambda day: Q(at__gte=_start_of(day)),
    "until": lambda day: Q(at__lt=_start_of(day + timedelta(days=1))),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One event as the page shows it. `record` leads to what it concerns, where that is still there."""

    at: datetime
    who: str
    on_behalf_of: str
    way: Text
    words: str
    icon: str
    kind: str
    label: str
    record: Named | None
    changes: Sequence[Change]
    details: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One page of what was found. `cursor` leads to the next."""

    lines: Sequence[Line]
    cursor: str | None


def page(asked: Mapping[str, Any], *, actor: Actor, cursor: str | None = None) -> Page:
    """One page of the events that fit. Refuses a damaged cursor."""
    found = paging.page(search(asked), ORDER, size=SIZE, cursor=cursor)
    names = naming.look_up(_mentioned(found.rows), actor=actor, with_gone=True)
    return Page(
        lines=[_line(event, names, actor) for event in found.rows], cursor=found.next_cursor
    )


def _mentioned(events: Iterable[EventRecord]) -> Iterator[Ref]:
    for event in events:
        yield event.subject_type, event.subject_id
        yield from naming.linked(registry.find(event.subject_type), event.changes)


def _line(event: EventRecord, names: Names, actor: Actor) -> Line:
    entity = registry.find(event.subject_type)
    words = wording.of(event.kind)
    named = names.get((event.subject_type, event.subject_id)) or _change_set(event)
    shown = seeing.shown(entity, event.changes, actor)
    return Line(
        at=event.at,
        who=event.actor_name,
        on_behalf_of=event.on_behalf_of,
        way=CHANNELS.get(event.channel, event.channel),
        words=capitalised(wording.plain_words(event.kind)),
        icon=words.icon,
        kind=entity.label if entity else "",
        label=event.subject_label,
        record=named if named and named.url else None,
        changes=changes.told(entity, shown, names=names, of=named),
        details=details(event, actor),
    )


def _change_set(event: EventRecord) -> Named | None:
    """Where a change set is shown; it is no kind of record, but has a page."""
    if event.subject_type != KEY:
        return None
    address = reverse("administration:change_set", args=[event.subject_id])
    return Named(title=event.subject_label, url=address)


def details(event: EventRecord, actor: Actor) -> str:
    """What else the event tells, name by name, without fields that the actor may not see."""
    hidden = seeing.hidden(registry.find(event.subject_type), actor)
    told = (
        f"{name.replace('_', ' ')}: {_plain(value)}"
        for name, value in event.data.items()
        if name not in hidden and value not in (None, "", [], {})
    )
    return "; ".join(told)[:LONGEST]


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{name} {found}" for name, found in value.items())
    return str(value)


COLUMNS = (
    "at", "who", "on_behalf_of", "channel", "event", "kind", "record_id", "record", "changes", "details",
)  # fmt: skip


def lines_of_file(events: Iterable[EventRecord], actor: Actor) -> Iterator[list[str]]:
    """Events as lines of a table for other programs, in the order of `COLUMNS`."""
    for event in events:
        entity = registry.find(event.subject_type)
        changed = seeing.shown(entity, event.changes, actor)
        yield [
            event.at.isoformat(),
            event.actor_name,
            event.on_behalf_of,
            event.channel,
            event.kind,
            event.subject_type,
            str(event.subject_id),
            event.subject_label,
            "; ".join(f"{name}: {old} > {new}" for name, (old, new) in changed.items()),
            details(event, actor),
        ]
