"""Units, products and price lists for tests, made by the verbs of the catalogue."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from dealwright.catalog import actions as catalog
from dealwright.catalog.models import (
    PriceList,
    PriceListItem,
    Product,
    ProductFamily,
    QuantityBreak,
    Unit,
)
from dealwright.core import actor as actors
from tests.people import AT


def unit_of(code: str = "pc", *, decimals: int = 0) -> Unit:
    """The unit with this code, made when it is missing."""
    found = Unit.objects.filter(code=code).first()
    values = {"code": code, "name": code, "decimals": decimals}
    return found or catalog.create_units([values], by=actors.system(), at=AT)[0]


def family_of(name: str, parent: ProductFamily | None = None) -> ProductFamily:
    """The family of this name, made when it is missing."""
    found = ProductFamily.objects.filter(name=name).first()
    row = {"name": name, "parent": parent}
    return found or catalog.create_product_families([row], by=actors.system(), at=AT)[0]


def product_of(code: str, list_price: str = "100", **values: Any) -> Product:
    """A product sold by the piece."""
    usual = {"code": code, "name": f"Product {code}", "list_price": Decimal(list_price)}
    row = {"unit": values.pop("unit", None) or unit_of(), **usual, **values}
    return catalog.create_product(row, by=actors.system(), at=AT)


def price_list_of(
    prices: dict[Product, str] | None = None, *, name: str = "A price list", **values: Any
) -> PriceList:
    """A price list in euros from 2026 on with these prices."""
    usual = {"name": name, "currency": "EUR", "valid_from": AT.date().replace(month=1, day=1)}
    made = catalog.create_price_list(usual | values, by=actors.system(), at=AT)
    rows = [
        {"price_list": made, "product": product, "price": Decimal(price)}
        for product, price in (prices or {}).items()
    ]
    catalog.create_price_list_items(rows, by=actors.system(), at=AT)
    return made


def breaks_of(item: PriceListItem, *breaks: tuple[str, str, str]) -> Iterable[QuantityBreak]:
    """Quantity breaks as (from quantity, method, value)."""
    rows = [
        {"item": item, "from_quantity": Decimal(start), "method": method, "value": Decimal(value)}
        for start, method, value in breaks
    ]
    return catalog.create_quantity_breaks(rows, by=actors.system(), at=AT)
