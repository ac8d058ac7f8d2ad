"""The principal set of a user: everything that decides what they see and may do, read in one query for most."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from dealwright.core import plans
from dealwright.core.actor import Actor
from dealwright.identity.models.settings import DEEPEST
from dealwright.identity.privileges import Depth, FieldLevel, Privilege


@dataclass(frozen=True, kw_only=True, slots=True)
class Principals:
    """Everything that decides what a user sees, loaded in one query, or in three for those with reports or field rights.

    `reports` are those whose records a manager reads: the number is how many levels below, direct ones are 1. It is
    empty unless managers see their reports' records here. `fields` holds what is less than usual, by kind. Of the roles
    that limit what is taken off prices by hand the widest counts.
    """

    user_id: UUID
    unit_id: UUID
    teams: frozenset[UUID] = frozenset()
    mates: frozenset[UUID] = frozenset()
    units_below: frozenset[UUID] = frozenset()
    reports: Mapping[UUID, int] = field(default_factory=dict)
    depths: Mapping[tuple[str, str], Depth] = field(default_factory=dict)
    fields: Mapping[str, Mapping[str, FieldLevel]] = field(default_factory=dict)
    discount_limit: Decimal | None = None
    has_shares: bool = False
    is_administrator: bool = False
    owes_second_factor: bool = False

    def depth(self, entity: str, privilege: Privilege) -> Depth:
        if self.is_administrator:
            return Depth.ALL
        return self.depths.get((entity, privilege), Depth.NONE)

    @property
    def own(self) -> frozenset[UUID]:
        """The person and the teams that the person belongs to: what they own is one's own."""
        return self.teams | {self.user_id}

    def managed(self, privilege: Privilege) -> frozenset[UUID]:
        """Whose records a manager reaches as such: to read them, and to change those of direct reports."""
        deepest = {Privilege.READ: DEEPEST, Privilege.WRITE: 1}.get(privilege, 0)
        return frozenset(pk for pk, level in self.reports.items() if level <= deepest)


PRINCIPALS = """
WITH RECURSIVE below AS (
    SELECT unit_id AS id FROM identity_user WHERE id = %(user)s
    UNION ALL
    SELECT child.id FROM identity_businessunit child JOIN below ON child.parent_id = below.id
)
SELECT person.unit_id,
       ARRAY(SELECT id FROM below),
       ARRAY(SELECT team_id FROM identity_team_members WHERE user_id = person.id),
       ARRAY(SELECT DISTINCT mate.user_id FROM identity_team_members mine
             JOIN identity_team_members mate ON mate.team_id = mine.team_id
             WHERE mine.user_id = person.id),
       COALESCE((SELECT jsonb_object_agg(entity || ' ' || privilege, depth) FROM (
           SELECT entity, privilege, max(depth) AS depth FROM identity_grant
           JOIN identity_user_roles held ON held.role_id = identity_grant.role_id
           WHERE held.user_id = person.id GROUP BY entity, privilege) AS widest), '{}'),
       COALESCE((SELECT manager_depth FROM identity_accesssettings), 0),
       (SELECT max(discount_limit) FROM identity_role JOIN identity_user_roles held ON held.role_id = identity_role.id
        WHERE held.user_id = person.id),
       EXISTS(SELECT FROM identity_fieldright JOIN identity_user_roles held USING (role_id)
              WHERE held.user_id = person.id),
       EXISTS(SELECT FROM identity_share WHERE principal_id = person.id OR principal_id IN (
           SELECT team_id FROM identity_team_members WHERE user_id = person.id)),
       EXISTS(SELECT FROM identity_user_roles held JOIN identity_role ON identity_role.id = held.role_id
              WHERE held.user_id = person.id AND is_administrator),
       EXISTS(SELECT FROM identity_user_roles held JOIN identity_role ON identity_role.id = held.role_id
              WHERE held.user_id = person.id AND requires_second_factor)
       AND NOT EXISTS(SELECT FROM mfa_authenticator factor
                      WHERE factor.user_id = person.id AND factor.type IN ('totp', 'webauthn'))
FROM identity_user person WHERE person.id = %(user)s AND person.is_active
"""

# Few installations or people need these, and each would make the one above take longer to plan than to run.
REPORTS = """
WITH RECURSIVE reports AS (
    SELECT id, 1 AS level FROM identity_user WHERE manager_id = %(user)s
    UNION ALL
    SELECT report.id, reports.level + 1 FROM reports
    JOIN identity_user report ON report.manager_id = reports.id WHERE reports.level < %(depth)s
)
SELECT id, min(level) FROM reports WHERE id <> %(user)s GROUP BY id
"""
FIELDS = """
WITH held AS MATERIALIZED (
    SELECT role_id FROM identity_user_roles WHERE user_id = %(user)s
), granted AS MATERIALIZED (
    SELECT DISTINCT entity, role_id FROM identity_grant JOIN held USING (role_id)
)
SELECT entity, field, max(level) FROM identity_fieldright limited JOIN granted USING (entity, role_id)
GROUP BY entity, field
HAVING count(*) = (SELECT count(*) FROM granted WHERE granted.entity = limited.entity)
"""

BY_NUMBER = {depth.value: depth for depth in Depth}
NOBODY = Principals(user_id=UUID(int=0), unit_id=UUID(int=0))


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
        unit, below, teams, mates, depths, manager_depth, most_off, has_limits, *yes_or_no = row
        has_shares, is_administrator, owes_second_factor = yes_or_no
        return Principals(
            user_id=user_id,
            unit_id=unit,
            teams=frozenset(teams),
            mates=frozenset(mates),
            units_below=frozenset(below),
            reports=_reports(cursor, user_id, manager_depth) if manager_depth else {},
            depths=_depths(depths),
            fields=_fields(cursor, user_id) if has_limits and not is_administrator else {},
            discount_limit=most_off,
            has_shares=has_shares,
            is_administrator=is_administrator,
            owes_second_factor=owes_second_factor,
        )


def _reports(cursor: Any, user_id: UUID, depth: int) -> dict[UUID, int]:
    cursor.execute(REPORTS, {"user": user_id, "depth": depth})
    return dict(cursor.fetchall())


def _fields(cursor: Any, user_id: UUID) -> dict[str, dict[str, FieldLevel]]:
    cursor.execute(FIELDS, {"user": user_id})
    fields: dict[str, dict[str, FieldLevel]] = defaultdict(dict)
    for entity, name, level in cursor.fetchall():
        fields[entity][name] = FieldLevel(level)
    return dict(fields)


def _depths(found: Any) -> dict[tuple[str, str], Depth]:
    """A JSON object, read by the driver or still text."""
    depths = {}
    for key, depth in (found if isinstance(found, dict) else json.loads(found)).items():
        entity, _blank, privilege = key.partition(" ")
        depths[entity, privilege] = BY_NUMBER[depth]
    return depths
