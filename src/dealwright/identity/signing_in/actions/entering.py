"""People who come by an identity provider: who they are here, and which roles follow."""

from collections.abc import Iterable
from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, RefusedError, refuse_unless, require
from dealwright.events import bus
from dealwright.identity import actions as identity
from dealwright.identity.models import Role, User
from dealwright.identity.signing_in import lockout, policies, queries
from dealwright.identity.signing_in.claims import Claims
from dealwright.identity.signing_in.events import (
    IdentityLinked,
    IdentityUnlinked,
    RolesProvided,
)
from dealwright.identity.signing_in.models import IdentityProvider, ProvidedRole


@action
def enter(provider: IdentityProvider, claims: Claims, *, by: Actor, at: datetime) -> User:
    """The person behind these claims, known, linked or added, with the roles that the provider's groups mean now.

    Refuses all but the system, a provider that is switched off, people who were kept out, and people nobody knows
    where the provider may not add them or does not say that their address is theirs.
    """
    require(by.is_system)
    refuse_unless(provider.is_active, _("%(name)s is switched off.") % {"name": provider.name})
    linked = SocialAccount.objects.filter(provider=provider.key, uid=claims.subject).first()
    user = linked.user if linked else _meet(provider, claims, by=by, at=at)
    user = User.objects.select_for_update().get(pk=user.pk)
    refuse_unless(
        user.is_active,
        _("You can no longer sign in here."),
        remedy=_("Ask an administrator to let you in again."),
        code="deactivated",
    )
    _follow(user, provider, queries.mapped_roles(provider, claims.groups), by=by, at=at)
    return user


def _meet(provider: IdentityProvider, claims: Claims, *, by: Actor, at: datetime) -> User:
    """Someone who comes from this provider for the first time: linked by address, or added."""
    user = User.objects.filter(email__iexact=claims.email).first() if claims.email else None
    if user is None:
        user = _added(provider, claims, by=by, at=at)
    elif not (provider.links_by_email and claims.email_verified):
        raise _not_let_in(provider, "not_linked")
    _link(user, provider, claims.subject, by=by, at=at)
    return user


def _added(provider: IdentityProvider, claims: Claims, *, by: Actor, at: datetime) -> User:
    if not claims.email:
        raise InvalidError({"email": _("The provider did not tell your email address.")})
    if not (provider.creates_people and claims.email_verified):
        raise _not_let_in(provider, "unknown")
    return identity.create_user(
        email=claims.email, name=claims.name, unit=provider.unit, role_keys=[], by=by, at=at
    )


def _not_let_in(provider: IdentityProvider, code: str) -> RefusedError:
    """The same words whether someone here has the address or nobody; which it was, only the record of the try says."""
    return RefusedError(
        _("%(name)s knows you, but cannot let you in here yet.") % {"name": provider.name},
        remedy=_(
            "If you have a password here, sign in with it and link this identity under Sign-in and security. "
            "Otherwise ask an administrator."
        ),
        code=code,
    )


def _follow(
    user: User, provider: IdentityProvider, wanted: set[Role], *, by: Actor, at: datetime
) -> None:
    """Give the roles that the provider means now and has not given, take those it gave and no longer means.

    A role given by hand stays, and so does one that another provider gives. What makes the last administrator one
    stays too, until somebody else administrates.
    """
    held = set(user.roles.all())
    provided = {row.role: row for row in _provided(user).filter(provider=provider)}
    given = wanted - held
    ended = set(provided) - wanted
    stays = (held | given) - ended
    kept = {role for role in ended if role.is_administrator and _is_needed(user, stays)}
    ended -= kept
    ProvidedRole.objects.filter(pk__in=[provided[role].pk for role in ended]).delete()
    elsewhere = {row.role for row in _provided(user).exclude(provider=provider)}
    taken = (ended & held) - elsewhere
    _keep(user, provider, (given | (wanted & elsewhere)) - set(provided))
    user.roles.add(*given)
    user.roles.remove(*taken)
    if given or taken:
        event = RolesProvided(
            provider=provider.name, given=_names(given), taken=_names(taken), kept=_names(kept)
        )
        changes = {"roles": [_names(held), _names((held | given) - taken)]}
        bus.record(event, subject=user, by=by, at=at, changes=changes)


def _provided(user: User) -> QuerySet[ProvidedRole]:
    return ProvidedRole.objects.filter(user=user).select_related("role")


def _keep(user: User, provider: IdentityProvider, roles: Iterable[Role]) -> None:
    ProvidedRole.objects.bulk_create(
        ProvidedRole(user=user, role=role, provider=provider) for role in roles
    )


def _is_needed(user: User, stays: set[Role]) -> bool:
    """Whether nobody would administrate if this person had only the roles that stay."""
    still = any(role.is_administrator for role in stays)
    return not still and lockout.is_last_administrator(user)


def _names(roles: Iterable[Role]) -> list[str]:
    return sorted(role.name for role in roles)


@action
def link(user: User, provider: IdentityProvider, *, subject: str, by: Actor, at: datetime) -> None:
    """Link an identity at a provider to oneself. Refuses anyone else, and an identity that somebody has linked."""
    require(policies.is_self(by, user))
    refuse_unless(
        not SocialAccount.objects.filter(provider=provider.key, uid=subject).exists(),
        _("This identity at %(name)s is linked already.") % {"name": provider.name},
        remedy=_("Sign out at the provider, and choose another identity there."),
    )
    _link(user, provider, subject, by=by, at=at)


def _link(user: User, provider: IdentityProvider, subject: str, *, by: Actor, at: datetime) -> None:
    SocialAccount.objects.create(user=user, provider=provider.key, uid=subject)
    event = IdentityLinked(provider=provider.name, uid=subject)
    bus.record(event, subject=user, by=by, at=at)


@action
def unlink(identity_at: SocialAccount, *, by: Actor, at: datetime) -> None:
    """Give up a linked identity, and the roles that its provider gave: it could not take them any more.

    Refuses anyone else, and one's only way in.
    """
    user = User.objects.select_for_update().get(pk=identity_at.user_id)
    require(policies.is_self(by, user))
    others = [each for each in queries.identities(user.pk) if each.pk != identity_at.pk]
    refuse_unless(
        user.has_usable_password() or others or queries.passkeys(user.pk).exists(),
        _("This is your only way to sign in."),
        remedy=_("Set a password or add a passkey first."),
    )
    provider = IdentityProvider.objects.get(key=identity_at.provider)
    event = IdentityUnlinked(provider=provider.name, uid=identity_at.uid)
    identity_at.delete()
    if provider.key not in {each.provider for each in others}:
        _follow(user, provider, set(), by=by, at=at)
    bus.record(event, subject=user, by=by, at=at)
    lockout.refuse_unless_someone_administrates()
