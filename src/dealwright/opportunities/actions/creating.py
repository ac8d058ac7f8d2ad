"""New deals: many at once, one, or one like another."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import require
from dealwright.opportunities import gates, openings, policies
from dealwright.opportunities.actions import editing, moving
from dealwright.opportunities.lines import snapshot
from dealwright.opportunities.models import (
    Opportunity,
    OpportunityCompetitor,
    OpportunityLine,
    RevenueSource,
    Stakeholder,
)
from dealwright.opportunities.openings import Opening
from dealwright.records import numbering, writing

type Values = Mapping[str, Any]

NUMBER = "OPP"
CLONED = (
    "account",
    "contact",
    "process",
    "currency",
    "revenue_source",
    "source",
    "price_list",
    "need",
    "budget",
    "decision_maker",
)
CHILDREN: dict[type[models.Model], tuple[str, ...]] = {
    OpportunityCompetitor: ("competitor_id", "note"),
    Stakeholder: ("contact_id", "role", "influence", "note"),
}


@action
def create_many(rows: Sequence[Values], *, by: Actor, at: datetime) -> list[Opportunity]:
    """Add deals, each at the first stage of the default process unless it names another.

    Refuses: not permitted, a stage of another process, a stage whose required fields are missing (by name), a
    currency without a rate, amounts finer than the currency.
    """
    opening = openings.read(rows, at=at)
    prepared = writing.each(rows, opening.complete)
    built = writing.build(Opportunity, prepared, by=by, at=at, given=rows)
    writing.each(built, lambda deal: _check(deal, opening, by=by))
    for deal, number in zip(built, take_numbers(len(built), at), strict=True):
        deal.number = number
        deal.stage_since = at
    return moving.begin(built, by=by, at=at)


def create(values: Values, *, by: Actor, at: datetime) -> Opportunity:
    """Add one deal."""
    return create_many([values], by=by, at=at)[0]


@action
def clone(deal: Opportunity, *, by: Actor, at: datetime, name: str = "") -> Opportunity:
    """Begin a new deal like this one, at the first stage: its customer, lines, competitors and stakeholders.

    Refuses: not permitted, an account or contact that the actor may not read.
    """
    source = Opportunity.objects.get(pk=deal.pk)
    require(policies.can_clone(by, source))
    values = {f: getattr(source, f) for f in CLONED}
    values["name"] = name or name_of_copy(source)
    if source.revenue_source != RevenueSource.LINES:
        values["estimated_revenue"] = source.estimated_revenue
    copy = create(writing.permitted(Opportunity, values, by=by), by=by, at=at)
    _copy_children(source, copy, by=by, at=at)
    changes = editing.from_source(copy) if copy.revenue_source == RevenueSource.LINES else {}
    return moving.move(copy, changes, by=by, at=at)


def name_of_copy(deal: Opportunity) -> str:
    """What a copy is called until someone says better."""
    return _("%(name)s (copy)") % {"name": deal.name[:180]}


def take_numbers(count: int, at: datetime) -> list[str]:
    """The next numbers of deals."""
    return numbering.take(NUMBER, at=at, count=count) if count else []


def _check(deal: Opportunity, opening: Opening, *, by: Actor) -> None:
    editing.refuse_fractions(deal)
    stages = opening.stages_up_to(opening.stage(deal.stage_id))
    gates.refuse(gates.missing(deal, stages), by=by)


def _copy_children(source: Opportunity, copy: Opportunity, *, by: Actor, at: datetime) -> None:
    for model, columns in CHILDREN.items():
        rows = model._default_manager.filter(opportunity=source).order_by("pk").values(*columns)
        model._default_manager.bulk_create(model(opportunity=copy, **row) for row in rows)
    _copy_lines(source, copy, by=by, at=at)


def _copy_lines(source: Opportunity, copy: Opportunity, *, by: Actor, at: datetime) -> None:
    """The lines, parts under the copies of their bundles."""
    stamps = {"created_at": at, "modified_at": at, "created_by_id": by.id, "modified_by_id": by.id}
    lines = list(source.lines.order_by("position", "pk"))
    copies = {
        line.pk: OpportunityLine(opportunity=copy, **snapshot(line), **stamps) for line in lines
    }
    for line in lines:
        if line.part_of_id:
            copies[line.pk].part_of = copies[line.part_of_id]
    OpportunityLine.objects.bulk_create(copies.values())
