"""Competitors, and the deals they are in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotFoundError, require
from dealwright.events import bus
from dealwright.events.bus import Event
from dealwright.opportunities import policies
from dealwright.opportunities.actions import moving
from dealwright.opportunities.events import CompetitorAdded, CompetitorRemoved
from dealwright.opportunities.models import Competitor, Opportunity, OpportunityCompetitor
from dealwright.records import registry, writing

type Values = Mapping[str, Any]


@action
def create_competitors(rows: Sequence[Values], *, by: Actor, at: datetime) -> list[Competitor]:
    """Add competitors. Refuses: not permitted, a name that is taken."""
    return writing.insert(writing.build(Competitor, rows, by=by, at=at), by=by, at=at)


def create_competitor(values: Values, *, by: Actor, at: datetime) -> Competitor:
    """Add one competitor."""
    return create_competitors([values], by=by, at=at)[0]


@action
def update_competitor(
    competitor: Competitor, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> Competitor:
    """Change a competitor. Refuses: not permitted, changed meanwhile, a name that is taken."""
    competitor = Competitor.objects.lock(competitor.pk)
    require(policies.can_edit_competitor(by, competitor))
    changes = writing.apply(competitor, values, by=by, version=version)
    return writing.save(competitor, changes, by=by, at=at)


@action
def delete_competitor(competitor: Competitor, *, by: Actor, at: datetime) -> None:
    """Delete a competitor. Refuses: not permitted, one that is or was in a deal."""
    writing.remove(Competitor.objects.lock(competitor.pk), by=by, at=at)


@action
def add_competitor(
    deal: Opportunity, competitor: Competitor | UUID, *, by: Actor, at: datetime, note: str = ""
) -> OpportunityCompetitor:
    """Note that a competitor also wants an open deal.

    Refuses: not permitted, a closed deal, a competitor that is not known or in the deal already.
    """
    deal = moving.lock_to_edit(deal, by=by)
    found = find(competitor, by=by)
    row = OpportunityCompetitor(opportunity=deal, competitor=found, note=note)
    row.save(force_insert=True)
    _record(deal, CompetitorAdded(competitor=found.pk, name=found.name), by=by, at=at)
    return row


@action
def remove_competitor(row: OpportunityCompetitor, *, by: Actor, at: datetime) -> None:
    """Take a competitor out of an open deal. Refuses: not permitted, a closed deal, one that is gone already."""
    deal = moving.lock_to_edit(row.opportunity, by=by)
    present = OpportunityCompetitor.objects.select_related("competitor").filter(pk=row.pk).first()
    if present is None:
        raise NotFoundError(_("This competitor is gone."), remedy=_("Reload the page."))
    competitor = present.competitor
    present.delete()
    _record(deal, CompetitorRemoved(competitor=competitor.pk, name=competitor.name), by=by, at=at)


def find(competitor: Competitor | UUID, *, by: Actor) -> Competitor:
    """The competitor, if the actor may read it; InvalidError otherwise."""
    pk = competitor.pk if isinstance(competitor, Competitor) else competitor
    found: Competitor | None = registry.of(Competitor).rows(by).filter(pk=pk).first()
    if found is None:
        raise InvalidError({"competitor": _("There is no such competitor, or you may not see it.")})
    return found


def _record(deal: Opportunity, event: Event, *, by: Actor, at: datetime) -> None:
    bus.record(event, subject=deal, by=by, at=at, about=writing.about(registry.of(deal), deal))
