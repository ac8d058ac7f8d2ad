"""Verbs on units, products, price lists, their items and quantity breaks.

Locks go from the root down: price list, item, break; products after lists, each kind in key order.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from dealwright.catalog import policies
from dealwright.catalog.events import PriceListMadeDefault, ProductReactivated, ProductRetired
from dealwright.catalog.models import (
    BreakMethod,
    PriceList,
    PriceListItem,
    Product,
    ProductState,
    QuantityBreak,
    Unit,
)
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.clock import local_date
from dealwright.core.errors import InvalidError, refuse_unless, require
from dealwright.events.bus import Event
from dealwright.organisation import queries as organisation
from dealwright.records import writing
from dealwright.records.models import Record

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
    """Add products. Refuses people without the right, an unknown unit, a code that is taken."""
    return writing.insert(writing.build(Product, rows, by=by, at=at), by=by, at=at)


def create_product(values: Values, *, by: Actor, at: datetime) -> Product:
    """Add one product."""
    return create_products([values], by=by, at=at)[0]


@action
def update_product(
    product: Product, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> Product:
    """Change a product. Refuses: not permitted, changed meanwhile, another unit while price lists price it."""
    product = Product.objects.lock(product.pk)
    require(policies.can_edit(by, product))
    changes = writing.apply(product, values, by=by, version=version)
    refuse_unless(
        "unit" not in changes or not product.price_list_items.exists(),
        _("The prices of this product on price lists are per its present unit."),
        remedy=_("Take it off the price lists first, or add a product for the other unit."),
    )
    return writing.save(product, changes, by=by, at=at)


@action
def delete_product(product: Product, *, by: Actor, at: datetime) -> None:
    """Delete a product that no price list and no document refers to."""
    writing.remove(Product.objects.lock(product.pk), by=by, at=at)


@action
def retire(product: Product, *, by: Actor, at: datetime) -> Product:
    """Offer a product for nothing new; what has it keeps it. Refuses: not permitted, retired already."""
    return _move(product, ProductState.RETIRED, ProductRetired(), by=by, at=at)


@action
def reactivate(product: Product, *, by: Actor, at: datetime) -> Product:
    """Offer a retired product again. Refuses: not permitted, not retired."""
    return _move(product, ProductState.ACTIVE, ProductReactivated(), by=by, at=at)


def _move(
    product: Product, state: ProductState, event: Event, *, by: Actor, at: datetime
) -> Product:
    product = Product.objects.lock(product.pk)
    require(policies.can_edit(by, product))
    refuse_unless(
        product.may_become(state),
        say("This product is %(state)s already.") % {"state": product.get_state_display()},
    )
    changes = writing.apply(product, {"state": state}, by=by)
    return writing.save(product, changes, by=by, at=at, event=event)


@action
def create_price_lists(rows: Sequence[Values], *, by: Actor, at: datetime) -> list[PriceList]:
    """Add price lists; in the base currency and from today unless said otherwise.

    Refuses people without the right, a name that is taken, a second default for a currency.
    """
    selling = organisation.current()
    usual = {"currency": selling.currency, "valid_from": local_date(at, selling.time_zone)}
    given = [
        usual | {name: value for name, value in row.items() if value is not None} for row in rows
    ]
    return writing.insert(writing.build(PriceList, given, by=by, at=at), by=by, at=at)


def create_price_list(values: Values, *, by: Actor, at: datetime) -> PriceList:
    """Add one price list."""
    return create_price_lists([values], by=by, at=at)[0]


@action
def update_price_list(
    price_list: PriceList, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> PriceList:
    """Change a price list. Refuses: not permitted, changed meanwhile, another currency once it has prices."""
    price_list = PriceList.objects.lock(price_list.pk)
    require(policies.can_edit(by, price_list))
    changes = writing.apply(price_list, values, by=by, version=version)
    refuse_unless(
        "currency" not in changes or not price_list.items.exists(),
        _("This list has prices already, and they are in its present currency."),
        remedy=_("Add another price list for the other currency."),
    )
    return writing.save(price_list, changes, by=by, at=at)


@action
def delete_price_list(price_list: PriceList, *, by: Actor, at: datetime) -> None:
    """Delete a price list with its items. Refuses one that accounts or documents refer to."""
    writing.remove(PriceList.objects.lock(price_list.pk), by=by, at=at)


@action
def make_default(price_list: PriceList, *, by: Actor, at: datetime) -> PriceList:
    """Make a list the one that new documents in its currency start with, in place of the present one.

    Refuses: not permitted, an inactive list. The default again changes nothing.
    """
    currency = PriceList.objects.lock(price_list.pk).currency
    rivals = Q(currency=currency, is_default=True)
    locked = PriceList.objects.select_for_update().filter(rivals | Q(pk=price_list.pk))
    by_key = {found.pk: found for found in locked.order_by("pk")}
    chosen = by_key.pop(price_list.pk)
    require(policies.can_edit(by, chosen))
    refuse_unless(
        chosen.is_active,
        _("This price list is not active."),
        remedy=_("Activate it first."),
    )
    for former in by_key.values():
        writing.save(former, writing.apply(former, {"is_default": False}, by=by), by=by, at=at)
    changes = writing.apply(chosen, {"is_default": True}, by=by)
    event = PriceListMadeDefault(currency=currency) if changes else None
    return writing.save(chosen, changes, by=by, at=at, event=event)


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
def create_quantity_breaks(
    rows: Sequence[Values], *, by: Actor, at: datetime
) -> list[QuantityBreak]:
    """Add quantity breaks. Refuses: not permitted, a quantity that has one, more off than the price."""
    items = _lock(PriceListItem.objects.all(), {_key(row.get("item")) for row in rows})
    given = writing.each(rows, lambda row: _within_price(row, items))
    return writing.insert(writing.build(QuantityBreak, given, by=by, at=at), by=by, at=at)


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
    _within_price(
        {
            "item": quantity_break.item_id,
            "method": quantity_break.method,
            "value": quantity_break.value,
        },
        items,
    )
    return writing.save(quantity_break, changes, by=by, at=at)


@action
def delete_quantity_break(quantity_break: QuantityBreak, *, by: Actor, at: datetime) -> None:
    """Delete a break. Refuses people without the right."""
    writing.remove(QuantityBreak.objects.lock(quantity_break.pk), by=by, at=at)


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
    takes_off = row.get("method") == BreakMethod.AMOUNT_OFF
    if item and takes_off and row["value"] > item.price:
        raise InvalidError({"value": _("This takes more off than the price of the item.")})
    return dict(row)
