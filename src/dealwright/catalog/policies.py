"""Who may do what to the catalogue. Its rows have no owner, so a right counts for all or none of a kind."""

from django.db import models

from dealwright.catalog.models import (
    COST_FIELDS,
    PriceList,
    Product,
    ProductCost,
    ProductFamily,
    ProductState,
    ProductVersion,
)
from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.privileges import Privilege

PRODUCT = Product._meta.label_lower
COST = ProductCost._meta.label_lower


def can_create(actor: Actor, model: type[models.Model]) -> bool:
    """Whether the actor may add units, products, price lists, items or breaks: one right per kind."""
    return access.may(actor, Privilege.CREATE, model._meta.label_lower)


def can_edit(actor: Actor, row: models.Model) -> bool:
    return access.may(actor, Privilege.WRITE, row._meta.label_lower)


def can_delete(actor: Actor, row: models.Model) -> bool:
    return access.may(actor, Privilege.DELETE, row._meta.label_lower)


def can_read_costs(actor: Actor) -> bool:
    """Whether the actor may know what products cost on which days."""
    is_hidden = COST_FIELDS & access.hidden_fields(actor, PRODUCT)
    return not is_hidden and access.may(actor, Privilege.READ, COST)


def can_create_costs(actor: Actor) -> bool:
    return can_create(actor, ProductCost) and _may_state_costs(actor)


def can_edit_cost(actor: Actor, cost: ProductCost) -> bool:
    return can_edit(actor, cost) and _may_state_costs(actor)


def can_delete_cost(actor: Actor, cost: ProductCost) -> bool:
    return can_delete(actor, cost) and _may_state_costs(actor)


def _may_state_costs(actor: Actor) -> bool:
    """Whoever may not change the costs of a product itself does not change them by day either."""
    return not COST_FIELDS & access.field_levels(actor, PRODUCT).keys()


def can_publish(actor: Actor, product: Product) -> bool:
    is_due = product.state in {ProductState.DRAFT, ProductState.REVISED}
    return is_due and can_edit(actor, product)


def can_revise(actor: Actor, product: Product) -> bool:
    return product.may_become(ProductState.REVISED) and can_edit(actor, product)


def can_drop_revision(actor: Actor, product: Product) -> bool:
    return product.state == ProductState.REVISED and can_edit(actor, product)


def can_change_version(actor: Actor, version: ProductVersion) -> bool:
    """Whether the actor may change, publish or drop a version: that of a product is part of it."""
    return version.is_prepared and access.may(actor, Privilege.WRITE, PRODUCT)


def can_drop_version(actor: Actor, version: ProductVersion) -> bool:
    return can_change_version(actor, version) and can_delete(actor, version)


def can_prepare(actor: Actor) -> bool:
    """Whether the actor may prepare versions of products."""
    return access.may(actor, Privilege.WRITE, PRODUCT)


def can_sweep(actor: Actor, _family: ProductFamily) -> bool:
    """Whether the actor may publish, revise or retire all products of a family."""
    return can_prepare(actor)


def can_clone(actor: Actor, _product: Product) -> bool:
    return can_create(actor, Product)


def can_retire(actor: Actor, product: Product) -> bool:
    return product.may_become(ProductState.RETIRED) and can_edit(actor, product)


def can_reactivate(actor: Actor, product: Product) -> bool:
    return product.state == ProductState.RETIRED and can_edit(actor, product)


def can_make_default(actor: Actor, price_list: PriceList) -> bool:
    return can_edit(actor, price_list) and price_list.is_active and not price_list.is_default
