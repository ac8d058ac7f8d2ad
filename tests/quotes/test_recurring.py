"""What is paid again and again: on paper, before the client, for the deal, on the order."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import Opportunity
from dealwright.orders.models import Order, OrderLine
from dealwright.quotes import actions as quotes
from dealwright.quotes import links, periods, queries, snapshots
from dealwright.quotes.document.page import page_of
from dealwright.quotes.models import Quote
from dealwright.quotes.recurring import Period
from tests.factories.catalog import price_list_of

pytestmark = pytest.mark.django_db

BILLING = import_module("dealwright.orders.migrations.0280_billing_and_term")


@pytest.fixture
def contract(alice: Actor, draft: Quote, at: datetime) -> Quote:
    """The draft of 2,590 net and 300.10 tax with freight of 30, and a licence of 50 a month, taxed 20 %, for a year."""
    quotes.update(draft, {"term_months": 12, "freight": Decimal(30)}, by=alice, at=at)
    licence = {"name": "Licence", "quantity": 1, "unit_price": 50, "tax_rate": 20}
    quotes.add_lines(draft, [licence | {"billing": "month"}], by=alice, at=at)
    return Quote.objects.get(pk=draft.pk)


@pytest.fixture
def sold(alice: Actor, contract: Quote, at: datetime) -> Quote:
    return quotes.activate(contract, by=alice, at=at)


@pytest.fixture
def order(alice: Actor, sold: Quote, at: datetime) -> Order:
    quotes.accept(sold, "Annika", by=alice, at=at)
    return Order.objects.get(quote=sold)


@pytest.fixture
def read_by_client(
    alice: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Quote], str]:
    """What the client's page of an active quote says, on the day of the tests."""
    monkeypatch.setattr("dealwright.core.clock.now", lambda: at)

    def read(quote: Quote) -> str:
        link = quotes.make_link(quote, by=alice, at=at)
        answer = Client().get(reverse("quotes:client", args=[links.token_of(link)]))
        assert answer.status_code == 200
        return answer.content.decode()

    return read


def totals_of(quote: Quote) -> list[tuple[str, str]]:
    assert quote.snapshot
    return [tuple(row) for row in page_of(snapshots.thaw(quote.snapshot))["totals"]]


def test_paper_says_what_is_due_once_and_every_month(sold: Quote) -> None:
    assert totals_of(sold)[-3:] == [
        ("Due once", "2,920.10"),
        ("Due every month", "60.00"),
        ("Total due at first", "EUR\xa02,980.10"),
    ]


def test_paper_of_what_is_paid_once_looks_as_before(active: Quote) -> None:
    labels = [label for label, _amount in totals_of(active)]
    assert labels == ["Sum of items", "Tax 19%", "Tax 7%", "Total"]


def test_a_quote_that_was_frozen_before_is_printed_as_it_was(sold: Quote) -> None:
    assert sold.snapshot
    del sold.snapshot["totals"]["periods"]
    assert totals_of(sold)[-1] == ("Total", "EUR\xa02,980.10")


def test_the_client_reads_what_is_due_once_and_every_month(
    sold: Quote, read_by_client: Callable[[Quote], str]
) -> None:
    page = read_by_client(sold)
    for words in ("Due once", "2,920.10", "Due every month", "60.00", "Total due at first"):
        assert words in page


def test_the_client_reads_one_total_of_what_is_paid_once(
    active: Quote, read_by_client: Callable[[Quote], str]
) -> None:
    page = read_by_client(active)
    assert "Total with tax" in page
    assert "Due once" not in page
    assert "due at first" not in page


def test_a_deal_is_worth_what_is_paid_over_the_term(
    alice: Actor, deal: Opportunity, contract: Quote, at: datetime
) -> None:
    followed = opportunities.update(deal, {"revenue_source": "quote"}, by=alice, at=at)
    assert followed.estimated_revenue == 2590 + 12 * 50
    quotes.update(contract, {"term_months": None}, by=alice, at=at)
    followed.refresh_from_db()
    assert followed.estimated_revenue == 2640


def test_sums_by_period_are_without_the_tax_that_prices_include(
    alice: Actor, goods: SimpleNamespace, deal: Opportunity, at: datetime
) -> None:
    listed = price_list_of({goods.sorter: "119"}, includes_tax=True)
    line = {"product": goods.sorter.pk, "quantity": 1, "billing": "year"}
    values = {"opportunity": deal.pk, "price_list": listed.pk, "lines": [line]}
    made = quotes.create(values, by=alice, at=at)
    assert periods.nets(queries.lines(made)) == {Period.YEAR: Decimal(100)}


def test_an_order_says_how_often_each_line_is_paid_and_for_how_long(order: Order) -> None:
    assert order.term_months == 12
    assert [line.billing for line in order.lines.order_by("position")] == ["once", "once", "month"]


def test_an_order_says_whether_its_prices_include_tax(
    alice: Actor, goods: SimpleNamespace, account: object, at: datetime
) -> None:
    listed = price_list_of({goods.sorter: "119"}, includes_tax=True)
    line = {"product": goods.sorter.pk, "quantity": 1}
    values = {"name": "Sorter", "account": account, "price_list": listed.pk, "lines": [line]}
    made = quotes.activate(quotes.create(values, by=alice, at=at), by=alice, at=at)
    quotes.accept(made, "Annika", by=alice, at=at)
    assert Order.objects.get(quote=made).is_tax_included


def test_the_page_of_an_order_shows_periods_and_their_sums(
    client_for: Callable[[Actor], Client], alice: Actor, order: Order
) -> None:
    lines = client_for(alice).get(reverse("orders:lines", args=[order.pk])).content.decode()
    for words in ("every month", "Every month", "Contract, 12 months", "3,190.00"):
        assert words in lines


def test_an_order_and_its_lines_are_read_over_rest(
    *,
    api_for: Callable[..., Client],
    alice: Actor,
    charlie: Actor,
    order: Order,
) -> None:
    client = api_for(alice)
    whole = client.get(f"/api/v1/orders/{order.pk}").json()
    assert (whole["term_months"], whole["is_tax_included"]) == (12, False)
    answer = client.get(f"/api/v1/orders/{order.pk}/lines")
    assert [line["billing"] for line in answer.json()["items"]] == ["once", "once", "month"]
    assert "unit_cost" not in answer.json()["items"][0]
    assert api_for(charlie).get(f"/api/v1/orders/{order.pk}/lines").status_code == 404


def test_orders_of_before_learn_it_from_their_quotes(alice: Actor, order: Order) -> None:
    with writing(alice), connection.cursor() as cursor:
        cursor.execute("UPDATE orders_order SET term_months = NULL")
        cursor.execute("UPDATE orders_orderline SET billing = 'once'")
        cursor.execute(BILLING.TERMS)
        cursor.execute(BILLING.BILLING)
    order.refresh_from_db()
    found = OrderLine.objects.filter(order=order).order_by("position")
    assert [*found.values_list("billing", flat=True)] == ["once", "once", "month"]
    assert order.term_months == 12
