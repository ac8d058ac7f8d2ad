"""Deals, their lines, competitors, stakeholders, and their past in business time."""

from dealwright.opportunities.models.competitors import Competitor, OpportunityCompetitor
from dealwright.opportunities.models.deals import (
    MOVES,
    LostReason,
    Opportunity,
    OpportunityQuerySet,
    RevenueSource,
    State,
)
from dealwright.opportunities.models.lines import OpportunityLine
from dealwright.opportunities.models.spans import DealSpan
from dealwright.opportunities.models.stakeholders import Influence, Stakeholder, StakeholderRole

__all__ = [
    "MOVES",
    "Competitor",
    "DealSpan",
    "Influence",
    "LostReason",
    "Opportunity",
    "OpportunityCompetitor",
    "OpportunityLine",
    "OpportunityQuerySet",
    "RevenueSource",
    "Stakeholder",
    "StakeholderRole",
    "State",
]
