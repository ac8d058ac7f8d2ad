"""Rights, read once per actor and compared with columns of the row itself.

`reach(actor, entity)` is the condition of a queryset; `can(actor, privilege, entity, row)` answers for one row, and
`ground` says for which reason. All read the same principals: the actor's own id, teams and mates, unit and units below,
reports, shares, and the depth of each privilege.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from dealwright.core.actor import Actor, Kind
from dealwright.identity import shares
from dealwright.identity.principals import Principals, principals
from dealwright.identity.privileges import Depth, FieldLevel, Ground, Privilege
from dealwright.identity.shares import OwnedRow

__all__ = ["OwnedRow", "Principals", "principals"]


@dataclass(frozen=True, slots=True)
class Refused:
    """A right that was asked for and is not held: on one row, or on a whole kind."""

    privilege: Privilege
    entity: str
    row: OwnedRow | None = None


def depth(actor: Actor, entity: str, privilege: Privilege) -> Depth:
    """How far the actor's privilege reaches; a token without the scope reaches nothing."""
    if actor.is_system:
        return Depth.ALL
    if actor.kind != Kind.USER or not in_scope(actor, entity, privilege):
        return Depth.NONE
    return principals(actor).depth(entity, privilege)


def scope_for(entity: str, privilege: Privilege) -> str:
    """The scope that a token needs: "read:customers" to read accounts."""
    verb = "read" if privilege in {Privilege.READ, Privilege.EXPORT} else "write"
    return f"{verb}:{entity.partition('.')[0]}"


def in_scope(actor: Actor, entity: str, privilege: Privilege) -> bool:
    """Whether the actor's token was made for this; always so for people at a page."""
    if actor.scopes is None:
        return True
    needed = scope_for(entity, privilege)
    return bool({needed, f"{needed.split(':')[0]}:*"} & actor.scopes)


def reach(
    actor: Actor,
    entity: str,
    privilege: Privilege = Privilege.READ,
    *,
    owner: str = "owner",
    unit: str = "unit",
    pk: str = "pk",
) -> Q | None:
    """The condition on owner, unit and id for the rows within reach; None means every row.

    A condition that no row fulfils is `Q(pk__in=[])`, which Django answers without a query. `owner`, `unit` and `pk`
    name the columns, for rows that carry a copy of their parent's.
    """
    condition = by_role(actor, entity, privilege, owner=owner, unit=unit)
    if condition is None or depth(actor, entity, privilege) == Depth.NONE:
        return condition
    return condition | shares.within(principals(actor), [entity], privilege, pk=pk)


def by_role(
    actor: Actor, entity: str, privilege: Privilege, *, owner: str = "owner", unit: str = "unit"
) -> Q | None:
    """The part of `reach` that roles and reports give; single shares come on top."""
    far = depth(actor, entity, privilege)
    if far == Depth.ALL:
        return None
    if far == Depth.NONE:
        return Q(pk__in=[])
    mine = principals(actor)
    owners = mine.own | mine.managed(privilege) | (mine.mates if far >= Depth.TEAM else frozenset())
    condition = Q(**{f"{owner}__any_of": owners})
    if far >= Depth.UNIT:
        units = mine.units_below if far == Depth.BELOW else {mine.unit_id}
        condition |= Q(**{f"{unit}__any_of": units})
    return condition


def can(actor: Actor, privilege: Privilege, entity: str, row: OwnedRow) -> bool:
    """Whether the privilege reaches this row: the same reading as `reach`, in Python."""
    reason = ground(actor, privilege, entity, row)
    if reason is None:
        actor.memo["refused"] = Refused(privilege, entity, row)
    return reason is not None


def ground(actor: Actor, privilege: Privilege, entity: str, row: OwnedRow) -> Ground | None:
    """The first reason for which the privilege reaches this row; None when none does."""
    return next(grounds(actor, privilege, entity, row), None)


def grounds(actor: Actor, privilege: Privilege, entity: str, row: OwnedRow) -> Iterator[Ground]:
    """Every reason for which the privilege reaches this row, roles before shares.

    A query is made only by whoever asks beyond what roles give, for someone with whom anything is shared.
    """
    far = depth(actor, entity, privilege)
    if far == Depth.NONE:
        return
    if far == Depth.ALL:
        yield Ground.ALL
        return
    mine = principals(actor)
    yield from _by_owner_and_unit(mine, far, privilege, row)
    yield from shares.grounds(actor, mine, privilege, row.pk)


def _by_owner_and_unit(
    mine: Principals, far: Depth, privilege: Privilege, row: OwnedRow
) -> Iterator[Ground]:
    if row.owner_id == mine.user_id:
        yield Ground.OWN
    if row.owner_id in mine.teams:
        yield Ground.OWN_TEAM
    if far >= Depth.TEAM and row.owner_id in mine.mates:
        yield Ground.TEAM
    if far >= Depth.UNIT and row.unit_id == mine.unit_id:
        yield Ground.UNIT
    if far == Depth.BELOW and row.unit_id in mine.units_below:
        yield Ground.BELOW
    if row.owner_id in mine.managed(privilege):
        yield Ground.REPORT


def may(actor: Actor, privilege: Privilege, entity: str) -> bool:
    """Whether the actor holds the privilege at any depth; for rows without an owner this decides."""
    held = depth(actor, entity, privilege) > Depth.NONE
    if not held:
        actor.memo["refused"] = Refused(privilege, entity)
    return held


def refused(actor: Actor) -> Refused | None:
    """What the actor was last found to lack: the reason of a refusal that has just been raised."""
    return actor.memo.get("refused")


def field_levels(actor: Actor, entity: str) -> Mapping[str, FieldLevel]:
    """The fields of a kind that are less than usual for the actor, by name."""
    if actor.kind != Kind.USER:
        return {}
    return principals(actor).fields.get(entity, {})


def hidden_fields(actor: Actor, entity: str) -> frozenset[str]:
    """The fields of a kind that the actor must not learn of, by name."""
    levels = field_levels(actor, entity)
    return frozenset(name for name, level in levels.items() if level == FieldLevel.HIDDEN)


def discount_limit(actor: Actor) -> Decimal | None:
    """The most percent that the actor may take off a price by hand; None without a limit."""
    if actor.kind != Kind.USER or principals(actor).is_administrator:
        return None
    return principals(actor).discount_limit


def is_administrator(actor: Actor) -> bool:
    return actor.is_system or (actor.kind == Kind.USER and principals(actor).is_administrator)


def owes_second_factor(actor: Actor) -> bool:
    """Whether a role of the person requires a second factor and the person has none of their own."""
    return actor.kind == Kind.USER and principals(actor).owes_second_factor
