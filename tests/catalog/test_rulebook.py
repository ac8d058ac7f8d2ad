"""What is read from the database for pricing, and in how many statements."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from dealwright.catalog import actions as catalog
from dealwright.catalog import rulebook
from dealwright.catalog.models import PriceList, PriceListItem, Product
from dealwright.catalog.pricing import (
    BreakMethod,
    DocumentRequest,
    FaultCode,
    LineRequest,
    PricedLine,
    Reason,
    price,
)
from dealwright.core import actor as actors
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from tests.catalog.refusals import refused
from tests.factories.catalog import breaks_of, family_of, price_list_of, product_of
from tests.people import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("selling")]

DAY = date(2026, 9, 1)


def read(price_list: PriceList | None, *products: Product, on: date = DAY) -> rulebook.Rulebook:
    return rulebook.read([price_list], [each.pk for each in products], base_currency="EUR", on=on)


def priced(
    price_list: PriceList | None,
    product: Product,
    quantity: int = 1,
    *,
    on: date = DAY,
    **header: Any,
) -> PricedLine:
    """One line by the rules in the database."""
    line = LineRequest(key="1", product=str(product.pk), quantity=Decimal(quantity))
    request = DocumentRequest(currency="EUR", lines=(line,), **header)
    rules = read(price_list, product, on=on).rules(price_list.pk if price_list else None)
    return price(request, rules, on=on).lines[0]


@pytest.mark.parametrize("count", [1, 3])
def test_rules_are_read_in_as_many_statements_however_many_there_are(
    django_assert_num_queries: Callable[..., Any], olga: Actor, at: datetime, count: int
) -> None:
    [taxed] = catalog.create_tax_classes([{"name": "full"}], by=olga, at=at)
    products = [product_of(f"P-{number}", tax_class=taxed) for number in range(count)]
    parent = price_list_of(dict.fromkeys(products, "95"), name="Parent")
    lists = [
        price_list_of(dict.fromkeys(products, "90"), name=f"List {number}", parent=parent)
        for number in range(count)
    ]
    for item in PriceListItem.objects.all():
        breaks_of(item, ("10", "percent_off", "5"), ("50", "unit_price", "80"))
    rows = [{"name": f"Promotion {number}", "value": Decimal(5)} for number in range(count)]
    catalog.create_promotions(rows, by=olga, at=at)
    rows = [{"name": f"Volume {number}"} for number in range(count)]
    for made in catalog.create_volume_discounts(rows, by=olga, at=at):
        catalog.set_bands(
            made, [{"from_quantity": Decimal(5), "value": Decimal(5)}], by=olga, at=at
        )
    with django_assert_num_queries(8):
        found = rulebook.read(lists, [each.pk for each in products], base_currency="EUR", on=DAY)
    for each in lists:
        own, above = found.rules(each.pk).lists
        assert (own.rule.name, above.rule.name) == (each.name, "Parent")
        assert {item.product for item in own.items} == {str(product.pk) for product in products}
        assert [len(item.breaks) for item in own.items] == [2] * count
    assert len(found.common.adjustments) == 2 * count


def test_rules_are_named_with_their_version() -> None:
    product, unpriced = product_of("A"), product_of("B")
    price_list = price_list_of({product: "90"}, valid_to=DAY)
    [expected] = breaks_of(PriceListItem.objects.get(), ("10", "amount_off", "5"))
    [book] = read(price_list, product, unpriced).rules(price_list.pk).lists
    [item] = book.items
    [found] = item.breaks
    assert (book.rule.id, book.rule.version, book.period.last) == (str(price_list.pk), 1, DAY)
    stored = PriceListItem.objects.get()
    assert (item.rule.id, item.rule.version, item.rule.kind) == (
        str(stored.pk),
        stored.version,
        "catalog.pricelistitem",
    )
    assert (found.rule.id, found.rule.name) == (str(expected.pk), "10+: 5")
    assert (found.from_quantity, found.method, found.value) == (10, BreakMethod.AMOUNT_OFF, 5)


def test_a_document_is_priced_from_the_database() -> None:
    product = product_of("A")
    price_list = price_list_of({product: "100"})
    breaks_of(PriceListItem.objects.get(), ("10", "percent_off", "5"))
    found = priced(price_list, product, 11)
    assert (str(found.total), found.faults) == ("1045.00", ())
    late = priced(price_list, product, 11, on=date(2025, 12, 31))
    assert [fault.code for fault in late.faults] == [FaultCode.LIST_NOT_YET_VALID]


def test_without_a_list_products_have_their_own_list_price() -> None:
    product = product_of("A", "12.3456")
    assert priced(None, product).unit_price == Decimal("12.3456")


def test_without_products_nothing_is_read(
    django_assert_num_queries: Callable[..., Any],
) -> None:
    with django_assert_num_queries(0):
        rulebook.read([None], [], base_currency="EUR", on=DAY)


def test_an_item_is_computed_by_its_method_and_rounded() -> None:
    product = product_of("A", "125", current_cost=Decimal(80))
    price_list = price_list_of()
    row = {"price_list": price_list, "product": product, "percent": Decimal(20)}
    item = _item(row | {"method": "margin_on_current_cost"})
    assert priced(price_list, product).unit_price == 100
    rounding = {"rounding": "up", "rounding_to": "ends_in", "rounding_amount": Decimal("0.99")}
    _change(item, {"method": "markup_on_current_cost", **rounding})
    assert priced(price_list, product).unit_price == Decimal("96.99")


def _item(row: dict[str, Any]) -> PriceListItem:
    return catalog.create_price_list_item(row, by=actors.system(), at=AT)


def _change(item: PriceListItem, values: dict[str, Any]) -> None:
    catalog.update_price_list_item(item, values, by=actors.system(), at=AT)


def test_a_parent_prices_what_the_list_does_not() -> None:
    ours, theirs = product_of("A"), product_of("B")
    parent = price_list_of({ours: "50", theirs: "60"}, name="Parent")
    price_list = price_list_of({ours: "45"}, parent=parent)
    assert priced(price_list, ours).unit_price == 45
    assert priced(price_list, theirs).unit_price == 60


def test_a_promotion_of_a_family_counts_for_all_below_it(olga: Actor, at: datetime) -> None:
    chutes = family_of("Chutes")
    spiral = family_of("Spiral chutes", family_of("Gravity", chutes))
    products = [product_of("A", family=chutes), product_of("B", family=spiral)]
    other = product_of("C", family=family_of("Belts"))
    row = {"name": "Chutes", "family": chutes, "value": Decimal(10), "code": "SPRING"}
    catalog.create_promotions([row], by=olga, at=at)
    assert [priced(None, each, codes=("spring",)).net for each in products] == [90, 90]
    assert priced(None, other, codes=("spring",)).net == 100
    for each in products:
        [lost] = priced(None, each).lost
        assert (lost.rule.name, lost.reason) == ("Chutes", Reason.CODE_NOT_GIVEN)


def test_a_promotion_of_a_family_leaves_those_above_it_alone(olga: Actor, at: datetime) -> None:
    chutes = family_of("Chutes")
    spiral = family_of("Spiral chutes", chutes)
    row = {"name": "Spiral", "family": spiral, "value": Decimal(10)}
    catalog.create_promotions([row], by=olga, at=at)
    assert priced(None, product_of("A", family=chutes)).net == 100
    assert priced(None, product_of("B", family=spiral)).net == 90


def test_tax_follows_the_class_of_the_product_and_the_place(olga: Actor, at: datetime) -> None:
    [full] = catalog.create_tax_classes([{"name": "full"}], by=olga, at=at)
    rates = [
        {"tax_class": full, "percent": Decimal(19), "country": "Germany"},
        {"tax_class": full, "percent": Decimal(0)},
    ]
    catalog.create_tax_rates(rates, by=olga, at=at)
    product = product_of("A", tax_class=full)
    assert priced(None, product, place=rulebook.place_of(" GERMANY", "Bavaria")).tax == 19
    assert priced(None, product, place=rulebook.place_of("Sverige", "")).tax == 0


@pytest.mark.parametrize("spelling", ["DE", "Germany", "germany ", "Deutschland", "Allemagne"])
def test_a_country_is_one_however_it_is_written(olga: Actor, at: datetime, spelling: str) -> None:
    [full] = catalog.create_tax_classes([{"name": "full"}], by=olga, at=at)
    row = {"tax_class": full, "percent": Decimal(19), "country": spelling}
    [rate] = catalog.create_tax_rates(
        [row, row | {"percent": Decimal(0), "country": ""}], by=olga, at=at
    )[:1]
    assert rate.country == "DE"
    product = product_of("A", tax_class=full)
    for written in ("Deutschland", "GERMANY", "de"):
        assert priced(None, product, place=rulebook.place_of(written, "")).tax == 19


@pytest.mark.parametrize("country", ["", "Schland"])
def test_the_rate_of_anywhere_is_not_that_of_a_place_unknown(
    olga: Actor, at: datetime, country: str
) -> None:
    [full] = catalog.create_tax_classes([{"name": "full"}], by=olga, at=at)
    row = {"tax_class": full, "percent": Decimal(0)}
    catalog.create_tax_rates([row], by=olga, at=at)
    product = product_of("A", tax_class=full)
    assert priced(None, product, place=rulebook.place_of(country, "")).faults == ()
    catalog.create_tax_rates([row | {"percent": Decimal(25), "country": "Sweden"}], by=olga, at=at)
    found = priced(None, product, place=rulebook.place_of(country, ""))
    assert [fault.code for fault in found.faults] == [FaultCode.TAX_RATE_MISSING]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Groß-Gerau", "Gross-Gerau"), ("İzmir", "izmir"), ("Île", "Ile"), ("ŉ", "ʼn")],
)
def test_regions_that_the_database_holds_apart_are_apart(
    olga: Actor, at: datetime, one: str, other: str
) -> None:
    [full] = catalog.create_tax_classes([{"name": "full"}], by=olga, at=at)
    row = {"tax_class": full, "country": "DE"}
    rows = [
        row | {"region": one, "percent": Decimal(5)},
        row | {"region": other, "percent": Decimal(7)},
    ]
    catalog.create_tax_rates(rows, by=olga, at=at)
    product = product_of("A", tax_class=full)
    assert priced(None, product, place=rulebook.place_of("DE", one)).tax == 5
    assert priced(None, product, place=rulebook.place_of("DE", other)).tax == 7


def test_two_spellings_of_a_country_have_one_rate(olga: Actor, at: datetime) -> None:
    [full] = catalog.create_tax_classes([{"name": "full"}], by=olga, at=at)
    row = {"tax_class": full, "percent": Decimal(20)}
    catalog.create_tax_rates([row | {"country": "Großbritannien"}], by=olga, at=at)
    again = row | {"country": "Grossbritannien"}
    refused(InvalidError, catalog.create_tax_rates, [again], by=olga, at=at)
    unknown = row | {"country": "Schland"}
    refused(InvalidError, catalog.create_tax_rates, [unknown], by=olga, at=at)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"valid_to": date(2026, 8, 31)}, Reason.EXPIRED),
        ({"valid_to": date(2026, 8, 2)}, Reason.EXPIRED),
        ({"valid_to": date(2026, 8, 1)}, None),
        ({"valid_from": date(2026, 9, 2)}, None),
        ({"is_active": False}, None),
    ],
)
def test_only_what_counts_or_counted_lately_is_considered(
    olga: Actor, at: datetime, values: dict[str, Any], reason: Reason | None
) -> None:
    row = {"name": "Layoff clearance", "value": Decimal(50), **values}
    catalog.create_promotions([row], by=olga, at=at)
    assert [each.reason for each in priced(None, product_of("A")).lost] == ([reason] * bool(reason))
