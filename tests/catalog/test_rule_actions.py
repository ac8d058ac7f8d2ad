"""Verbs on promotions and taxes, on how items are priced, and on the parents of lists."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from dealwright.catalog import actions as catalog
from dealwright.catalog.models import PriceListItem, Promotion, TaxClass, TaxRate
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, RefusedError
from dealwright.events.models import EventRecord
from tests.catalog.refusals import refused
from tests.factories.catalog import breaks_of, family_of, price_list_of, product_of

pytestmark = pytest.mark.django_db

FIXED = {"percent": None, "rounding": "", "rounding_to": "", "rounding_amount": None}
MARGIN = {"method": "margin_on_current_cost", "percent": Decimal(30)}
ROUNDED = {"rounding": "up", "rounding_to": "ends_in", "rounding_amount": Decimal("0.99")}


def test_what_a_method_has_no_use_for_is_emptied(
    olga: Actor, at: datetime, item: PriceListItem
) -> None:
    catalog.update_price_list_item(item, MARGIN | ROUNDED, by=olga, at=at)
    item.refresh_from_db()
    assert (item.price, item.percent, item.rounding) == (None, 30, "up")
    fixed = {"method": "fixed", "price": Decimal(900)}
    catalog.update_price_list_item(item, fixed, by=olga, at=at)
    item.refresh_from_db()
    assert (item.price, *(getattr(item, name) for name in FIXED)) == (900, *FIXED.values())


@pytest.mark.parametrize(
    "values",
    [
        {"method": "percent_of_list"},
        {"method": "fixed", "price": None},
        MARGIN | {"percent": Decimal(100)},
        MARGIN | {"rounding": "up"},
        MARGIN | ROUNDED | {"rounding_amount": Decimal(0)},
        {"percent": Decimal(5)},
        {"valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 31)},
    ],
)
def test_an_item_that_makes_no_price_is_not_kept(
    olga: Actor, at: datetime, item: PriceListItem, values: dict[str, Any]
) -> None:
    refused(InvalidError, catalog.update_price_list_item, item, values, by=olga, at=at)


def test_a_product_has_one_price_at_a_time(olga: Actor, at: datetime, item: PriceListItem) -> None:
    row = {"price_list": item.price_list, "product": item.product, "price": Decimal(1)}
    until = {"valid_to": date(2026, 12, 31)}
    catalog.update_price_list_item(item, until, by=olga, at=at)
    overlapping = row | {"valid_from": date(2026, 12, 31)}
    refused(InvalidError, catalog.create_price_list_item, overlapping, by=olga, at=at)
    catalog.create_price_list_item(row | {"valid_from": date(2027, 1, 1)}, by=olga, at=at)
    assert item.price_list.items.count() == 2


def test_a_computed_price_may_have_breaks_of_any_amount(
    olga: Actor, at: datetime, item: PriceListItem
) -> None:
    catalog.update_price_list_item(item, MARGIN, by=olga, at=at)
    [found] = breaks_of(item, ("10", "amount_off", "20000"))
    assert found.value == 20000


def test_a_list_is_not_its_own_ancestor(olga: Actor, at: datetime) -> None:
    top = price_list_of(name="Top")
    middle = price_list_of(name="Middle", parent=top)
    bottom = price_list_of(name="Bottom", parent=middle)
    for parent in (top, middle, bottom):
        refused(InvalidError, catalog.update_price_list, top, {"parent": parent.pk}, by=olga, at=at)


def test_a_parent_is_in_the_same_currency(olga: Actor, at: datetime) -> None:
    euros, dollars = price_list_of(name="Euros"), price_list_of(name="Dollars", currency="USD")
    values = {"parent": dollars.pk}
    refused(InvalidError, catalog.update_price_list, euros, values, by=olga, at=at)
    row = {"name": "X", "currency": "EUR", "parent": dollars.pk}
    refused(InvalidError, catalog.create_price_list, row, by=olga, at=at)
    child = price_list_of(name="Child", parent=euros)
    refused(RefusedError, catalog.update_price_list, euros, {"currency": "USD"}, by=olga, at=at)
    assert child.parent_id == euros.pk


def test_a_list_that_others_take_prices_from_is_not_deleted(olga: Actor, at: datetime) -> None:
    top = price_list_of(name="Top")
    price_list_of(name="Child", parent=top)
    refused(RefusedError, catalog.delete_price_list, top, by=olga, at=at)


def promotion(olga: Actor, at: datetime, **values: Any) -> Promotion:
    [made] = catalog.create_promotions(
        [{"name": "Spring", "value": Decimal(10), **values}], by=olga, at=at
    )
    return made


def test_a_promotion_is_made_changed_and_deleted(olga: Actor, at: datetime) -> None:
    made = promotion(olga, at, code="SPRING")
    assert (made.method, made.currency, made.from_quantity) == ("percent_off", "", 0)
    catalog.update_promotion(made, {"value": Decimal(12)}, by=olga, at=at, version=1)
    found = Promotion.objects.get()
    assert (found.value, found.version) == (12, 2)
    catalog.delete_promotion(found, by=olga, at=at)
    assert not Promotion.objects.exists()


def test_the_currency_of_a_promotion_follows_its_method(olga: Actor, at: datetime) -> None:
    made = promotion(olga, at, method="amount_off")
    assert made.currency == "EUR"
    catalog.update_promotion(made, {"method": "percent_off"}, by=olga, at=at)
    assert Promotion.objects.get().currency == ""


@pytest.mark.parametrize(
    "values",
    [
        {"value": Decimal(101)},
        {"code": "SPRING,SUMMER"},
        {"value": Decimal(-1)},
        {"from_quantity": Decimal(-1)},
        {"method": "unit_price", "currency": "eur"},
        {"valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 31)},
        {"name": "SPRING"},
    ],
)
def test_a_promotion_that_makes_no_sense_is_not_made(
    olga: Actor, at: datetime, values: dict[str, Any]
) -> None:
    promotion(olga, at)
    row = {"name": "Other", "value": Decimal(10), **values}
    refused(InvalidError, catalog.create_promotions, [row], by=olga, at=at)
    assert Promotion.objects.count() == 1


def test_a_promotion_is_for_a_product_or_a_family(olga: Actor, at: datetime) -> None:
    row = {
        "name": "X",
        "value": Decimal(1),
        "product": product_of("A"),
        "family": family_of("Chutes"),
    }
    refused(InvalidError, catalog.create_promotions, [row], by=olga, at=at)


def test_a_class_has_one_rate_at_a_place_and_time(olga: Actor, at: datetime) -> None:
    [full] = catalog.create_tax_classes([{"name": "full"}], by=olga, at=at)
    row = {"tax_class": full, "percent": Decimal(19), "country": "Germany"}
    [rate] = catalog.create_tax_rates([row], by=olga, at=at)
    again = row | {"country": "GERMANY", "valid_from": date(2027, 1, 1)}
    refused(InvalidError, catalog.create_tax_rates, [again], by=olga, at=at)
    catalog.update_tax_rate(rate, {"valid_to": date(2026, 12, 31)}, by=olga, at=at)
    catalog.create_tax_rates([again], by=olga, at=at)
    assert TaxRate.objects.count() == 2
    region = {"tax_class": full, "percent": Decimal(7), "region": "Bavaria"}
    refused(InvalidError, catalog.create_tax_rates, [region], by=olga, at=at)


def test_a_tax_class_that_products_have_is_not_deleted(olga: Actor, at: datetime) -> None:
    used, unused = catalog.create_tax_classes([{"name": "A"}, {"name": "B"}], by=olga, at=at)
    product_of("A", tax_class=used)
    catalog.create_tax_rates([{"tax_class": unused, "percent": Decimal(1)}], by=olga, at=at)
    refused(RefusedError, catalog.delete_tax_class, used, by=olga, at=at)
    catalog.update_tax_class(unused, {"name": "C"}, by=olga, at=at)
    catalog.delete_tax_class(unused, by=olga, at=at)
    assert not TaxRate.objects.exists()


def test_a_salesperson_makes_no_rules(olga: Actor, alice: Actor, at: datetime) -> None:
    made = promotion(olga, at)
    [full] = catalog.create_tax_classes([{"name": "full"}], by=olga, at=at)
    [rate] = catalog.create_tax_rates([{"tax_class": full, "percent": Decimal(1)}], by=olga, at=at)
    before = EventRecord.objects.count()
    tries: list[tuple[Callable[..., Any], Any]] = [
        (catalog.create_promotions, ([{"name": "X", "value": Decimal(1)}],)),
        (catalog.update_promotion, (made, {"value": Decimal(1)})),
        (catalog.delete_promotion, (made,)),
        (catalog.create_tax_classes, ([{"name": "X"}],)),
        (catalog.update_tax_class, (full, {"name": "X"})),
        (catalog.delete_tax_class, (full,)),
        (catalog.create_tax_rates, ([{"tax_class": full, "percent": Decimal(1)}],)),
        (catalog.update_tax_rate, (rate, {"percent": Decimal(2)})),
        (catalog.delete_tax_rate, (rate,)),
    ]
    for verb, arguments in tries:
        with pytest.raises(NotAllowedError):
            verb(*arguments, by=alice, at=at)
    assert EventRecord.objects.count() == before
    assert (Promotion.objects.get().value, TaxClass.objects.get().name) == (10, "full")
    assert TaxRate.objects.get().percent == 1
