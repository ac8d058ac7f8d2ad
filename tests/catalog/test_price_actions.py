"""Verbs on price lists, their items and quantity breaks."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from dealwright.catalog import actions as catalog
from dealwright.catalog.events import PriceListMadeDefault
from dealwright.catalog.models import PriceList, PriceListItem, Product, QuantityBreak
from dealwright.core.actor import Actor
from dealwright.core.errors import (
    ConflictError,
    InvalidError,
    InvalidRowsError,
    NotAllowedError,
    RefusedError,
)
from dealwright.events import bus
from dealwright.events.models import EventRecord
from tests.catalog.refusals import everything, last_event, refused
from tests.factories.catalog import breaks_of, price_list_of, product_of

pytestmark = pytest.mark.django_db


def test_a_price_list_starts_today_in_the_base_currency(olga: Actor, at: datetime) -> None:
    made = catalog.create_price_list({"name": "Plain"}, by=olga, at=at)
    assert (made.currency, made.valid_from, made.valid_to) == ("EUR", date(2026, 9, 1), None)


@pytest.mark.parametrize(
    "values",
    [
        {"name": "a PRICE list"},
        {"name": "X", "currency": "eur"},
        {"name": "X", "valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 31)},
    ],
)
def test_a_price_list_that_makes_no_sense_is_not_made(
    olga: Actor, at: datetime, price_list: PriceList, values: dict[str, Any]
) -> None:
    refused(InvalidError, catalog.create_price_list, values, by=olga, at=at)


def test_a_list_with_prices_keeps_its_currency(
    olga: Actor, at: datetime, price_list: PriceList
) -> None:
    refused(
        RefusedError, catalog.update_price_list, price_list, {"currency": "USD"}, by=olga, at=at
    )
    empty = price_list_of(name="Empty")
    assert catalog.update_price_list(empty, {"currency": "USD"}, by=olga, at=at).currency == "USD"


def test_one_list_of_a_currency_is_the_default(olga: Actor, at: datetime) -> None:
    old, new = price_list_of(name="Old", is_default=True), price_list_of(name="New")
    dollars = price_list_of(name="Dollars", currency="USD", is_default=True)
    refused(
        InvalidError, catalog.create_price_list, {"name": "X", "is_default": True}, by=olga, at=at
    )
    catalog.make_default(new, by=olga, at=at)
    defaults = PriceList.objects.filter(is_default=True).order_by("name")
    assert [found.name for found in defaults] == ["Dollars", "New"]
    assert last_event().kind == bus.kind_of(PriceListMadeDefault)
    old.refresh_from_db()
    dollars.refresh_from_db()
    assert (old.version, dollars.version) == (2, 1)


def test_making_the_default_the_default_changes_nothing(olga: Actor, at: datetime) -> None:
    price_list = price_list_of(is_default=True)
    before = everything()
    catalog.make_default(price_list, by=olga, at=at)
    assert everything() == before


def test_an_inactive_list_does_not_become_the_default(
    olga: Actor, alice: Actor, at: datetime
) -> None:
    price_list = price_list_of(is_active=False)
    refused(RefusedError, catalog.make_default, price_list, by=olga, at=at)
    refused(NotAllowedError, catalog.make_default, price_list, by=alice, at=at)


def test_a_price_list_is_deleted_with_its_items(
    olga: Actor, at: datetime, item: PriceListItem
) -> None:
    breaks_of(item, ("10", "percent_off", "5"))
    catalog.delete_price_list(item.price_list, by=olga, at=at)
    assert not PriceListItem.objects.exists()
    assert not QuantityBreak.objects.exists()
    assert Product.objects.exists()


def test_a_salesperson_touches_no_price(alice: Actor, at: datetime, item: PriceListItem) -> None:
    [found] = breaks_of(item, ("10", "percent_off", "5"))
    lists, values = item.price_list, {"price": Decimal(1)}
    another = {"price_list": lists, "product": item.product, "price": Decimal(1)}
    refused(NotAllowedError, catalog.create_price_list, {"name": "X"}, by=alice, at=at)
    refused(NotAllowedError, catalog.update_price_list, lists, {"name": "X"}, by=alice, at=at)
    refused(NotAllowedError, catalog.delete_price_list, lists, by=alice, at=at)
    refused(NotAllowedError, catalog.create_price_list_item, another, by=alice, at=at)
    refused(NotAllowedError, catalog.update_price_list_item, item, values, by=alice, at=at)
    refused(NotAllowedError, catalog.delete_price_list_item, item, by=alice, at=at)
    refused(
        NotAllowedError,
        catalog.update_quantity_break,
        found,
        {"value": Decimal(9)},
        by=alice,
        at=at,
    )
    refused(NotAllowedError, catalog.delete_quantity_break, found, by=alice, at=at)


def test_prices_are_put_on_a_list_in_a_constant_number_of_statements(
    olga: Actor, at: datetime, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    price_list = price_list_of()
    products = [product_of(f"P-{number}") for number in range(12)]
    rows = [
        {"price_list": price_list.pk, "product": product.pk, "price": Decimal(9)}
        for product in products
    ]
    with django_assert_max_num_queries(11):
        catalog.create_price_list_items(rows, by=olga, at=at)
    assert price_list.items.count() == 12
    told = EventRecord.objects.get(
        about__contains=[products[3].pk], subject_type="catalog.pricelistitem"
    )
    assert told.subject_label == "P-3 Product P-3"


def test_a_product_is_on_a_list_once(olga: Actor, at: datetime, item: PriceListItem) -> None:
    again = {"price_list": item.price_list, "product": item.product, "price": Decimal(1)}
    refused(InvalidError, catalog.create_price_list_item, again, by=olga, at=at)


def test_every_retired_product_of_a_batch_is_named(olga: Actor, at: datetime) -> None:
    price_list = price_list_of()
    products = [product_of(code) for code in ("A", "B", "C")]
    for product in (products[0], products[2]):
        catalog.retire(product, by=olga, at=at)
    rows = [{"price_list": price_list, "product": each, "price": Decimal(1)} for each in products]
    found = refused(InvalidRowsError, catalog.create_price_list_items, rows, by=olga, at=at)
    assert {position: list(error.errors) for position, error in found.rows.items()} == {
        0: ["product"],
        2: ["product"],
    }


def test_a_price_is_changed_on_the_timelines_of_list_and_product(
    olga: Actor, at: datetime, item: PriceListItem
) -> None:
    catalog.update_price_list_item(item, {"price": Decimal(14000)}, by=olga, at=at)
    event = last_event()
    assert event.changes == {"price": ["14500.0000", "14000"]}
    assert {item.pk, item.price_list_id, item.product_id} == set(event.about)


def test_breaks_are_made_changed_and_deleted(
    olga: Actor, at: datetime, item: PriceListItem
) -> None:
    [found] = breaks_of(item, ("10", "percent_off", "5"))
    catalog.update_quantity_break(found, {"value": Decimal(7)}, by=olga, at=at, version=1)
    assert QuantityBreak.objects.get().value == 7
    catalog.delete_quantity_break(found, by=olga, at=at)
    assert not QuantityBreak.objects.exists()


@pytest.mark.parametrize(
    "terms",
    [
        ("10", "percent_off", "5"),
        ("0", "unit_price", "5"),
        ("20", "percent_off", "100.01"),
        ("20", "unit_price", "-1"),
        ("20", "amount_off", "14500.01"),
    ],
)
def test_a_break_that_makes_no_sense_is_not_made(
    olga: Actor, at: datetime, item: PriceListItem, terms: tuple[str, str, str]
) -> None:
    breaks_of(item, ("10", "unit_price", "14000"))
    start, method, value = terms
    row = {"item": item, "from_quantity": Decimal(start), "method": method, "value": Decimal(value)}
    refused(InvalidError, catalog.create_quantity_breaks, [row], by=olga, at=at)


def test_no_break_takes_off_more_than_the_price(
    olga: Actor, at: datetime, item: PriceListItem
) -> None:
    [found] = breaks_of(item, ("10", "amount_off", "500"))
    refused(
        InvalidError,
        catalog.update_quantity_break,
        found,
        {"value": Decimal(14501)},
        by=olga,
        at=at,
    )
    refused(
        InvalidError, catalog.update_price_list_item, item, {"price": Decimal(499)}, by=olga, at=at
    )
    catalog.update_price_list_item(item, {"price": Decimal(500)}, by=olga, at=at)
    assert PriceListItem.objects.get().price == 500


def terms(*breaks: tuple[str, str, str]) -> list[dict[str, Any]]:
    return [
        {"from_quantity": Decimal(start), "method": method, "value": Decimal(value)}
        for start, method, value in breaks
    ]


def breaks_now(item: PriceListItem) -> list[str]:
    found = item.breaks.order_by("from_quantity")
    return [f"{each} {each.method} {each.value.normalize():f}" for each in found]


def test_a_price_is_added_with_its_breaks(olga: Actor, at: datetime, product: Product) -> None:
    item = catalog.add_price(
        price_list_of(),
        {"product": product, "price": Decimal(90)},
        terms(("10", "percent_off", "5"), ("50", "unit_price", "80")),
        by=olga,
        at=at,
    )
    assert breaks_now(item) == ["10+ percent_off 5", "50+ unit_price 80"]


def test_a_price_with_an_impossible_break_is_not_added(
    olga: Actor, at: datetime, product: Product
) -> None:
    values = {"product": product, "price": Decimal(90)}
    breaks = terms(("10", "amount_off", "91"))
    refused(InvalidError, catalog.add_price, price_list_of(), values, breaks, by=olga, at=at)


def test_a_price_and_its_breaks_are_stated_anew(
    olga: Actor, at: datetime, item: PriceListItem
) -> None:
    kept, _gone = breaks_of(item, ("10", "percent_off", "5"), ("50", "amount_off", "500"))
    changed = catalog.change_price(
        item,
        {"price": Decimal(400)},
        terms(("100", "unit_price", "300"), ("10", "percent_off", "7")),
        by=olga,
        at=at,
        version=PriceListItem.objects.get().version,
    )
    assert (changed.price, breaks_now(item)) == (400, ["10+ percent_off 7", "100+ unit_price 300"])
    assert QuantityBreak.objects.get(from_quantity=10).pk == kept.pk
    told = EventRecord.objects.get(subject_id=item.pk, changes__has_key="breaks")
    assert told.changes == {
        "price": ["14500.0000", "400"],
        "breaks": [
            ["10+ percent_off 5", "50+ amount_off 500"],
            ["10+ percent_off 7", "100+ unit_price 300"],
        ],
    }
    assert item.price_list_id in told.about


def test_the_same_terms_again_change_nothing(
    olga: Actor, at: datetime, item: PriceListItem
) -> None:
    breaks_of(item, ("10", "percent_off", "5"))
    before = everything()
    catalog.change_price(
        item, {"price": item.price}, terms(("10", "percent_off", "5")), by=olga, at=at
    )
    assert everything() == before


@pytest.mark.parametrize(
    "breaks",
    [
        [("10", "percent_off", "5"), ("10.0", "percent_off", "6")],
        [("10", "amount_off", "14501")],
        [("10", "percent_off", "101")],
        [("-1", "percent_off", "1")],
    ],
)
def test_terms_that_make_no_sense_are_not_taken(
    olga: Actor, at: datetime, item: PriceListItem, breaks: list[tuple[str, str, str]]
) -> None:
    breaks_of(item, ("20", "percent_off", "5"))
    refused(
        InvalidError,
        catalog.change_price,
        item,
        {"price": item.price},
        terms(*breaks),
        by=olga,
        at=at,
    )


def test_a_break_changed_meanwhile_is_not_overwritten(
    olga: Actor, admin: Actor, at: datetime, item: PriceListItem
) -> None:
    [found] = breaks_of(item, ("10", "percent_off", "5"))
    read = PriceListItem.objects.get().version
    catalog.update_quantity_break(found, {"value": Decimal(6)}, by=admin, at=at)
    refused(
        ConflictError,
        catalog.change_price,
        item,
        {"price": item.price},
        terms(("10", "percent_off", "7")),
        by=olga,
        at=at,
        version=read,
    )


def test_a_salesperson_states_no_terms(alice: Actor, at: datetime, item: PriceListItem) -> None:
    values = {"product": product_of("X"), "price": Decimal(1)}
    refused(NotAllowedError, catalog.change_price, item, {"price": Decimal(1)}, [], by=alice, at=at)
    refused(NotAllowedError, catalog.add_price, item.price_list, values, [], by=alice, at=at)
