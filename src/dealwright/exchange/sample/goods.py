"""The catalogue of the sample: products, services, one price list with quantity breaks; by the product's own verbs."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from dealwright.catalog import actions as catalog
from dealwright.catalog.models import PriceList, Product, ProductFamily, ProductKind, Unit
from dealwright.core.actor import Actor
from dealwright.exchange.sample import sets, words
from dealwright.exchange.sample.dice import Table, dice
from dealwright.exchange.sample.scale import Scale

BREAKS = ((Decimal(10), Decimal(5)), (Decimal(50), Decimal(10)))  # from quantity, percent off
PROJECT = ((Decimal(100), Decimal(2)), (Decimal(500), Decimal(4)))
SERIES = ((Decimal(5), Decimal(4)), (Decimal(20), Decimal(8)))
TAX = Decimal(19)


def stock(scale: Scale, *, by: Actor, at: datetime) -> PriceList:
    """Add the products and their price list; returns the list."""
    catalog.keep_standard_units(by=by, at=at)
    units = {unit.code: unit.pk for unit in Unit.objects.all()}
    families = _families(by=by, at=at)
    rows = [_product(scale, number, units, families) for number in range(scale.products)]
    products = catalog.create_products(rows, by=by, at=at)
    products += sets.assemble(units, tax=TAX, by=by, at=at)
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
    _discounts(products, by=by, at=at)
    _select(listed, by=by, at=at)
    _prepare_a_version(products[0], by=by, at=at)
    _cost_by_day(products[1], by=by, at=at)
    return catalog.make_default(listed, by=by, at=at)


def _discounts(products: Sequence[Product], *, by: Actor, at: datetime) -> None:
    """A volume discount on everything across a quote, and a graduated one on a product; a promotion with a code."""
    across, graduated = catalog.create_volume_discounts(
        [
            {"name": "Whole project", "is_across": True},
            {"name": "In series", "product": products[-1].pk, "is_graduated": True},
        ],
        by=by,
        at=at,
    )
    for discount, bands in ((across, PROJECT), (graduated, SERIES)):
        rows = [{"from_quantity": start, "value": share} for start, share in bands]
        catalog.set_bands(discount, rows, by=by, at=at)
    autumn = {"name": "Autumn in the warehouse", "code": "AUTUMN", "value": Decimal(3)}
    catalog.create_promotions([autumn], by=by, at=at)


def _select(listed: PriceList, *, by: Actor, at: datetime) -> None:
    """A list of its own for the food industry, which takes what it does not price from the usual one."""
    food = catalog.create_price_list(
        {"name": "Food industry", "valid_from": listed.valid_from, "parent": listed.pk},
        by=by,
        at=at,
    )
    row = {"name": "Food", "price_list": food.pk, "predicate": "industry", "value": "food"}
    catalog.create_price_list_selectors([row], by=by, at=at)


def _prepare_a_version(product: Product, *, by: Actor, at: datetime) -> None:
    """One product has had a version, and the next is prepared."""
    for share in (Decimal("1.04"), Decimal("1.08")):
        price = (product.list_price * share).quantize(Decimal(1))
        version = {"product": product, "list_price": price}
        made = catalog.create_product_versions([version], by=by, at=at)[0]
        if share < Decimal("1.05"):
            product = catalog.publish_version(made, by=by, at=at)


def _cost_by_day(product: Product, *, by: Actor, at: datetime) -> None:
    """One product costs more from next year on."""
    cost, day = product.current_cost, at.date()
    assert cost is not None  # noqa: S101  all have one
    turn = day.replace(month=12, day=31)
    rows = [
        {"product": product, "amount": cost, "valid_to": turn},
        {
            "product": product,
            "amount": (cost * Decimal("1.05")).quantize(Decimal(1)),
            "valid_from": turn + timedelta(days=1),
        },
    ]
    catalog.create_product_costs(rows, by=by, at=at)


def _families(*, by: Actor, at: datetime) -> dict[str, ProductFamily]:
    """The families of the sample by name, with their properties."""
    found: dict[str, ProductFamily] = {}
    for name, parent in words.FAMILIES:
        named = {"name": name, "parent": found.get(parent)}
        found[name] = catalog.create_product_families([named], by=by, at=at)[0]
    properties = {}
    for family, values, choices in words.PROPERTIES:
        row: dict[str, Any] = {"family": found[family], **values}
        made = catalog.create_product_properties([row], by=by, at=at)[0]
        properties[made.name] = made
        catalog.create_property_choices(
            [
                {"property": made, "name": name, "position": place, "price_percent": percent}
                for place, (name, percent) in enumerate(choices)
            ],
            by=by,
            at=at,
        )
    family, name, default = words.OVERRIDE
    override = {"family": found[family], "property": properties[name], "default": default}
    catalog.create_property_overrides([override], by=by, at=at)
    return found


def _product(
    scale: Scale, number: int, units: dict[str, Any], families: dict[str, ProductFamily]
) -> dict[str, Any]:
    roll = dice(scale.seed, Table.PRODUCT, number)
    if number < len(words.SERVICES):
        name, price = words.SERVICES[number]
        code, unit, kind = f"SV-{number + 1:02d}", "day", "service"
        family = words.OF_SERVICES
    else:
        nth, which = divmod(number - len(words.SERVICES), len(words.PRODUCTS))
        name, price = words.PRODUCTS[which]
        family = words.FAMILY_OF[which]
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
        "family": families[family],
        "unit": units[unit],
        "list_price": Decimal(price),
        "standard_cost": Decimal(int(price * roll.uniform(0.55, 0.78))),
        "current_cost": Decimal(int(price * roll.uniform(0.55, 0.8))),
        "tax_rate": TAX,
    }


def known() -> list[Product]:
    """The products from the cheapest to the dearest, for lines of deals and quotes; no bundles, which bring their parts."""
    rows = Product.objects.exclude(kind=ProductKind.BUNDLE)
    return list(rows.order_by("list_price", "code"))
