"""Verbs on roles: what they grant, which fields they restrict, who holds them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, RefusedError, refuse_unless, require
from dealwright.events import bus
from dealwright.identity import policies, roles
from dealwright.identity.actions import turns
from dealwright.identity.events import (
    AccessSettingsChanged,
    DiscountLimitSet,
    FieldRightsChanged,
    GrantsChanged,
    RoleCreated,
    RoleDeleted,
    RoleRenamed,
    UserChanged,
)
from dealwright.identity.models import AccessSettings, FieldRight, Grant, Role, User
from dealwright.identity.privileges import Depth, FieldLevel, Privilege
from dealwright.identity.signing_in import lockout

MOST_PERCENT = 100

type Depths = Mapping[tuple[str, str], int]
type Changes = dict[str, list[Any]]


@action
def keep_standard_roles(*, by: Actor, at: datetime) -> dict[str, Role]:
    """Create the standard roles and bring their grants up to date; those that an administrator has adapted stay.

    Refuses all but administrators.
    """
    require(policies.can_manage_people(by))
    for standard in roles.ROLES:
        role, created = Role.objects.get_or_create(
            key=standard.key,
            defaults={"name": standard.name, "is_administrator": standard.is_administrator},
        )
        if created:
            Grant.objects.bulk_create(_grants(role, standard.depths()))
        elif not role.is_adapted:
            _bring(role, standard.depths(), by=by, at=at)
    return {role.key: role for role in Role.objects.all()}


def _bring(role: Role, depths: Mapping[Any, int], *, by: Actor, at: datetime) -> None:
    """Let a role grant this and nothing else; nothing is written where it does so already."""
    present = {(grant.entity, grant.privilege): grant.depth for grant in role.grants.all()}
    if present == depths:
        return
    Grant.objects.filter(role=role).delete()
    Grant.objects.bulk_create(_grants(role, depths))
    pairs = [pair for pair in {**present, **depths} if present.get(pair, 0) != depths.get(pair, 0)]
    changes = _told(present, {pair: depths.get(pair, 0) for pair in pairs})
    bus.record(GrantsChanged(), subject=role, by=by, at=at, changes=changes)


def _told(present: Mapping[Any, int], depths: Mapping[Any, int]) -> Changes:
    """{"customers.account read": [before, now]}, depths by name."""
    return {
        " ".join(pair): [Depth(present.get(pair, 0)).name.lower(), Depth(depth).name.lower()]
        for pair, depth in depths.items()
    }


@action
def create_role(name: str, *, by: Actor, at: datetime, like: Role | None = None) -> Role:
    """Add a role that grants nothing, or what another one does. Refuses all but administrators, and a name in use."""
    require(policies.can_manage_people(by))
    role = Role(key=_key(name), name=_name(name), is_adapted=True)
    role.discount_limit = like.discount_limit if like else None
    role.save(force_insert=True)
    if like:
        depths = {(found.entity, found.privilege): found.depth for found in like.grants.all()}
        Grant.objects.bulk_create(_grants(role, depths))
        FieldRight.objects.bulk_create(
            FieldRight(role=role, entity=found.entity, field=found.field, level=found.level)
            for found in like.field_rights.all()
        )
    bus.record(RoleCreated(like=str(like or "")), subject=role, by=by, at=at)
    return role


@action
def rename_role(role: Role, name: str, *, by: Actor, at: datetime) -> Role:
    """Give a role another name. Refuses all but administrators, and a name in use."""
    role = _locked(role, by=by)
    before, role.name = role.name, _name(name)
    if before != role.name:
        role.save(update_fields=["name"])
        changes = {"name": [before, role.name]}
        bus.record(RoleRenamed(), subject=role, by=by, at=at, changes=changes)
    return role


@action
def set_grants(role: Role, depths: Depths, *, by: Actor, at: datetime) -> Role:
    """How far a role's rights reach, by (kind, right); what is not named stays. Depth.NONE takes a right away.

    Refuses: all but administrators, the administrators' own role, which reaches everything.
    """
    role = _locked(role, by=by)
    refuse_unless(
        not role.is_administrator,
        _("Administrators may do everything; this cannot be narrowed."),
        remedy=_("Give people another role instead."),
        code="administrator_role",
    )
    present = {(grant.entity, grant.privilege): grant.depth for grant in role.grants.all()}
    changed = {pair: depth for pair, depth in depths.items() if present.get(pair, 0) != depth}
    if not changed:
        return role
    for entity, privilege in changed:
        Grant.objects.filter(role=role, entity=entity, privilege=privilege).delete()
    held = {pair: depth for pair, depth in changed.items() if depth > Depth.NONE}
    Grant.objects.bulk_create(_grants(role, held))
    _adapt(role)
    bus.record(GrantsChanged(), subject=role, by=by, at=at, changes=_told(present, changed))
    return role


@action
def set_field_rights(
    role: Role, entity: str, levels: Mapping[str, int], *, by: Actor, at: datetime
) -> Role:
    """What a role makes of fields of one kind; what is not named stays. FieldLevel.WRITE lifts a restriction.

    Which fields of a kind can be restricted at all is for its registry to say: `administration` asks it.
    Refuses: all but administrators, the administrators' own role.
    """
    role = _locked(role, by=by)
    refuse_unless(
        not role.is_administrator,
        _("Administrators see every field; this cannot be narrowed."),
        code="administrator_role",
    )
    rows = role.field_rights.filter(entity=entity)
    present = {found.field: FieldLevel(found.level) for found in rows}
    changed = {
        name: FieldLevel(level)
        for name, level in levels.items()
        if present.get(name, FieldLevel.WRITE) != level
    }
    if not changed:
        return role
    rows.filter(field__in=changed).delete()
    FieldRight.objects.bulk_create(
        FieldRight(role=role, entity=entity, field=name, level=level)
        for name, level in changed.items()
        if level < FieldLevel.WRITE
    )
    changes: Changes = {
        f"{entity}.{name}": [present.get(name, FieldLevel.WRITE).name.lower(), level.name.lower()]
        for name, level in changed.items()
    }
    bus.record(FieldRightsChanged(), subject=role, by=by, at=at, changes=changes)
    return role


@action
def set_discount_limit(role: Role, percent: Decimal | None, *, by: Actor, at: datetime) -> Role:
    """The most percent that people of a role may take off a price by hand; None: the role says nothing of it.

    Refuses: all but administrators, the administrators' own role, what is no percentage.
    """
    role = _locked(role, by=by)
    refuse_unless(
        not role.is_administrator,
        _("Administrators may do everything; this cannot be narrowed."),
        remedy=_("Give people another role instead."),
        code="administrator_role",
    )
    if percent is not None and not 0 <= percent <= MOST_PERCENT:
        raise InvalidError({"discount_limit": _("A discount lies between 0 and 100 %.")})
    before, role.discount_limit = role.discount_limit, percent
    if before != percent:
        role.save(update_fields=["discount_limit"])
        changes: Changes = {"discount_limit": [_figure(before), _figure(percent)]}
        bus.record(DiscountLimitSet(), subject=role, by=by, at=at, changes=changes)
    return role


def _figure(percent: Decimal | None) -> str | None:
    return None if percent is None else f"{percent.normalize():f}"


@action
def delete_role(role: Role, *, by: Actor, at: datetime) -> None:
    """Take a role away. Refuses: all but administrators, a standard role, a role that someone holds."""
    role = _locked(role, by=by)
    if role.key in {standard.key for standard in roles.ROLES}:
        raise RefusedError(
            _("Standard roles stay."), remedy=_("Take their rights away instead."), code="standard"
        )
    refuse_unless(
        not role.users.exists(),
        _("Someone still has this role."),
        remedy=_("Give these people another role first."),
        code="role_in_use",
    )
    bus.record(RoleDeleted(), subject=role, by=by, at=at)
    role.delete()


@action
def set_roles(user: User, chosen: Sequence[Role], *, by: Actor, at: datetime) -> User:
    """Which roles a person has. Refuses: all but administrators, to take away the last administrator who can sign in."""
    require(policies.can_manage_people(by))
    turns.take(turns.PEOPLE)
    user = User.objects.select_for_update().get(pk=user.pk)
    was_administrator = user.roles.filter(is_administrator=True).exists()
    before = sorted(user.roles.values_list("key", flat=True))
    after = sorted(role.key for role in chosen)
    if before != after:
        user.roles.set(chosen)
        if was_administrator and not any(role.is_administrator for role in chosen):
            lockout.refuse_unless_someone_administrates()
        changes = {"roles": [before, after]}
        bus.record(UserChanged(), subject=user, by=by, at=at, changes=changes)
    return user


@action
def set_manager_depth(levels: int, *, by: Actor, at: datetime) -> AccessSettings:
    """How many levels of reports a manager sees; none when 0. Refuses all but administrators."""
    require(policies.can_manage_people(by))
    found, _created = AccessSettings.objects.select_for_update().get_or_create(only=True)
    before, found.manager_depth = found.manager_depth, levels
    found.save(update_fields=["manager_depth"])
    if before != levels:
        changes = {"manager_depth": [before, levels]}
        bus.record(AccessSettingsChanged(), subject=found, by=by, at=at, changes=changes)
    return found


def _grants(role: Role, depths: Mapping[Any, int]) -> list[Grant]:
    return [
        Grant(role=role, entity=entity, privilege=Privilege(privilege), depth=depth)
        for (entity, privilege), depth in depths.items()
    ]


def _locked(role: Role, *, by: Actor) -> Role:
    require(policies.can_manage_people(by))
    return Role.objects.select_for_update().get(pk=role.pk)


def _adapt(role: Role) -> None:
    """From now on the role is the administrator's; new versions leave it alone."""
    if not role.is_adapted:
        role.is_adapted = True
        role.save(update_fields=["is_adapted"])


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise InvalidError({"name": _("This is required.")})
    return name


def _key(name: str) -> str:
    """A key that no role has yet, made of the name."""
    stem = slugify(name)[:30] or "role"
    taken = set(Role.objects.filter(key__startswith=stem).values_list("key", flat=True))
    candidates = (f"{stem}-{number}" if number else stem for number in range(len(taken) + 1))
    return next(key for key in candidates if key not in taken)
