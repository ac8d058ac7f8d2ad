"""Verbs on what products cost by day. That no two days have two costs of a kind, the database sees to."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dealwright.catalog import policies
from dealwright.catalog.models import Product, ProductCost
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import require
from dealwright.records import writing

type Values = Mapping[str, Any]

COPIED = ("kind", "amount", "valid_from", "valid_to")


@action
def create_product_costs(rows: Sequence[Values], *, by: Actor, at: datetime) -> list[ProductCost]:
    """State what products cost for a time. Refuses: not permitted, days that have a cost of that kind already."""
    require(policies.can_create_costs(by))
    return writing.insert(writing.build(ProductCost, rows, by=by, at=at), by=by, at=at)


@action
def update_product_cost(
    cost: ProductCost, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> ProductCost:
    """Change a cost or its days; what was priced by it stays. Refuses: not permitted, changed meanwhile, days that have
    a cost of that kind already.
    """
    cost = ProductCost.objects.lock(cost.pk)
    require(policies.can_edit_cost(by, cost))
    changes = writing.apply(cost, values, by=by, version=version)
    return writing.save(cost, changes, by=by, at=at)


@action
def delete_product_cost(cost: ProductCost, *, by: Actor, at: datetime) -> None:
    """Take a cost away: on its days the product's own counts. Refuses people without the right."""
    cost = ProductCost.objects.lock(cost.pk)
    require(policies.can_delete_cost(by, cost))
    writing.remove(cost, by=by, at=at)


def copy_costs(product: Product, other: Product, *, by: Actor, at: datetime) -> None:
    """State the costs of a product for another as well, as far as the actor may."""
    if not policies.can_create_costs(by):
        return
    rows = ProductCost.objects.visible_to(by).filter(product=product).order_by("pk").values(*COPIED)
    if given := [{**row, "product": other.pk} for row in rows]:
        create_product_costs(given, by=by, at=at)
