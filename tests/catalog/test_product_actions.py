"""Verbs on units and products."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from dealwright.catalog import actions as catalog
from dealwright.catalog.models import PriceListItem, Product, Unit
from dealwright.core.actor import Actor
from dealwright.core.errors import (
    ConflictError,
    InvalidError,
    NotAllowedError,
    RefusedError,
)
from dealwright.events.models import EventRecord
from tests.catalog.refusals import last_event, refused
from tests.factories.catalog import unit_of

pytestmark = pytest.mark.django_db


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
    with django_assert_max_num_queries(9):
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
