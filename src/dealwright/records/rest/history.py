"""`GET /{kind}/{id}/history`: every write of a record, or with `at` the record as it was; `POST …/restore`: a field
put back.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotFoundError
from dealwright.identity.privileges import Privilege
from dealwright.records import naming, shapes
from dealwright.records.fields import Field, Kind, value
from dealwright.records.history import actions, copies
from dealwright.records.history.copies import Entry
from dealwright.records.naming import Names, Ref
from dealwright.records.registry import Entity
from dealwright.records.rest import bodies, listing, preconditions
from dealwright.records.rest.answers import answer, etag
from dealwright.records.rest.asking import actor_with, mapping, visible_row
from dealwright.records.rest.rows import read_by_id

USUAL_LIMIT = 50
RESTORE = shapes.build(
    "Restore",
    [
        Field(name="field", label=_("field"), required=True, max_length=60),
        Field(name="entry", label=_("entry"), required=True, max_length=copies.LONGEST_ID),
    ],
)

type Pairs = Mapping[str, tuple[Any, ...]]


type Route = Callable[..., HttpResponse]


def history_route(entity: Entity) -> Route:
    def get_history(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002  its name in the address
        actor = actor_with(request, Privilege.READ, entity)
        row = visible_row(entity, id, actor)
        asked = listing.only(request.GET, "at", "cursor", "limit")
        if "at" in asked:
            return answer(_then(entity, row.pk, _moment(asked["at"]), actor))
        return answer(_page(entity, row.pk, asked, actor))

    return get_history


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError) as error:
        raise InvalidError({"at": _("Write a time as 2026-12-31T14:30:00Z.")}) from error


def _page(entity: Entity, pk: UUID, asked: Mapping[str, str], actor: Actor) -> dict[str, Any]:
    limit = listing.read_limit(asked.get("limit", str(USUAL_LIMIT)))
    found = copies.page(entity, pk, actor=actor, before=asked.get("cursor", ""), size=limit)
    names = _names(entity, (entry.changes for entry in found.entries), actor)
    items = [_item(entity, entry, names) for entry in found.entries]
    return {"items": items, "next_cursor": found.older or None}


def _names(entity: Entity, several: Iterator[Pairs], actor: Actor) -> Names:
    refs: list[Ref] = [ref for pairs in several for ref in naming.linked(entity, pairs)]
    return naming.look_up(refs, actor=actor, with_gone=True)


def _item(entity: Entity, entry: Entry, names: Names) -> dict[str, Any]:
    return {
        "entry": str(entry.copy),
        "at": entry.at,
        "what": entry.what,
        "by": {"kind": entry.actor_kind, "id": entry.actor_id or None, "name": entry.who},
        "on_behalf_of": entry.on_behalf_of,
        "channel": entry.channel,
        "change_set": entry.change_set or None,
        "changes": [
            {
                "field": name,
                "old": _value(entity, name, old, names),
                "new": _value(entity, name, new, names),
            }
            for name, (old, new) in entry.changes.items()
        ],
    }


def _value(entity: Entity, name: str, value: Any, names: Names) -> Any:
    """A value as the record itself would give it: a link with its label, null when it may not be seen."""
    field = entity.by_name.get(name)
    if value is None or field is None or field.kind != Kind.LINK:
        return value
    named = names.get((field.to, value))
    return {"id": value, "label": named.title if named else None}


def _then(entity: Entity, pk: UUID, moment: datetime, actor: Actor) -> dict[str, Any]:
    copy = copies.at_moment(entity, pk, moment)
    if copy is None:
        raise NotFoundError(
            _("Nothing is kept of this record at that time."),
            remedy=_("Ask for a later moment; the history tells when it begins."),
        )
    fields = copies.kept_fields(entity, actor)
    values = {field.name: value(copy, field.column) for field in fields}
    names = _names(entity, iter([{name: (found,) for name, found in values.items()}]), actor)
    return {
        "at": moment,
        "entry": str(copy.pgh_id),
        "written_at": copy.pgh_created_at,
        "record": {
            "id": pk,
            "version": copy.version,
            **{name: _value(entity, name, found, names) for name, found in values.items()},
        },
    }


def restore_route(entity: Entity) -> Route:
    def restore_field(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
        actor = actor_with(request, Privilege.WRITE, entity)
        row = visible_row(entity, id, actor)
        version = preconditions.version_to_change(request)
        given = shapes.check(RESTORE, mapping(bodies.read(request)))
        copy = copies.number(given["entry"], "entry")
        actions.restore_field(
            row, given["field"], copy=copy, by=actor, at=clock.now(), version=version
        )
        (found,) = read_by_id(entity.seen_by(actor), [id], by=actor)
        return answer(found, headers={"ETag": etag(found["version"])})

    return restore_field
