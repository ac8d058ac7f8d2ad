"""Which fields of a kind an actor may see: the one place that history, audit and undo ask."""

from collections.abc import Mapping
from typing import Any

from dealwright.core.actor import Actor
from dealwright.records.custom.models import PREFIX
from dealwright.records.registry import Entity

# What the machinery itself sets says nothing to a reader.
SYSTEM = frozenset(
    {"id", "version", "created_at", "modified_at", "created_by", "modified_by", "custom"}
)


def fields_shown(entity: Entity, actor: Actor) -> Entity:
    """The kind as the actor may see it: without hidden fields, and with read-only ones marked as such."""
    return entity.seen_by(actor)


def hidden(entity: Entity | None, actor: Actor) -> frozenset[str]:
    """The names of the fields of a kind that the actor may not see, and of the columns that give them away."""
    return fields_shown(entity, actor).hidden if entity else frozenset()


def shown[V](entity: Entity | None, found: Mapping[str, V], actor: Actor) -> dict[str, V]:
    """Values or changes by name, without those of fields that the actor may not see, and of system columns.

    What is no field at all (a column that only verbs set) stays; a custom field that was retired or purged goes.
    """
    left_out = SYSTEM | hidden(entity, actor)
    known = entity.by_name if entity else {}
    return {
        name: value
        for name, value in found.items()
        if name not in left_out and (name in known or not name.startswith(PREFIX))
    }


def may_edit(entity: Entity, row: Any, actor: Actor) -> bool:
    """Whether the actor is offered to change this record at all."""
    return bool(entity.update) and (entity.may_update is None or entity.may_update(actor, row))
