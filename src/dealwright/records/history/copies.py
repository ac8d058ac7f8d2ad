"""The copies of one row, newest first, each compared with the one before it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotFoundError
from dealwright.records import fields, seeing
from dealwright.records.fields import Field
from dealwright.records.registry import Entity

SIZE = 50
LONGEST_ID = 18  # digits of a 64-bit number that cannot overflow


class What(StrEnum):
    """What a write did to the row."""

    CREATED = "created"
    CHANGED = "changed"
    DELETED = "deleted"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One write: who made it, by which way in, and {field: (old, new)} of what it changed.

    `copy` names the row as it was afterwards, `before` as it was until then.
    """

    copy: int
    before: int | None
    at: datetime
    what: What
    actor_kind: str
    actor_id: str
    who: str
    on_behalf_of: str
    channel: str
    change_set: str
    changes: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One page of a history, newest first. `older` leads to the next."""

    entries: Sequence[Entry]
    older: str


def model_of(entity: Entity) -> Any:
    """The model of a kind's copies."""
    return entity.model.pgh_event_model  # type: ignore[attr-defined]  # every tracked model has one


def page(
    entity: Entity, pk: UUID, *, actor: Actor, before: str = "", size: int | None = None
) -> Page:
    """One page of the history of a record that the actor may read; one query. Refuses a damaged cursor.

    Writes of which the actor sees nothing are left out, so a page may be shorter; its cursor goes on.
    """
    size = size or SIZE
    rows = model_of(entity).objects.filter(pgh_obj_id=pk)
    if before:
        rows = rows.filter(pgh_id__lt=number(before, "cursor"))
    found = list(rows.order_by("-pgh_id")[: size + 1])
    pairs = list(zip(found, [*found[1:], None], strict=True))[:size]
    entries = [_entry(entity, new, old, actor) for new, old in pairs]
    older = str(pairs[-1][0].pgh_id) if len(found) > size else ""
    return Page(entries=[entry for entry in entries if _says_something(entry)], older=older)


def number(text: str, name: str) -> int:
    """The id of a copy, as it was given. Refuses what is none."""
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_ID):
        raise InvalidError({name: _("This cursor is damaged. Start from the first page.")})
    return int(text)


def at_moment(entity: Entity, pk: UUID, moment: datetime) -> Any | None:
    """The copy that held at a moment, with the row's columns as attributes.

    None before the first write that is kept, and after the record was deleted.
    """
    rows = model_of(entity).objects.filter(pgh_obj_id=pk, pgh_created_at__lte=moment)
    found = rows.order_by("-pgh_id").first()
    return None if found is None or found.pgh_label == "delete" else found


def of_record(entity: Entity, pk: UUID, copy: int) -> Any:
    """One copy of this very record; NotFoundError when there is none of this id."""
    found = model_of(entity).objects.filter(pgh_obj_id=pk, pgh_id=copy).first()
    if found is None:
        raise NotFoundError(_("Nothing is kept of that write."), remedy=_("Choose another."))
    return found


def kept_fields(entity: Entity, actor: Actor) -> list[Field]:
    """The fields that a copy holds and that the actor may see, in their order."""
    columns = {column.attname for column in model_of(entity)._meta.concrete_fields}
    shown = seeing.fields_shown(entity, actor).fields
    return [
        field
        for field in shown
        if field.custom
        or (not field.path and field.column in columns and field.name not in seeing.SYSTEM)
    ]


def _entry(entity: Entity, new: Any, old: Any | None, actor: Actor) -> Entry:
    context = new.pgh_context or {}
    return Entry(
        copy=new.pgh_id,
        before=old.pgh_id if old is not None else None,
        at=new.pgh_created_at,
        what=_what(new),
        actor_kind=context.get("kind", ""),
        actor_id=context.get("id", ""),
        who=context.get("name", ""),
        on_behalf_of=context.get("on_behalf_of", ""),
        channel=context.get("channel", ""),
        change_set=context.get("change_set", ""),
        changes=seeing.shown(entity, _difference(entity, new, old), actor),
    )


def _what(new: Any) -> What:
    """The first copy that is kept need not be the first that was written."""
    return {"insert": What.CREATED, "delete": What.DELETED}.get(new.pgh_label, What.CHANGED)


def _says_something(entry: Entry) -> bool:
    return entry.what != What.CHANGED or bool(entry.changes)


def _difference(entity: Entity, new: Any, old: Any | None) -> dict[str, tuple[Any, Any]]:
    if old is None or "delete" in {new.pgh_label, old.pgh_label}:
        return {}
    pairs = {
        name: (fields.value(old, column), fields.value(new, column))
        for name, column in _columns(entity, type(new))
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _columns(entity: Entity, kept: type[models.Model]) -> Iterator[tuple[str, str]]:
    """The columns whose changes say something: not links that are no field of the kind."""
    for column in kept._meta.concrete_fields:
        is_inner_link = column.is_relation and column.name not in entity.by_name
        if not column.name.startswith("pgh_") and not is_inner_link:
            yield column.name, column.attname
    yield from ((field.name, field.column) for field in entity.customs if not field.derived)
