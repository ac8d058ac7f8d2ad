"""A valid body for any registered kind, and a row of it, made from what the registry knows."""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any
from uuid import UUID

from dealwright.core.actor import Actor
from dealwright.records import registry, shapes
from dealwright.records.fields import Field, Kind
from dealwright.records.registry import Entity
from dealwright.records.rest import schemas
from dealwright.records.shapes import Purpose
from tests.factories.bundles import bundle_of, part_of
from tests.factories.catalog import product_of
from tests.people import AT

_numbers = count(1)

# Fields that no column demands, but the verb does.
ALSO = {
    "quotes.quote": {"account"},
    "catalog.pricelistitem": {"price"},
    "catalog.productproperty": {"family"},
    "catalog.propertyoverride": {"family"},
}
# Texts that must be known to the verb.
GIVEN = {"catalog.pricelistselector": {"value": "food"}}


def _of_bundle() -> dict[str, Any]:
    return {"bundle": str(bundle_of(f"N{next(_numbers)}").pk)}


def _about_part() -> dict[str, Any]:
    made = part_of(bundle_of(f"N{next(_numbers)}"), product_of(f"N{next(_numbers)}"))
    return {"bundle": str(made.bundle_id), "product": str(made.product_id)}


# Links that must lead to records of a certain sort.
FITTING: dict[str, Callable[[], dict[str, Any]]] = {
    "catalog.bundlepart": _of_bundle,
    "catalog.configurationrule": _about_part,
}


def body(entity: Entity, by: Actor, *, more: Sequence[str] = ()) -> dict[str, Any]:
    """What a new record needs at least, and `more`; names are new each time, links lead to new records."""
    return _least(entity, by, more) | FITTING.get(entity.key, dict)()


def _least(entity: Entity, by: Actor, more: Sequence[str]) -> dict[str, Any]:
    also = ALSO.get(entity.key, set()) | {entity.title, *more}
    given = GIVEN.get(entity.key, {})
    return {
        field.name: given.get(field.name) or value(field, by)
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
