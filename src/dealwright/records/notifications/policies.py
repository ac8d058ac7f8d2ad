"""Who may follow, and choose how to be told: people, for themselves."""

from typing import Any

from dealwright.core.actor import Actor, Kind
from dealwright.records import registry


def is_person(actor: Actor) -> bool:
    return actor.kind == Kind.USER


def can_follow(actor: Actor, row: Any) -> bool:
    """Whoever may read it."""
    return is_person(actor) and registry.of(row).rows(actor).filter(pk=row.pk).exists()
