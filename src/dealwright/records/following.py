"""Rows that are seen by whoever sees the record that they are about: activities, and what else hangs on any record."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from dealwright.core.actor import Actor
from dealwright.identity import access, shares
from dealwright.identity.privileges import Depth, Privilege
from dealwright.records import registry
from dealwright.records.models import OwnedRecord


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """The names of the columns that decide: the row's own id, owner and unit, and those of the record that it is about."""

    pk: str = "pk"
    owner: str = "owner"
    unit: str = "unit"
    parent_type: str = "about_type"
    parent_id: str = "about_id"
    parent_owner: str = "about_owner_id"
    parent_unit: str = "about_unit_id"


def reach(actor: Actor, key: str, columns: Columns) -> Q | None:
    """One's own rows, those about records within one's reach, and free ones within reach of the right on this kind.

    None means every row; the right to read the kind at all has to be asked before.
    """
    if access.is_administrator(actor) and actor.scopes is None:
        return None
    condition = Q(**{f"{columns.owner}__any_of": access.principals(actor).own})
    for more in _reached(actor, key, columns):
        condition |= more
    return condition


def _reached(actor: Actor, key: str, columns: Columns) -> Iterator[Q]:
    """One condition for free rows, one per depth of the actor's right to read other kinds, and single shares."""
    read, mine = Privilege.READ, access.principals(actor)
    free = access.by_role(actor, key, read, owner=columns.owner, unit=columns.unit)
    alone = Q(**{columns.parent_type: ""})
    yield alone if free is None else alone & free
    kinds = _kinds_by_depth(actor)
    for far, keys in kinds.items():
        parent = {"owner": columns.parent_owner, "unit": columns.parent_unit}
        reached = access.by_role(actor, keys[0], read, **parent)
        types = Q(**{f"{columns.parent_type}__in": keys})
        yield types if far == Depth.ALL or reached is None else types & reached
    yield shares.within(mine, [key], read, pk=columns.pk)
    readable = [key for keys in kinds.values() for key in keys]
    yield shares.within(mine, readable, read, pk=columns.parent_id)


def _kinds_by_depth(actor: Actor) -> dict[Depth, list[str]]:
    """The kinds of record that the actor may read, by how far; what nobody owns is read as a whole."""
    kinds: dict[Depth, list[str]] = defaultdict(list)
    for entity in registry.entities():
        far = access.depth(actor, entity.key, Privilege.READ)
        if far > Depth.NONE:
            kinds[far if issubclass(entity.model, OwnedRecord) else Depth.ALL].append(entity.key)
    return kinds
