"""The past of one record in words: what every write changed, who wrote and by which way in; and the whole record as it
was at a moment. Read from `records.history`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.activities import changes
from dealwright.activities.changes import Change
from dealwright.core.actor import Actor, Channel
from dealwright.core.errors import Text
from dealwright.events.plain import plain
from dealwright.records import naming, registry, seeing
from dealwright.records.fields import value
from dealwright.records.history import copies
from dealwright.records.history.copies import Entry, What
from dealwright.records.models import Record
from dealwright.records.naming import Names, Ref
from dealwright.records.registry import Entity

SIZE = 50
CHANNELS: Mapping[str, Text] = {
    Channel.WEB: _("on the web"),
    Channel.API: _("by the API"),
    Channel.IMPORT: _("by an import"),
    Channel.JOB: _("in the background"),
    Channel.CLIENT_PAGE: _("on the client page"),
    Channel.COMMAND: _("by a command"),
}
ACTS: Mapping[What, Text] = {What.CREATED: _("Created"), What.DELETED: _("Deleted")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Write:
    """One write of a row. `act` says so when it made the record or deleted it; `before` is the copy of the row as
    it was until then, to which fields can be restored.
    """

    at: datetime
    who: str
    on_behalf_of: str
    way: Text
    act: Text
    before: int | None
    changes: Sequence[Change]

    @property
    def is_first(self) -> bool:
        return self.before is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One page of a record's past, newest first. `older` leads to the next."""

    writes: Sequence[Write]
    older: str


def past(record: Record, *, actor: Actor, before: str = "") -> Page:
    """One page of the past of a record that the actor may read; one query, and one per kind that is mentioned.

    Changes say whether the actor may restore what was. Refuses a damaged cursor.
    """
    entity = registry.of(record).seen_by(actor)
    found = copies.page(entity, record.pk, actor=actor, before=before, size=SIZE)
    plainly = [_plain(entry.changes) for entry in found.entries]
    names = naming.look_up(_mentioned(entity, record, plainly), actor=actor, with_gone=True)
    restorable = _restorable(entity, record, actor)
    writes = [
        _write(entry, _told(entity, record, changed, names, restorable))
        for entry, changed in zip(found.entries, plainly, strict=True)
    ]
    return Page(writes=writes, older=found.older)


def _plain(changed: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    return {name: [plain(old), plain(new)] for name, (old, new) in changed.items()}


def _restorable(entity: Entity, record: Record, actor: Actor) -> frozenset[str]:
    """The fields whose earlier values the actor may put back."""
    if not seeing.may_edit(entity, record, actor):
        return frozenset()
    shown = seeing.fields_shown(entity, actor).fields
    return frozenset(field.name for field in shown if field.editable and not field.path)


def _mentioned(
    entity: Entity, record: Record, differences: Sequence[Mapping[str, Sequence[Any]]]
) -> Iterator[Ref]:
    yield entity.key, record.pk
    for found in differences:
        yield from naming.linked(entity, found)


def _told(
    entity: Entity,
    record: Record,
    changed: Mapping[str, Sequence[Any]],
    names: Names,
    restorable: frozenset[str],
) -> list[Change]:
    own = names.get((entity.key, record.pk))
    return changes.told(entity, changed, names=names, of=own, restorable=restorable)


def _write(entry: Entry, told: Sequence[Change]) -> Write:
    return Write(
        at=entry.at,
        who=entry.who,
        on_behalf_of=entry.on_behalf_of,
        way=CHANNELS.get(entry.channel, ""),
        act=ACTS.get(entry.what, ""),
        before=entry.before,
        changes=told,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """A field as it was, and as it is now where that differs."""

    name: str
    label: str
    then: str
    now: str
    differs: bool
    can_restore: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Then:
    """A record at a moment: the copy that held, when it was written, and the values of its fields."""

    copy: int
    written_at: datetime
    title: str
    values: Sequence[Value]


def then(record: Record, moment: datetime, *, actor: Actor) -> Then | None:
    """The record as it was at a moment, beside what it is now; None when nothing is kept of that time."""
    entity = registry.of(record)
    copy = copies.at_moment(entity, record.pk, moment)
    if copy is None:
        return None
    fields = copies.kept_fields(entity, actor)
    pairs = _plain({f.name: (value(copy, f.column), value(record, f.column)) for f in fields})
    names = naming.look_up(_mentioned(entity, record, [pairs]), actor=actor, with_gone=True)
    restorable = _restorable(entity, record, actor)
    told = _told(entity, record, pairs, names, restorable)
    values = [
        Value(
            name=change.name,
            label=change.label,
            then=change.old,
            now=change.new,
            differs=pairs[change.name][0] != pairs[change.name][1],
            can_restore=change.can_restore,
        )
        for change in told
    ]
    return Then(
        copy=copy.pgh_id,
        written_at=copy.pgh_created_at,
        title=str(getattr(copy, entity.title, entity.title_of(record))),
        values=values,
    )


def first_kept(record: Record) -> datetime | None:
    """When the history that is kept of a record begins."""
    rows = copies.model_of(registry.of(record)).objects.filter(pgh_obj_id=record.pk)
    found: datetime | None = (
        rows.order_by("pgh_id").values_list("pgh_created_at", flat=True).first()
    )
    return found
