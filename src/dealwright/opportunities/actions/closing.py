"""The end of a deal, and its second beginning."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dealwright.core import guards
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.clock import local_date
from dealwright.core.errors import InvalidError, refuse_unless, require
from dealwright.customers.models import Account
from dealwright.opportunities import amounts, policies
from dealwright.opportunities.actions import competitors, editing, moving
from dealwright.opportunities.events import OpportunityLost, OpportunityReopened, OpportunityWon
from dealwright.opportunities.models import Competitor, Opportunity, State
from dealwright.organisation import queries as organisation
from dealwright.records import writing
from dealwright.records.writing import Changes

# How a deal stands that is not closed; an outcome says what is different.
PURSUED: dict[str, Any] = {
    "state": State.OPEN.value,
    "actual_revenue": None,
    "closed_at": None,
    "closed_on": None,
    "lost_reason": "",
    "lost_to_id": None,
    "lost_note": "",
}


@action
def win(
    deal: Opportunity,
    *,
    by: Actor,
    at: datetime,
    actual_revenue: Decimal | None = None,
    closed_on: date | None = None,
    account: Account | UUID | None = None,
) -> Opportunity:
    """Close a deal as won, for the estimated revenue and today unless said otherwise.

    Refuses: not permitted, not open, a guard objects (a quote is still open), no account (which may be named in
    the same act), no revenue, a day to come.
    """
    deal = _lock_to_close(deal, State.WON, by=by)
    guards.check("opportunities.win", deal)
    changes = editing.edit(deal, {"account": account} if account else {}, by=by, at=at)
    day = _day(closed_on, at)
    earned = _earned(deal, deal.estimated_revenue if actual_revenue is None else actual_revenue)
    changes |= _stand(
        deal, state=State.WON.value, closed_at=at, closed_on=day, actual_revenue=earned
    )
    event = OpportunityWon(actual_revenue=earned, currency=deal.currency, closed_on=day)
    return moving.move(deal, changes, by=by, at=at, event=event)


@action
def lose(
    deal: Opportunity,
    reason: str,
    *,
    by: Actor,
    at: datetime,
    competitor: Competitor | UUID | None = None,
    note: str = "",
    closed_on: date | None = None,
) -> Opportunity:
    """Close a deal as lost, and say why. Refuses: not permitted, not open, a guard objects, no reason, a day to
    come, a competitor that is not known.
    """
    deal = _lock_to_close(deal, State.LOST, by=by)
    guards.check("opportunities.lose", deal)
    winner = competitors.find(competitor, by=by) if competitor else None
    day = _day(closed_on, at)
    changes = _stand(
        deal,
        state=State.LOST.value,
        closed_at=at,
        closed_on=day,
        lost_reason=_reason(reason),
        lost_to_id=winner.pk if winner else None,
        lost_note=note,
    )
    event = OpportunityLost(
        reason=reason, competitor=winner.name if winner else "", note=note, closed_on=day
    )
    return moving.move(deal, changes, by=by, at=at, event=event)


@action
def reopen(deal: Opportunity, *, by: Actor, at: datetime) -> Opportunity:
    """Pursue a won or lost deal again, in the stage it was in; its outcome stays in the history only.

    Refuses: not permitted, open already, a guard objects (an order came of it).
    """
    deal = moving.lock(deal.pk)
    require(policies.can_close(by, deal))
    refuse_unless(deal.may_become(State.OPEN), _("This deal is open already."), code="open")
    guards.check("opportunities.reopen", deal)
    was = deal.state
    changes = _stand(deal)
    return moving.move(deal, changes, by=by, at=at, event=OpportunityReopened(was=was))


def _lock_to_close(deal: Opportunity, state: State, *, by: Actor) -> Opportunity:
    deal = moving.lock(deal.pk)
    require(policies.can_close(by, deal))
    refuse_unless(
        deal.may_become(state),
        _("This deal is closed: %(state)s.") % {"state": deal.get_state_display()},
        remedy=_("Reopen it first."),
        code="closed",
    )
    return deal


def _earned(deal: Opportunity, revenue: Decimal | None) -> Decimal:
    """The actual revenue of a deal that may be won; InvalidError by field for all that it lacks."""
    wrong = {}
    if deal.account_id is None:
        wrong["account"] = _("Say who the customer is: a won deal has an account.")
    if revenue is None:
        wrong["actual_revenue"] = _("Say what the deal is worth.")
    elif revenue < 0:
        wrong["actual_revenue"] = _("Revenue is zero or more.")
    if wrong or revenue is None:
        raise InvalidError(wrong)
    amounts.refuse_fractions({"actual_revenue": revenue}, deal.currency)
    return revenue


def _day(closed_on: date | None, at: datetime) -> date:
    """The day of closing, in the organisation's time zone."""
    today = local_date(at, organisation.current().time_zone)
    if closed_on and closed_on > today:
        raise InvalidError({"closed_on": _("This day is still to come.")})
    return closed_on or today


def _reason(reason: str) -> str:
    reasons = Opportunity._meta.get_field("lost_reason").choices
    if reason not in dict(reasons or ()):
        raise InvalidError({"reason": _("Say why the deal was lost.")})
    return reason


def _stand(deal: Opportunity, **outcome: Any) -> Changes:
    """Set the state and everything that belongs to it; returns what changes."""
    after = PURSUED | outcome
    before = {name: getattr(deal, name) for name in after}
    for name, value in after.items():
        setattr(deal, name, value)
    return writing.changed(before, after)
