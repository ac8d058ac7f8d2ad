"""What the REST routes of lines, competitors and stakeholders share: how one reads, what one takes, which verbs it has."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.core.errors import Text
from dealwright.opportunities import actions, forms
from dealwright.opportunities.fields import (
    COMPETITOR_FIELDS,
    LINE_FIELDS,
    LINE_RESULTS,
    STAKEHOLDER_FIELDS,
)
from dealwright.opportunities.models import (
    Opportunity,
    OpportunityCompetitor,
    OpportunityLine,
    Stakeholder,
)
from dealwright.records.fields import Field
from dealwright.records.rest import schemas
from dealwright.records.rest.rows import ID, Projection
from dealwright.records.rest.schemas import Schema
from dealwright.records.shapes import Shape

type Row = OpportunityLine | OpportunityCompetitor | Stakeholder
type Values = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Child:
    """One kind of thing that belongs to a deal. `name` is the last part of its address."""

    name: str
    label: Text
    model: type[Any]
    fields: tuple[Field, ...]
    shape: type[Shape]
    add: Callable[..., Row]
    remove: Callable[..., None]
    change: Callable[..., Row] | None = None
    changed: type[Shape] | None = None
    results: tuple[Field, ...] = ()
    order: tuple[str, ...] = ("pk",)

    @cached_property
    def projection(self) -> Projection:
        return Projection((*self.fields, *self.results), bare=(ID,))

    def rows(self, deal: Opportunity) -> "models.QuerySet[Any]":
        found: models.QuerySet[Any] = self.model._default_manager.filter(opportunity=deal)
        return found.order_by(*self.order)

    def objects(self, rows: "models.QuerySet[Any]") -> list[dict[str, Any]]:
        """The rows as they are answered; one statement."""
        return [self.projection.object(row) for row in rows.values_list(*self.projection.columns)]

    @property
    def schema(self) -> Schema:
        """One of them as it is answered."""
        return {
            "type": "object",
            "required": [ID],
            "properties": {
                ID: schemas.UUID,
                **{
                    field.name: schemas.SIMPLE.get(field.kind, schemas.TEXT)
                    for field in self.projection.fields
                },
            },
        }


def _add_competitor(deal: Opportunity, values: Values, *, by: Actor, at: datetime) -> Row:
    return actions.add_competitor(deal, by=by, at=at, **values)


def _add_stakeholder(deal: Opportunity, values: Values, *, by: Actor, at: datetime) -> Row:
    return actions.add_stakeholder(deal, by=by, at=at, **values)


def _change_stakeholder(stake: Stakeholder, values: Values, *, by: Actor, at: datetime) -> Row:
    return actions.change_stakeholder(stake, by=by, at=at, **values)


LINES = Child(
    name="lines",
    label=_("line"),
    model=OpportunityLine,
    fields=LINE_FIELDS,
    results=LINE_RESULTS,
    shape=forms.LINE,
    changed=forms.LINE_CHANGE,
    add=actions.add_line,
    change=actions.update_line,
    remove=actions.remove_line,
    order=("position", "pk"),
)
COMPETITORS = Child(
    name="competitors",
    label=_("competitor"),
    model=OpportunityCompetitor,
    fields=COMPETITOR_FIELDS,
    shape=forms.RIVAL,
    add=_add_competitor,
    remove=actions.remove_competitor,
    order=("competitor__name", "pk"),
)
STAKEHOLDERS = Child(
    name="stakeholders",
    label=_("stakeholder"),
    model=Stakeholder,
    fields=STAKEHOLDER_FIELDS,
    shape=forms.STAKEHOLDER,
    changed=forms.STAKEHOLDER_CHANGE,
    add=_add_stakeholder,
    change=_change_stakeholder,
    remove=actions.remove_stakeholder,
    order=("contact__name", "pk"),
)
CHILDREN = (LINES, COMPETITORS, STAKEHOLDERS)
