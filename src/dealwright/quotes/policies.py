"""Who may do what with quotes.

A right says nothing of the quote's state: a frozen quote refuses with a reason, the right with another.
`offers_...` join both, for the buttons of a page.
"""

from dealwright.core.actor import Actor, Kind
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.opportunities.models import Opportunity
from dealwright.opportunities.policies import DEAL
from dealwright.quotes.models import Agreement, CloseReason, Quote, State

QUOTE = "quotes.quote"
AGREEMENT = "quotes.agreement"


def can_create(actor: Actor) -> bool:
    return access.may(actor, Privilege.CREATE, QUOTE)


def can_edit(actor: Actor, quote: Quote) -> bool:
    """Header and lines, activate, revise, close, send."""
    return access.can(actor, Privilege.WRITE, QUOTE, quote)


def can_delete(actor: Actor, quote: Quote) -> bool:
    return access.can(actor, Privilege.DELETE, QUOTE, quote)


def can_copy(actor: Actor, quote: Quote) -> bool:
    """Make a new quote after this one, whatever became of it."""
    return can_create(actor) and access.can(actor, Privilege.READ, QUOTE, quote)


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
    return quote.is_draft and can_edit(actor, quote)


def offers_lead(actor: Actor, quote: Quote) -> bool:
    return may_lead(quote) and can_edit(actor, quote)


def offers_extend(actor: Actor, quote: Quote) -> bool:
    return is_extendable(quote) and can_edit(actor, quote)


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
    came_to_nothing = quote.close_reason in {
        CloseReason.LOST,
        CloseReason.CANCELLED,
        CloseReason.EXPIRED,
    }
    return came_to_nothing and quote.activated_at is not None


def may_lead(quote: Quote) -> bool:
    """Whether this quote of a deal can become the primary one."""
    return quote.is_open and bool(quote.opportunity_id) and not quote.is_primary


def is_extendable(quote: Quote) -> bool:
    """An active quote that has a last day, or one that expired."""
    return quote.is_expired or (quote.is_active and quote.valid_until is not None)


def can_create_agreement(actor: Actor) -> bool:
    """Agreements have no owner of their own: a right counts for those of all accounts that one may read."""
    return access.may(actor, Privilege.CREATE, AGREEMENT)


def can_edit_agreement(actor: Actor, _agreement: Agreement) -> bool:
    return access.may(actor, Privilege.WRITE, AGREEMENT)


def can_delete_agreement(actor: Actor, _agreement: Agreement) -> bool:
    return access.may(actor, Privilege.DELETE, AGREEMENT)
