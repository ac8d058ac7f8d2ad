from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.apps import apps

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, RefusedError
from dealwright.events.models import EventRecord
from dealwright.identity.models import Role, User
from dealwright.identity.queries import actor_for
from dealwright.identity.signing_in.actions import providers
from dealwright.identity.signing_in.models import IdentityProvider

pytestmark = pytest.mark.django_db


def change(provider: IdentityProvider, by: Actor, at: datetime, **values: Any) -> IdentityProvider:
    kept = [(mapping.value, mapping.role) for mapping in provider.mappings.all()]
    return providers.change_provider(provider, values, mappings=kept, by=by, at=at)


def test_a_secret_is_stored_sealed_and_recorded_nowhere(provider: IdentityProvider) -> None:
    stored = IdentityProvider.objects.get()
    assert stored.secret == "quiet"
    assert "quiet" not in stored.sealed_secret
    history = apps.get_model("identity", "IdentityProviderHistory").objects.get()
    assert not hasattr(history, "sealed_secret")
    assert "quiet" not in str(list(EventRecord.objects.values("data", "changes")))


def test_a_change_keeps_the_secret_unless_one_is_given(
    provider: IdentityProvider, admin: Actor, at: datetime
) -> None:
    change(provider, admin, at, name="House login")
    provider.refresh_from_db()
    assert (provider.name, provider.key, provider.secret) == (
        "House login",
        "corvane-login",
        "quiet",
    )
    event = EventRecord.objects.get(kind="identity.ProviderChanged")
    assert event.changes == {"name": ["Corvane login", "House login"]}
    assert event.data["secret_changed"] is False
    mappings = [("sales", Role.objects.get(key="marketing"))]
    providers.change_provider(provider, {}, secret="new", mappings=mappings, by=admin, at=at)
    provider.refresh_from_db()
    assert provider.secret == "new"
    assert [str(mapping.role) for mapping in provider.mappings.all()] == ["Marketing"]


def test_the_same_name_gets_another_key_and_is_refused(
    people: SimpleNamespace, provider: IdentityProvider, admin: Actor, at: datetime
) -> None:
    values = {
        "name": "corvane LOGIN",
        "server_url": "https://other.example",
        "client_id": "x",
        "unit": people.ada.unit,
    }
    with pytest.raises(InvalidError, match="this name already"):
        providers.create_provider(values, secret="", mappings=[], by=admin, at=at)
    assert IdentityProvider.objects.count() == 1
    other = providers.create_provider(
        values | {"name": "Corvane, login"}, secret="", mappings=[], by=admin, at=at
    )
    assert other.key == "corvane-login-2"
    named = providers.create_provider(
        values | {"name": "New"}, secret="", mappings=[], by=admin, at=at
    )
    assert named.key == "new-2"


@pytest.mark.parametrize(
    "address",
    ["http://login.example", "login.example", "ftp://x.example", "https://", "javascript:1"],
)
def test_an_issuer_that_is_not_reached_by_https_is_refused(
    provider: IdentityProvider, admin: Actor, at: datetime, address: str
) -> None:
    before = EventRecord.objects.count()
    with pytest.raises(InvalidError) as refusal:
        change(provider, admin, at, server_url=address)
    assert "server_url" in refusal.value.errors
    provider.refresh_from_db()
    assert provider.server_url == "https://login.corvane.example"
    assert EventRecord.objects.count() == before


def test_a_pasted_configuration_address_is_understood(
    provider: IdentityProvider, admin: Actor, at: datetime
) -> None:
    pasted = "https://id.example/realms/main/.well-known/openid-configuration"
    assert (
        change(provider, admin, at, server_url=pasted).server_url
        == "https://id.example/realms/main"
    )


def test_nobody_else_sets_providers_up(
    provider: IdentityProvider, bob: Actor, at: datetime
) -> None:
    before = EventRecord.objects.count()
    with pytest.raises(NotAllowedError):
        change(provider, bob, at, is_second_factor=True)
    with pytest.raises(NotAllowedError):
        providers.create_provider({}, secret="", mappings=[], by=bob, at=at)
    assert not IdentityProvider.objects.filter(is_second_factor=True).exists()
    assert EventRecord.objects.count() == before


def test_the_only_way_in_of_the_last_administrator_is_not_switched_off(
    people: SimpleNamespace, provider: IdentityProvider, ada: User, at: datetime
) -> None:
    SocialAccount.objects.create(user=ada, provider=provider.key, uid="sub-Ada")
    change(provider, actor_for(ada), at, is_active=False)  # Ada has a password as well
    change(provider, actor_for(ada), at, is_active=True)
    _forget_password(ada)
    before = EventRecord.objects.count()
    with pytest.raises(RefusedError) as refusal:
        change(provider, actor_for(ada), at, is_active=False)
    assert refusal.value.code == "last_administrator"
    provider.refresh_from_db()
    assert provider.is_active
    assert EventRecord.objects.count() == before


def _forget_password(user: User) -> None:
    from dealwright.core import actor as actors
    from dealwright.core.action import writing

    user.set_unusable_password()
    with writing(actors.system()):
        user.save(update_fields=["password"])
