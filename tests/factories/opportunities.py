"""Deals and what belongs to them, made by the verbs of opportunities."""

from decimal import Decimal
from typing import Any

from dealwright.core import actor as actors
from dealwright.core.actor import Actor
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import (
    Competitor,
    Opportunity,
    OpportunityCompetitor,
    OpportunityLine,
    Stakeholder,
)
from dealwright.strategy import actions as strategy
from dealwright.strategy.models import SalesProcess, Stage
from tests.factories.customers import account_of, contact_of
from tests.people import AT


def standard_process() -> SalesProcess:
    """The process every installation starts with: Qualify, Develop, Propose, Close."""
    return strategy.keep_default_process(by=actors.system(), at=AT)


def stage(name: str) -> Stage:
    """A stage of the standard process."""
    return Stage.objects.get(process=standard_process(), name=name)


def deal_of(
    owner: Actor, name: str = "Sortation line, hub Gothenburg", **values: Any
) -> Opportunity:
    """An open deal of this person at the first stage of the standard process."""
    standard_process()
    return opportunities.create({"name": name} | values, by=owner, at=AT)


def ready_deal_of(owner: Actor, **values: Any) -> Opportunity:
    """A deal that holds what winning it takes."""
    values.setdefault("account", account_of(owner))
    values.setdefault("estimated_revenue", Decimal("1000.00"))
    return deal_of(owner, **values)


def won_deal_of(owner: Actor, **values: Any) -> Opportunity:
    return opportunities.win(ready_deal_of(owner, **values), by=owner, at=AT)


def lost_deal_of(owner: Actor, reason: str = "price", **values: Any) -> Opportunity:
    return opportunities.lose(deal_of(owner, **values), reason, by=owner, at=AT)


def competitor_of(owner: Actor, name: str = "Vanterra Systems", **values: Any) -> Competitor:
    return opportunities.create_competitor({"name": name} | values, by=owner, at=AT)


def rival_in(
    deal: Opportunity, owner: Actor, name: str = "Vanterra Systems"
) -> OpportunityCompetitor:
    """A competitor in a deal."""
    return opportunities.add_competitor(deal, competitor_of(owner, name), by=owner, at=AT)


def stakeholder_in(
    deal: Opportunity, owner: Actor, role: str = "champion", **values: Any
) -> Stakeholder:
    """A new contact with a say in a deal."""
    return opportunities.add_stakeholder(deal, contact_of(owner), role, by=owner, at=AT, **values)


def line_in(
    deal: Opportunity, owner: Actor, quantity: str = "1", unit_price: str = "100", **values: Any
) -> OpportunityLine:
    """A line written into a deal."""
    usual = {
        "description": "Commissioning on site",
        "quantity": Decimal(quantity),
        "unit_price": Decimal(unit_price),
    }
    return opportunities.add_line(deal, usual | values, by=owner, at=AT)
