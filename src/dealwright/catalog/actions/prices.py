"""Verbs on the prices of a list: its items and their quantity breaks.

Locks go from the root down: list, item, break; products after lists, each kind in key order. The version of an
item covers its breaks: whoever changes a break raises it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dealwright.catalog import policies
from dealwright.catalog.actions import tiers
from dealwright.catalog.models import (
    BreakMethod,
    PriceList,
    PriceListItem,
    PriceMethod,
    Product,
    ProductState,
    QuantityBreak,
)
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, require
from dealwright.records import writing

type Values = Mapping[str, Any]


@action
def create_price_list_items(
    rows: Sequence[Values], *, by: Actor, at: datetime
) -> list[PriceListItem]:
    """Put products on price lists. Refuses: not permitted, a retired product, one that is on the list already."""
    tiers.lock(PriceList.objects.all(), {tiers.key(row.get("price_list")) for row in rows})
    products = tiers.lock(Product.objects.all(), {tiers.key(row.get("product")) for row in rows})
    given = writing.each(rows, lambda row: _stated(_on_offer(row, products)))
    items = writing.build(PriceListItem, given, by=by, at=at)
    for item in items:
        item.product = products[item.product_id]
    writing.each(items, _refuse_unstated)
    return writing.insert(items, by=by, at=at)


def create_price_list_item(values: Values, *, by: Actor, at: datetime) -> PriceListItem:
    """Put one product on a price list."""
    return create_price_list_items([values], by=by, at=at)[0]


@action
def update_price_list_item(
    item: PriceListItem, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> PriceListItem:
    """Change a price or how it is computed; what its method has no use for is emptied.

    Refuses: not permitted, changed meanwhile, a price that one of its breaks exceeds, a method without its figure.
    """
    item = _locked_item(item.pk)
    require(policies.can_edit(by, item))
    changes = writing.apply(item, _stated(values), by=by, version=version)
    _refuse_unstated(item)
    if item.price is not None and "price" in changes and _exceeded(item, item.price):
        raise InvalidError({"price": _("A quantity break of this item takes more than that off.")})
    return writing.save(item, changes, by=by, at=at)


@action
def delete_price_list_item(item: PriceListItem, *, by: Actor, at: datetime) -> None:
    """Take a product off a price list, its breaks with it. Refuses people without the right."""
    writing.remove(_locked_item(item.pk), by=by, at=at)


@action
def add_price(
    price_list: PriceList, values: Values, breaks: Sequence[Values], *, by: Actor, at: datetime
) -> PriceListItem:
    """Put a product on a list together with its quantity breaks.

    Refuses: not permitted, a retired product, one that is on the list already, two breaks from one quantity, a
    break that takes more off than the price.
    """
    _refuse_breaks(breaks, values.get("price"))
    item = create_price_list_item({**values, "price_list": price_list}, by=by, at=at)
    create_quantity_breaks([{**row, "item": item} for row in breaks], by=by, at=at)
    return item


@action
def change_price(
    item: PriceListItem,
    values: Values,
    breaks: Sequence[Values],
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> PriceListItem:
    """State a price, or how it is computed, and all of its quantity breaks anew; those not named are deleted.

    Refuses: not permitted, price or breaks changed meanwhile, two breaks from one quantity, a break that takes
    more off than the price.
    """
    item = _locked_item(item.pk)
    require(policies.can_edit(by, item))
    changes = writing.apply(item, _stated(values), by=by, version=version)
    _refuse_unstated(item)
    _refuse_breaks(breaks, item.price)
    before = list(item.breaks.order_by("from_quantity"))
    told = [tiers.told(rows, "method", "value") for rows in (map(_as_row, before), breaks)]
    if told[0] != told[1]:
        changes["breaks"] = told
    item = writing.save(item, changes, by=by, at=at)
    further = tiers.replace(
        before,
        breaks,
        change=partial(update_quantity_break, by=by, at=at),
        remove=partial(delete_quantity_break, by=by, at=at),
    )
    create_quantity_breaks([{**row, "item": item} for row in further], by=by, at=at)
    item.refresh_from_db(fields=["version"])
    return item


def _stated(values: Values) -> dict[str, Any]:
    """The values with those emptied that the method, where one is given, has no use for."""
    given = dict(values)
    if given.get("method") == PriceMethod.FIXED:
        return given | {"percent": None, "rounding": "", "rounding_to": "", "rounding_amount": None}
    return given | {"price": None} if given.get("method") else given


def _refuse_unstated(item: PriceListItem) -> None:
    """InvalidError when the figure is missing that the method needs."""
    if item.is_fixed and item.price is None:
        raise InvalidError({"price": _("A fixed price needs an amount.")})
    if not item.is_fixed and item.percent is None:
        raise InvalidError({"percent": _("This method needs a percentage.")})


def _exceeded(item: PriceListItem, price: Decimal) -> bool:
    return item.breaks.filter(method=BreakMethod.AMOUNT_OFF, value__gt=price).exists()


def _refuse_breaks(breaks: Sequence[Values], price: Decimal | None) -> None:
    """Say everything that is wrong with a set of breaks, each by the quantity it starts at."""
    twice = [
        gettext("Two breaks start at %(quantity)s.") % {"quantity": start}
        for start in tiers.twice(breaks)
    ]
    too_much = [
        gettext("The break from %(quantity)s takes more off than the price.")
        % {"quantity": tiers.short(row["from_quantity"])}
        for row in breaks
        if _exceeds(row, price)
    ]
    if twice or too_much:
        raise InvalidError({"breaks": [*twice, *too_much]})


def _exceeds(row: Values, price: Decimal | None) -> bool:
    """Whether a break takes more off than a fixed price; of a computed one nobody knows beforehand."""
    is_amount = row["method"] == BreakMethod.AMOUNT_OFF
    return bool(price is not None and is_amount and row["value"] > price)


def _as_row(found: QuantityBreak) -> Values:
    return {name: getattr(found, name) for name in ("from_quantity", "method", "value")}


@action
def create_quantity_breaks(
    rows: Sequence[Values], *, by: Actor, at: datetime
) -> list[QuantityBreak]:
    """Add quantity breaks. Refuses: not permitted, a quantity that has one, more off than the price."""
    items = tiers.lock(PriceListItem.objects.all(), {tiers.key(row.get("item")) for row in rows})
    given = writing.each(rows, lambda row: _within_price(row, items))
    made = writing.insert(writing.build(QuantityBreak, given, by=by, at=at), by=by, at=at)
    _touch(items)
    return made


@action
def update_quantity_break(
    quantity_break: QuantityBreak,
    values: Values,
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> QuantityBreak:
    """Change a break. Refuses: not permitted, changed meanwhile, a quantity that has one, more off than the price."""
    items = tiers.lock(PriceListItem.objects.all(), {quantity_break.item_id})
    quantity_break = QuantityBreak.objects.lock(quantity_break.pk)
    require(policies.can_edit(by, quantity_break))
    changes = writing.apply(quantity_break, values, by=by, version=version)
    _within_price({**_as_row(quantity_break), "item": quantity_break.item_id}, items)
    if changes:
        _touch(items)
    return writing.save(quantity_break, changes, by=by, at=at)


@action
def delete_quantity_break(quantity_break: QuantityBreak, *, by: Actor, at: datetime) -> None:
    """Delete a break. Refuses people without the right."""
    items = tiers.lock(PriceListItem.objects.all(), {quantity_break.item_id})
    writing.remove(QuantityBreak.objects.lock(quantity_break.pk), by=by, at=at)
    _touch(items)


def _touch(items: Collection[UUID]) -> None:
    tiers.touch(PriceListItem.objects.all(), items)


def _locked_item(pk: UUID) -> PriceListItem:
    item: PriceListItem = PriceListItem.objects.lock(pk, "product")
    return item


def _on_offer(row: Values, products: Mapping[UUID, Product]) -> dict[str, Any]:
    product = products.get(tiers.key(row.get("product")))
    if product and product.state == ProductState.RETIRED:
        raise InvalidError({"product": _("This product is retired. Reactivate it to price it.")})
    return dict(row)


def _within_price(row: Values, items: Mapping[UUID, PriceListItem]) -> dict[str, Any]:
    item = items.get(tiers.key(row.get("item")))
    given = {"method": BreakMethod.UNIT_PRICE, **row}
    if item and _exceeds(given, item.price):
        raise InvalidError({"value": _("This takes more off than the price of the item.")})
    return dict(row)
