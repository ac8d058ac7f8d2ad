"""How quotes are locked: from the root down, the deal first, then its quotes in key order."""

from django.db.models import Q
from django.utils.translation import gettext as _

from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError, refuse_unless, require
from dealwright.opportunities.actions import moving
from dealwright.opportunities.models import Opportunity
from dealwright.quotes import policies
from dealwright.quotes.models import OPEN, Quote


def lock_draft(quote: Quote, *, by: Actor) -> Quote:
    """A draft that the actor may edit, locked after its deal. Refuses: not permitted, no draft any more."""
    quote = lock_after_deal(quote)
    require(policies.can_edit(by, quote))
    refuse_unless(
        quote.is_draft,
        _("This quote is %(state)s and no longer changes.") % {"state": quote.get_state_display()},
        remedy=_("Revise it: that makes a new draft of it."),
        code="frozen",
    )
    return quote


def lock_under_open_deal(quote: Quote) -> Quote:
    """A quote, locked after its deal. Refuses when the deal is closed.

    Whoever creates, activates or revises a quote locks the deal first: with a lock on the quote alone, a
    waiting quote would get in after the deal was won.
    """
    locked = lock_after_deal(quote)
    if locked.opportunity:
        moving.refuse_closed(locked.opportunity)
    return locked


def lock_after_deal(quote: Quote) -> Quote:
    """A quote, locked after its deal, whose row it holds. Which deal a quote belongs to never changes."""
    deal = moving.lock(quote.opportunity_id) if quote.opportunity_id else None
    locked = Quote.objects.lock_whole(quote.pk)
    locked.opportunity = deal
    return locked


def lock_with_rivals(quote: Quote) -> tuple[Quote, Opportunity | None, list[Quote]]:
    """A quote, its deal, and the deal's other drafts and active quotes, all locked."""
    pk, key = quote.pk, quote.opportunity_id
    deal = moving.lock(key) if key else None
    wanted = Q(pk=pk) | Q(opportunity=key, state__in=OPEN) if key else Q(pk=pk)
    rows = Quote.objects.select_for_update(of=("self",)).select_related("owner").filter(wanted)
    locked = {quote.pk: quote for quote in rows.order_by("pk")}
    if pk not in locked:
        raise NotFoundError(_("This quote is gone."))
    return locked.pop(pk), deal, list(locked.values())
