"""Second factors: authenticator app, passkeys, recovery codes, and who must have one."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import refuse_unless, require
from dealwright.events import bus
from dealwright.identity.models import Role, User
from dealwright.identity.signing_in import lockout, policies, queries
from dealwright.identity.signing_in.actions import sessions
from dealwright.identity.signing_in.events import (
    RecoveryCodesMade,
    SecondFactorAdded,
    SecondFactorRemoved,
    SecondFactorRuleChanged,
)

MOST_PASSKEYS = 20


@action
def add_app(user: User, *, secret: str, by: Actor, at: datetime) -> Authenticator:
    """Take an authenticator app as a second factor; the caller has seen a code made with this secret.

    The first factor brings recovery codes. Refuses anyone else, and a second app.
    """
    user = _own(user, by)
    has_one = queries.factors(user.pk).filter(type=Authenticator.Type.TOTP).exists()
    refuse_unless(
        not has_one,
        _("You have an authenticator app already."),
        remedy=_("Remove it first to set up another."),
    )
    added: Authenticator = TOTP.activate(user, secret).instance
    return _added(added, user, by=by, at=at)


@action
def add_passkey(
    user: User, *, name: str, credential: dict[str, Any], by: Actor, at: datetime
) -> Authenticator:
    """Take a passkey; the caller has verified the credential. Refuses anyone else, and more than twenty."""
    user = _own(user, by)
    refuse_unless(
        queries.passkeys(user.pk).count() < MOST_PASSKEYS,
        _("You have %(most)d passkeys already.") % {"most": MOST_PASSKEYS},
        remedy=_("Remove one that you no longer use."),
    )
    added: Authenticator = WebAuthn.add(user, name, credential).instance
    return _added(added, user, by=by, at=at)


def _own(user: User, by: Actor) -> User:
    """The person, locked, so that two pages do not change their factors at once."""
    require(policies.is_self(by, user))
    return User.objects.select_for_update().get(pk=user.pk)


def _added(factor: Authenticator, user: User, *, by: Actor, at: datetime) -> Authenticator:
    event = SecondFactorAdded(factor=factor.type, name=str(factor))
    bus.record(event, subject=user, by=by, at=at)
    if queries.recovery_codes(user.pk) is None:
        _make_codes(user, by=by, at=at)
    return factor


@action
def remove_factor(factor: Authenticator, *, by: Actor, at: datetime) -> None:
    """Give up a second factor of one's own; the recovery codes go with the last.

    Refuses anyone else, the last one while a role requires one, and to leave no administrator a way in.
    """
    user = _own(factor.user, by)
    others = queries.factors(user.pk).exclude(pk=factor.pk).exists()
    refuse_unless(
        others or not queries.requiring_roles(user.pk) or queries.is_vouched_for(user.pk),
        _("Your role requires a second factor, and this is your only one."),
        remedy=_("Add another first, then remove this."),
    )
    _remove(factor, user, by=by, at=at)
    if not others:
        Authenticator.objects.filter(user=user).delete()
    lockout.refuse_unless_someone_administrates()


def _remove(factor: Authenticator, user: User, *, by: Actor, at: datetime) -> None:
    event = SecondFactorRemoved(factor=factor.type, name=str(factor))
    factor.delete()
    bus.record(event, subject=user, by=by, at=at)


@action
def reset_factors(user: User, *, by: Actor, at: datetime) -> None:
    """Take all second factors from someone who lost them, and end their sessions.

    A role that requires one asks them to set up a new one at their next sign-in. Refuses all but administrators and
    the system, and one's own.
    """
    require(policies.can_help(by, user))
    user = User.objects.select_for_update().get(pk=user.pk)
    for factor in queries.factors(user.pk):
        _remove(factor, user, by=by, at=at)
    Authenticator.objects.filter(user=user).delete()
    sessions.end_all(user, by=by, at=at)
    if (
        not by.is_system
    ):  # who runs the server gives a link that sets a password (`dealwright let-in`)
        lockout.refuse_unless_someone_administrates()


@action
def make_recovery_codes(user: User, *, by: Actor, at: datetime) -> None:
    """Make ten new recovery codes in place of the old ones. Refuses anyone else, and without a second factor."""
    user = _own(user, by)
    refuse_unless(
        queries.has_factor(user.pk),
        _("Recovery codes stand in for a second factor, and you have none."),
        remedy=_("Set up an authenticator app or a passkey first."),
    )
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    _make_codes(user, by=by, at=at)


def _make_codes(user: User, *, by: Actor, at: datetime) -> None:
    RecoveryCodes.activate(user)
    bus.record(RecoveryCodesMade(), subject=user, by=by, at=at)


@action
def show_recovery_codes(user: User, *, by: Actor, at: datetime) -> list[str]:
    """The recovery codes, the first time they are asked for; empty ever after. Refuses anyone else."""
    user = _own(user, by)
    codes = queries.recovery_codes(user.pk)
    if codes is None or codes.did_view:
        return []
    codes.mark_as_viewed()
    unused: list[str] = codes.get_unused_codes()
    return unused


@action
def require_second_factor(role: Role, *, required: bool, by: Actor, at: datetime) -> Role:
    """Say whether people with this role must have a second factor.

    Refuses all but administrators, and to require it while no administrator has one.
    """
    require(policies.can_set_rules(by))
    role = Role.objects.select_for_update(no_key=True).get(pk=role.pk)
    if role.requires_second_factor == required:
        return role
    role.requires_second_factor = required
    role.save(update_fields=["requires_second_factor"])
    event = SecondFactorRuleChanged(role=role.name, required=required)
    changes = {"requires_second_factor": [not required, required]}
    bus.record(event, subject=role, by=by, at=at, changes=changes)
    if required:
        lockout.refuse_unless_an_administrator_has_a_factor()
    return role
