"""The last administrator cannot be locked out, by no door. The doors of factors and providers are in their own tests."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from dealwright.core.actor import Actor
from dealwright.core.errors import RefusedError
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.models import User
from dealwright.identity.signing_in import queries
from dealwright.identity.signing_in.models import IdentityProvider
from tests.identity.signing_in.conftest import other_administrator

pytestmark = pytest.mark.django_db


def _passkey(user: User, _provider: IdentityProvider) -> None:
    kind = Authenticator.Type.WEBAUTHN
    Authenticator.objects.create(user=user, type=kind, data={"name": "Laptop"})


def _identity(user: User, provider: IdentityProvider) -> None:
    SocialAccount.objects.create(user=user, provider=provider.key, uid="sub-7")


def test_an_administrator_who_was_only_invited_does_not_count(
    people: SimpleNamespace, ada: User, admin: Actor, at: datetime
) -> None:
    other_administrator(people, at, admin, password=None)
    before = EventRecord.objects.count()
    with pytest.raises(RefusedError) as refusal:
        identity.set_active(ada, active=False, by=admin, at=at)
    assert refusal.value.code == "last_administrator"
    ada.refresh_from_db()
    assert ada.is_active
    assert EventRecord.objects.count() == before


@pytest.mark.parametrize("give", [_passkey, _identity])
def test_a_passkey_or_a_providers_identity_is_a_way_in(
    people: SimpleNamespace,
    ada: User,
    provider: IdentityProvider,
    admin: Actor,
    at: datetime,
    give: Callable[[User, IdentityProvider], None],
) -> None:
    otto = other_administrator(people, at, admin, password=None)
    give(otto, provider)
    assert set(queries.administrators_with_a_way_in()) == {ada, otto}
    identity.set_active(ada, active=False, by=admin, at=at)
    assert list(queries.administrators_with_a_way_in()) == [otto]


def test_others_are_kept_out_whoever_administrates(
    people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    """Nobody in this house has a password yet; that is no reason to let a leaver stay."""
    assert not identity.set_active(people.alice, active=False, by=admin, at=at).is_active
