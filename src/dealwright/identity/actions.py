"""Verbs on people, units, roles and tokens."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.addresses import normal_email
from dealwright.core.errors import InvalidError, refuse_unless, require
from dealwright.events import bus
from dealwright.identity import policies, roles, tokens
from dealwright.identity.events import (
    PasswordSet,
    RoleGrantsChanged,
    TeamCreated,
    TokenCreated,
    TokenRevoked,
    UnitCreated,
    UserChanged,
    UserCreated,
)
from dealwright.identity.models import ApiToken, BusinessUnit, Grant, Role, Team, User

SCOPE_VERBS = ("read", "write")


@action
def keep_standard_roles(*, by: Actor, at: datetime) -> dict[str, Role]:
    """Create the standard roles and bring their grants up to date. Refuses all but administrators."""
    require(policies.can_manage_people(by))
    before = _grants_by_role()
    grants: list[Grant] = []
    for standard in roles.ROLES:
        role, _created = Role.objects.update_or_create(
            key=standard.key,
            defaults={"name": standard.name, "is_administrator": standard.is_administrator},
        )
        grants += (
            Grant(role=role, entity=entity, privilege=privilege, depth=depth)
            for (entity, privilege), depth in standard.depths().items()
        )
    Grant.objects.filter(role__key__in=[standard.key for standard in roles.ROLES]).delete()
    Grant.objects.bulk_create(grants)
    kept = {role.key: role for role in Role.objects.all()}
    _tell_of_grants(kept.values(), before, by=by, at=at)
    return kept


def _grants_by_role() -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    for grant in Grant.objects.all():
        found[grant.role_id].add(f"{grant.entity} {grant.privilege} {grant.depth}")
    return found


def _tell_of_grants(
    kept: Iterable[Role], before: Mapping[UUID, set[str]], *, by: Actor, at: datetime
) -> None:
    """Record of every role what it allows now and did not, and the other way round."""
    after = _grants_by_role()
    for role in kept:
        old, new = before.get(role.pk, set()), after.get(role.pk, set())
        if old != new:
            event = RoleGrantsChanged(granted=sorted(new - old), withdrawn=sorted(old - new))
            bus.record(event, subject=role, by=by, at=at)


@action
def create_unit(*, name: str, parent: BusinessUnit | None, by: Actor, at: datetime) -> BusinessUnit:
    """Add a business unit. Refuses all but administrators, and a name in use."""
    require(policies.can_manage_people(by))
    unit = BusinessUnit.objects.create(name=name, parent=parent)
    event = UnitCreated(parent=parent.name if parent else "")
    bus.record(event, subject=unit, by=by, at=at)
    return unit


@action
def create_team(
    *, name: str, unit: BusinessUnit, members: Sequence[User], by: Actor, at: datetime
) -> Team:
    """Add a team with its members. Refuses all but administrators, and a name in use."""
    require(policies.can_manage_people(by))
    team = Team.objects.create(name=name, unit=unit)
    team.members.set(members)
    event = TeamCreated(members=[member.name for member in members])
    bus.record(event, subject=team, by=by, at=at)
    return team


@action
def create_user(
    *,
    email: str,
    name: str,
    unit: BusinessUnit,
    role_keys: Sequence[str],
    by: Actor,
    at: datetime,
    password: str | None = None,
    manager: User | None = None,
    job_title: str = "",
) -> User:
    """Add a person. Without a password they set one by the reset mail.

    Refuses all but administrators, an address in use or malformed, unknown roles, a weak password.
    """
    require(policies.can_manage_people(by))
    found = list(Role.objects.filter(key__in=role_keys))
    if len(found) != len(set(role_keys)):
        raise InvalidError({"roles": _("There is no such role.")})
    user = User(
        email=normal_email(email),
        name=name.strip(),
        unit=unit,
        manager=manager,
        job_title=job_title,
        created_at=at,
    )
    _set_password(user, password)
    user.save(force_insert=True)
    user.roles.set(found)
    bus.record(UserCreated(email=user.email, roles=sorted(role_keys)), subject=user, by=by, at=at)
    return user


def _set_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidError({"password": [str(text) for text in error.messages]}) from error
    user.set_password(password)


@action
def move_user(
    user: User, *, unit: BusinessUnit, manager: User | None, by: Actor, at: datetime
) -> User:
    """Give a person another unit or manager. What they own stays where it is. Refuses all but administrators."""
    require(policies.can_manage_people(by))
    user = User.objects.select_for_update().get(pk=user.pk)
    before = {"unit": user.unit_id, "manager": user.manager_id}
    user.unit, user.manager = unit, manager
    user.save(update_fields=["unit", "manager"])
    after = {"unit": user.unit_id, "manager": user.manager_id}
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changes:
        bus.record(UserChanged(), subject=user, by=by, at=at, changes=changes)
    return user


@action
def set_password(user: User, *, password: str, by: Actor, at: datetime) -> User:
    """Set one's own password. Refuses anyone else, and a weak one; the password itself is never recorded."""
    require(by.id == user.pk)
    _set_password(user, password)
    user.save(update_fields=["password"])
    bus.record(PasswordSet(), subject=user, by=by, at=at)
    return user


@action
def set_active(user: User, *, active: bool, by: Actor, at: datetime) -> User:
    """Let a person in or keep them out. Refuses to lock out the last administrator."""
    require(policies.can_manage_people(by))
    user = User.objects.select_for_update().get(pk=user.pk)
    if not active:
        _refuse_last_administrator(user)
    before = user.is_active
    user.is_active = active
    user.save(update_fields=["is_active"])
    changes = {"is_active": [before, active]}
    bus.record(UserChanged(), subject=user, by=by, at=at, changes=changes)
    return user


def _refuse_last_administrator(user: User) -> None:
    administrators = set(
        User.objects.select_for_update(of=("self",))
        .filter(is_active=True, roles__is_administrator=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    refuse_unless(
        administrators != {user.pk},
        _("This is the last administrator."),
        remedy=_("Make someone else an administrator first."),
        code="last_administrator",
    )


@action
def create_token(
    user: User,
    *,
    name: str,
    scopes: Sequence[str],
    by: Actor,
    at: datetime,
    days: int | None = 90,
) -> tuple[ApiToken, str]:
    """Make an API token; the second value is its text, shown once. Refuses strangers and unknown scopes."""
    require(policies.can_create_token(by, user))
    _check_scopes(scopes)
    text = tokens.fresh()
    token = ApiToken.objects.create(
        user=user,
        name=name,
        digest=tokens.digest(text),
        scopes=list(scopes),
        created_at=at,
        expires_at=at + timedelta(days=days) if days else None,
    )
    bus.record(
        TokenCreated(name=name, scopes=list(scopes), expires_at=token.expires_at),
        subject=user,
        by=by,
        at=at,
    )
    return token, text


def _check_scopes(scopes: Sequence[str]) -> None:
    for scope in scopes:
        verb, _colon, context = scope.partition(":")
        if verb not in SCOPE_VERBS or not context:
            raise InvalidError({"scopes": _("A scope reads like read:customers or write:*.")})


@action
def revoke_token(token: ApiToken, *, by: Actor, at: datetime) -> ApiToken:
    """End a token at once. Refuses strangers."""
    require(policies.can_revoke_token(by, token))
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        bus.record(TokenRevoked(name=token.name), subject=token.user, by=by, at=at)
    return token


def note_use(token_id: UUID, *, at: datetime) -> None:
    """Remember that a token was used; at most one write per five minutes."""
    stale = at - timedelta(minutes=5)
    ApiToken.objects.filter(pk=token_id).exclude(last_used_at__gt=stale).update(last_used_at=at)
