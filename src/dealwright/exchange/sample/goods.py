"""The catalogue of the sample: products, services, one price list with quantity breaks; by the product's own verbs."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from dealwright.catalog import actions as catalog
from dealwright.catalog.models import PriceList, Product, Unit
from dealwright.core.actor import Actor
from dealwright.exchange.sample import words
from dealwright.exchange.sample.dice import Table, dice
from dealwright.exchange.sample.scale import Scale

BREAKS = ((Decimal(10), Decimal(5)), (Decimal(50), Decimal(10)))  # from quantity, percent off
TAX = Decimal(19)


def stock(scale: Scale, *, by: Actor, at: datetime) -> PriceList:
    """Add the products and their price list; returns the list."""
    catalog.keep_standard_units(by=by, at=at)
    units = {unit.code: unit.pk for unit in Unit.objects.all()}
    rows = [_product(scale, number, units) for number in range(scale.products)]
    products = catalog.create_products(rows, by=by, at=at)
    listed = catalog.create_price_list(
        {"name": "Europe", "valid_from": scale.start.date()}, by=by, at=at
    )
    items = catalog.create_price_list_items(
        [{"price_list": listed.pk, "product": one.pk, "price": one.list_price} for one in products],
        by=by,
        at=at,
    )
    breaks = [
        {"item": item.pk, "from_quantity": quantity, "method": "percent_off", "value": share}
        for item in items[: len(items) * 2 // 3]
        for quantity, share in BREAKS
    ]
    catalog.create_quantity_breaks(breaks, by=by, at=at)
    return catalog.make_default(listed, by=by, at=at)


def _product(scale: Scale, number: int, units: dict[str, Any]) -> dict[str, Any]:
    roll = dice(scale.seed, Table.PRODUCT, number)
    if number < len(words.SERVICES):
        name, price = words.SERVICES[number]
        code, unit, kind = f"SV-{number + 1:02d}", "day", "service"
    else:
        nth, which = divmod(number - len(words.SERVICES), len(words.PRODUCTS))
        name, price = words.PRODUCTS[which]
        series, variant = divmod(nth, len(words.VARIANTS))
        if nth:
            name = f"{name}, {words.VARIANTS[variant]}" + (f" {series + 1}" if series else "")
            price = int(price * (1 + nth * 0.04))
        code, unit, kind = (
            f"{''.join(word[0] for word in name.split()[:2]).upper()}-{1000 + number}",
            "pc",
            "goods",
        )
    return {
        "code": code,
        "name": name,
        "kind": kind,
        "unit": units[unit],
        "list_price": Decimal(price),
        "standard_cost": Decimal(int(price * roll.uniform(0.55, 0.78))),
        "current_cost": Decimal(int(price * roll.uniform(0.55, 0.8))),
        "tax_rate": TAX,
    }


def known() -> list[Product]:
    """The products from the cheapest to the dearest, for lines of deals and quotes."""
    return list(Product.objects.order_by("list_price", "code"))
