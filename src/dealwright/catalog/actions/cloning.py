"""Products made after others."""

from datetime import datetime
from typing import Any

from dealwright.catalog.actions.bundles import copy_parts
from dealwright.catalog.actions.costs import copy_costs
from dealwright.catalog.actions.products import create_product
from dealwright.catalog.actions.properties import copy_properties
from dealwright.catalog.events import ProductCloned
from dealwright.catalog.models import Product, ProductState
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.events import bus
from dealwright.records import registry, writing
from dealwright.records.fields import value

OWN = frozenset({"code", "name", "state"})  # what a clone does not take over


@action
def clone(product: Product, code: str, name: str = "", *, by: Actor, at: datetime) -> Product:
    """Add a draft that is as another product, with its own costs, properties and parts; it is on no price list yet.

    What the actor may not write is left out. Refuses: not permitted, a code that is taken.
    """
    product = Product.objects.lock(product.pk)
    row = _copied(product, by) | {"code": code, "state": ProductState.DRAFT}
    made = create_product(row | {"name": name or product.name}, by=by, at=at)
    copy_costs(product, made, by=by, at=at)
    copy_properties(product, made, by=by, at=at)
    copy_parts(product, made, by=by, at=at)
    bus.record(ProductCloned(of=product.pk), subject=made, by=by, at=at)
    return made


def _copied(product: Product, by: Actor) -> dict[str, Any]:
    """What a clone takes over, custom fields too, as far as the actor may write it."""
    fields = registry.of(product).seen_by(by).fields
    kept = (
        field for field in fields if field.creatable and not (field.unique or field.name in OWN)
    )
    values = {field.name: value(product, field.column) for field in kept}
    return writing.permitted(Product, values, by=by)
