"""Which entries someone may find: the condition of `visible_to`, on the copies that entries carry.

Kinds whose condition is the same are asked together.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from dealwright.core.actor import Actor
from dealwright.identity import access, shares
from dealwright.identity.privileges import Depth, Privilege
from dealwright.records import following
from dealwright.records.registry import Entity
from dealwright.records.searching import entries

COLUMNS = following.Columns(
    pk="record_id",
    owner="owner_id",
    unit="unit_id",
    parent_type="parent_type",
    parent_id="parent_id",
    parent_owner="parent_owner_id",
    parent_unit="parent_unit_id",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """Kinds, and the condition under which their entries may be found; None when all may be."""

    kinds: Sequence[Entity]
    condition: Q | None


def reaches(actor: Actor, kinds: Sequence[Entity]) -> Iterator[Reach]:
    """The kinds that the actor may read, those of one depth together."""
    by_depth: dict[Depth, list[Entity]] = defaultdict(list)
    for kind in kinds:
        far = access.depth(actor, kind.key, Privilege.READ)
        if far == Depth.NONE:
            continue
        if entries.follows(kind):
            yield Reach(kinds=[kind], condition=following.reach(actor, kind.key, COLUMNS))
        else:
            by_depth[far if kind.is_owned else Depth.ALL].append(kind)
    for far, found in by_depth.items():
        yield Reach(kinds=found, condition=None if far == Depth.ALL else _within(actor, found))


def _within(actor: Actor, kinds: Sequence[Entity]) -> Q:
    """What roles and shares reach; the depth of the right is that of all these kinds."""
    keys = [kind.key for kind in kinds]
    read, mine = Privilege.READ, access.principals(actor)
    condition = access.by_role(actor, keys[0], read, owner=COLUMNS.owner, unit=COLUMNS.unit)
    return (condition or Q()) | shares.within(mine, keys, read, pk=COLUMNS.pk)
