"""Who may look through possible duplicates, and decide."""

from collections.abc import Sequence
from typing import Any

from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.records.matching import declared


def may_review(actor: Actor) -> bool:
    """Whether there is a kind whose duplicates the actor could do anything about."""
    return any(access.may(actor, Privilege.WRITE, kind.key) for kind in declared.kinds())


def can_decide(actor: Actor, key: str, rows: Sequence[Any]) -> bool:
    """Whoever may change both."""
    return all(access.can(actor, Privilege.WRITE, key, row) for row in rows)
