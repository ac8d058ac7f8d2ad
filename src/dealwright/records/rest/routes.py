"""The routes of one kind of record. Each reads its request, asks the registry, calls the verb and answers."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from dealwright.core import clock, plans
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, InvalidRowsError
from dealwright.identity.privileges import Privilege
from dealwright.records import registry, shapes
from dealwright.records.changesets import actions as changesets
from dealwright.records.registry import Command, Entity
from dealwright.records.rest import ROOT, bodies, hints, listing, preconditions
from dealwright.records.rest.answers import answer, etag
from dealwright.records.rest.asking import actor_with, mapping, missing, visible_row
from dealwright.records.rest.idempotency import once
from dealwright.records.rest.rows import ID, VERSION, projection, read_by_id, visible_columns
from dealwright.records.shapes import Purpose

MOST_AT_ONCE = 1000

type Route = Callable[..., HttpResponse]


def list_route(entity: Entity) -> Route:
    def list_records(request: HttpRequest) -> HttpResponse:
        actor = actor_with(request, Privilege.READ, entity)
        return listing.answer_list(request, entity.seen_by(actor), actor)

    return list_records


def get_route(entity: Entity) -> Route:
    def get_record(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002  its name in the address
        actor = actor_with(request, Privilege.READ, entity)
        asked = listing.only(request.GET, "fields").get("fields")
        chosen = projection(entity.seen_by(actor), asked)
        found = visible_columns(entity, chosen, [VERSION], actor).filter(pk=id)
        with plans.kept():
            for row in found:
                return answer(chosen.object(row), headers={"ETag": etag(row[-1])})
        raise missing(entity, id, actor)

    return get_record


def create_route(entity: Entity) -> Route:
    def create_records(request: HttpRequest) -> HttpResponse:
        actor = actor_with(request, Privilege.CREATE, entity)
        return once(request, actor, lambda: _create(request, entity.seen_by(actor), actor))

    return create_records


def _create(request: HttpRequest, entity: Entity, actor: Actor) -> HttpResponse:
    assert entity.create is not None  # noqa: S101  the route exists for such kinds only
    body = bodies.read(request)
    rows = _check_rows(entity, body if isinstance(body, list) else [body])
    known = {} if isinstance(body, list) else hints.header(entity, rows[0], actor)
    created = entity.create(rows, by=actor, at=clock.now())
    found = read_by_id(entity, (row.pk for row in created), by=actor)
    if isinstance(body, list):
        return answer({"items": found}, status=201)
    return answer(found[0], status=201, headers=_place(entity, found[0], "Location") | known)


def _check_rows(entity: Entity, rows: list[Any]) -> list[dict[str, Any]]:
    """The typed values of every row; the errors of all wrong rows together."""
    if not 1 <= len(rows) <= MOST_AT_ONCE:
        raise InvalidError({"": _("Send 1 to %(most)d records at once.") % {"most": MOST_AT_ONCE}})
    shape = shapes.of(entity, Purpose.CREATE)
    checked, wrong = [], {}
    for position, row in enumerate(rows):
        try:
            checked.append(shapes.check(shape, mapping(row)))
        except InvalidError as error:
            wrong[position] = error
    if wrong and len(rows) == 1:
        raise wrong[0]
    if wrong:
        raise InvalidRowsError(wrong)
    return checked


def update_route(entity: Entity) -> Route:
    def update_record(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
        assert entity.update is not None  # noqa: S101  the route exists for such kinds only
        actor = actor_with(request, Privilege.WRITE, entity)
        row = visible_row(entity, id, actor)
        version = preconditions.version_to_change(request)
        seen = entity.seen_by(actor)
        values = shapes.check(shapes.of(seen, Purpose.UPDATE), mapping(bodies.read(request)))
        entity.update(row, values, by=actor, at=clock.now(), version=version)
        return _answer_record(seen, id, by=actor)

    return update_record


def delete_route(entity: Entity) -> Route:
    def delete_record(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
        actor = actor_with(request, Privilege.DELETE, entity)
        row = visible_row(entity, id, actor)
        version = preconditions.version_given(request)
        changesets.delete_one(entity, row, by=actor, at=clock.now(), version=version)
        return HttpResponse(status=204)

    return delete_record


def command_route(entity: Entity, command: Command) -> Route:
    def run_command(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
        actor = actor_with(request, Privilege.WRITE, entity)
        row = visible_row(entity, id, actor)
        seen = entity.seen_by(actor)
        verb = seen.command(command.name) if seen is not entity else command
        return once(request, actor, lambda: _run(request, seen, verb, row, actor))

    return run_command


def _run(
    request: HttpRequest, entity: Entity, command: Command, row: Any, actor: Actor
) -> HttpResponse:
    body = bodies.read(request)
    values = shapes.check(shapes.parameters(entity, command), mapping({} if body is None else body))
    result = command.action(row, by=actor, at=clock.now(), **values)
    if command.answers and isinstance(result, models.Model):
        other = registry.of(result).seen_by(actor)
        return _answer_record(other, result.pk, by=actor, located=True)
    return _answer_record(entity, row.pk, by=actor)


def _answer_record(entity: Entity, pk: UUID, *, by: Actor, located: bool = False) -> HttpResponse:
    """The record as it is now; 204 when the verb removed it."""
    found = read_by_id(entity, [pk], by=by)
    if not found:
        return HttpResponse(status=204)
    headers = _place(entity, found[0], "Content-Location") if located else _tag(found[0])
    return answer(found[0], headers=headers)


def _place(entity: Entity, found: Mapping[str, Any], header: str) -> dict[str, str]:
    address = {header: f"{ROOT}/{entity.route}/{found[ID]}"} if entity.route else {}
    return {**_tag(found), **address}


def _tag(found: Mapping[str, Any]) -> dict[str, str]:
    return {"ETag": etag(found[VERSION])}
