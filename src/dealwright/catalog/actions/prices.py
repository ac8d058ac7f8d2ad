"""Verbs on the prices of a list: its items and their quantity breaks.

Locks go from the root down: list, item, break; products after lists, each kind in key order. The version of an
item covers its breaks: whoever changes a break raises it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from dealwright.catalog import policies
from dealwright.catalog.models import (
    BreakMethod,
    PriceList,
    PriceListItem,
    Product,
    QuantityBreak,
)
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, require
from dealwright.records import writing
from dealwright.records.models import Record

type Values = Mapping[str, Any]


@action
def create_price_list_items(
    rows: Sequence[Values], *, by: Actor, at: datetime
) -> list[PriceListItem]:
    """Put products on price lists. Refuses: not permitted, a retired product, one that is on the list already."""
    _lock(PriceList.objects.all(), {_key(row.get("price_list")) for row in rows})
    products = _lock(Product.objects.all(), {_key(row.get("product")) for row in rows})
    given = writing.each(rows, lambda row: _on_offer(row, products))
    items = writing.build(PriceListItem, given, by=by, at=at)
    for item in items:
        item.product = products[item.product_id]
    return writing.insert(items, by=by, at=at)


def create_price_list_item(values: Values, *, by: Actor, at: datetime) -> PriceListItem:
    """Put one product on a price list."""
    return create_price_list_items([values], by=by, at=at)[0]


@action
def update_price_list_item(
    item: PriceListItem, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> PriceListItem:
    """Change a price. Refuses: not permitted, changed meanwhile, a price that one of its breaks exceeds."""
    item = _locked_item(item.pk)
    require(policies.can_edit(by, item))
    changes = writing.apply(item, values, by=by, version=version)
    too_much = item.breaks.filter(method=BreakMethod.AMOUNT_OFF, value__gt=item.price)
    if "price" in changes and too_much.exists():
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
    _refuse_breaks(breaks, values["price"])
    item = create_price_list_item({**values, "price_list": price_list}, by=by, at=at)
    create_quantity_breaks([{**row, "item": item} for row in breaks], by=by, at=at)
    return item


@action
def change_price(
    item: PriceListItem,
    price: Decimal,
    breaks: Sequence[Values],
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> PriceListItem:
    """State a price and all of its quantity breaks anew; those not named are deleted.

    Refuses: not permitted, price or breaks changed meanwhile, two breaks from one quantity, a break that takes
    more off than the price.
    """
    item = _locked_item(item.pk)
    require(policies.can_edit(by, item))
    changes = writing.apply(item, {"price": price}, by=by, version=version)
    _refuse_breaks(breaks, price)
    before = list(item.breaks.order_by("from_quantity"))
    told = [_terms(map(_as_row, before)), _terms(breaks)]
    if told[0] != told[1]:
        changes["breaks"] = told
    item = writing.save(item, changes, by=by, at=at)
    _replace(before, item, breaks, by=by, at=at)
    item.refresh_from_db(fields=["version"])
    return item


def _refuse_breaks(breaks: Sequence[Values], price: Decimal) -> None:
    """Say everything that is wrong with a set of breaks, each by the quantity it starts at."""
    starts = Counter(row["from_quantity"] for row in breaks)
    twice = [
        say("Two breaks start at %(quantity)s.") % {"quantity": _short(start)}
        for start, count in starts.items()
        if count > 1
    ]
    too_much = [
        say("The break from %(quantity)s takes more off than the price.")
        % {"quantity": _short(row["from_quantity"])}
        for row in breaks
        if _exceeds(row, price)
    ]
    if twice or too_much:
        raise InvalidError({"breaks": [*twice, *too_much]})


def _exceeds(row: Values, price: Decimal) -> bool:
    return bool(row["method"] == BreakMethod.AMOUNT_OFF and row["value"] > price)


def _short(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _as_row(found: QuantityBreak) -> Values:
    return {name: getattr(found, name) for name in ("from_quantity", "method", "value")}


def _terms(rows: Iterable[Values]) -> list[str]:
    """Breaks in a line each, for the record of what changed."""
    ordered = sorted(rows, key=lambda row: row["from_quantity"])
    return [
        f"{_short(row['from_quantity'])}+ {row['method']} {_short(row['value'])}" for row in ordered
    ]


def _replace(
    before: Sequence[QuantityBreak],
    item: PriceListItem,
    rows: Sequence[Values],
    *,
    by: Actor,
    at: datetime,
) -> None:
    wanted = {row["from_quantity"]: row for row in rows}
    for found in before:
        row = wanted.pop(found.from_quantity, None)
        if row is None:
            delete_quantity_break(found, by=by, at=at)
        else:
            update_quantity_break(found, row, by=by, at=at)
    create_quantity_breaks([{**row, "item": item} for row in wanted.values()], by=by, at=at)


@action
def create_quantity_breaks(
    rows: Sequence[Values], *, by: Actor, at: datetime
) -> list[QuantityBreak]:
    """Add quantity breaks. Refuses: not permitted, a quantity that has one, more off than the price."""
    items = _lock(PriceListItem.objects.all(), {_key(row.get("item")) for row in rows})
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
    items = _lock(PriceListItem.objects.all(), {quantity_break.item_id})
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
    items = _lock(PriceListItem.objects.all(), {quantity_break.item_id})
    writing.remove(QuantityBreak.objects.lock(quantity_break.pk), by=by, at=at)
    _touch(items)


def _touch(items: Collection[UUID]) -> None:
    """Raise the version of items whose breaks changed, so that nobody overwrites these unread."""
    PriceListItem.objects.filter(pk__in=list(items)).update(version=F("version") + 1)


def _key(link: Any) -> Any:
    """The id of a link that is given as a row or an id."""
    return getattr(link, "pk", link)


def _lock[M: Record](rows: QuerySet[M], keys: Collection[UUID | None]) -> dict[UUID, M]:
    """The rows of these ids that exist, locked in key order."""
    wanted = {key for key in keys if key}
    locked = rows.select_for_update(of=("self",)).filter(pk__in=wanted)
    return {row.pk: row for row in locked.order_by("pk")}


def _locked_item(pk: UUID) -> PriceListItem:
    item: PriceListItem = PriceListItem.objects.select_related("product").lock(pk)
    return item


def _on_offer(row: Values, products: Mapping[UUID, Product]) -> dict[str, Any]:
    product = products.get(_key(row.get("product")))
    if product and not product.is_active:
        raise InvalidError({"product": _("This product is retired. Reactivate it to price it.")})
    return dict(row)


def _within_price(row: Values, items: Mapping[UUID, PriceListItem]) -> dict[str, Any]:
    item = items.get(_key(row.get("item")))
    given = {"method": BreakMethod.UNIT_PRICE, **row}
    if item and _exceeds(given, item.price):
        raise InvalidError({"value": _("This takes more off than the price of the item.")})
    return dict(row)
