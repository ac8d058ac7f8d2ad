"""The tax class of a family: that of all products below that have none of their own."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from dealwright.catalog import actions as catalog
from dealwright.catalog import rulebook
from dealwright.catalog.models import Product, ProductFamily, TaxClass
from dealwright.catalog.pricing import DocumentRequest, LineRequest, Place, PricedLine, price
from dealwright.core.actor import Actor
from dealwright.core.errors import RefusedError
from tests.catalog.refusals import refused
from tests.factories.catalog import family_of, product_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("selling")]

DAY = date(2026, 9, 1)


@pytest.fixture
def known(olga: Actor, at: datetime) -> SimpleNamespace:
    """Conveyors bear the full rate; below them chutes say nothing, and spares bear the reduced one."""
    full, reduced = catalog.create_tax_classes([{"name": "full"}, {"name": "low"}], by=olga, at=at)
    rows = [
        {"tax_class": full, "percent": Decimal(19), "country": "DE"},
        {"tax_class": reduced, "percent": Decimal(7), "country": "DE"},
    ]
    catalog.create_tax_rates(rows, by=olga, at=at)
    top = family_of("Conveyors")
    chutes, spares = family_of("Chutes", top), family_of("Spares", top)
    set_class(top, full, olga, at)
    set_class(spares, reduced, olga, at)
    return SimpleNamespace(full=full, reduced=reduced, top=top, chutes=chutes, spares=spares)


def set_class(family: ProductFamily, found: TaxClass | None, by: Actor, at: datetime) -> None:
    catalog.update_product_family(family, {"tax_class": found}, by=by, at=at)


def priced(*products: Product) -> list[PricedLine]:
    lines = tuple(
        LineRequest(key=product.code, product=str(product.pk), quantity=Decimal(1))
        for product in products
    )
    request = DocumentRequest(currency="EUR", lines=lines, place=Place("DE"))
    read = rulebook.read([None], [each.pk for each in products], base_currency="EUR", on=DAY)
    return list(price(request, read.rules(None), on=DAY).lines)


def test_the_nearest_family_with_a_class_counts_and_the_products_own_before_it(
    known: SimpleNamespace,
) -> None:
    products = [
        product_of("A", family=known.chutes, tax_rate="5"),
        product_of("B", family=known.spares),
        product_of("C", family=known.spares, tax_class=known.full),
        product_of("D", family=family_of("Belts"), tax_rate="5"),
    ]
    found = priced(*products)
    assert [line.tax_percent for line in found] == [19, 7, 19, 0]
    assert found[1].tax_rule
    assert found[1].tax_rule.name.startswith("low")


@pytest.mark.parametrize("count", [1, 5])
def test_families_and_their_classes_are_read_in_one_statement(
    known: SimpleNamespace, django_assert_num_queries: Callable[..., Any], count: int
) -> None:
    products = [product_of(f"P-{n}", family=known.chutes) for n in range(count)]
    with django_assert_num_queries(6):
        rulebook.read([None], [each.pk for each in products], base_currency="EUR", on=DAY)


def test_a_version_keeps_what_it_says_of_itself(
    olga: Actor, at: datetime, known: SimpleNamespace
) -> None:
    product = product_of("A", family=known.chutes)
    version = catalog.revise(product, by=olga, at=at)
    values = {"family": known.spares}
    catalog.update_product_version(version, values, by=olga, at=at)
    assert priced(product)[0].tax_percent == 19
    product = catalog.publish_version(version, by=olga, at=at)
    assert priced(product)[0].tax_percent == 7
    kept = product.versions.get()
    assert (kept.family_id, kept.tax_class_id) == (known.chutes.pk, None)


def test_a_class_that_a_family_has_is_not_deleted(
    olga: Actor, at: datetime, known: SimpleNamespace
) -> None:
    [unused] = catalog.create_tax_classes([{"name": "unused"}], by=olga, at=at)
    set_class(known.chutes, unused, olga, at)
    refused(RefusedError, catalog.delete_tax_class, unused, by=olga, at=at)


def test_the_page_of_a_product_says_which_family_its_class_is_from(
    olga: Actor, at: datetime, client_for: Any, known: SimpleNamespace
) -> None:
    product = product_of("A", family=known.chutes)
    address = reverse("catalog:product", args=[product.pk])
    assert "from family Conveyors" in client_for(olga).get(address).content.decode()
    catalog.update_product(product, {"tax_class": known.reduced}, by=olga, at=at)
    text = client_for(olga).get(address).content.decode()
    assert "from family" not in text
    assert "low" in text
