"""Verbs on business units and teams."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, RefusedError, require
from dealwright.events import bus
from dealwright.identity import policies
from dealwright.identity.actions import turns, uses
from dealwright.identity.events import (
    TeamChanged,
    TeamCreated,
    TeamDeleted,
    UnitChanged,
    UnitCreated,
    UnitDeleted,
)
from dealwright.identity.models import BusinessUnit, Principal, Share, Team, User


@action
def create_unit(*, name: str, parent: BusinessUnit | None, by: Actor, at: datetime) -> BusinessUnit:
    """Add a business unit. Refuses all but administrators, and a name in use."""
    require(policies.can_manage_people(by))
    unit = BusinessUnit.objects.create(name=name, parent=parent)
    bus.record(UnitCreated(), subject=unit, by=by, at=at)
    return unit


@action
def update_unit(
    unit: BusinessUnit, *, name: str, parent: BusinessUnit | None, by: Actor, at: datetime
) -> BusinessUnit:
    """Rename a unit or hang it elsewhere; its people and records go with it.

    Refuses: all but administrators, a name in use, a second root, a unit below itself.
    """
    require(policies.can_manage_people(by))
    turns.take(turns.UNITS)
    unit = BusinessUnit.objects.select_for_update().get(pk=unit.pk)
    if (unit.parent_id is None) != (parent is None):
        raise InvalidError({"parent": _("There is one unit at the top, and it stays there.")})
    if parent and unit.pk in set(_upwards(parent)):
        raise InvalidError({"parent": _("That unit is below this one already.")})
    changes = _set(unit, {"name": name, "parent_id": parent.pk if parent else None})
    if changes:
        unit.save()
        bus.record(UnitChanged(), subject=unit, by=by, at=at, changes=changes)
    return unit


@action
def delete_unit(unit: BusinessUnit, *, by: Actor, at: datetime) -> None:
    """Take an empty unit away. Refuses: all but administrators, the top, a unit with people, teams, units or records."""
    require(policies.can_manage_people(by))
    unit = BusinessUnit.objects.select_for_update().get(pk=unit.pk)
    if unit.parent_id is None:
        raise RefusedError(_("The unit at the top stays."), code="root")
    uses.refuse_used(unit)
    bus.record(UnitDeleted(), subject=unit, by=by, at=at)
    unit.delete()


@action
def create_team(
    *, name: str, unit: BusinessUnit, members: Sequence[User], by: Actor, at: datetime
) -> Team:
    """Add a team with its members. Refuses all but administrators, and a name in use."""
    require(policies.can_manage_people(by))
    team = Team.objects.create(name=name, unit=unit)
    team.members.set(members)
    changes = {"members": [[], _names(members)]}
    bus.record(TeamCreated(), subject=team, by=by, at=at, changes=changes)
    return team


@action
def update_team(
    team: Team,
    *,
    name: str,
    unit: BusinessUnit,
    members: Sequence[User],
    by: Actor,
    at: datetime,
) -> Team:
    """Change a team's name, unit or members. What the team owns stays in the unit where it is.

    Refuses all but administrators, and a name in use.
    """
    require(policies.can_manage_people(by))
    team = Team.objects.select_for_update().get(pk=team.pk)
    changes = _set(team, {"name": name, "unit_id": unit.pk})
    before = list(team.members.order_by("name", "pk"))
    if {user.pk for user in before} != {user.pk for user in members}:
        changes["members"] = [_names(before), _names(members)]
        team.members.set(members)
    if changes:
        team.save()
        bus.record(TeamChanged(), subject=team, by=by, at=at, changes=changes)
    return team


@action
def delete_team(team: Team, *, by: Actor, at: datetime) -> None:
    """Take a team away with the shares it was given. Refuses: all but administrators, a team that owns records."""
    require(policies.can_manage_people(by))
    team = Team.objects.select_for_update().get(pk=team.pk)
    uses.refuse_used(Principal(pk=team.pk))
    bus.record(TeamDeleted(), subject=team, by=by, at=at)
    team.members.clear()
    _end_shares(team)
    team.delete()


def _end_shares(team: Team) -> None:
    """The principal goes by a trigger, which takes no rows along."""
    Share.objects.filter(principal=team.pk).delete()


def _upwards(unit: BusinessUnit) -> Iterable[Any]:
    """The ids from a unit to the top."""
    parents = dict(BusinessUnit.objects.values_list("pk", "parent_id"))
    at = unit.pk
    while at is not None:
        yield at
        at = parents[at]


def _set(row: models.Model, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Set columns and tell what changes, by the name of the field."""
    changes: dict[str, list[Any]] = {}
    for column, value in values.items():
        before = getattr(row, column)
        if before != value:
            changes[column.removesuffix("_id")] = [before, value]
            setattr(row, column, value)
    return changes


def _names(people: Iterable[User]) -> list[str]:
    return sorted(str(user) for user in people)
