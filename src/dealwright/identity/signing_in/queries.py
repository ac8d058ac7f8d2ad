"""Reads about the door: second factors, sessions, linked identities, and who can come in."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet

from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.models import Role, User
from dealwright.identity.signing_in.models import IdentityProvider

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def factors(user_id: UUID) -> QuerySet[Authenticator]:
    """A person's second factors, oldest first; recovery codes are none of their own."""
    return Authenticator.objects.filter(user_id=user_id, type__in=FACTORS).order_by(
        "created_at", "pk"
    )


def passkeys(user_id: UUID) -> QuerySet[Authenticator]:
    return factors(user_id).filter(type=Authenticator.Type.WEBAUTHN)


def has_factor(user_id: UUID) -> bool:
    return factors(user_id).exists()


def recovery_codes(user_id: UUID) -> RecoveryCodes | None:
    found = Authenticator.objects.filter(
        user_id=user_id, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    return RecoveryCodes(found) if found else None


def has_unseen_codes(user_id: UUID) -> bool:
    """Whether the person has recovery codes that were never shown."""
    codes = recovery_codes(user_id)
    return codes is not None and not codes.did_view


def codes_left(user_id: UUID) -> int:
    """How many recovery codes are unused."""
    codes = recovery_codes(user_id)
    return len(codes.get_unused_codes()) if codes else 0


def sessions(user: User, *, at: datetime) -> list[UserSession]:
    """A person's sessions that can still be used, the last seen first; two queries.

    One that was opened with a former password is none any more.
    """
    found = UserSession.objects.filter(user=user).order_by("-last_seen_at", "pk")
    stored = Session.objects.filter(session_key__in=found.values("session_key"), expire_date__gt=at)
    present = user.get_session_auth_hash()
    live = {each.pk for each in stored if each.get_decoded().get(HASH_SESSION_KEY) == present}
    return [session for session in found if session.session_key in live]


def identities(user_id: UUID) -> list[SocialAccount]:
    """What a person has linked at providers, oldest first."""
    return list(SocialAccount.objects.filter(user_id=user_id).order_by("date_joined", "pk"))


def all_providers() -> QuerySet[IdentityProvider]:
    """Every provider, those switched off included."""
    return IdentityProvider.objects.order_by("name", "pk")


def providers() -> QuerySet[IdentityProvider]:
    """The providers that are offered at sign-in, by name."""
    return all_providers().filter(is_active=True)


def is_second_factor(provider_key: str) -> bool:
    """Whether this provider is in use and trusted for the second factor."""
    return providers().filter(key=provider_key, is_second_factor=True).exists()


def is_vouched_for(user_id: UUID) -> bool:
    """Whether the person has an identity at a provider that is trusted for the second factor."""
    keys = providers().filter(is_second_factor=True).values("key")
    return SocialAccount.objects.filter(user_id=user_id, provider__in=keys).exists()


def owes_factor(actor: Actor, *, provider_key: str = "") -> bool:
    """Whether a signed-in person must set up a second factor before anything else. `provider_key` names the provider
    that let them in, if one did.
    """
    if not access.owes_second_factor(actor):
        return False
    return not (provider_key and is_second_factor(provider_key))


def token_owes_factor(actor: Actor) -> bool:
    """Whether a person's programs wait until the person has a second factor.

    A program proves itself by its token alone; what its person must have is asked all the same, because with
    the password alone anybody might have made the token.
    """
    return access.owes_second_factor(actor) and not is_vouched_for(actor.user_id)


def requiring_roles(user_id: UUID) -> list[Role]:
    """The roles of a person that require a second factor."""
    return list(Role.objects.filter(users=user_id, requires_second_factor=True).order_by("name"))


def administrators() -> QuerySet[User]:
    """Everyone who administrates and has not left."""
    return User.objects.filter(is_active=True, roles__is_administrator=True).distinct()


def administrators_with_a_way_in() -> QuerySet[User]:
    """Those who can sign in as things stand: by password, by passkey, or by a provider in use."""
    mine = Q(user_id=OuterRef("pk"))
    passkey = Authenticator.objects.filter(mine, type=Authenticator.Type.WEBAUTHN)
    identity = SocialAccount.objects.filter(mine, provider__in=providers().values("key"))
    password = ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX) & ~Q(password="")
    return administrators().filter(password | Exists(passkey) | Exists(identity))


def with_factor(people: QuerySet[User]) -> QuerySet[User]:
    """Of these people, those who have a second factor or a provider's in its place."""
    mine = Q(user_id=OuterRef("pk"))
    own = Authenticator.objects.filter(mine, type__in=FACTORS)
    trusted = providers().filter(is_second_factor=True).values("key")
    theirs = SocialAccount.objects.filter(mine, provider__in=trusted)
    return people.filter(Exists(own) | Exists(theirs))


def factor_holders(user_ids: Iterable[UUID]) -> set[UUID]:
    """Of these people, the ids of those with a second factor of their own."""
    found = Authenticator.objects.filter(user_id__in=list(user_ids), type__in=FACTORS)
    return set(found.values_list("user_id", flat=True))


def mapped_roles(provider: IdentityProvider, groups: Sequence[str]) -> set[Role]:
    """The roles that these groups mean at this provider."""
    mappings = provider.mappings.filter(value__in=groups).select_related("role")
    return {mapping.role for mapping in mappings}
