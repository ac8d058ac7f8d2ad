"""The end of a quote that was not accepted."""

from datetime import datetime

from django.utils.translation import gettext as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, refuse_unless, require
from dealwright.events.bus import Event
from dealwright.opportunities.models import Opportunity
from dealwright.quotes import policies
from dealwright.quotes.actions.locking import lock_with_rivals
from dealwright.quotes.actions.primary import hand_on
from dealwright.quotes.events import QuoteClosed
from dealwright.quotes.models import CloseReason, Quote, State
from dealwright.records import writing

BY_HAND = (CloseReason.LOST, CloseReason.CANCELLED)


@action
def close(quote: Quote, reason: str, *, by: Actor, at: datetime, note: str = "") -> Quote:
    """Close a draft or an active quote as lost or cancelled; its deal goes on.

    Refuses: not permitted, closed or accepted already, another reason.
    """
    quote, deal, _rivals = lock_with_rivals(quote)
    require(policies.can_edit(by, quote))
    if reason not in BY_HAND:
        raise InvalidError({"reason": _("Say whether it was lost or cancelled.")})
    refuse_unless(
        quote.may_become(State.CLOSED),
        _("This quote is %(state)s already.") % {"state": quote.get_state_display()},
        code="state",
    )
    return end(quote, deal, CloseReason(reason), by=by, at=at, note=note)


def end(
    quote: Quote,
    deal: Opportunity | None,
    reason: CloseReason,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    event: Event | None = None,
) -> Quote:
    """Close a locked quote of a locked deal that goes on: another open quote stands for the deal then."""
    led = quote.is_primary
    closed = close_as(quote, reason, by=by, at=at, note=note, event=event)
    if led and deal:
        hand_on(deal, by=by, at=at)
    return closed


def close_as(
    quote: Quote,
    reason: CloseReason,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    event: Event | None = None,
) -> Quote:
    """Close a locked quote that may be closed; it stands for its deal no more."""
    changes: writing.Changes = {
        "state": [quote.state, State.CLOSED.value],
        "close_reason": ["", reason.value],
    }
    if quote.is_primary:
        changes["is_primary"] = [True, False]
        quote.is_primary = False
    quote.state, quote.close_reason, quote.close_note = State.CLOSED, reason, note[:500]
    quote.closed_at = at
    return writing.save(
        quote,
        changes,
        by=by,
        at=at,
        event=event or QuoteClosed(reason=reason.value, note=quote.close_note),
        also=("close_note", "closed_at"),
    )
