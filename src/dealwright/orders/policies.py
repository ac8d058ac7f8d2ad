"""Who may do what with orders. A right says nothing of the order's state; `offers_...` join both."""

from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.orders.models import Order, State
from dealwright.quotes import policies as quotes

ORDER = "orders.order"


def can_edit(actor: Actor, order: Order) -> bool:
    """Change reference, date and note; confirm, fulfil, cancel."""
    return access.can(actor, Privilege.WRITE, ORDER, order)


def offers_confirm(actor: Actor, order: Order) -> bool:
    return order.may_become(State.CONFIRMED) and can_edit(actor, order)


def offers_fulfil(actor: Actor, order: Order) -> bool:
    return order.may_become(State.FULFILLED) and can_edit(actor, order)


def offers_quote(actor: Actor, order: Order) -> bool:
    """Whether a new quote may be made after what was ordered."""
    return access.can(actor, Privilege.READ, ORDER, order) and quotes.can_copy(actor, order.quote)


def offers_cancel(actor: Actor, order: Order) -> bool:
    return order.may_become(State.CANCELLED) and can_edit(actor, order)
