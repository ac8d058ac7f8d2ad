"""Putting a deal back to what it was, as an undo does."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dealwright.core import guards
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, require
from dealwright.identity.models import BusinessUnit
from dealwright.opportunities import openings, policies
from dealwright.opportunities.actions import earlier, editing, moving
from dealwright.opportunities.models import Opportunity, State
from dealwright.records import writing
from dealwright.records.writing import Changes


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

    The stage's first day, the rate of the currency and the owner's unit are those that it had then; revenue that follows the lines again
    is what they come to now. Refuses: not permitted, a closed deal that is not opened thereby (it may be handed over),
    a guard objects to opening it again, changed meanwhile, another currency while there are lines, revenue while it
    follows the lines, amounts finer than the currency, what the rules of its columns refuse.
    """
    deal = moving.lock(deal.pk)
    require(policies.can_edit(by, deal))
    _refuse_closed(deal, values)
    changes = _apply(deal, values, by=by, version=version)
    if "owner" in changes:
        deal.unit_id = _unit_then(deal) or deal.unit_id
    if "stage" in changes:
        deal.stage_since = _when_it_was(deal, "stage_id", "stage_since") or at
    if "earlier_stages" in changes:
        earlier.write([(deal, changes["earlier_stages"][0])])
    if "currency" in changes:
        _refuse_priced(deal)
        deal.rate = _when_it_was(deal, "currency", "rate") or deal.rate
    if {"currency", *editing.AMOUNTS} & set(changes):
        editing.refuse_fractions(deal)
    return moving.move(deal, changes, by=by, at=at)


def _refuse_closed(deal: Opportunity, values: Mapping[str, Any]) -> None:
    if deal.is_open:
        return
    if values.get("state") == State.OPEN:
        guards.check("opportunities.reopen", deal)
    elif set(values) - {"owner"}:
        moving.refuse_closed(deal)


def _apply(
    deal: Opportunity, values: Mapping[str, Any], *, by: Actor, version: int | None
) -> Changes:
    """Set the values; revenue that follows the lines or a quote is not among them."""
    was = deal.revenue_source
    source = values.get("revenue_source", was)
    if not editing.follows(deal, source):
        return writing.apply(deal, values, by=by, version=version)
    if was == source:
        _refuse_typed(deal, values)
    own = {name: value for name, value in values.items() if name != "estimated_revenue"}
    changes = writing.apply(deal, own, by=by, version=version)
    return changes if was == source else changes | editing.from_source(deal)


def _refuse_typed(deal: Opportunity, values: Mapping[str, Any]) -> None:
    if values.get("estimated_revenue", deal.estimated_revenue) != deal.estimated_revenue:
        raise InvalidError({"estimated_revenue": openings.FOLLOWS[deal.revenue_source]})


def _refuse_priced(deal: Opportunity) -> None:
    if deal.lines.exists():
        raise InvalidError(
            {"currency": _("The lines are priced in the present currency. Remove them first.")}
        )


def _unit_then(deal: Opportunity) -> UUID | None:
    """Where its owner had it; None when that unit is gone."""
    units = BusinessUnit.objects.filter(pk=_when_it_was(deal, "owner_id", "unit_id"))
    return units.values_list("pk", flat=True).first()


def _when_it_was(deal: Opportunity, column: str, carried: str) -> Any:
    """What was carried when the deal last had this value in `column`, from the copies of its row; None when no
    such copy is kept.
    """
    copies: Any = Opportunity.pgh_event_model  # type: ignore[attr-defined]  # every tracked model has one
    kept = copies.objects.filter(pgh_obj_id=deal.pk, **{column: getattr(deal, column)})
    return kept.order_by("-pgh_id").values_list(carried, flat=True).first()
