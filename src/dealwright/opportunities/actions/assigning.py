"""Handing deals over."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import require
from dealwright.events import bus
from dealwright.events.bus import Fact
from dealwright.identity.models import Principal
from dealwright.identity.queries import principal
from dealwright.opportunities import policies
from dealwright.opportunities.actions import past
from dealwright.opportunities.actions.moving import lock
from dealwright.opportunities.events import OpportunityAssigned
from dealwright.opportunities.models import Opportunity
from dealwright.records import registry, writing


@action
def assign(
    deal: Opportunity, owner: UUID | models.Model, *, by: Actor, at: datetime
) -> Opportunity:
    """Hand one deal over, open or closed. Refuses: not permitted, nobody of that id."""
    assign_many([deal], owner, by=by, at=at)
    return lock(deal.pk)


@action
def assign_many(
    deals: Sequence[Opportunity], owner: UUID | models.Model, *, by: Actor, at: datetime
) -> list[Opportunity]:
    """Hand deals over to one person or team; returns those that were someone else's.

    Refuses all when one of them may not be handed over, or when there is nobody of that id.
    """
    taker = principal(owner.pk if isinstance(owner, models.Model) else owner)
    rows = Opportunity.objects.select_for_update(of=("self",))
    locked = rows.filter(pk__in=[deal.pk for deal in deals]).order_by("pk")
    for deal in locked:
        require(
            policies.can_assign(by, deal),
            _("Your roles do not allow you to hand this over."),
            remedy=_("Ask its owner or a manager to assign it."),
        )
    given = [deal for deal in locked if deal.owner_id != taker.pk]
    if given:
        _give(given, taker, by=by, at=at)
    return given


def _give(deals: Sequence[Opportunity], taker: Principal, *, by: Actor, at: datetime) -> None:
    facts = [_handed_over(deal, taker) for deal in deals]
    Opportunity.objects.filter(pk__in=[deal.pk for deal in deals]).update(
        owner=taker,
        unit=taker.unit_id,
        version=F("version") + 1,
        modified_at=at,
        modified_by=by.id,
    )
    for deal in deals:
        deal.owner, deal.unit_id = taker, taker.unit_id
    bus.record_many(facts, by=by, at=at)
    past.keep(deals, at=at)


def _handed_over(deal: Opportunity, taker: Principal) -> Fact:
    return Fact(
        event=OpportunityAssigned(from_owner=deal.owner_id, to_owner=taker.pk),
        subject=deal,
        about=writing.about(registry.of(deal), deal),
        changes={"owner": [deal.owner_id, taker.pk]},
    )
