"""Verbs on what is agreed with a customer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dealwright.catalog import terms
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import require
from dealwright.organisation import queries as organisation
from dealwright.quotes import policies
from dealwright.quotes.models import Agreement
from dealwright.records import writing

type Values = Mapping[str, Any]


@action
def create_agreements(rows: Sequence[Values], *, by: Actor, at: datetime) -> list[Agreement]:
    """Add agreements. Refuses: not permitted, an account that cannot be read, terms that make no sense."""
    base = organisation.current_for(by).currency
    given = [terms.completed(row, base=base) for row in rows]
    return writing.insert(writing.build(Agreement, given, by=by, at=at), by=by, at=at)


@action
def update_agreement(
    agreement: Agreement, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> Agreement:
    """Change an agreement; quotes that are frozen keep what it said. Refuses: not permitted, changed meanwhile,
    terms that make no sense.
    """
    agreement = Agreement.objects.lock(agreement.pk)
    require(policies.can_edit_agreement(by, agreement))
    base = organisation.current_for(by).currency
    settled = terms.settled(agreement, values, base=base)
    changes = writing.apply(agreement, settled, by=by, version=version)
    return writing.save(agreement, changes, by=by, at=at)


@action
def delete_agreement(agreement: Agreement, *, by: Actor, at: datetime) -> None:
    """Delete an agreement. Refuses people without the right."""
    writing.remove(Agreement.objects.lock(agreement.pk), by=by, at=at)
