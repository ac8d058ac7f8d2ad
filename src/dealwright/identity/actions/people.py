"""Verbs on people."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.addresses import normal_email
from dealwright.core.errors import InvalidError, require
from dealwright.events import bus
from dealwright.identity import policies
from dealwright.identity.events import PasswordSet, UserChanged, UserCreated
from dealwright.identity.models import BusinessUnit, Role, User
from dealwright.identity.signing_in import lockout


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
        email=normal_email(email).lower(),  # people log in with it, and nobody minds its case
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
    """Let a person in or keep them out. Refuses to lock out the last administrator who can sign in."""
    require(policies.can_manage_people(by))
    user = User.objects.select_for_update().get(pk=user.pk)
    before = user.is_active
    user.is_active = active
    user.save(update_fields=["is_active"])
    if before and not active and user.roles.filter(is_administrator=True).exists():
        lockout.refuse_unless_someone_administrates()
    changes = {"is_active": [before, active]}
    bus.record(UserChanged(), subject=user, by=by, at=at, changes=changes)
    return user
