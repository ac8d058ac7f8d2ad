"""Changing a deal's fields, by the rules that hold between them."""

from collections.abc import Container, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.clock import local_date
from dealwright.core.errors import InvalidError, require
from dealwright.opportunities import amounts, gates, openings, policies, quoted
from dealwright.opportunities.actions import moving
from dealwright.opportunities.actions.moving import lock, refuse_closed
from dealwright.opportunities.events import OpportunityAssigned
from dealwright.opportunities.models import Opportunity, RevenueSource
from dealwright.organisation import queries as organisation
from dealwright.records import writing
from dealwright.records.writing import Changes
from dealwright.strategy import queries as strategy
from dealwright.strategy.models import Stage

type Values = Mapping[str, Any]

AMOUNTS = ("estimated_revenue", "budget")
OF_STAGE = ("probability", "category")  # what a deal takes from its stage


@action
def update(
    deal: Opportunity, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> Opportunity:
    """Change an open deal; a closed one may only be handed over.

    Refuses: not permitted, closed, changed meanwhile, a stage (deals are moved), another currency while there are
    lines, revenue typed while it follows the lines or a quote, a field emptied that the deal's stage asks for.
    """
    deal = lock(deal.pk)
    require(policies.can_edit(by, deal))
    if set(values) - {"owner"}:
        refuse_closed(deal)
    changes = edit(deal, values, by=by, at=at, version=version)
    return moving.move(deal, changes, by=by, at=at, event=_handed_over(changes))


@action
def delete(deal: Opportunity, *, by: Actor, at: datetime) -> None:
    """Delete a deal with its lines and its past. Refuses: not permitted, one that quotes or orders refer to."""
    writing.remove(lock(deal.pk), by=by, at=at)


def edit(
    deal: Opportunity, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> Changes:
    """Set values on a locked deal by the rules of its fields and return what changes; nothing is saved yet."""
    if "stage" in values:
        raise InvalidError({"stage": _("Move the deal to another stage instead.")})
    changes = writing.apply(deal, values, by=by, version=version)
    if "process" in changes:
        changes |= _restart(deal, at)
    if "currency" in changes:
        _convert(deal, at)
    if follows(deal, deal.revenue_source):
        changes |= _follow(deal, changes)
    if {"currency", *AMOUNTS} & set(changes):
        refuse_fractions(deal)
    _refuse_emptied(deal, changes, by=by)
    return changes


def enter(deal: Opportunity, stage: Stage, at: datetime, *, keep: Container[str] = ()) -> Changes:
    """Set the stage on a locked deal; returns what changes.

    Probability and forecast category come with the stage, except those named in `keep`.
    """
    changes: Changes = {"stage": [deal.stage_id, stage.pk]}
    deal.stage = stage
    deal.stage_since = at
    for name in OF_STAGE:
        if name not in keep:
            old, new = getattr(deal, name), getattr(stage, name)
            setattr(deal, name, new)
            changes |= writing.changed({name: old}, {name: new})
    return changes


@action
def follow_quote(deal: Opportunity, *, by: Actor, at: datetime) -> Opportunity:
    """Let a deal that takes its estimate from its primary quote take it anew; any other stays as it is. Without a
    primary quote the last estimate stays, and may be typed from then on.

    The caller holds the deal's lock. Refuses: anyone but the system.
    """
    require(by.is_system)
    is_followed = deal.revenue_source == RevenueSource.QUOTE and follows(deal, deal.revenue_source)
    if not deal.is_open or not is_followed:
        return deal
    return moving.move(deal, from_source(deal), by=by, at=at)


def follows(deal: Opportunity, source: str) -> bool:
    """Whether revenue from this source cannot be typed: from lines never, from a quote once one is primary."""
    if source == RevenueSource.QUOTE:
        return quoted.amount(deal) is not None
    return source == RevenueSource.LINES


def from_source(deal: Opportunity) -> Changes:
    """Set the estimated revenue to what the lines, or the primary quote, come to; returns what changes."""
    before = deal.estimated_revenue
    if deal.revenue_source == RevenueSource.QUOTE:
        deal.estimated_revenue = quoted.amount(deal)
    else:
        deal.estimated_revenue = deal.lines.aggregate(total=Sum("amount"))["total"]
    return writing.changed(
        {"estimated_revenue": before}, {"estimated_revenue": deal.estimated_revenue}
    )


def refuse_fractions(deal: Opportunity) -> None:
    """InvalidError for amounts of the deal that are finer than its currency."""
    amounts.refuse_fractions({name: getattr(deal, name) for name in AMOUNTS}, deal.currency)


def _restart(deal: Opportunity, at: datetime) -> Changes:
    """At the first stage of the process that it was given."""
    stage = strategy.first_stage(deal.process_id)
    if not stage.process.is_active:
        raise InvalidError({"process": _("This sales process takes no new deals.")})
    return enter(deal, stage, at)


def _convert(deal: Opportunity, at: datetime) -> None:
    if deal.lines.exists():
        raise InvalidError(
            {"currency": _("The lines are priced in the present currency. Remove them first.")}
        )
    selling = organisation.current()
    day = local_date(at, selling.time_zone)
    deal.rate = openings.rate_of(deal.currency, organisation.rates(on=day, base=selling.currency))


def _follow(deal: Opportunity, changes: Changes) -> Changes:
    if "estimated_revenue" in changes:
        raise InvalidError({"estimated_revenue": openings.FOLLOWS[deal.revenue_source]})
    return from_source(deal) if {"revenue_source", "currency"} & set(changes) else {}


def _refuse_emptied(deal: Opportunity, changes: Changes, *, by: Actor) -> None:
    """A field that the deal's stage, or one before it, asked for is not emptied afterwards."""
    if not any(new in (None, "") for _old, new in changes.values()):
        return
    stages = strategy.stages(deal.process_id)
    present = next(stage for stage in stages if stage.pk == deal.stage_id)
    found = gates.missing(deal, gates.passed(stages, present))
    gates.refuse({name: stage for name, stage in found.items() if name in changes}, by=by)


def _handed_over(changes: Changes) -> OpportunityAssigned | None:
    if "owner" not in changes:
        return None
    former, owner = changes["owner"]
    return OpportunityAssigned(from_owner=former, to_owner=owner)
