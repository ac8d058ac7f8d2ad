"""Putting a deal back to what it was, as an undo does."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dealwright.core import guards
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import require
from dealwright.opportunities import policies
from dealwright.opportunities.actions import moving
from dealwright.opportunities.models import Opportunity, State
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

    The stage's first day and the rate of the currency are those that it had then. Refuses: not permitted, changed
    meanwhile, a guard objects to opening it again, what the rules of its columns refuse.
    """
    deal = moving.lock(deal.pk)
    require(policies.can_edit(by, deal))
    is_opened = values.get("state", deal.state) == State.OPEN and deal.state != State.OPEN
    if is_opened:
        guards.check("opportunities.reopen", deal)
    changes = writing.apply(deal, values, by=by, version=version)
    if "stage" in changes:
        deal.stage_since = _when_it_was(deal, "stage_id", "stage_since") or at
    if "currency" in changes:
        deal.rate = _when_it_was(deal, "currency", "rate") or deal.rate
    return moving.move(deal, changes, by=by, at=at)


def _when_it_was(deal: Opportunity, column: str, carried: str) -> Any:
    """What was carried when the deal last had this value in `column`, from the copies of its row; None when no
    such copy is kept.
    """
    copies: Any = Opportunity.pgh_event_model  # type: ignore[attr-defined]  # every tracked model has one
    kept = copies.objects.filter(pgh_obj_id=deal.pk, **{column: getattr(deal, column)})
    return kept.order_by("-pgh_id").values_list(carried, flat=True).first()
