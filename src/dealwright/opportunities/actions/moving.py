"""How a deal is written: every verb saves through here, so that its row, its past and its events agree."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.core.errors import refuse_unless, require
from dealwright.events.bus import Event
from dealwright.opportunities import policies
from dealwright.opportunities.actions import past
from dealwright.opportunities.models import Opportunity
from dealwright.opportunities.spans import SPANNED
from dealwright.records import writing
from dealwright.records.writing import Changes

# Columns that are set together with another and are no news by themselves.
CARRIED = {"stage": "stage_since", "currency": "rate", "earlier_stages": "stage_since"}


def begin(deals: Sequence[Opportunity], *, by: Actor, at: datetime) -> list[Opportunity]:
    """Insert new deals, each with its first span."""
    written = writing.insert(deals, by=by, at=at)
    past.keep(written, at=at)
    return written


def move(
    deal: Opportunity,
    changes: Changes,
    *,
    by: Actor,
    at: datetime,
    event: Event | None = None,
    also: Sequence[str] = (),
) -> Opportunity:
    """Save a locked deal and, when what counts about it changed, end its span and begin the next."""
    carried = [column for name, column in CARRIED.items() if name in changes]
    writing.save(deal, changes, by=by, at=at, event=event, also=[*also, *carried])
    if SPANNED & {*changes, *also}:
        past.keep([deal], at=at)
    return deal


def lock(pk: UUID) -> Opportunity:
    """A deal, locked until the transaction ends."""
    return Opportunity.objects.lock(pk)


def lock_open(pk: UUID) -> Opportunity:
    """A deal, locked; refused when it is closed.

    Whoever creates, activates or reopens something under a deal calls this first: a lock taken by one side only
    would let a waiting quote in after the deal was won.
    """
    deal = lock(pk)
    refuse_closed(deal)
    return deal


def lock_to_edit(deal: Opportunity, *, by: Actor) -> Opportunity:
    """A deal that the actor may change, locked; refused when it is closed."""
    deal = lock(deal.pk)
    require(policies.can_edit(by, deal))
    refuse_closed(deal)
    return deal


def refuse_closed(deal: Opportunity) -> None:
    """Raise RefusedError when the deal is won or lost."""
    refuse_unless(
        deal.is_open,
        _("This deal is closed: %(state)s.") % {"state": deal.get_state_display()},
        remedy=_("Reopen it first."),
        code="closed",
    )
