"""Rights, read once per actor and compared with columns of the row itself.

`visible(rows, actor, entity)` restricts a queryset; `can(actor, privilege, row)` answers for one row. Both read
the same principals: the actor's own id, team mates, unit, units below, and the depth of each privilege.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.db import connection
from django.db.models import Model, Q, QuerySet

from dealwright.core import plans
from dealwright.core.actor import Actor, Kind
from dealwright.identity.privileges import Depth, Privilege


class OwnedRow(Protocol):
    """What a row must tell so that rights can be decided."""

    @property
    def owner_id(self) -> UUID: ...
    @property
    def unit_id(self) -> UUID: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Principals:
    """Everything that decides what a user sees, loaded in one query."""

    user_id: UUID
    unit_id: UUID
    mates: frozenset[UUID]
    units_below: frozenset[UUID]
    depths: Mapping[tuple[str, str], Depth]
    is_administrator: bool
    owes_second_factor: bool = False

    def depth(self, entity: str, privilege: Privilege) -> Depth:
        if self.is_administrator:
            return Depth.ALL
        return self.depths.get((entity, privilege), Depth.NONE)


PRINCIPALS = """
WITH RECURSIVE below AS (
    SELECT unit_id AS id FROM identity_user WHERE id = %(user)s
    UNION ALL
    SELECT child.id FROM identity_businessunit child JOIN below ON child.parent_id = below.id
)
SELECT person.unit_id,
       ARRAY(SELECT id FROM below),
       ARRAY(SELECT DISTINCT mate.user_id FROM identity_team_members mine
             JOIN identity_team_members mate ON mate.team_id = mine.team_id
             WHERE mine.user_id = person.id),
       COALESCE((SELECT jsonb_object_agg(entity || ' ' || privilege, depth) FROM (
           SELECT entity, privilege, max(depth) AS depth FROM identity_grant
           JOIN identity_user_roles held ON held.role_id = identity_grant.role_id
           WHERE held.user_id = person.id GROUP BY entity, privilege) AS widest), '{}'),
       EXISTS(SELECT FROM identity_user_roles held JOIN identity_role ON identity_role.id = held.role_id
              WHERE held.user_id = person.id AND identity_role.is_administrator),
       EXISTS(SELECT FROM identity_user_roles held JOIN identity_role ON identity_role.id = held.role_id
              WHERE held.user_id = person.id AND identity_role.requires_second_factor)
       AND NOT EXISTS(SELECT FROM mfa_authenticator factor
                      WHERE factor.user_id = person.id AND factor.type IN ('totp', 'webauthn'))
FROM identity_user person WHERE person.id = %(user)s AND person.is_active
"""

NOBODY = Principals(
    user_id=UUID(int=0),
    unit_id=UUID(int=0),
    mates=frozenset(),
    units_below=frozenset(),
    depths={},
    is_administrator=False,
)


def principals(actor: Actor) -> Principals:
    """The actor's principals: one query for the life of the actor object; nobody's for clients."""
    if "principals" not in actor.memo:
        actor.memo["principals"] = _load(actor.id) if actor.id else NOBODY
    found: Principals = actor.memo["principals"]
    return found


def _load(user_id: UUID) -> Principals:
    with plans.kept(), connection.cursor() as cursor:
        cursor.execute(PRINCIPALS, {"user": user_id})
        row = cursor.fetchone()
    if row is None:
        return NOBODY
    unit, below, mates, depths, administrator, owes_second_factor = row
    return Principals(
        user_id=user_id,
        unit_id=unit,
        mates=frozenset(mates),
        units_below=frozenset(below),
        depths=_depths(depths),
        is_administrator=administrator,
        owes_second_factor=owes_second_factor,
    )


def _depths(found: Any) -> dict[tuple[str, str], Depth]:
    depths = {}
    for key, depth in (found if isinstance(found, dict) else json.loads(found)).items():
        entity, privilege = key.split(" ")
        depths[entity, privilege] = Depth(depth)
    return depths


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
) -> Q | None:
    """The condition on owner and unit for the rows within reach; None means every row.

    A condition that no row fulfils is `Q(pk__in=[])`, which Django answers without a query. `owner` and `unit`
    name the columns, for rows that carry a copy of their parent's.
    """
    far = depth(actor, entity, privilege)
    if far == Depth.ALL:
        return None
    if far == Depth.NONE:
        return Q(pk__in=[])
    mine = principals(actor)
    owners = {mine.user_id} | (mine.mates if far >= Depth.TEAM else frozenset())
    condition = Q(**{f"{owner}__any_of": owners})
    if far >= Depth.UNIT:
        units = mine.units_below if far == Depth.BELOW else {mine.unit_id}
        condition |= Q(**{f"{unit}__any_of": units})
    return condition


def visible[M: Model](rows: QuerySet[M], actor: Actor, entity: str) -> QuerySet[M]:
    """The rows of an owned kind that the actor may read."""
    condition = reach(actor, entity)
    return rows if condition is None else rows.filter(condition)


def can(actor: Actor, privilege: Privilege, entity: str, row: OwnedRow) -> bool:
    """Whether the privilege reaches this row: the same reading as `visible`, in Python."""
    far = depth(actor, entity, privilege)
    if far in {Depth.ALL, Depth.NONE}:
        return far == Depth.ALL
    mine = principals(actor)
    if row.owner_id == mine.user_id or (far >= Depth.TEAM and row.owner_id in mine.mates):
        return True
    units = mine.units_below if far == Depth.BELOW else {mine.unit_id}
    return far >= Depth.UNIT and row.unit_id in units


def may(actor: Actor, privilege: Privilege, entity: str) -> bool:
    """Whether the actor holds the privilege at any depth; for rows without an owner this decides."""
    return depth(actor, entity, privilege) > Depth.NONE


def is_administrator(actor: Actor) -> bool:
    return actor.is_system or (actor.kind == Kind.USER and principals(actor).is_administrator)


def owes_second_factor(actor: Actor) -> bool:
    """Whether a role of the person requires a second factor and the person has none of their own."""
    return actor.kind == Kind.USER and principals(actor).owes_second_factor
