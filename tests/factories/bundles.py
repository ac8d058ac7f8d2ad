"""Bundles and relationships for tests, made by the verbs of the catalogue."""

from decimal import Decimal
from typing import Any

from dealwright.catalog import actions as catalog
from dealwright.catalog.models import BundlePart, Product, ProductRelationship
from dealwright.core import actor as actors
from tests.factories.catalog import product_of
from tests.people import AT

OPTIONAL = {"is_required": False, "is_included": False}


def bundle_of(code: str, list_price: str = "500", **values: Any) -> Product:
    """A bundle without parts."""
    return product_of(code, list_price, kind="bundle", **values)


def part_of(bundle: Product, product: Product, quantity: str = "1", **values: Any) -> BundlePart:
    """A required part that the price of the bundle includes, unless the values say otherwise."""
    row = {"bundle": bundle, "product": product, "quantity": Decimal(quantity), **values}
    return catalog.create_bundle_parts([row], by=actors.system(), at=AT)[0]


def related(
    product: Product, other: Product, kind: str = "accessory", **values: Any
) -> ProductRelationship:
    row = {"product": product, "related": other, "kind": kind, **values}
    return catalog.create_product_relationships([row], by=actors.system(), at=AT)[0]
