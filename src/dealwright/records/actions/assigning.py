"""Giving a record another owner."""

from datetime import datetime
from typing import Any
from uuid import UUID

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.records import registry, writing


@action
def hand_over(row: Any, owner: UUID, *, by: Actor, at: datetime) -> Any:
    """Give a record another owner, whatever its state: to whom a closed quote belongs is no part of what it says.

    A kind whose owner is more than a column (a deal with its past) says how in `Entity.extra["assign"]`. Refuses: not
    permitted to hand it over, nobody of that id.
    """
    assign = registry.of(row).extra.get("assign")
    if assign is not None:
        return assign(row, owner=owner, by=by, at=at)
    row = type(row)._default_manager.all().lock(row.pk)
    return writing.save(row, writing.apply(row, {"owner": owner}, by=by), by=by, at=at)
