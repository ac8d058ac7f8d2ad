"""The timeline of a record: one stream of activities, events and field changes, told to one reader.

Four queries and one for each kind of record that is mentioned, whatever the length of the page. Events about
records that the reader may not see are left out, so a page may be shorter than another; its cursor goes on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dealwright.activities import changes, stream, wording
from dealwright.activities.changes import Change
from dealwright.activities.lines import ICONS
from dealwright.activities.models import KEY, Activity, ActivityKind
from dealwright.activities.stream import Item, Sort
from dealwright.activities.wording import Wording
from dealwright.core.actor import Actor
from dealwright.events.bus import kind_of
from dealwright.events.models import EventRecord
from dealwright.records import naming, registry, seeing
from dealwright.records.events import (
    FieldRestored,
    RecordBroughtBack,
    RecordCreated,
    RecordDeleted,
    RecordUpdated,
)
from dealwright.records.models import Record
from dealwright.records.naming import Named, Names, Ref
from dealwright.records.registry import Entity

BODY = f"{KEY}.body"  # the one field of an activity told here that a role may hide
CREATED, UPDATED, DELETED, RESTORED, BROUGHT_BACK = (
    kind_of(event)
    for event in (RecordCreated, RecordUpdated, RecordDeleted, FieldRestored, RecordBroughtBack)
)
WHOLE = {
    CREATED,
    DELETED,
    BROUGHT_BACK,
}  # which tell of every field of the record, and say nothing by that


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One thing that happened: who did what, to which other record, and what became different.

    `text` continues the sentence that starts with `who`, `title` ends it; `subject` is another record than the
    page's.
    """

    at: datetime
    icon: str
    who: str
    text: str
    tone: str = ""
    note: str = ""
    title: str = ""
    body: str = ""
    subject: Named | None = None
    changes: Sequence[Change] = ()
    activity: Activity | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One page of a timeline, newest first."""

    entries: Sequence[Entry]
    cursor: str | None


def timeline(
    record: Record,
    *,
    actor: Actor,
    sort: Sort = Sort.ALL,
    person: UUID | None = None,
    cursor: str | None = None,
    size: int = stream.SIZE,
) -> Page:
    """One page of the timeline of a record that the actor may read. Refuses a damaged cursor."""
    found = stream.read(record, actor=actor, sort=sort, person=person, cursor=cursor, size=size)
    teller = _Teller(record, found.items, actor)
    entries = [entry for item in found.items if (entry := teller.tell(item))]
    return Page(entries=entries, cursor=found.cursor)


class _Teller:
    """Tells the items of one page to one reader."""

    def __init__(self, record: Record, items: Sequence[Item], actor: Actor) -> None:
        self._record = record
        self._items = items
        self._actor = actor

    def tell(self, item: Item) -> Entry | None:
        """The entry for an item; None for an event about a record that the reader may not see."""
        if isinstance(item, Activity):
            return self._activity(item)
        named = self._names.get(_subject(item))
        return self._event(item, named) if named else None

    @cached_property
    def _names(self) -> Names:
        """Names of all subjects and links on the page. A missing name means: not to be seen."""
        events = [item for item in self._items if isinstance(item, EventRecord)]
        return naming.look_up(_mentioned(events), actor=self._actor)

    @cached_property
    def _linked(self) -> Names:
        """Names for changes: of what their links lead to also what is gone, such as a record that was merged."""
        events = [item for item in self._items if isinstance(item, EventRecord)]
        missing = set(_linked(events)) - self._names.keys()
        gone = naming.look_up(missing, actor=self._actor, with_gone=True) if missing else {}
        return {**self._names, **gone}

    def _activity(self, activity: Activity) -> Entry:
        assert activity.done_at is not None  # noqa: S101  the stream holds only what is done
        text = "" if registry.is_hidden(BODY, self._actor) else activity.body.strip()
        return Entry(
            at=activity.done_at,
            icon=ICONS[ActivityKind(activity.kind)],
            who=self._who(activity.owner_id, str(activity.owner)),
            text=_did(activity.kind),
            note=_minutes(activity.duration),
            title="" if text.startswith(activity.title) else activity.title,
            body=text,
            activity=activity,
        )

    def _event(self, event: EventRecord, named: Named) -> Entry:
        is_own = event.subject_id == self._record.pk
        known = registry.find(event.subject_type)
        entity = known.seen_by(self._actor) if known else None
        words = wording.of(event.kind)
        changed = {} if event.kind in WHOLE else seeing.shown(entity, event.changes, self._actor)
        return Entry(
            at=event.at,
            icon=GENERIC_ICONS.get(event.kind, words.icon),
            who=self._who(event.actor_id, event.actor_name),
            text=_generic(event) or str(words.text),
            tone=words.tone,
            note=_on_behalf(event),
            body=self._detail(words, event, entity),
            subject=None if is_own else named,
            changes=changes.told(entity, changed, names=self._linked, of=named),
        )

    def _detail(self, words: Wording, event: EventRecord, entity: Entity | None) -> str:
        """The second line, unless it would tell of a field, or of a record, that the reader may not see."""
        hidden = seeing.hidden(entity, self._actor)
        told = {*event.data} | ({event.data["field"]} if event.kind == RESTORED else set())
        if words.detail is None or told & hidden:
            return ""
        data = _labelled(event, entity)
        if other := _other(event):
            if (named := self._names.get(other)) is None:
                return ""
            data = {**data, "name": named.title}
        return str(words.detail(data))

    def _who(self, pk: UUID | None, name: str) -> str:
        return _("You") if pk is not None and pk == self._actor.id else name


GENERIC_ICONS = {CREATED: "plus", UPDATED: "pencil", DELETED: "trash-2"}


def _generic(event: EventRecord) -> str:
    """The words for what happens to any record."""
    entity = registry.find(event.subject_type)
    kind = entity.label if entity else ""
    if event.kind == CREATED:
        return _("created the %(kind)s") % {"kind": kind}
    if event.kind == DELETED:
        return _("deleted the %(kind)s") % {"kind": kind}
    return _("changed") if event.kind == UPDATED else ""


def _labelled(event: EventRecord, entity: Entity | None) -> Mapping[str, Any]:
    """The data of an event; of a restored field its label instead of its name."""
    data: dict[str, Any] = event.data
    field = entity.by_name.get(data["field"]) if entity and event.kind == RESTORED else None
    return data | {"field": str(field.label)} if field else data


def _did(kind: str) -> str:
    verbs: Mapping[str, str] = {
        ActivityKind.NOTE: _("wrote a note"),
        ActivityKind.CALL: _("called"),
        ActivityKind.MEETING: _("met"),
        ActivityKind.TASK: _("completed"),
    }
    return verbs[kind]


def _minutes(duration: int | None) -> str:
    return _("%(minutes)d min") % {"minutes": duration} if duration else ""


def _on_behalf(event: EventRecord) -> str:
    return _("for %(name)s") % {"name": event.on_behalf_of} if event.on_behalf_of else ""


def _subject(event: EventRecord) -> Ref:
    return event.subject_type, event.subject_id


def _other(event: EventRecord) -> Ref | None:
    """The other record that the event's second line tells of."""
    name = wording.of(event.kind).other
    pk = naming.as_id(event.data.get(name)) if name else None
    return (event.subject_type, pk) if pk else None


def _mentioned(events: Sequence[EventRecord]) -> Iterable[Ref]:
    for event in events:
        yield _subject(event)
        if other := _other(event):
            yield other
    yield from _linked(events)


def _linked(events: Sequence[EventRecord]) -> Iterable[Ref]:
    for event in events:
        yield from naming.linked(registry.find(event.subject_type), event.changes)
