"""Single sign-on against a real provider: django-oauth-toolkit in a process of its own."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from dealwright.core.actor import Actor
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.models import Role, User
from dealwright.identity.queries import actor_for
from dealwright.identity.signing_in.actions import factors, providers
from dealwright.identity.signing_in.models import IdentityProvider
from tests import totp
from tests.identity.signing_in.conftest import names
from tests.oidc.running import KEY, Provider, go, oidc

__all__ = ["oidc"]
pytestmark = pytest.mark.django_db
PASSWORD = "measure-twice"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
type SetUp = Callable[..., IdentityProvider]


@pytest.fixture
def ada(people: SimpleNamespace, admin: Actor, at: datetime) -> User:
    return identity.set_password(people.ada, password=PASSWORD, by=admin, at=at)


@pytest.fixture
def set_up(people: SimpleNamespace, ada: User, admin: Actor, at: datetime, oidc: Provider) -> SetUp:
    """Makes Dealwright a client of the running provider, with what else is trusted."""
    oidc.regroup("nora", "sales")
    oidc.regroup("alice", "sales", "chess")

    def trusted(**values: Any) -> IdentityProvider:
        wanted = {
            "name": "Corvane login",
            "server_url": oidc.issuer,
            "client_id": "dealwright",
            "groups_claim": "groups",
            "unit": people.alice.unit,
        }
        mappings = [
            ("sales", Role.objects.get(key="salesperson")),
            ("bosses", Role.objects.get(key="sales-manager")),
        ]
        return providers.create_provider(
            wanted | values, secret=oidc.secret, mappings=mappings, by=admin, at=at
        )

    return trusted


def failures() -> list[str]:
    found = EventRecord.objects.filter(kind="identity.SignInFailed").order_by("recorded_at", "pk")
    return [data["reason"] for data in found.values_list("data", flat=True)]


def test_someone_new_comes_in_and_their_roles_follow_their_groups(
    set_up: SetUp, oidc: Provider
) -> None:
    set_up(creates_people=True)
    browser = Client()
    assert go(oidc, browser, "nora") == "/"
    nora = User.objects.get(email="nora@corvane.example")
    assert (nora.name, names(nora)) == ("Nora Lindqvist", {"salesperson"})
    assert browser.get("/leads/").status_code == 200
    event = EventRecord.objects.get(kind="identity.SignedIn")
    assert (event.data["ways"], event.data["provider"]) == (["provider"], KEY)
    oidc.regroup("nora", "bosses")
    assert go(oidc, Client(), "nora") == "/"
    assert names(nora) == {"sales-manager"}
    assert User.objects.filter(email="nora@corvane.example").count() == 1


def test_one_returns_to_the_page_one_wanted(set_up: SetUp, oidc: Provider) -> None:
    set_up(creates_people=True)
    start = f"/oidc/{KEY}/login/?next=/leads/"
    assert go(oidc, Client(), "nora", start=start) == "/leads/"


def test_a_stranger_stays_out_where_the_provider_may_not_add_people(
    set_up: SetUp, oidc: Provider
) -> None:
    set_up()
    browser = Client()
    assert "cannot let you in here yet" in go(oidc, browser, "nora")
    assert browser.get("/")["Location"].startswith("/login/")
    assert not User.objects.filter(email="nora@corvane.example").exists()
    assert failures() == ["unknown"]
    event = EventRecord.objects.get(kind="identity.SignInFailed")
    assert event.data["tried"] == "nora@corvane.example"


def test_a_known_address_links_where_the_provider_is_trusted_for_it(
    set_up: SetUp, oidc: Provider, people: SimpleNamespace
) -> None:
    set_up(links_by_email=True)
    assert go(oidc, Client(), "alice") == "/"
    assert SocialAccount.objects.get().user_id == people.alice.pk


@pytest.mark.parametrize(("username", "trusted"), [("alice", False), ("alice-unverified", True)])
def test_a_known_address_does_not_link_otherwise(
    set_up: SetUp, oidc: Provider, username: str, trusted: bool
) -> None:
    set_up(links_by_email=trusted, creates_people=True)
    assert "cannot let you in here yet" in go(oidc, Client(), username)
    assert not SocialAccount.objects.exists()
    assert failures() == ["not_linked"]


def test_whoever_was_kept_out_stays_out(
    set_up: SetUp, oidc: Provider, people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    set_up(links_by_email=True)
    go(oidc, Client(), "alice")
    identity.set_active(people.alice, active=False, by=admin, at=at)
    browser = Client()
    assert "You can no longer sign in here" in go(oidc, browser, "alice")
    assert browser.get("/")["Location"].startswith("/login/")
    assert failures() == ["deactivated"]


def test_a_provider_trusted_for_the_second_factor_spares_people_ours(
    set_up: SetUp,
    oidc: Provider,
    people: SimpleNamespace,
    ada: User,
    admin: Actor,
    alice: Actor,
    at: datetime,
    api_for,
) -> None:
    factors.add_app(ada, secret=SECRET, by=admin, at=at)
    role = Role.objects.get(key="salesperson")
    factors.require_second_factor(role, required=True, by=admin, at=at)
    row = set_up(links_by_email=True, is_second_factor=True)
    browser = Client()
    assert go(oidc, browser, "alice") == "/"
    assert browser.get("/leads/").status_code == 200
    assert browser.get("/api/v1/leads").status_code == 200
    assert api_for(alice).get("/api/v1/leads").status_code == 200
    identity.set_password(people.alice, password=PASSWORD, by=alice, at=at)
    by_password = Client()
    by_password.post("/login/", {"login": people.alice.email, "password": PASSWORD})
    assert by_password.get("/leads/")["Location"] == "/second-factor/"
    kept = [(mapping.value, mapping.role) for mapping in row.mappings.all()]
    providers.change_provider(row, {"is_second_factor": False}, mappings=kept, by=admin, at=at)
    again = Client()
    assert go(oidc, again, "alice") == "/"
    assert again.get("/leads/")["Location"] == "/second-factor/"


def test_ones_own_second_factor_is_asked_unless_the_provider_is_trusted_for_it(
    set_up: SetUp, oidc: Provider, people: SimpleNamespace, alice: Actor, admin: Actor, at: datetime
) -> None:
    row = set_up(links_by_email=True)
    factors.add_app(people.alice, secret=SECRET, by=alice, at=at)
    browser = Client()
    assert go(oidc, browser, "alice") == "/2fa/authenticate/"
    assert browser.get("/")["Location"].startswith("/login/")
    assert browser.post("/2fa/authenticate/", {"code": totp.code(SECRET)})["Location"] == "/"
    event = EventRecord.objects.get(kind="identity.SignedIn")
    assert event.data["ways"] == ["provider", "totp"]
    kept = [(mapping.value, mapping.role) for mapping in row.mappings.all()]
    providers.change_provider(row, {"is_second_factor": True}, mappings=kept, by=admin, at=at)
    assert go(oidc, Client(), "alice") == "/"


def sign_in(user: User) -> Client:
    browser = Client()
    browser.post("/login/", {"login": user.email, "password": PASSWORD})
    return browser


def test_one_links_an_identity_and_signs_in_by_it(set_up: SetUp, oidc: Provider, ada: User) -> None:
    set_up()
    browser = sign_in(ada)
    step = browser.post(f"/settings/security/identities/{KEY}/", follow=True).content.decode()
    assert "Continue to Corvane login" in step
    start = f"/oidc/{KEY}/login/?process=connect&next=/settings/security/"
    assert go(oidc, browser, "ada", start=start) == "/settings/security/"
    assert SocialAccount.objects.get().user_id == ada.pk
    assert "Unlink" in browser.get("/settings/security/").content.decode()
    assert go(oidc, Client(), "ada") == "/"
    pk = SocialAccount.objects.get().pk
    assert browser.post(f"/settings/security/identities/{pk}/unlink/").status_code == 302
    assert not SocialAccount.objects.exists()


def test_a_link_that_lures_someone_into_linking_does_nothing(
    set_up: SetUp, oidc: Provider, ada: User
) -> None:
    """An attacker who is signed in at the provider sends Ada an address that would link his identity to her."""
    set_up()
    start = f"/oidc/{KEY}/login/?process=connect&next=/settings/security/"
    assert "Nobody asked to link this identity" in go(oidc, sign_in(ada), "nora", start=start)
    assert not SocialAccount.objects.exists()


def test_an_answer_that_nobody_asked_for_is_refused(set_up: SetUp, oidc: Provider) -> None:
    set_up(creates_people=True)
    away = Client().get(f"/oidc/{KEY}/login/")
    back = oidc.answer(away["Location"], "nora")
    answer = Client().get(back.removeprefix("http://testserver"))
    assert answer.status_code == 401
    assert "The provider did not let you in" in answer.content.decode()
    assert not User.objects.filter(email="nora@corvane.example").exists()
    assert failures() == ["provider"]


def test_a_wrong_client_secret_lets_nobody_in(
    set_up: SetUp, oidc: Provider, admin: Actor, at: datetime
) -> None:
    row = set_up(creates_people=True)
    providers.change_provider(row, {}, secret="wrong", mappings=[], by=admin, at=at)
    assert "The provider did not let you in" in go(oidc, Client(), "nora")
    assert not User.objects.filter(email="nora@corvane.example").exists()


def test_a_provider_that_is_away_is_named(set_up: SetUp) -> None:
    set_up(server_url="http://localhost:9")
    answer = Client().get(f"/oidc/{KEY}/login/")
    assert answer.status_code == 409
    assert "Corvane login does not answer" in answer.content.decode()


def test_a_provider_that_is_switched_off_is_not_there(
    set_up: SetUp, admin: Actor, at: datetime
) -> None:
    row = set_up()
    assert "Sign in with Corvane login" in Client().get("/login/").content.decode()
    providers.change_provider(row, {"is_active": False}, mappings=[], by=admin, at=at)
    assert Client().get(f"/oidc/{KEY}/login/").status_code == 404
    assert "Sign in with Corvane login" not in Client().get("/login/").content.decode()


def test_the_last_administrator_keeps_the_role_that_the_groups_would_take(
    set_up: SetUp, oidc: Provider, people: SimpleNamespace, ada: User, at: datetime
) -> None:
    row = set_up(creates_people=True)
    mappings = [("it", Role.objects.get(key="administrator"))]
    oidc.regroup("nora", "it")
    providers.change_provider(row, {}, mappings=mappings, by=actor_for(ada), at=at)
    go(oidc, Client(), "nora")
    nora = User.objects.get(email="nora@corvane.example")
    identity.set_active(ada, active=False, by=actor_for(nora), at=at)
    oidc.regroup("nora")
    browser = Client()
    assert go(oidc, browser, "nora") == "/"
    assert browser.get("/settings/people/").status_code == 200
