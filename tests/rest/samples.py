"""A valid body for any registered kind, and a row of it, made from what the registry knows."""

from collections.abc import Sequence
from itertools import count
from typing import Any
from uuid import UUID

from dealwright.core.actor import Actor
from dealwright.records import registry, shapes
from dealwright.records.fields import Field, Kind
from dealwright.records.registry import Entity
from dealwright.records.rest import schemas
from dealwright.records.shapes import Purpose
from tests.people import AT

_numbers = count(1)

# Fields that no column demands, but the verb does.
ALSO = {"quotes.quote": {"account"}}


def body(entity: Entity, by: Actor, *, more: Sequence[str] = ()) -> dict[str, Any]:
    """What a new record needs at least, and `more`; names are new each time, links lead to new records."""
    also = ALSO.get(entity.key, set()) | {entity.title, *more}
    return {
        field.name: value(field, by)
        for field in entity.fields
        if field.creatable and (field.required or field.name in also)
    }


def value(field: Field, by: Actor) -> Any:
    """A value that this field takes."""
    if field.kind == Kind.LINK:
        return str(linked(field.to, by))
    if field.kind == Kind.TEXT:
        return f"N{next(_numbers)}"[: field.max_length]
    return schemas.given_example(field)


def linked(key: str, by: Actor) -> UUID:
    """The id of a record of this kind."""
    if key in {"identity.user", "identity.principal"}:
        assert by.id
        return by.id
    pk: UUID = row(registry.entity(key), by).pk
    return pk


def row(entity: Entity, by: Actor) -> Any:
    """A new record of this kind."""
    assert entity.create, f"{entity.key} cannot be created by itself"
    values = shapes.check(shapes.of(entity, Purpose.CREATE), body(entity, by))
    return entity.create([values], by=by, at=AT)[0]
