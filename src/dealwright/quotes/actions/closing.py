"""The end of a quote that was not accepted."""

from datetime import datetime

from django.utils.translation import gettext as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, refuse_unless, require
from dealwright.events.bus import Event
from dealwright.quotes import policies
from dealwright.quotes.actions.locking import lock_with_rivals
from dealwright.quotes.events import QuoteClosed
from dealwright.quotes.models import CloseReason, Quote, State
from dealwright.records import writing

BY_HAND = (CloseReason.LOST, CloseReason.CANCELLED)


@action
def close(quote: Quote, reason: str, *, by: Actor, at: datetime, note: str = "") -> Quote:
    """Close a draft or an active quote as lost or cancelled; its deal goes on.

    Refuses: not permitted, closed or accepted already, another reason.
    """
    quote, _deal, _rivals = lock_with_rivals(quote)
    require(policies.can_edit(by, quote))
    if reason not in BY_HAND:
        raise InvalidError({"reason": _("Say whether it was lost or cancelled.")})
    refuse_unless(
        quote.may_become(State.CLOSED),
        _("This quote is %(state)s already.") % {"state": quote.get_state_display()},
        code="state",
    )
    return close_as(quote, CloseReason(reason), by=by, at=at, note=note)


def close_as(
    quote: Quote,
    reason: CloseReason,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    event: Event | None = None,
) -> Quote:
    """Close a locked quote that may be closed."""
    changes = {"state": [quote.state, State.CLOSED.value], "close_reason": ["", reason.value]}
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
