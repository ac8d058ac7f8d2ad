"""Verbs on the catalogue: each works, and each refusal changes nothing and records nothing."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from dealwright.catalog import actions as catalog
from dealwright.catalog.events import PriceListMadeDefault, ProductReactivated, ProductRetired
from dealwright.catalog.models import PriceList, PriceListItem, Product, QuantityBreak, Unit
from dealwright.core.actor import Actor
from dealwright.core.errors import (
    ConflictError,
    DomainError,
    InvalidError,
    InvalidRowsError,
    NotAllowedError,
    RefusedError,
)
from dealwright.events import bus
from dealwright.events.models import EventRecord
from tests.factories.catalog import breaks_of, price_list_of, product_of, unit_of

pytestmark = pytest.mark.django_db

KINDS = (Unit, Product, PriceList, PriceListItem, QuantityBreak)


def everything() -> tuple[list[list[Any]], int]:
    rows = [list(kind.objects.order_by("pk").values()) for kind in KINDS]
    return rows, EventRecord.objects.count()


def refused[E: DomainError](
    error: type[E], verb: Callable[..., Any], *args: Any, **kwargs: Any
) -> E:
    """The verb raises; nothing changed and no event was recorded."""
    before = everything()
    with pytest.raises(error) as found:
        verb(*args, **kwargs)
    assert everything() == before
    return found.value


def last_event() -> EventRecord:
    return EventRecord.objects.latest("at", "pk")


@pytest.fixture
def product(selling: object) -> Product:
    return product_of("CH-0915", "14900")


@pytest.fixture
def price_list(product: Product) -> PriceList:
    return price_list_of({product: "14500"})


@pytest.fixture
def item(price_list: PriceList) -> PriceListItem:
    return PriceListItem.objects.get()


def test_a_unit_is_made_changed_and_deleted(olga: Actor, at: datetime) -> None:
    [unit] = catalog.create_units([{"code": "box", "name": "box of ten"}], by=olga, at=at)
    catalog.update_unit(unit, {"decimals": 1}, by=olga, at=at, version=1)
    assert Unit.objects.get().decimals == 1
    assert last_event().changes == {"decimals": [0, 1]}
    catalog.delete_unit(unit, by=olga, at=at)
    assert not Unit.objects.exists()


def test_the_usual_units_are_there_once(olga: Actor, at: datetime) -> None:
    unit_of("h", decimals=2)
    added = catalog.keep_standard_units(by=olga, at=at)
    assert [unit.code for unit in added] == ["pc", "set", "day", "month", "m", "kg"]
    assert catalog.keep_standard_units(by=olga, at=at) == []
    assert Unit.objects.count() == 7


def test_a_unit_code_is_taken_once_in_whatever_case(olga: Actor, at: datetime) -> None:
    unit_of("pc")
    rows = [{"code": "PC", "name": "piece"}]
    found = refused(InvalidError, catalog.create_units, rows, by=olga, at=at)
    assert "unit with this code" in str(found)


def test_a_unit_that_something_is_sold_in_stays(
    olga: Actor, at: datetime, product: Product
) -> None:
    found = refused(RefusedError, catalog.delete_unit, product.unit, by=olga, at=at)
    assert found.code == "in_use"


def test_products_are_made_in_a_constant_number_of_statements(
    olga: Actor,
    at: datetime,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    unit = unit_of()
    rows = [
        {"code": f"P-{number}", "name": "Part", "unit": unit.pk, "list_price": Decimal(number)}
        for number in range(40)
    ]
    catalog.create_products(rows[:1], by=olga, at=at)
    with django_assert_max_num_queries(8):
        made = catalog.create_products(rows[1:], by=olga, at=at)
    assert Product.objects.count() == 40
    assert EventRecord.objects.filter(subject_id__in=[each.pk for each in made]).count() == 39


def test_a_product_is_changed_with_its_old_and_new_values_kept(
    olga: Actor, at: datetime, product: Product
) -> None:
    catalog.update_product(
        product, {"list_price": Decimal(15000)}, by=olga, at=at, version=product.version
    )
    product.refresh_from_db()
    assert (product.list_price, product.version) == (15000, 2)
    assert last_event().changes == {"list_price": ["14900.0000", "15000"]}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "ch-0915"}, ""),
        ({"list_price": Decimal(-1)}, ""),
        ({"current_cost": Decimal(-1)}, ""),
        ({"tax_rate": Decimal(101)}, ""),
        ({"unit": "0199aaaa-0000-7000-8000-000000000000"}, "unit"),
    ],
)
def test_a_product_that_makes_no_sense_is_not_made(
    olga: Actor, at: datetime, product: Product, values: dict[str, Any], field: str
) -> None:
    usual = {"code": "X", "name": "X", "unit": product.unit_id, "list_price": Decimal(1)}
    found = refused(InvalidError, catalog.create_product, usual | values, by=olga, at=at)
    assert list(found.errors) == [field]


def test_a_salesperson_makes_and_changes_no_product(
    alice: Actor, at: datetime, product: Product
) -> None:
    values = {"code": "X", "name": "X", "unit": product.unit_id, "list_price": Decimal(1)}
    refused(NotAllowedError, catalog.create_product, values, by=alice, at=at)
    refused(NotAllowedError, catalog.update_product, product, {"name": "X"}, by=alice, at=at)
    refused(NotAllowedError, catalog.delete_product, product, by=alice, at=at)
    refused(NotAllowedError, catalog.retire, product, by=alice, at=at)


def test_the_second_of_two_editors_sees_both_values(
    olga: Actor, admin: Actor, at: datetime, product: Product
) -> None:
    catalog.update_product(product, {"name": "Hers"}, by=admin, at=at, version=1)
    found = refused(
        ConflictError, catalog.update_product, product, {"name": "His"}, by=olga, at=at, version=1
    )
    assert (found.theirs, found.mine) == ({"name": "Hers"}, {"name": "His"})


def test_a_product_on_a_price_list_keeps_its_unit(
    olga: Actor, at: datetime, item: PriceListItem
) -> None:
    hour = unit_of("h", decimals=2)
    refused(RefusedError, catalog.update_product, item.product, {"unit": hour}, by=olga, at=at)
    catalog.delete_price_list_item(item, by=olga, at=at)
    catalog.update_product(item.product, {"unit": hour}, by=olga, at=at)
    assert Product.objects.get().unit == hour


def test_a_product_on_a_price_list_is_not_deleted(
    olga: Actor, at: datetime, item: PriceListItem
) -> None:
    found = refused(RefusedError, catalog.delete_product, item.product, by=olga, at=at)
    assert "price list items" in str(found)


def test_a_product_nobody_uses_is_deleted(olga: Actor, at: datetime, product: Product) -> None:
    catalog.delete_product(product, by=olga, at=at)
    assert not Product.objects.exists()
    assert last_event().changes["code"] == ["CH-0915", None]


def test_a_product_is_retired_and_comes_back(olga: Actor, at: datetime, product: Product) -> None:
    assert not catalog.retire(product, by=olga, at=at).is_active
    assert last_event().kind == bus.kind_of(ProductRetired)
    found = refused(RefusedError, catalog.retire, product, by=olga, at=at)
    assert "retired already" in str(found)
    assert catalog.reactivate(product, by=olga, at=at).is_active
    assert last_event().kind == bus.kind_of(ProductReactivated)
    refused(RefusedError, catalog.reactivate, product, by=olga, at=at)


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
    with django_assert_max_num_queries(10):
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
