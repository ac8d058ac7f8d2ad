"""Verbs on promotions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dealwright.catalog import policies, terms
from dealwright.catalog.models import Promotion
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import require
from dealwright.organisation import queries as organisation
from dealwright.records import writing

type Values = Mapping[str, Any]


@action
def create_promotions(rows: Sequence[Values], *, by: Actor, at: datetime) -> list[Promotion]:
    """Add promotions. Refuses: not permitted, a name that is taken, terms that make no sense."""
    base = organisation.current_for(by).currency
    given = [terms.completed(row, base=base) for row in rows]
    return writing.insert(writing.build(Promotion, given, by=by, at=at), by=by, at=at)


@action
def update_promotion(
    promotion: Promotion, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> Promotion:
    """Change a promotion. Refuses: not permitted, changed meanwhile, terms that make no sense."""
    promotion = Promotion.objects.lock(promotion.pk)
    require(policies.can_edit(by, promotion))
    base = organisation.current_for(by).currency
    settled = terms.settled(promotion, values, base=base)
    changes = writing.apply(promotion, settled, by=by, version=version)
    return writing.save(promotion, changes, by=by, at=at)


@action
def delete_promotion(promotion: Promotion, *, by: Actor, at: datetime) -> None:
    """Delete a promotion; prices that were frozen keep what it took off. Refuses people without the right."""
    writing.remove(Promotion.objects.lock(promotion.pk), by=by, at=at)
