"""`POST /{kind}/{id}/merge/preview`: what merging would make of some records, by the very body that merges them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from dealwright.core.actor import Actor
from dealwright.identity.privileges import Privilege
from dealwright.records import shapes
from dealwright.records.merging import actions, choosing, declared, offering, policies, queries
from dealwright.records.merging.declared import Mergeable
from dealwright.records.registry import Entity
from dealwright.records.rest import bodies
from dealwright.records.rest.answers import answer
from dealwright.records.rest.asking import actor_with, mapping, missing
from dealwright.records.rest.routes import Route
from dealwright.records.rest.rows import read_by_id


def preview_route(entity: Entity) -> Route:
    def preview_merge(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002  its name in the address
        actor = actor_with(request, Privilege.READ, entity)
        shape = shapes.parameters(entity, offering.MERGE)
        asked = shapes.check(shape, mapping(bodies.read(request)))
        losers = [pk for pk in dict.fromkeys(offering.ids(asked["losers"])) if pk != id]
        actions.refuse_number(len(losers))
        picks = asked.get("picks") or {}
        actions.refuse_picks(declared.of(entity.key), picks, {id, *losers}, by=actor)
        return answer(_preview(entity, _rows(entity, [id, *losers], actor), picks, actor))

    return preview_merge


def _rows(entity: Entity, ids: list[UUID], actor: Actor) -> list[Any]:
    """The records in the order of their ids, the one that stays first; NotFoundError for one that the actor may not see."""
    found = entity.rows(actor).in_bulk(ids)
    for pk in ids:
        if pk not in found:
            raise missing(entity, pk, actor)
    return [found[pk] for pk in ids]


def _preview(
    entity: Entity, rows: list[Any], picks: Mapping[str, UUID], actor: Actor
) -> dict[str, Any]:
    winner, *losers = rows
    return {
        "may_merge": policies.can_merge(actor, entity, winner, losers),
        "fields": _fields(declared.of(entity.key), rows, picks, actor),
        "moves": [
            {"label": found.label, "count": found.total - found.counts[0]}
            for found in queries.attachments(rows)
            if found.total > found.counts[0]
        ],
    }


def _fields(
    kind: Mergeable, rows: list[Any], picks: Mapping[str, UUID], actor: Actor
) -> dict[str, Any]:
    """Of each field that the actor sees and may change: whose value stays, and every record's own."""
    winner, *losers = rows
    givers = {name: row.pk for name, row in choosing.by_rule(kind, winner, losers).items()}
    givers |= picks
    values = read_by_id(kind.kind.seen_by(actor), [row.pk for row in rows], by=actor)
    return {
        field.name: {
            "from": givers.get(field.name, winner.pk),
            "values": {str(each["id"]): each[field.name] for each in values},
        }
        for field in kind.chosen_by(actor)
    }
