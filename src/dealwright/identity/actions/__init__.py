"""Verbs on people, units, teams, roles and tokens."""

from dealwright.identity.actions.absences import end_absence, set_absence
from dealwright.identity.actions.people import (
    create_user,
    move_user,
    set_active,
    set_password,
    update_user,
)
from dealwright.identity.actions.roles import (
    create_role,
    delete_role,
    keep_standard_roles,
    rename_role,
    set_discount_limit,
    set_field_rights,
    set_grants,
    set_manager_depth,
    set_roles,
)
from dealwright.identity.actions.structure import (
    create_team,
    create_unit,
    delete_team,
    delete_unit,
    update_team,
    update_unit,
)
from dealwright.identity.actions.tokens import create_token, note_use, revoke_token

__all__ = [
    "create_role",
    "create_team",
    "create_token",
    "create_unit",
    "create_user",
    "delete_role",
    "delete_team",
    "delete_unit",
    "end_absence",
    "keep_standard_roles",
    "move_user",
    "note_use",
    "rename_role",
    "revoke_token",
    "set_absence",
    "set_active",
    "set_discount_limit",
    "set_field_rights",
    "set_grants",
    "set_manager_depth",
    "set_password",
    "set_roles",
    "update_team",
    "update_unit",
    "update_user",
]
