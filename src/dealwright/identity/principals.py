"""The principal set of a user: everything that decides what they see and may do, read in one query."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from dealwright.core import plans
from dealwright.core.actor import Actor
from dealwright.identity.models.settings import DEEPEST
from dealwright.identity.privileges import Depth, FieldLevel, Privilege


@dataclass(frozen=True, kw_only=True, slots=True)
class Principals:
    """Everything that decides what a user sees, loaded in one query.

    `reports` are those whose records a manager reads: the number is how many levels below, direct ones are 1. It is
    empty unless managers see their reports' records here. `fields` holds what is less than usual, by kind.
    """

    user_id: UUID
    unit_id: UUID
    teams: frozenset[UUID] = frozenset()
    mates: frozenset[UUID] = frozenset()
    units_below: frozenset[UUID] = frozenset()
    reports: Mapping[UUID, int] = field(default_factory=dict)
    depths: Mapping[tuple[str, str], Depth] = field(default_factory=dict)
    fields: Mapping[str, Mapping[str, FieldLevel]] = field(default_factory=dict)
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
), reports AS (
    SELECT report.id, 1 AS level FROM identity_user report, identity_accesssettings
    WHERE report.manager_id = %(user)s AND manager_depth > 0
    UNION ALL
    SELECT report.id, reports.level + 1 FROM reports
    JOIN identity_user report ON report.manager_id = reports.id, identity_accesssettings
    WHERE reports.level < manager_depth
), held AS MATERIALIZED (
    SELECT role_id FROM identity_user_roles WHERE user_id = %(user)s
), granted AS MATERIALIZED (
    SELECT entity, privilege, depth, role_id FROM identity_grant JOIN held USING (role_id)
), teams AS MATERIALIZED (
    SELECT team_id FROM identity_team_members WHERE user_id = %(user)s
)
SELECT person.unit_id,
       ARRAY(SELECT id FROM below),
       ARRAY(SELECT team_id FROM teams),
       ARRAY(SELECT DISTINCT user_id FROM identity_team_members JOIN teams USING (team_id)),
       COALESCE((SELECT jsonb_object_agg(id, level) FROM (
           SELECT id, min(level) AS level FROM reports WHERE id <> %(user)s GROUP BY id) AS nearest), '{}'),
       COALESCE((SELECT jsonb_object_agg(entity || ' ' || privilege, depth) FROM (
           SELECT entity, privilege, max(depth) AS depth FROM granted GROUP BY entity, privilege) AS widest), '{}'),
       COALESCE((SELECT jsonb_object_agg(entity || ' ' || field, level) FROM (
           SELECT entity, field, max(level) AS level
           FROM identity_fieldright AS limited JOIN held USING (role_id)
           WHERE role_id IN (SELECT role_id FROM granted WHERE granted.entity = limited.entity)
           GROUP BY entity, field
           HAVING count(*) = (SELECT count(DISTINCT role_id) FROM granted WHERE granted.entity = limited.entity)
       ) AS narrowed), '{}'),
       EXISTS(SELECT FROM identity_share WHERE principal_id = %(user)s OR principal_id IN (SELECT team_id FROM teams)),
       EXISTS(SELECT FROM identity_role JOIN held ON held.role_id = identity_role.id WHERE is_administrator),
       EXISTS(SELECT FROM identity_role JOIN held ON held.role_id = identity_role.id WHERE requires_second_factor)
       AND NOT EXISTS(SELECT FROM mfa_authenticator factor
                      WHERE factor.user_id = person.id AND factor.type IN ('totp', 'webauthn'))
FROM identity_user person WHERE person.id = %(user)s AND person.is_active
"""

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
    unit, below, teams, mates, reports, depths, fields, has_shares, *yes_or_no = row
    is_administrator, owes_second_factor = yes_or_no
    return Principals(
        user_id=user_id,
        unit_id=unit,
        teams=frozenset(teams),
        mates=frozenset(mates),
        units_below=frozenset(below),
        reports={UUID(pk): level for pk, level in _mapping(reports).items()},
        depths={_pair(key): Depth(depth) for key, depth in _mapping(depths).items()},
        fields={} if is_administrator else _by_entity(_mapping(fields)),
        has_shares=has_shares,
        is_administrator=is_administrator,
        owes_second_factor=owes_second_factor,
    )


def _mapping(found: Any) -> dict[str, int]:
    """A JSON object, read by the driver or still text."""
    mapping: dict[str, int] = found if isinstance(found, dict) else json.loads(found)
    return mapping


def _pair(key: str) -> tuple[str, str]:
    entity, name = key.split(" ")
    return entity, name


def _by_entity(found: Mapping[str, int]) -> dict[str, dict[str, FieldLevel]]:
    fields: dict[str, dict[str, FieldLevel]] = defaultdict(dict)
    for key, level in found.items():
        entity, name = _pair(key)
        fields[entity][name] = FieldLevel(level)
    return dict(fields)
