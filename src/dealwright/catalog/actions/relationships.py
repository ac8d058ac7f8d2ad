"""Verbs on what products have to do with each other."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dealwright.catalog import policies
from dealwright.catalog.models import ProductRelationship
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import require
from dealwright.records import writing

type Values = Mapping[str, Any]


@action
def create_product_relationships(
    rows: Sequence[Values], *, by: Actor, at: datetime
) -> list[ProductRelationship]:
    """Relate products. Refuses: not permitted, a product with itself, a pair that is related in this way already."""
    built = writing.build(ProductRelationship, rows, by=by, at=at)
    return writing.insert(built, by=by, at=at)


@action
def update_product_relationship(
    relationship: ProductRelationship,
    values: Values,
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> ProductRelationship:
    """Change how two products are related. Refuses: not permitted, changed meanwhile, a kind in which they are related already."""
    relationship = ProductRelationship.objects.lock(relationship.pk)
    require(policies.can_edit(by, relationship))
    changes = writing.apply(relationship, values, by=by, version=version)
    return writing.save(relationship, changes, by=by, at=at)


@action
def delete_product_relationship(
    relationship: ProductRelationship, *, by: Actor, at: datetime
) -> None:
    """Relate two products no longer in this way. Refuses people without the right."""
    writing.remove(ProductRelationship.objects.lock(relationship.pk), by=by, at=at)
