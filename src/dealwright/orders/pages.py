"""The pages of orders, declared, and their panels on other pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.orders.models import Order, State
from dealwright.orders.policies import ORDER
from dealwright.quotes import models as quotes
from dealwright.ui import navigation, shown, slots
from dealwright.ui.lists import Card, Column, ListPage, View
from dealwright.ui.navigation import Area, Item
from dealwright.ui.process import ProcessBar, Step
from dealwright.ui.record import Badge, Figure, RecordPage
from dealwright.ui.slots import Panel

TO_DO = (State.NEW, State.CONFIRMED)
PATH = (State.NEW, State.CONFIRMED, State.FULFILLED)
TONES = {
    State.NEW: "accent",
    State.CONFIRMED: "info",
    State.FULFILLED: "ok",
    State.CANCELLED: "",
}


ORDERS = ListPage(
    entity=ORDER,
    columns=(
        "name",
        "number",
        "account",
        Column(template="orders/cells.html#state", label=_("state"), sort="state"),
        "total",
        "delivery_on",
        "created_at",
        "owner",
    ),
    views=(
        View(key="to-do", label=_("To be delivered"), filter="state in (new, confirmed)"),
        View(key="mine", label=_("My orders"), filter="owner in (me, my teams)"),
    ),
    sums=("discount_total", "net", "freight", "tax_total", "total"),
    card=Card(second="account", right="total", foot=("number", "state", "owner")),
    select_related=("account", "owner"),
    empty=_("An order is made when a client accepts a quote; nobody types one."),
)


def _figures(order: Order, _actor: Actor) -> list[Figure]:
    return [
        Figure(label=_("Total with tax"), value=shown.money(order.total, order.currency)),
        Figure(label=_("Net"), value=shown.money(order.net, order.currency)),
        Figure(
            label=_("Placed"), value=shown.day(order.created_at), note=shown.ago(order.created_at)
        ),
        Figure(
            label=_("Delivery"),
            value=shown.day(order.delivery_on),
            note=shown.relative_day(order.delivery_on) if order.delivery_on else "",
        ),
        Figure(label=_("Owner"), value=str(order.owner)),
    ]


def _badge(order: Order) -> Badge:
    state = State(order.state)
    return Badge(label=str(state.label).capitalize(), tone=TONES[state])


def _process(order: Order, _actor: Actor) -> ProcessBar | None:
    """New, confirmed, fulfilled; a cancelled order is on no way."""
    if order.state == State.CANCELLED:
        return None
    now = PATH.index(State(order.state))
    moments = (order.created_at, order.confirmed_at, order.fulfilled_at)
    steps = [
        Step(
            name=str(state.label).capitalize(),
            state="done" if place < now else "now" if place == now else "",
            fact=shown.day(moment) if moment else "",
        )
        for place, (state, moment) in enumerate(zip(PATH, moments, strict=True))
    ]
    return ProcessBar(label=_("From order to delivery"), steps=steps)


PAGE = RecordPage(
    entity=ORDER,
    facts=("account", "contact"),
    figures=_figures,
    badge=_badge,
    process=_process,
)


def _may_read(actor: Actor, _row: Any = None) -> bool:
    return access.may(actor, Privilege.READ, ORDER)


slots.fill(
    "orders.order.tabs", Panel(title=_("Lines"), url_name="orders:lines", icon="list", order=-10)
)
slots.fill(
    "quotes.quote.tabs",
    Panel(
        title=_("Order"),
        url_name="orders:of_quote",
        icon="package-check",
        order=-10,
        may_see=lambda actor, quote: quote.state == quotes.State.WON and _may_read(actor),
    ),
)
slots.fill(
    "customers.account.side",
    Panel(
        title=_("Orders"),
        url_name="orders:of_account",
        icon="package-check",
        order=50,
        may_see=_may_read,
    ),
)
slots.fill(
    "opportunities.opportunity.side",
    Panel(
        title=_("Orders"),
        url_name="orders:of_deal",
        icon="package-check",
        order=30,
        may_see=lambda actor, deal: not deal.is_open and _may_read(actor),
    ),
)


def _to_do_count(actor: Actor) -> int:
    return Order.objects.owned_by(actor).filter(state__in=TO_DO).count()


navigation.register(
    Item(
        label=_("Orders"),
        url_name="orders:orders",
        icon="package-check",
        area=Area.QUOTE,
        order=20,
        may_see=_may_read,
        count=_to_do_count,
    )
)
