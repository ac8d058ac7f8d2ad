"""Who may merge: whoever may change all of the records and delete those that go. What hangs on them moves as it is."""

from collections.abc import Sequence
from typing import Any

from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.records import registry
from dealwright.records.merging import declared
from dealwright.records.registry import Entity


def can_merge(actor: Actor, entity: Entity, winner: Any, losers: Sequence[Any]) -> bool:
    key = entity.key
    return all(access.can(actor, Privilege.WRITE, key, row) for row in (winner, *losers)) and all(
        access.can(actor, Privilege.DELETE, key, row) for row in losers
    )


def may_merge_some(actor: Actor, entity: Entity) -> bool:
    """Whether the actor is offered to merge records of a kind at all."""
    return declared.find(entity.key) is not None and all(
        access.may(actor, privilege, entity.key)
        for privilege in (Privilege.WRITE, Privilege.DELETE)
    )


def may_merge_one(actor: Actor, row: Any) -> bool:
    """Whether the actor is offered to merge a record with others."""
    return row is not None and may_merge_some(actor, registry.of(row))
