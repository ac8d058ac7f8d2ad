"""Before something delicate everyone shows who they are, those without a password too."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from dealwright.core.actor import Actor
from dealwright.identity.models import User
from dealwright.identity.signing_in import door
from dealwright.identity.signing_in.actions import providers
from tests.oidc.running import KEY, Provider, go, oidc

__all__ = ["oidc"]
pytestmark = pytest.mark.django_db
PAGE = "/settings/security/"
SET = "/password/set/"
NEW = {"password1": "quote-once-only", "password2": "quote-once-only"}


@pytest.fixture
def provider(people: SimpleNamespace, admin: Actor, at: datetime, oidc: Provider) -> Provider:
    """A provider by which Alice comes, and nothing else."""
    values = {
        "name": "Corvane login",
        "server_url": oidc.issuer,
        "client_id": "dealwright",
        "unit": people.alice.unit,
        "links_by_email": True,
    }
    providers.create_provider(values, secret=oidc.secret, mappings=[], by=admin, at=at)
    return oidc


@pytest.fixture
def browser(provider: Provider) -> Client:
    """Alice came by the provider a moment ago."""
    client = Client()
    assert go(provider, client, "alice") == "/"
    return client


def grow_old(browser: Client) -> None:
    """It is ten minutes later."""
    kept = browser.session
    for record in kept["account_authentication_methods"]:
        record["at"] -= 600
    kept.save()


def alice() -> User:
    return User.objects.get(email="alice@corvane.example")


def test_a_first_password_is_set_by_whoever_has_just_come(browser: Client) -> None:
    assert browser.get(SET).status_code == 200
    assert browser.post(SET, NEW).status_code == 302
    assert alice().check_password(NEW["password1"])


def test_an_old_session_sets_no_first_password(browser: Client) -> None:
    grow_old(browser)
    answer = browser.post(SET, NEW)
    assert answer.status_code == 403
    assert "sign in once more" in answer.content.decode()
    assert not alice().has_usable_password()


@pytest.mark.parametrize("page", ["app", "passkey", "recovery-codes"])
def test_an_old_session_enrols_no_factor(browser: Client, page: str) -> None:
    grow_old(browser)
    for answer in (browser.get(f"{PAGE}{page}/"), browser.post(f"{PAGE}{page}/")):
        assert answer.status_code == 403
        assert "Sign in with Corvane login" in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_an_old_session_links_and_unlinks_nothing(browser: Client, provider: Provider) -> None:
    grow_old(browser)
    assert browser.post(f"{PAGE}identities/{KEY}/").status_code == 403
    kept = SocialAccount.objects.get()
    assert browser.post(f"{PAGE}identities/{kept.pk}/unlink/").status_code == 403
    assert SocialAccount.objects.exists()


def test_an_identity_that_comes_back_to_an_old_session_is_not_linked(
    browser: Client, provider: Provider
) -> None:
    browser.post(f"{PAGE}identities/{KEY}/")
    grow_old(browser)
    start = f"/oidc/{KEY}/login/?process=connect&next={PAGE}"
    assert "Nobody asked to link this identity" in go(provider, browser, "nora", start=start)
    assert SocialAccount.objects.count() == 1


def test_the_provider_leads_back_to_the_page_one_wanted(
    browser: Client, provider: Provider
) -> None:
    grow_old(browser)
    page = browser.get(SET).content.decode()
    start = f"/oidc/{KEY}/login/?next=%2Fpassword%2Fset%2F"
    assert f'href="{start}"' in page
    assert go(provider, browser, "alice", start=start) == SET
    assert browser.post(SET, NEW).status_code == 302
    assert alice().has_usable_password()


def test_a_session_that_never_showed_anything_is_asked_as_well(
    client_for: Callable[[Actor], Client], people: SimpleNamespace, charlie: Actor
) -> None:
    """Charlie has no password, no factor and no provider: there is nothing but to sign out."""
    browser = client_for(charlie)
    assert door.PROVIDER not in browser.session
    answer = browser.get(f"{PAGE}app/")
    assert answer.status_code == 403
    assert "Sign out" in answer.content.decode()
