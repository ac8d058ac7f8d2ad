"""Putting a deal back to what it was, as an undo does."""

from collections.abc import Mapping
from datetime import datetime
from itertools import dropwhile, takewhile
from typing import Any
from uuid import UUID

from dealwright.core import guards
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import require
from dealwright.opportunities import policies
from dealwright.opportunities.actions import moving
from dealwright.opportunities.models import DealSpan, Opportunity, State
from dealwright.records import writing


@action
def restore(
    deal: Opportunity,
    values: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> Opportunity:
    """Give fields their earlier values, those too that moving and closing had set; the deal's past tells of it.

    The stage's first day and the rate of the currency are those of its past. Refuses: not permitted, changed
    meanwhile, a guard objects to opening it again, what the rules of its columns refuse.
    """
    deal = moving.lock(deal.pk)
    require(policies.can_edit(by, deal))
    is_opened = values.get("state", deal.state) == State.OPEN and deal.state != State.OPEN
    if is_opened:
        guards.check("opportunities.reopen", deal)
    changes = writing.apply(deal, values, by=by, version=version)
    if "stage" in changes:
        deal.stage_since = _since(deal.pk, deal.stage_id) or at
    if "currency" in changes:
        deal.rate = _rate(deal) or deal.rate
    return moving.move(deal, changes, by=by, at=at)


def _since(deal: UUID, stage: UUID) -> datetime | None:
    """When the deal's last time in this stage began."""
    spans = DealSpan.objects.filter(deal=deal).order_by("-valid_from")
    told = spans.values_list("stage_id", "valid_from")
    last = dropwhile(lambda span: span[0] != stage, told)
    begins = [begin for _stage, begin in takewhile(lambda span: span[0] == stage, last)]
    return begins[-1] if begins else None


def _rate(deal: Opportunity) -> Any:
    """The rate at which the deal was last counted in this currency."""
    spans = DealSpan.objects.filter(deal=deal, currency=deal.currency).order_by("-valid_from")
    return spans.values_list("rate", flat=True).first()
