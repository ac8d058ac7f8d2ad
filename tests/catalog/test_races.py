"""What happens when two change prices at the same moment."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from dealwright.catalog import actions as catalog
from dealwright.catalog.models import PriceList, PriceListItem, Product, ProductCost
from dealwright.core.actor import Actor
from tests.factories.catalog import price_list_of, product_of
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def lists(olga: Actor) -> tuple[PriceList, PriceList]:
    return price_list_of(name="One"), price_list_of(name="Two")


@pytest.mark.parametrize("attempt", range(3))
def test_two_who_close_a_circle_from_both_ends_do_not(
    olga: Actor, at: datetime, lists: tuple[PriceList, PriceList], attempt: int
) -> None:
    one, two = lists
    done, refused = race(
        lambda: catalog.update_price_list(one, {"parent": two.pk}, by=olga, at=at),
        lambda: catalog.update_price_list(two, {"parent": one.pk}, by=olga, at=at),
    )
    assert (len(done), len(refused)) == (1, 1)
    assert PriceList.objects.filter(parent__isnull=False).count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_a_list_changes_its_currency_or_takes_a_child_and_never_both(
    olga: Actor, at: datetime, lists: tuple[PriceList, PriceList], attempt: int
) -> None:
    one, two = lists
    done, refused = race(
        lambda: catalog.update_price_list(one, {"currency": "USD"}, by=olga, at=at),
        lambda: catalog.update_price_list(two, {"parent": one.pk}, by=olga, at=at),
    )
    assert (len(done), len(refused)) == (1, 1)
    for child in PriceList.objects.exclude(parent=None).select_related("parent"):
        assert child.parent
        assert child.currency == child.parent.currency


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_prices_that_overlap_one_is_kept(
    olga: Actor, at: datetime, lists: tuple[PriceList, PriceList], attempt: int
) -> None:
    product: Product = product_of("P-1")
    row = {"price_list": lists[0], "product": product, "price": Decimal(5)}
    until, since = {"valid_to": date(2026, 12, 31)}, {"valid_from": date(2026, 12, 31)}
    done, refused = race(
        lambda: catalog.create_price_list_item(row | until, by=olga, at=at),
        lambda: catalog.create_price_list_item(row | since, by=olga, at=at),
    )
    assert (len(done), len(refused), PriceListItem.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_costs_that_overlap_one_is_kept_and_the_other_told_why(
    olga: Actor, at: datetime, lists: tuple[PriceList, PriceList], attempt: int
) -> None:
    row = {"product": product_of("P-1"), "amount": Decimal(5)}
    until, since = {"valid_to": date(2026, 12, 31)}, {"valid_from": date(2026, 12, 31)}
    done, refused = race(
        lambda: catalog.create_product_costs([row | until], by=olga, at=at),
        lambda: catalog.create_product_costs([row | since], by=olga, at=at),
    )
    assert (len(done), len(refused), ProductCost.objects.count()) == (1, 1, 1)
    assert "for some of these days already" in str(refused[0])
    later = {"valid_from": date(2027, 1, 1)}
    kept = ProductCost.objects.get()
    catalog.update_product_cost(kept, {"valid_from": None, **until}, by=olga, at=at)
    done, refused = race(
        lambda: catalog.create_product_costs([row | later], by=olga, at=at),
        lambda: catalog.update_product_cost(kept, {"valid_to": None}, by=olga, at=at),
    )
    assert (len(done), len(refused)) == (1, 1)
