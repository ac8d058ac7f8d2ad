"""Deals that come with a past: stage history from another system, or from the sample."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.opportunities import openings, spans
from dealwright.opportunities.actions import past
from dealwright.opportunities.actions.creating import take_numbers
from dealwright.opportunities.models import Opportunity, OpportunityLine
from dealwright.opportunities.openings import Opening
from dealwright.opportunities.spans import Reading, Span
from dealwright.records import writing

type Values = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """From `at` on the deal was as it is now, but for `otherwise`: columns of its past, as `spans.Reading` names
    them. A stage without probability and category brings its own along.
    """

    at: datetime
    otherwise: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Chronicle:
    """A deal as it is now, its outcome included, and the steps that led there, the first on its first day.

    `lines` are whole: product or None, description, quantity, unit price, amount.
    """

    values: Values
    steps: Sequence[Step]
    lines: Sequence[Values] = ()


@action
def create_with_past(
    chronicles: Sequence[Chronicle], *, by: Actor, at: datetime
) -> list[Opportunity]:
    """Add deals as they are elsewhere, open or closed, with their spans in business time.

    What they went through is not acted out again: no gate is asked, no win is announced, only the creation.
    Refuses what `create_many` does but for gates, a deal without a first day, and whatever the outcome lacks.
    """
    rows = [chronicle.values for chronicle in chronicles]
    opening = openings.read(rows, at=at)
    built = writing.build(Opportunity, writing.each(rows, opening.complete), by=by, at=at)
    pasts = writing.each(
        list(zip(built, chronicles, strict=True)), lambda pair: _past(*pair, opening)
    )
    for deal, spanned, number in zip(built, pasts, take_numbers(len(built), at), strict=True):
        deal.number = number
        deal.stage_since = spans.since(spanned)
    written = writing.insert(built, by=by, at=at)
    past.write({deal.pk: spanned for deal, spanned in zip(built, pasts, strict=True)})
    OpportunityLine.objects.bulk_create(
        (
            _line(deal, position, values, by=by, at=at)
            for deal, chronicle in zip(built, chronicles, strict=True)
            for position, values in enumerate(chronicle.lines, start=1)
        ),
        batch_size=past.BATCH,
    )
    return written


def _line(
    deal: Opportunity, position: int, values: Values, *, by: Actor, at: datetime
) -> OpportunityLine:
    return OpportunityLine(
        opportunity=deal,
        position=position,
        is_price_typed=True,
        created_at=at,
        created_by_id=by.id,
        modified_at=at,
        modified_by_id=by.id,
        **values,
    )


def _past(deal: Opportunity, chronicle: Chronicle, opening: Opening) -> list[Span]:
    if not chronicle.steps:
        raise InvalidError({"": _("A deal begins on a day.")})
    now = spans.read(deal)
    return spans.follow(
        (step.at, _reading(now, step.otherwise, opening)) for step in chronicle.steps
    )


def _reading(now: Reading, otherwise: Mapping[str, Any], opening: Opening) -> Reading:
    stage_id = otherwise.get("stage_id")
    if stage_id is None:
        return replace(now, **otherwise)
    stage = opening.stage(stage_id)
    given = {"probability": stage.probability, "category": stage.category, **otherwise}
    return replace(now, **given)
