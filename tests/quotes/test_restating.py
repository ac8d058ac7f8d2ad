"""What is typed is with the tax or without it, as the price list says; under another list it comes to the same."""

from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.catalog import actions as catalog
from dealwright.catalog.models import PriceList
from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import Opportunity
from dealwright.quotes import actions as quotes
from dealwright.quotes import queries, restating
from dealwright.quotes.models import Quote
from tests.factories.catalog import price_list_of
from tests.factories.customers import account_of

pytestmark = pytest.mark.django_db

rates = st.decimals(0, 100, places=3)


@pytest.fixture
def gross(goods: SimpleNamespace, nordics: PriceList) -> PriceList:
    """A list whose prices include the tax."""
    return price_list_of(
        {goods.sorter: "119", goods.service: "856"}, name="Gross", includes_tax=True
    )


@pytest.fixture
def typed(alice: Actor, account: Account, nordics: PriceList, at: datetime) -> Quote:
    """Two cranes at 100, taxed 19 %, less 10 on the line and 19 on the total: 171 net and 32.49 tax."""
    crane = {"name": "Crane", "quantity": 2, "unit_price": 100, "tax_rate": 19, "discount": 10}
    values = {"name": "Cranes", "account": account, "discount_amount": Decimal(19)}
    return quotes.create(values | {"lines": [crane]}, by=alice, at=at)


def sums(quote: Quote) -> tuple[Decimal, Decimal, Decimal]:
    found = Quote.objects.get(pk=quote.pk)
    return found.net, found.tax_total, found.total


def prices(quote: Quote) -> tuple[Any, ...]:
    found = Quote.objects.get(pk=quote.pk)
    (line,) = queries.lines(found)
    return line.unit_price, line.discount, found.discount_amount


def test_typed_prices_come_to_the_same_under_a_list_with_tax_and_back(
    alice: Actor, typed: Quote, gross: PriceList, at: datetime
) -> None:
    before = sums(typed)
    assert before == (171, Decimal("32.49"), Decimal("203.49"))
    quotes.update(typed, {"price_list": gross.pk}, by=alice, at=at)
    assert prices(typed) == (119, Decimal("11.90"), Decimal("22.61"))
    assert sums(typed) == before
    quotes.update(typed, {"price_list": None}, by=alice, at=at)
    assert (prices(typed), sums(typed)) == ((100, 10, 19), before)


def test_an_amount_off_the_total_that_comes_with_a_list_is_meant_as_that_says(
    alice: Actor, typed: Quote, gross: PriceList, at: datetime
) -> None:
    values = {"discount_amount": Decimal("22.61"), "price_list": gross.pk}
    before = sums(typed)
    quotes.update(typed, values, by=alice, at=at)
    assert (prices(typed), sums(typed)) == ((119, Decimal("11.90"), Decimal("22.61")), before)
    told = EventRecord.objects.filter(kind="records.RecordUpdated").latest("pk")
    assert told.changes["discount_amount"] == ["19.0000", "22.61"]
    assert "net" not in told.changes


def test_prices_that_follow_a_list_are_those_of_the_list(
    alice: Actor, draft: Quote, gross: PriceList, at: datetime
) -> None:
    quotes.update(draft, {"price_list": gross.pk}, by=alice, at=at)
    assert [line.unit_price for line in queries.lines(draft)] == [119, 856]


def test_what_is_typed_under_a_list_with_tax_is_with_it(
    alice: Actor, account: Account, gross: PriceList, at: datetime
) -> None:
    crane = {"name": "Crane", "quantity": 1, "unit_price": 119, "tax_rate": 19}
    values = {"name": "Cranes", "account": account, "price_list": gross.pk, "lines": [crane]}
    made = quotes.create(values, by=alice, at=at)
    assert sums(made) == (100, 19, 119)
    (line,) = queries.lines(made)
    quotes.change_line(line, {"unit_price": Decimal(238)}, by=alice, at=at)
    assert sums(made) == (200, 38, 238)


@pytest.mark.parametrize("kept", ["kept", "anew"])
def test_a_copy_for_a_customer_with_another_kind_of_list_comes_to_the_same(
    *, alice: Actor, typed: Quote, gross: PriceList, at: datetime, kept: str
) -> None:
    private = account_of(alice, name="Berg", currency="EUR", price_list=gross.pk)
    copy = quotes.copy(typed, kept, by=alice, at=at, account=private)
    assert copy.price_list == gross
    assert (prices(copy), sums(copy)) == ((119, Decimal("11.90"), Decimal("22.61")), sums(typed))
    back = quotes.copy(copy, kept, by=alice, at=at, account=typed.account)
    assert (prices(back), sums(back)) == (prices(typed), sums(typed))


def test_kept_prices_come_to_the_same_for_a_customer_with_another_kind_of_list(
    alice: Actor, draft: Quote, gross: PriceList, at: datetime
) -> None:
    private = account_of(alice, name="Berg", currency="EUR", price_list=gross.pk)
    copy = quotes.copy(draft, "kept", by=alice, at=at, account=private)
    assert [line.unit_price for line in queries.lines(copy)] == [Decimal("107.10"), 856]
    assert sums(copy) == sums(draft)


def test_a_list_that_includes_tax_from_now_on_turns_what_was_typed(
    *, alice: Actor, olga: Actor, typed: Quote, nordics: PriceList, at: datetime
) -> None:
    before = sums(typed)
    catalog.update_price_list(nordics, {"includes_tax": True}, by=olga, at=at)
    frozen = quotes.activate(typed, by=alice, at=at)
    assert (prices(frozen)[0], sums(frozen)) == (119, before)


def test_prices_typed_on_a_deal_are_without_tax(
    alice: Actor, deal: Opportunity, goods: SimpleNamespace, gross: PriceList, at: datetime
) -> None:
    line = {"product": goods.sorter.pk, "quantity": Decimal(1), "unit_price": Decimal(90)}
    opportunities.add_line(deal, line, by=alice, at=at)
    made = quotes.create({"opportunity": deal.pk, "price_list": gross.pk}, by=alice, at=at)
    assert sums(made)[0] == 90


@given(rates)
def test_a_factor_and_its_opposite_leave_an_amount_as_it_is(rate: Decimal) -> None:
    there, back = (restating.factors([rate], with_tax=way)[0] for way in (True, False))
    assert round(100 * there * back, 10) == 100
