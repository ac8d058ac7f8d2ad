"""Which price list a document starts with: for quotes, deals and prices that are tried."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from dealwright.catalog import actions as catalog
from dealwright.catalog import selecting
from dealwright.catalog.models import PriceListSelector
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.customers.models import Account
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.prices import price_list_of as list_of_deal
from dealwright.quotes import actions as quotes
from dealwright.quotes import trying
from dealwright.quotes.models import Quote
from dealwright.strategy import actions as strategy
from tests.catalog.refusals import refused
from tests.factories.catalog import price_list_of, product_of
from tests.factories.customers import account_of
from tests.people import AT

pytestmark = pytest.mark.django_db

DAY = AT.date()


def select(olga: Actor, price_list: Any, **values: Any) -> PriceListSelector:
    row = {"name": f"For {price_list}", "predicate": "industry", "value": "food", **values}
    rows = [{**row, "price_list": price_list}]
    [made] = catalog.create_price_list_selectors(rows, by=olga, at=AT)
    return made


@pytest.fixture
def account(alice: Actor) -> Account:
    return account_of(alice, currency="EUR", industry="food", billing_country="Sweden")


def chosen(account: Account, by: Actor, **own: Any) -> tuple[str, str, dict[str, str]]:
    lists = selecting.read([*own.values(), account.price_list_id], by=by, on=DAY)
    found = lists.choose(
        currency="EUR",
        on=DAY,
        deal=own.get("deal"),
        account=account.price_list_id,
        customer=account,
    )
    lost = {each.rule.name: each.reason.value for each in found.lost}
    return str(found.price_list), found.ground or "", lost


def test_lists_go_before_one_another_in_one_order(
    *, olga: Actor, alice: Actor, at: datetime, account: Account
) -> None:
    price_list_of(name="Usual", is_default=True)
    assert chosen(account, alice) == ("Usual", "default", {})
    select(olga, price_list_of(name="Food"))
    assert chosen(account, alice) == ("Food", "selector", {"Usual": "outranked"})
    select(olga, price_list_of(name="North"), predicate="country", value="Schweden, NO", rank=1)
    assert chosen(account, alice)[:2] == ("North", "selector")
    account.price_list = price_list_of(name="Own", valid_to=DAY)
    assert chosen(account, alice)[:2] == ("Own", "account")
    deal = price_list_of(name="Of the deal")
    assert chosen(account, alice, deal=deal.pk) == (
        "Of the deal",
        "deal",
        {
            "Own": "outranked",
            "For North": "outranked",
            "For Food": "outranked",
            "Usual": "outranked",
        },
    )


def test_a_selector_for_others_or_with_a_list_out_of_force_loses(
    *, olga: Actor, alice: Actor, account: Account
) -> None:
    select(olga, price_list_of(name="Retail"), value="retail")
    select(olga, price_list_of(name="Old", valid_to=date(2026, 3, 1)))
    select(olga, price_list_of(name="Dollars", currency="USD"))
    select(olga, price_list_of(name="Silent"), is_active=False)
    assert chosen(account, alice) == (
        "None",
        "",
        {
            "For Retail": "other_customers",
            "For Old": "expired",
            "For Dollars": "other_currency",
        },
    )


def test_lists_that_someone_may_not_see_are_not_chosen_for_him(
    *, olga: Actor, roleless: Actor, account: Account
) -> None:
    select(olga, price_list_of(name="Food"))
    price_list_of(name="Usual", is_default=True)
    assert chosen(account, roleless) == ("None", "", {})


def test_quotes_deals_and_tried_prices_choose_alike(
    *, olga: Actor, alice: Actor, system: Actor, at: datetime, account: Account
) -> None:
    product = product_of("CH-1", "100")
    price_list_of({product: "95"}, name="Usual", is_default=True)
    food = price_list_of({product: "80"}, name="Food")
    selector = select(olga, food)
    strategy.keep_default_process(by=system, at=at)
    deal = opportunities.create({"name": "Deal", "account": account}, by=alice, at=at)
    assert list_of_deal(deal, by=alice, on=DAY) == food
    lines = [{"product": product.pk, "quantity": 1}]
    quote = quotes.create({"opportunity": deal.pk, "lines": lines}, by=alice, at=at)
    tried = trying.try_price(
        product=product.pk, quantity=Decimal(1), account=account.pk, codes="", by=alice, on=DAY
    )
    for found in (quote, tried.quote):
        assert found.price_list == food
        assert found.list_choice["ground"] == "selector"
        assert found.list_choice["selector"]["name"] == selector.name
        assert [each["rule"]["name"] for each in found.list_choice["lost"]] == ["Usual"]
    assert Quote.objects.get(pk=quote.pk).lines.get().net == 80


def test_a_list_that_is_named_on_the_quote_counts_as_it_is(
    *, alice: Actor, at: datetime, account: Account
) -> None:
    old = price_list_of(name="Old", valid_to=date(2026, 3, 1))
    values = {"name": "Q", "account": account.pk, "price_list": old.pk}
    quote = quotes.create(values, by=alice, at=at)
    assert (quote.price_list, quote.list_choice["ground"]) == (old, "document")
    quotes.update(quote, {"price_list": None}, by=alice, at=at)
    assert Quote.objects.get().list_choice["ground"] == ""


@pytest.mark.parametrize(
    "values",
    [
        {"value": "nonsense"},
        {"value": "food, nonsense"},
        {"value": ","},
        {"predicate": "country", "value": "Atlantis"},
        {"predicate": "shoe size", "value": "44"},
        {"name": "FOR FOOD"},
        {"rank": 10},
    ],
)
def test_a_selector_that_means_nobody_is_refused(
    *, olga: Actor, at: datetime, values: dict[str, Any]
) -> None:
    food = price_list_of(name="Food")
    made = select(olga, food)
    assert made.rank == 10
    row = {"name": "New", "price_list": food, "predicate": "industry", "value": "food", **values}
    refused(InvalidError, catalog.create_price_list_selectors, [row], by=olga, at=at)
    if set(values) == {"value"}:
        refused(InvalidError, catalog.update_price_list_selector, made, values, by=olga, at=at)


def test_values_are_kept_in_the_form_in_which_they_are_compared(
    *, olga: Actor, at: datetime
) -> None:
    made = select(olga, price_list_of(name="Food"), value="Food,  PUBLIC SECTOR, food")
    assert made.value == "food, public"
    values = {"predicate": "country", "value": "Germany, se"}
    catalog.update_price_list_selector(made, values, by=olga, at=at)
    assert PriceListSelector.objects.get().value == "DE, SE"


def test_lists_are_read_in_two_statements_whatever_there_is(
    *, olga: Actor, alice: Actor, account: Account, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        select(olga, price_list_of(name=f"List {number}"))
        chosen(account, alice)
        with django_assert_num_queries(2):
            chosen(account, alice)
