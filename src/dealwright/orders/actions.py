"""Verbs on orders."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, refuse_unless, require
from dealwright.events import bus
from dealwright.events.bus import Event
from dealwright.orders import policies
from dealwright.orders.events import OrderCancelled, OrderConfirmed, OrderFulfilled, OrderPlaced
from dealwright.orders.models import Order, OrderLine, State
from dealwright.quotes import actions as quotes
from dealwright.quotes.models import LineKind, Prices, Quote, QuoteLine
from dealwright.records import numbering, registry, writing

NUMBER = "ORD"
OF_QUOTE = (
    "name",
    "opportunity_id",
    "account_id",
    "contact_id",
    "owner_id",
    "unit_id",
    "term_months",
    "payment_terms",
    "currency",
    "rate",
    "discount_total",
    "net",
    "freight",
    "tax_total",
    "is_tax_included",
    "total",
)
OF_LINE = (
    "is_included",
    "billing",
    "section",
    "product_id",
    "code",
    "name",
    "quantity",
    "unit",
    "tax_rate",
    "unit_cost",
    "net",
    "discount_share",
    "tax",
    "total",
)
MOMENTS = {
    State.CONFIRMED: "confirmed_at",
    State.FULFILLED: "fulfilled_at",
    State.CANCELLED: "cancelled_at",
}


@action
def place(quote: Quote, *, by: Actor, at: datetime) -> Order:
    """Make the order of a quote that was just accepted, with its lines and its owner.

    Called in the transaction that accepts the quote, whose lock the caller holds. Refuses: anyone but the system,
    a quote that was not accepted.
    """
    require(by.is_system)
    refuse_unless(
        quote.closed_at is not None and not quote.close_reason, _("This quote was not accepted.")
    )
    order = Order(
        number=numbering.take(NUMBER, at=at)[0],
        quote=quote,
        created_at=at,
        modified_at=at,
        **{name: getattr(quote, name) for name in OF_QUOTE},
    )
    writing.insert([order], by=by, at=at)
    placed = OrderPlaced(quote=quote.pk, total=quote.total, currency=quote.currency)
    about = writing.about(registry.of(order), order)
    bus.record(placed, subject=order, by=by, at=at, about=about)
    chosen = QuoteLine.objects.filter(quote=quote, is_chosen=True).exclude(kind=LineKind.NOTE)
    OrderLine.objects.bulk_create(_lines(order, chosen.order_by("position", "pk")))
    return order


@action
def update(
    order: Order, values: Mapping[str, Any], *, by: Actor, at: datetime, version: int | None = None
) -> Order:
    """Change the client's reference, the delivery date, the note, or the owner.

    Refuses: not permitted, cancelled, changed meanwhile.
    """
    order = Order.objects.lock(order.pk)
    require(policies.can_edit(by, order))
    refuse_unless(order.state != State.CANCELLED, _("This order was cancelled."), code="state")
    return writing.save(order, writing.apply(order, values, by=by, version=version), by=by, at=at)


@action
def confirm(order: Order, *, by: Actor, at: datetime) -> Order:
    """Tell the client that the order stands as it is. Refuses: not permitted, not new."""
    return _move(order, State.CONFIRMED, OrderConfirmed(), by=by, at=at)


@action
def fulfil(order: Order, *, by: Actor, at: datetime) -> Order:
    """Everything was delivered. Refuses: not permitted, not confirmed."""
    return _move(order, State.FULFILLED, OrderFulfilled(), by=by, at=at)


@action
def quote_again(order: Order, prices: str = Prices.ANEW, *, by: Actor, at: datetime) -> Quote:
    """Make a new quote of what was ordered, with prices reckoned anew or kept. Refuses as `quotes.copy`."""
    require(policies.offers_quote(by, order))
    return quotes.copy(order.quote, prices, by=by, at=at, is_ordered=True)


@action
def cancel(order: Order, reason: str, *, by: Actor, at: datetime) -> Order:
    """Call an order off. Refuses: not permitted, fulfilled or cancelled already, no reason."""
    reason = reason.strip()[:500]
    if not reason:
        raise InvalidError({"reason": _("Say why the order is cancelled.")})
    return _move(order, State.CANCELLED, OrderCancelled(reason=reason), by=by, at=at, reason=reason)


def _lines(order: Order, lines: Iterable[QuoteLine]) -> list[OrderLine]:
    """The lines as accepted, parts under their bundles."""
    copies: dict[UUID, OrderLine] = {}
    for position, line in enumerate(lines, start=1):
        copies[line.pk] = _line(order, line, position)
        if line.part_of_id:
            copies[line.pk].part_of = copies[line.part_of_id]
    return [*copies.values()]


def _line(order: Order, line: QuoteLine, position: int) -> OrderLine:
    return OrderLine(
        order=order,
        position=position,
        unit_price=line.unit_price - line.rule_discount,
        description=line.about,
        **{name: getattr(line, name) for name in OF_LINE},
    )


def _move(
    order: Order, state: State, event: Event, *, by: Actor, at: datetime, reason: str = ""
) -> Order:
    order = Order.objects.lock(order.pk)
    require(policies.can_edit(by, order))
    refuse_unless(
        order.may_become(state),
        _("This order is %(state)s.") % {"state": order.get_state_display()},
        code="state",
    )
    changes = {"state": [order.state, state.value]}
    order.state, order.cancel_reason = state, reason
    setattr(order, MOMENTS[state], at)
    also = [MOMENTS[state], "cancel_reason"]
    return writing.save(order, changes, by=by, at=at, event=event, also=also)
