"""Verbs on units and products."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.catalog import policies
from dealwright.catalog.models import BEGINNINGS, VERSIONED, Product, ProductState, Unit
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, refuse_unless, require
from dealwright.records import writing

type Values = Mapping[str, Any]

STANDARD_UNITS = (
    ("pc", _("piece"), 0),
    ("set", _("set"), 0),
    ("h", _("hour"), 2),
    ("day", _("day"), 2),
    ("month", _("month"), 2),
    ("m", _("metre"), 3),
    ("kg", _("kilogram"), 3),
)


@action
def create_units(rows: Sequence[Values], *, by: Actor, at: datetime) -> list[Unit]:
    """Add units. Refuses people without the right and a code that is taken."""
    return writing.insert(writing.build(Unit, rows, by=by, at=at), by=by, at=at)


@action
def keep_standard_units(*, by: Actor, at: datetime) -> list[Unit]:
    """Add those of the usual units that are missing; returns what it added."""
    known = {code.lower() for code in Unit.objects.values_list("code", flat=True)}
    missing = [
        {"code": code, "name": str(name), "decimals": decimals}
        for code, name, decimals in STANDARD_UNITS
        if code not in known
    ]
    return create_units(missing, by=by, at=at)


@action
def update_unit(
    unit: Unit, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> Unit:
    """Change a unit. Refuses: not permitted, changed meanwhile, a code that is taken."""
    unit = Unit.objects.lock(unit.pk)
    require(policies.can_edit(by, unit))
    changes = writing.apply(unit, values, by=by, version=version)
    return writing.save(unit, changes, by=by, at=at)


@action
def delete_unit(unit: Unit, *, by: Actor, at: datetime) -> None:
    """Delete a unit that nothing is sold in."""
    writing.remove(Unit.objects.lock(unit.pk), by=by, at=at)


@action
def create_products(rows: Sequence[Values], *, by: Actor, at: datetime) -> list[Product]:
    """Add products, sold at once unless they are to begin as drafts.

    Refuses people without the right, an unknown unit, a code that is taken, one that is neither a draft nor active.
    """
    built = writing.build(Product, rows, by=by, at=at)
    writing.each(built, _refuse_later)
    return writing.insert(built, by=by, at=at)


def create_product(values: Values, *, by: Actor, at: datetime) -> Product:
    """Add one product."""
    return create_products([values], by=by, at=at)[0]


def _refuse_later(product: Product) -> None:
    if product.state not in BEGINNINGS:
        said = _("A new product is a draft or active. Revise or retire it once it is there.")
        raise InvalidError({"state": said})


@action
def update_product(
    product: Product, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> Product:
    """Change a product. Refuses: not permitted, changed meanwhile, another unit while price lists price it, a bundle
    with parts that would be none, what its next version says while that is prepared.
    """
    product = Product.objects.lock(product.pk)
    require(policies.can_edit(by, product))
    changes = writing.apply(product, values, by=by, version=version)
    refuse_unless(
        "unit" not in changes or not product.price_list_items.exists(),
        _("The prices of this product on price lists are per its present unit."),
        remedy=_("Take it off the price lists first, or add a product for the other unit."),
    )
    refuse_unless(
        "kind" not in changes or product.is_bundle or not product.parts.exists(),
        _("This bundle has parts."),
        remedy=_("Take them out first."),
    )
    refuse_unless(
        product.state != ProductState.REVISED or not set(VERSIONED) & set(changes),
        _("The next version of this product is prepared, and would take this change back."),
        remedy=_("Change the prepared version and publish it, or drop it first."),
    )
    return writing.save(product, changes, by=by, at=at)


@action
def delete_product(product: Product, *, by: Actor, at: datetime) -> None:
    """Delete a product with its properties, that no price list and no document refers to."""
    writing.remove(Product.objects.lock(product.pk), by=by, at=at)
