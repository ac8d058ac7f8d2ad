"""Orders: what an accepted quote becomes, and how far it comes."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson
import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.core.errors import (
    ConflictError,
    InvalidError,
    NotAllowedError,
    RefusedError,
)
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.opportunities import actions as opportunities
from dealwright.orders import actions as orders
from dealwright.orders.models import MOVES, Order, State
from dealwright.orders.pages import ORDERS
from dealwright.quotes import actions as quotes
from dealwright.quotes.models import Quote
from dealwright.strategy import actions as strategy
from dealwright.ui.listing import Listing
from tests.factories.customers import account_of

pytestmark = pytest.mark.django_db

KINDS = {
    State.CONFIRMED: "orders.OrderConfirmed",
    State.FULFILLED: "orders.OrderFulfilled",
    State.CANCELLED: "orders.OrderCancelled",
}


@pytest.fixture
def account(alice: Actor) -> Account:
    return account_of(alice, currency="EUR")


def order_of(owner: Actor, account: Account, at: datetime) -> Order:
    """The order of an accepted quote: a crane for two days at 450, and 30 freight."""
    line = {"name": "Crane hire", "quantity": 2, "unit": "day", "unit_price": 450, "tax_rate": 19}
    values = {"name": "Cranes", "account": account, "lines": [line], "freight": Decimal(30)}
    quote = quotes.activate(quotes.create(values, by=owner, at=at), by=owner, at=at)
    quotes.accept(quote, "Annika", by=owner, at=at)
    return Order.objects.get(quote=quote)


@pytest.fixture
def order(alice: Actor, account: Account, at: datetime) -> Order:
    return order_of(alice, account, at)


def events() -> int:
    return EventRecord.objects.count()


def test_an_order_copies_what_was_agreed(order: Order) -> None:
    assert (order.net, order.freight, order.tax_total) == (900, 30, 171)
    assert order.total == 1101
    (line,) = order.lines.all()
    assert (line.name, line.quantity, line.unit, line.unit_price) == ("Crane hire", 2, "day", 450)
    placed = EventRecord.objects.get(kind="orders.OrderPlaced")
    assert (placed.actor_kind, placed.subject_id) == ("system", order.pk)


def test_an_order_is_confirmed_and_fulfilled(alice: Actor, order: Order, at: datetime) -> None:
    order = orders.confirm(order, by=alice, at=at)
    assert (order.state, order.confirmed_at) == (State.CONFIRMED, at)
    order = orders.fulfil(order, by=alice, at=at + timedelta(days=9))
    assert (order.state, order.fulfilled_at) == (State.FULFILLED, at + timedelta(days=9))


@pytest.mark.parametrize("confirmed", [False, True])
def test_an_order_is_cancelled_with_a_reason(
    alice: Actor, order: Order, at: datetime, confirmed: bool
) -> None:
    if confirmed:
        orders.confirm(order, by=alice, at=at)
    order = orders.cancel(order, "The site is not built.", by=alice, at=at)
    assert (order.state, order.cancel_reason) == (State.CANCELLED, "The site is not built.")
    event = EventRecord.objects.get(kind="orders.OrderCancelled")
    assert event.data == {"reason": "The site is not built."}


def test_nobody_cancels_without_a_reason(alice: Actor, order: Order, at: datetime) -> None:
    before = events()
    with pytest.raises(InvalidError):
        orders.cancel(order, "  ", by=alice, at=at)
    order.refresh_from_db()
    assert (order.state, events()) == (State.NEW, before)


def bring_to(state: State, order: Order, by: Actor, at: datetime) -> None:
    if state in {State.CONFIRMED, State.FULFILLED}:
        orders.confirm(order, by=by, at=at)
    if state == State.FULFILLED:
        orders.fulfil(order, by=by, at=at)
    if state == State.CANCELLED:
        orders.cancel(order, "No.", by=by, at=at)


ILLEGAL = [
    (start, end) for start in State for end in State if end in KINDS and end not in MOVES[start]
]


@pytest.mark.parametrize(("start", "end"), ILLEGAL)
def test_an_order_makes_no_illegal_move(
    *, alice: Actor, order: Order, at: datetime, start: State, end: State
) -> None:
    bring_to(start, order, alice, at)
    before = events()
    verbs = {
        State.CONFIRMED: lambda: orders.confirm(order, by=alice, at=at),
        State.FULFILLED: lambda: orders.fulfil(order, by=alice, at=at),
        State.CANCELLED: lambda: orders.cancel(order, "No.", by=alice, at=at),
    }
    with pytest.raises(RefusedError) as refusal:
        verbs[end]()
    assert refusal.value.code == "state"
    order.refresh_from_db()
    assert (order.state, events()) == (start, before)


def test_a_colleague_without_the_right_moves_nothing(
    ann: Actor, order: Order, at: datetime
) -> None:
    before = events()
    for attempt in (
        lambda: orders.confirm(order, by=ann, at=at),
        lambda: orders.cancel(order, "No.", by=ann, at=at),
        lambda: orders.update(order, {"note": "x"}, by=ann, at=at),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    assert events() == before


def test_nobody_places_an_order_by_hand(
    alice: Actor, account: Account, system: Actor, at: datetime
) -> None:
    quote = quotes.create({"name": "Draft", "account": account}, by=alice, at=at)
    with pytest.raises(NotAllowedError):
        orders.place(quote, by=alice, at=at)
    with pytest.raises(RefusedError):
        orders.place(quote, by=system, at=at)
    assert not Order.objects.exists()


def test_reference_and_delivery_can_be_noted(alice: Actor, order: Order, at: datetime) -> None:
    values = {"client_reference": "PO 4711", "delivery_on": date(2026, 10, 1)}
    changed = orders.update(order, values, by=alice, at=at, version=order.version)
    assert (changed.client_reference, changed.version) == ("PO 4711", order.version + 1)
    with pytest.raises(ConflictError):
        orders.update(order, {"note": "x"}, by=alice, at=at, version=order.version)


def test_a_cancelled_order_no_longer_changes(alice: Actor, order: Order, at: datetime) -> None:
    orders.cancel(order, "No.", by=alice, at=at)
    with pytest.raises(RefusedError):
        orders.update(order, {"note": "x"}, by=alice, at=at)


def test_a_deal_can_be_reopened_once_its_order_is_cancelled(
    alice: Actor, system: Actor, account: Account, at: datetime
) -> None:
    strategy.keep_default_process(by=system, at=at)
    deal = opportunities.create({"name": "Cranes", "account": account}, by=alice, at=at)
    line = {"name": "Crane", "quantity": 1, "unit_price": 5}
    quote = quotes.create({"opportunity": deal.pk, "lines": [line]}, by=alice, at=at)
    quotes.accept(quotes.activate(quote, by=alice, at=at), "Annika", by=alice, at=at)
    with pytest.raises(RefusedError):
        opportunities.reopen(deal, by=alice, at=at)
    orders.cancel(Order.objects.get(), "No.", by=alice, at=at)
    opportunities.reopen(deal, by=alice, at=at)


# pages and routes


def test_the_page_shows_the_order_and_its_lines(
    client_for: Callable[[Actor], Client], alice: Actor, order: Order
) -> None:
    client = client_for(alice)
    page = client.get(reverse("orders:order", args=[order.pk])).content.decode()
    assert order.number in page
    assert "Confirm" in page
    lines = client.get(reverse("orders:lines", args=[order.pk])).content.decode()
    assert "Crane hire" in lines
    assert "EUR\xa01,101.00" in lines


def test_orders_stand_on_the_pages_of_their_account_and_quote(
    client_for: Callable[[Actor], Client], alice: Actor, account: Account, order: Order
) -> None:
    client = client_for(alice)
    for name, pk in (("of_account", account.pk), ("of_quote", order.quote_id)):
        panel = client.get(reverse(f"orders:{name}", args=[pk])).content.decode()
        assert order.number in panel


def test_a_stranger_finds_nothing(
    client_for: Callable[[Actor], Client], charlie: Actor, account: Account, order: Order
) -> None:
    stranger = client_for(charlie)
    for name, pk in (
        ("order", order.pk),
        ("lines", order.pk),
        ("of_account", account.pk),
        ("of_quote", order.quote_id),
    ):
        assert stranger.get(reverse(f"orders:{name}", args=[pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    *,
    client_for: Callable[[Actor], Client],
    alice: Actor,
    account: Account,
    at: datetime,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    for _place in range(count):
        order_of(alice, account, at)
    client = client_for(alice)
    client.get(reverse("orders:orders"))
    with django_assert_num_queries(7):
        assert client.get(reverse("orders:orders")).status_code == 200


def test_verbs_of_an_order_are_routes(
    api_for: Callable[..., Client], alice: Actor, charlie: Actor, order: Order
) -> None:
    def post(actor: Actor, verb: str, body: dict[str, str]) -> Any:
        return api_for(actor).post(
            f"/api/v1/orders/{order.pk}/{verb}",
            data=orjson.dumps(body),
            content_type="application/json",
        )

    assert post(charlie, "confirm", {}).status_code == 404
    assert post(alice, "fulfil", {}).status_code == 409
    assert post(alice, "confirm", {}).json()["state"] == "confirmed"
    assert post(alice, "cancel", {}).status_code == 422
    assert post(alice, "cancel", {"reason": "No."}).json()["cancel_reason"] == "No."


def test_orders_are_made_by_acceptance_only(api_for: Callable[..., Client], alice: Actor) -> None:
    answer = api_for(alice).post("/api/v1/orders", data=b"{}", content_type="application/json")
    assert answer.status_code == 405
    assert not Quote.objects.exists()


def test_the_list_of_orders_adds_up_what_was_ordered(order: Order, alice: Actor) -> None:
    found = Listing(ORDERS, actor=alice, asked=QueryDict("view=all&cols=name,net,freight,total"))
    sums = {total.name: total.text for total in found.totals}
    assert sums == {"net": "€900", "freight": "€30", "total": "€1,101"}
