"""`POST /{kind}/bulk`, and what became of it under `/changes`: progress, what was not taken, undo."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from dealwright.core import clock, digits, paging
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError
from dealwright.identity.privileges import Privilege
from dealwright.records import seeing, shapes
from dealwright.records.changesets import actions, policies, queries
from dealwright.records.changesets.models import ChangeSet, ChangeSetRow
from dealwright.records.changesets.undoing import Finding
from dealwright.records.fields import Field, Kind
from dealwright.records.registry import Entity
from dealwright.records.rest import ROOT, bodies, listing
from dealwright.records.rest.answers import answer
from dealwright.records.rest.asking import actor_with, mapping
from dealwright.records.rest.auth import actor_of
from dealwright.records.rest.idempotency import once
from dealwright.records.shapes import Purpose

MOST_IDS = 10_000
PARTS = {"ids", "where", "set", "assign", "delete"}
ACTS = {"set", "assign", "delete"}
ORDER = paging.order("-started_at", "-id")
NOT_TAKEN_ORDER = paging.order("id")
AN_ID = shapes.build("RecordId", [Field(name="id", label=_("id"), kind=Kind.ID, required=True)])

type Route = Callable[..., HttpResponse]


def bulk_route(entity: Entity) -> Route:
    def change_many(request: HttpRequest) -> HttpResponse:
        actor = actor_with(request, Privilege.WRITE, entity)
        return once(request, actor, lambda: _bulk(request, entity, actor))

    return change_many


def _bulk(request: HttpRequest, entity: Entity, actor: Actor) -> HttpResponse:
    body = mapping(bodies.read(request))
    _check_parts(body)
    rows = _chosen(entity, body, actor)
    if "assign" in body:
        owner = _id(body["assign"], "assign")
        made = actions.assign_many(entity, rows, owner, by=actor, at=clock.now())
    elif "delete" in body:
        made = actions.delete_many(entity, rows, by=actor, at=clock.now())
    else:
        values = shapes.check(shapes.of(entity, Purpose.UPDATE), _object(body, "set"))
        made = actions.edit_many(entity, rows, values, by=actor, at=clock.now())
    return _answer(made, status=202)


def _check_parts(body: Mapping[str, Any]) -> None:
    wrong: dict[str, Any] = {name: _("There is no such field.") for name in body.keys() - PARTS}
    if ("ids" in body) == ("where" in body):
        wrong["ids"] = _("Name the records by ids, or by filters under where.")
    if len(ACTS & body.keys()) != 1:
        wrong["set"] = _("Give values under set, an owner under assign, or true under delete.")
    elif body.get("delete", True) is not True:
        wrong["delete"] = _("To delete these records, send true.")
    if wrong:
        raise InvalidError(wrong)


def _object(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    if not isinstance(body[name], dict):
        raise InvalidError({name: _("Send a JSON object.")})
    found: Mapping[str, Any] = body[name]
    return found


def _chosen(entity: Entity, body: Mapping[str, Any], actor: Actor) -> QuerySet[Any]:
    """The rows that the body names, of those that the actor may read."""
    if "ids" in body:
        return entity.rows(actor).filter(pk__in=_ids(body["ids"], "ids"))
    where = _object(body, "where")
    if not all(isinstance(text, str) for text in where.values()):
        raise InvalidError({"where": _("Write every filter as text, as in an address.")})
    found = listing.conditions(entity.seen_by(actor), where, actor, at=clock.now())
    return entity.rows(actor).filter(*found)


def _ids(given: Any, name: str) -> set[UUID]:
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_IDS:
        raise InvalidError({name: _("Send a list of 1 to %(most)d ids.") % {"most": MOST_IDS}})
    return {_id(each, name) for each in given}


def _id(given: Any, name: str) -> UUID:
    try:
        found: UUID = shapes.check(AN_ID, {"id": given})["id"]
    except InvalidError as error:
        raise InvalidError({name: error.errors["id"]}) from error
    return found


def list_changes(request: HttpRequest) -> HttpResponse:
    """The change sets that the caller may see, the last first."""
    asked = listing.only(request.GET, *listing.PAGED)
    page = listing.page(queries.visible_to(actor_of(request)), ORDER, asked)
    return answer({"items": [shown(row) for row in page.rows], "next_cursor": page.next_cursor})


def get_change(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002  its name in the address
    """One change set: how far it has come, what came of it."""
    return answer(shown(queries.get(id, actor_of(request))))


def list_not_taken(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
    """The rows that were refused or left, each with its reason."""
    found = queries.get(id, actor_of(request))
    asked = listing.only(request.GET, *listing.PAGED)
    page = listing.page(queries.not_taken(found), NOT_TAKEN_ORDER, asked)
    return answer({"items": [_row(row) for row in page.rows], "next_cursor": page.next_cursor})


def preview_undo(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
    """What undoing would put back, field by field, and which records were changed since."""
    actor = actor_of(request)
    found = queries.preview(queries.get(id, actor), actor=actor)
    fields = [
        {"kind": key, "field": name, "records": count}
        for (key, name), count in found.fields.most_common()
    ]
    return answer(
        {
            "total": found.total,
            "not_surveyed": found.not_surveyed,
            "counts": {str(standing): count for standing, count in found.counts.items()},
            "deletes": found.created,
            "brings_back": found.deleted,
            "fields": fields,
            "changed_since": [_finding(each, actor) for each in found.others],
            "next_cursor": _place(found.following),
        }
    )


def list_changed_since(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
    """The records that others changed since, page by page; a page of a very large change set may be empty."""
    actor = actor_of(request)
    found = queries.get(id, actor)
    start = digits.whole(listing.only(request.GET, "cursor").get("cursor", "0"))
    if start is None:
        raise InvalidError({"cursor": _("Give the next_cursor of the page before.")})
    rows, following = queries.changed_since(found, actor=actor, start=start)
    items = [_finding(each, actor) for each in rows]
    return answer({"items": items, "next_cursor": _place(following)})


def _place(following: int | None) -> str | None:
    return None if following is None else str(following)


def start_undo(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
    """Undo a change set, in the background; `also` names records to put back although others changed them, or
    says "all".
    """
    actor = actor_of(request)
    found = queries.get(id, actor)
    _require_scope(actor, found)
    return once(request, actor, lambda: _undo(request, found, actor))


def _require_scope(actor: Actor, found: ChangeSet) -> None:
    if not policies.may_write(actor, found):
        raise NotAllowedError(
            _("This token lacks the scope %(scope)s.") % {"scope": policies.scope_to_write(found)},
            remedy=_("Make a token that has it."),
            code="missing_scope",
        )


def _undo(request: HttpRequest, found: ChangeSet, actor: Actor) -> HttpResponse:
    body = bodies.read(request)
    given = mapping({} if body is None else body)
    if given.keys() - {"also"}:
        raise InvalidError({name: _("There is no such field.") for name in given.keys() - {"also"}})
    every = given.get("also") == actions.EVERY
    chosen = _ids(given["also"], "also") if given.get("also") and not every else set()
    made = actions.undo(found, chosen=chosen, also_changed=every, by=actor, at=clock.now())
    return _answer(made, status=202)


def _answer(made: ChangeSet, *, status: int) -> HttpResponse:
    headers = {"Location": f"{ROOT}/changes/{made.pk}"}
    return answer(shown(made), status=status, headers=headers)


def shown(found: ChangeSet) -> dict[str, Any]:
    """A change set as it is read."""
    return {
        "id": found.pk,
        "kind": found.kind,
        "records": found.entity,
        "name": found.name,
        "state": str(found.state),
        "by": {"id": found.actor_id, "name": found.actor_name},
        "channel": str(found.channel),
        "started_at": found.started_at,
        "finished_at": found.finished_at,
        "total": found.total,
        **{name: getattr(found, name) for name in actions.COUNTS},
        "undoes": found.undoes_id,
        "undone_by": found.undone_by_id,
    }


def _row(row: ChangeSetRow) -> dict[str, Any]:
    return {
        "id": row.record_id,
        "kind": row.entity,
        "label": row.label,
        "outcome": row.outcome,
        "reason": row.reason,
        "cells": row.data.get("cells", {}),
    }


def _finding(found: Finding, actor: Actor) -> dict[str, Any]:
    trail = found.trail
    theirs = seeing.shown(trail.entity, found.theirs, actor)
    return {
        "id": trail.pk,
        "kind": trail.key,
        "label": trail.label,
        "standing": str(found.standing),
        "reason": str(found.reason or found.standing.label),
        "now": theirs,
        "then": {name: trail.changes[name][0] for name in theirs},
    }
