"""Who may do what to the catalogue. Its rows have no owner, so a right counts for all or none of a kind."""

from django.db import models

from dealwright.catalog.models import PriceList, Product, ProductState
from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.privileges import Privilege


def can_create(actor: Actor, model: type[models.Model]) -> bool:
    """Whether the actor may add units, products, price lists, items or breaks: one right per kind."""
    return access.may(actor, Privilege.CREATE, model._meta.label_lower)


def can_edit(actor: Actor, row: models.Model) -> bool:
    return access.may(actor, Privilege.WRITE, row._meta.label_lower)


def can_delete(actor: Actor, row: models.Model) -> bool:
    return access.may(actor, Privilege.DELETE, row._meta.label_lower)


def can_retire(actor: Actor, product: Product) -> bool:
    return can_edit(actor, product) and product.may_become(ProductState.RETIRED)


def can_reactivate(actor: Actor, product: Product) -> bool:
    return can_edit(actor, product) and product.may_become(ProductState.ACTIVE)


def can_make_default(actor: Actor, price_list: PriceList) -> bool:
    return can_edit(actor, price_list) and price_list.is_active and not price_list.is_default
