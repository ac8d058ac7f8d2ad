"""Who may do what with quotes.

A right says nothing of the quote's state: a frozen quote refuses with a reason, the right with another.
`offers_...` join both, for the buttons of a page.
"""

from dealwright.core.actor import Actor, Kind
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.opportunities.models import Opportunity
from dealwright.opportunities.policies import DEAL
from dealwright.quotes.models import CloseReason, Quote, State

QUOTE = "quotes.quote"


def can_create(actor: Actor) -> bool:
    return access.may(actor, Privilege.CREATE, QUOTE)


def can_edit(actor: Actor, quote: Quote) -> bool:
    """Header and lines, activate, revise, close, send."""
    return access.can(actor, Privilege.WRITE, QUOTE, quote)


def can_delete(actor: Actor, quote: Quote) -> bool:
    return access.can(actor, Privilege.DELETE, QUOTE, quote)


def can_answer(actor: Actor, quote: Quote) -> bool:
    """Accept or decline: the client with a link to this very quote, or whoever notes down his word."""
    if actor.kind == Kind.CLIENT:
        return actor.document == quote.pk
    return can_edit(actor, quote)


def offers_edit(actor: Actor, quote: Quote) -> bool:
    return quote.is_draft and can_edit(actor, quote)


def offers_delete(actor: Actor, quote: Quote) -> bool:
    return quote.is_draft and can_delete(actor, quote)


def offers_activate(actor: Actor, quote: Quote) -> bool:
    return quote.may_become(State.ACTIVE) and can_edit(actor, quote)


def offers_revise(actor: Actor, quote: Quote) -> bool:
    return is_revisable(quote) and can_edit(actor, quote)


def offers_close(actor: Actor, quote: Quote) -> bool:
    return quote.may_become(State.CLOSED) and can_edit(actor, quote)


def offers_sending(actor: Actor, quote: Quote) -> bool:
    return quote.is_active and can_edit(actor, quote)


def offers_answer(actor: Actor, quote: Quote) -> bool:
    return quote.may_become(State.WON) and can_answer(actor, quote)


def offers_quote(actor: Actor, deal: Opportunity) -> bool:
    """Whether a quote may be made from this deal."""
    return deal.is_open and can_create(actor) and access.can(actor, Privilege.READ, DEAL, deal)


def is_revisable(quote: Quote) -> bool:
    """An active quote, or one that went out and came to nothing; never one that was revised already."""
    if quote.is_active:
        return True
    came_to_nothing = quote.close_reason in {CloseReason.LOST, CloseReason.CANCELLED}
    return came_to_nothing and quote.activated_at is not None
