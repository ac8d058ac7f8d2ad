"""The past of one record in system time: what every write changed, who wrote and by which way in.

Read from the copies that the database itself keeps, so imports and repairs by hand are here too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from dealwright.activities import changes, naming
from dealwright.activities.changes import Change
from dealwright.activities.naming import Ref
from dealwright.core.actor import Actor, Channel
from dealwright.core.errors import InvalidError, Text
from dealwright.events.plain import plain
from dealwright.records import registry
from dealwright.records.models import Record
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
NOT_TOLD = {"id", "version", "created_at", "modified_at", "created_by", "modified_by", "custom"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Write:
    """One write of a row. The first one has no changes: it tells that the record began."""

    at: datetime
    who: str
    way: Text
    is_first: bool
    changes: Sequence[Change]


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One page of a record's past, newest first. `older` leads to the next."""

    writes: Sequence[Write]
    older: str


def past(record: Record, *, actor: Actor, before: str = "") -> Page:
    """One page of the past of a record that the actor may read; one query, and one per kind that is mentioned.

    Refuses a damaged cursor.
    """
    copies = _copies(record, before)
    pairs = list(zip(copies, [*copies[1:], None], strict=True))[:SIZE]
    entity = registry.of(record).seen_by(actor)
    differences = [_difference(entity, new, old) for new, old in pairs]
    names = naming.look_up(_mentioned(entity, record, differences), actor=actor)
    own = names.get((entity.key, record.pk))
    writes = [
        _write(copy, is_first=old is None, told=changes.told(entity, found, names=names, of=own))
        for (copy, old), found in zip(pairs, differences, strict=True)
    ]
    has_more = len(copies) > SIZE
    older = str(pairs[-1][0].pgh_id) if has_more else ""
    return Page(writes=[write for write in writes if write.is_first or write.changes], older=older)


def _copies(record: Record, before: str) -> list[Any]:
    """The copies of a row, newest first, one more than a page: it is what the last is compared with."""
    if before and not (before.isascii() and before.isdigit()):
        raise InvalidError({"before": _("This cursor is damaged. Start from the first page.")})
    kept: Any = type(record).pgh_event_model  # type: ignore[attr-defined]  # every tracked model has one
    rows = kept.objects.filter(pgh_obj_id=record.pk)
    if before:
        rows = rows.filter(pgh_id__lt=int(before))
    return list(rows.order_by("-pgh_id")[: SIZE + 1])


def _difference(entity: Entity, new: Any, old: Any | None) -> dict[str, list[Any]]:
    """{field: [old, new]} in plain values for what two copies differ in."""
    if old is None:
        return {}
    pairs = {
        name: [plain(getattr(old, column)), plain(getattr(new, column))]
        for name, column in _columns(entity, type(new))
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _columns(entity: Entity, kept: type[Model]) -> Iterator[tuple[str, str]]:
    """The columns whose changes say something: not the stamps, nor links that are no field of the kind."""
    for column in kept._meta.concrete_fields:
        is_silent = column.name in NOT_TOLD or column.name.startswith("pgh_")
        is_inner_link = column.is_relation and column.name not in entity.by_name
        if not is_silent and not is_inner_link:
            yield column.name, column.attname


def _mentioned(
    entity: Entity, record: Record, differences: Sequence[Mapping[str, Sequence[Any]]]
) -> Iterator[Ref]:
    yield entity.key, record.pk
    for found in differences:
        yield from naming.linked(entity, found)


def _write(copy: Any, *, is_first: bool, told: Sequence[Change]) -> Write:
    context = copy.pgh_context or {}
    return Write(
        at=copy.pgh_created_at,
        who=str(context.get("name", "")),
        way=CHANNELS.get(context.get("channel", ""), ""),
        is_first=is_first,
        changes=told,
    )
