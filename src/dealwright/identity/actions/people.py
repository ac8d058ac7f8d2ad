"""Verbs on people."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.addresses import normal_email
from dealwright.core.errors import InvalidError, Text, refuse_unless, require
from dealwright.events import bus
from dealwright.identity import policies
from dealwright.identity.actions import tokens, turns
from dealwright.identity.events import PasswordSet, UserChanged, UserCreated
from dealwright.identity.models import ApiToken, BusinessUnit, Role, User
from dealwright.identity.signing_in import lockout
from dealwright.identity.signing_in.actions import sessions


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
def update_user(user: User, values: Mapping[str, Any], *, by: Actor, at: datetime) -> User:
    """Change a person's name, job title, language or time zone; what is not named stays.

    Refuses: all but administrators and that very person, other fields, an empty name, a language or time zone that there
    is not.
    """
    require(policies.can_change_profile(by, user))
    user = User.objects.select_for_update().get(pk=user.pk)
    _refuse_wrong(values)
    changes = {
        name: [before, value]
        for name, value in values.items()
        if (before := getattr(user, name)) != value
    }
    if changes:
        for name in changes:
            setattr(user, name, values[name])
        user.save(update_fields=list(changes))
        bus.record(UserChanged(), subject=user, by=by, at=at, changes=changes)
    return user


PROFILE = ("name", "job_title", "locale", "time_zone")


def _refuse_wrong(values: Mapping[str, Any]) -> None:
    """Raise InvalidError unless these are values that a person's own fields may have."""
    errors: dict[str, Text] = {
        name: _("There is no such field.") for name in values if name not in PROFILE
    }
    if not values.get("name", "?").strip():
        errors["name"] = _("This is required.")
    if values.get("time_zone") and values["time_zone"] not in available_timezones():
        errors["time_zone"] = _("There is no such time zone.")
    if values.get("locale") and not _is_language(values["locale"]):
        errors["locale"] = _("There is no such language.")
    if errors:
        raise InvalidError(errors)


def _is_language(tag: str) -> bool:
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


@action
def move_user(
    user: User, *, unit: BusinessUnit, manager: User | None, by: Actor, at: datetime
) -> User:
    """Give a person another unit or manager. What they own stays where it is.

    Refuses: all but administrators, a manager who reports to this very person, however many levels below.
    """
    require(policies.can_manage_people(by))
    turns.take(turns.PEOPLE)
    user = User.objects.select_for_update().get(pk=user.pk)
    if manager and user.pk in _upwards(manager):
        raise InvalidError({"manager": _("Nobody can report to someone who reports to them.")})
    before = {"unit": user.unit_id, "manager": user.manager_id}
    user.unit, user.manager = unit, manager
    after = {"unit": user.unit_id, "manager": user.manager_id}
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changes:
        user.save(update_fields=["unit", "manager"])
        bus.record(UserChanged(), subject=user, by=by, at=at, changes=changes)
    return user


def _upwards(user: User) -> Iterator[UUID]:
    """The ids from a person to whoever reports to nobody."""
    managed = User.objects.filter(manager__isnull=False)
    managers: dict[UUID, UUID | None] = dict(managed.values_list("pk", "manager_id"))
    at: UUID | None = user.pk
    while at is not None:
        yield at
        at = managers.pop(at, None)


@action
def set_password(user: User, *, password: str, by: Actor, at: datetime) -> User:
    """Set one's own password, which is never recorded. Refuses anyone else, whoever was kept out, and a weak one."""
    require(by.id == user.pk)
    refuse_unless(
        User.objects.select_for_update().values_list("is_active", flat=True).get(pk=user.pk),
        _("You can no longer sign in here."),
        remedy=_("Ask an administrator to let you in again."),
        code="deactivated",
    )
    _set_password(user, password)
    user.save(update_fields=["password"])
    bus.record(PasswordSet(), subject=user, by=by, at=at)
    return user


@action
def set_active(user: User, *, active: bool, by: Actor, at: datetime) -> User:
    """Let a person in or keep them out. Kept out, their sessions and API tokens end, and do not come back with them.

    Refuses all but administrators, and to lock out the last administrator who can sign in.
    """
    require(policies.can_manage_people(by))
    turns.take(turns.PEOPLE)
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active != active:
        user.is_active = active
        user.save(update_fields=["is_active"])
        if not active:
            _shut_out(user, by=by, at=at)
        changes = {"is_active": [not active, active]}
        bus.record(UserChanged(), subject=user, by=by, at=at, changes=changes)
    return user


def _shut_out(user: User, *, by: Actor, at: datetime) -> None:
    """End whatever still acts for this person."""
    if user.roles.filter(is_administrator=True).exists():
        lockout.refuse_unless_someone_administrates()
    sessions.end_all(user, by=by, at=at)
    for token in ApiToken.objects.filter(user=user, revoked_at=None).order_by("pk"):
        tokens.revoke_token(token, by=by, at=at)
