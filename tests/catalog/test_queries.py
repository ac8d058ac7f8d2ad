from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from dealwright.catalog import queries
from dealwright.catalog.models import PriceListItem
from dealwright.catalog.pricing import (
    BreakMethod,
    DocumentRequest,
    FaultCode,
    LineRequest,
    price,
)
from tests.factories.catalog import breaks_of, price_list_of, product_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("selling")]

DAY = date(2026, 9, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_a_price_book_is_one_query_however_many_products_and_breaks(
    django_assert_num_queries: Callable[..., Any], count: int
) -> None:
    products = [product_of(f"P-{number}") for number in range(count)]
    price_list = price_list_of(dict.fromkeys(products, "90"))
    for item in PriceListItem.objects.all():
        breaks_of(item, ("10", "percent_off", "5"), ("50", "unit_price", "80"))
    with django_assert_num_queries(1):
        book = queries.price_book(price_list, [product.pk for product in products])
    assert {item.product for item in book.items} == {str(product.pk) for product in products}
    assert [len(item.breaks) for item in book.items] == [2] * count


def test_a_book_says_what_pricing_must_know() -> None:
    product, unpriced = product_of("A"), product_of("B")
    price_list = price_list_of({product: "90"}, valid_to=DAY)
    [expected] = breaks_of(PriceListItem.objects.get(), ("10", "amount_off", "5"))
    book = queries.price_book(price_list, [product.pk, unpriced.pk])
    [item] = book.items
    [found] = item.breaks
    assert (book.rule, book.currency, book.valid_until) == (str(price_list.pk), "EUR", DAY)
    assert (item.rule, item.unit_price) == (str(PriceListItem.objects.get().pk), Decimal(90))
    assert (found.rule, found.from_quantity, found.method, found.value) == (
        str(expected.pk),
        10,
        BreakMethod.AMOUNT_OFF,
        5,
    )


def test_a_document_is_priced_from_the_database() -> None:
    product = product_of("A")
    price_list = price_list_of({product: "100"})
    breaks_of(PriceListItem.objects.get(), ("10", "percent_off", "5"))
    line = LineRequest(key="1", product=str(product.pk), quantity=Decimal(11))
    request = DocumentRequest(currency="EUR", lines=(line,))
    found = price(request, queries.price_book(price_list, [product.pk]), on=DAY)
    assert (str(found.total), found.is_faultless) == ("1045.00", True)
    late = price(request, queries.price_book(price_list, [product.pk]), on=date(2025, 12, 31))
    assert [fault.code for fault in late.lines[0].faults] == [FaultCode.LIST_NOT_YET_VALID]


def test_without_a_list_products_have_their_own_list_price(
    django_assert_num_queries: Callable[..., Any],
) -> None:
    product = product_of("A", "12.3456")
    with django_assert_num_queries(1):
        book = queries.list_prices([product.pk], currency="EUR")
    [item] = book.items
    assert (book.currency, item.product, item.unit_price) == (
        "EUR",
        str(product.pk),
        Decimal("12.3456"),
    )


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, True),
        ({"valid_from": DAY, "valid_to": DAY}, True),
        ({"valid_from": DAY + timedelta(days=1)}, False),
        ({"valid_to": DAY - timedelta(days=1)}, False),
        ({"is_active": False}, False),
        ({"is_default": False}, False),
        ({"currency": "USD"}, False),
    ],
)
def test_the_default_list_of_a_currency_counts_while_in_force(
    values: dict[str, Any], found: bool
) -> None:
    price_list = price_list_of(**{"is_default": True, **values})
    expected = price_list if found else None
    assert queries.default_price_list("EUR", on=DAY) == expected
    assert price_list.counts_on(DAY) == (
        found or values in ({"is_default": False}, {"currency": "USD"})
    )
