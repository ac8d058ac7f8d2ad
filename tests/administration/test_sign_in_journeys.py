"""Signing in, told by those who do it, in a real browser; every page on the way is looked at by axe."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore

from dealwright.core.actor import Actor
from dealwright.identity import actions as identity
from dealwright.identity.models import Role, User
from dealwright.identity.queries import actor_for
from dealwright.identity.signing_in.actions import factors, providers
from tests import totp
from tests.oidc.running import PASSWORD as AT_PROVIDER
from tests.oidc.running import Provider, oidc
from tests.ui.test_journeys import (
    DESK,
    PHONE,
    THEMES,
    choose,
    enter,
    is_too_wide,
    violations,
    visit,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["enter", "oidc"]
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PASSWORD = "measure-twice"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SECURITY = "/settings/security/"
# what the frame cuts off at its edge does not widen the page
CUT_OFF = "(main => main.scrollWidth > main.clientWidth)(document.querySelector('main'))"
TOUCH_ID = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def lisa(people: SimpleNamespace, at: datetime) -> User:
    """Alice, with a password."""
    return identity.set_password(people.alice, password=PASSWORD, by=actor_for(people.alice), at=at)


@pytest.fixture
def ada(people: SimpleNamespace, admin: Actor, at: datetime) -> User:
    """The administrator, with a password and an app."""
    identity.set_password(people.ada, password=PASSWORD, by=admin, at=at)
    factors.add_app(people.ada, secret=SECRET, by=admin, at=at)
    return people.ada


@pytest.fixture
def touch_id(page: "Page") -> None:
    """The browser has a fingerprint reader that always says yes."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": TOUCH_ID})


def sign_in(page: "Page", user: User) -> None:
    visit(page, "/login/")
    page.fill("[name=login]", user.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")


def sign_out(page: "Page") -> None:
    visit(page, "/logout/")
    page.click("main button")
    page.wait_for_url("**/login/")


def look(page: "Page", wrong: dict[str, list[str]]) -> None:
    """Note what axe finds here: light at the desk, dark on the phone."""
    page.emulate_media(reduced_motion="reduce")  # a colour on its way to the next theme is neither
    root = page.evaluate("document.documentElement.dataset.theme ?? ''")
    for theme, size in (("dealwright", DESK), ("dealwright-dark", PHONE)):
        page.set_viewport_size(size)
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        is_wide = is_too_wide(page) or page.evaluate(CUT_OFF)
        found = violations(page) + (["wider than the screen"] if is_wide else [])
        if found:
            wrong[f"{page.url} {theme} {size['width']}"] = found
    page.set_viewport_size(DESK)
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", root)


def test_an_authenticator_app_is_set_up_and_asked_for(page: "Page", lisa: User) -> None:
    wrong: dict[str, list[str]] = {}
    sign_in(page, lisa)
    page.wait_for_url("**/")
    visit(page, SECURITY)
    look(page, wrong)
    page.click("text=Add an authenticator app")
    page.wait_for_url("**/app/")
    assert page.locator("main img").evaluate("image => image.naturalWidth") > 0
    look(page, wrong)
    secret = page.inner_text("main code")
    page.fill("[name=code]", totp.code(secret))
    page.click("text=Use this app")
    page.wait_for_url("**/recovery-codes/")
    look(page, wrong)
    page.click("text=Show them now")
    page.wait_for_selector("#codes")
    look(page, wrong)
    codes = page.locator("#codes li").all_inner_texts()
    assert len(codes) == 10
    with page.expect_download() as download:
        page.click("text=Download")
    assert download.value.suggested_filename == "dealwright-recovery-codes.txt"
    assert download.value.path().read_text().split() == codes
    page.click("text=I have kept them")
    page.wait_for_url(f"**{SECURITY}")
    look(page, wrong)
    sign_out(page)
    look(page, wrong)
    sign_in(page, lisa)
    page.wait_for_url("**/2fa/authenticate/")
    look(page, wrong)
    page.fill("[name=code]", "000000")
    page.press("[name=code]", "Enter")
    page.wait_for_selector("[aria-invalid=true]")
    page.fill("[name=code]", codes[0])
    page.press("[name=code]", "Enter")
    page.wait_for_url("**/")
    visit(page, SECURITY)
    assert "9 codes are unused" in page.inner_text("main")
    assert wrong == {}


def test_a_passkey_is_made_and_signs_one_in_without_a_password(
    page: "Page", touch_id: None, lisa: User
) -> None:
    wrong: dict[str, list[str]] = {}
    sign_in(page, lisa)
    page.wait_for_url("**/")
    visit(page, f"{SECURITY}passkey/")
    look(page, wrong)
    page.fill("[name=name]", "Work laptop")
    page.click("text=Make a passkey")
    page.wait_for_url("**/recovery-codes/")
    visit(page, SECURITY)
    assert "Work laptop" in page.inner_text("main")
    look(page, wrong)
    sign_out(page)
    page.click("text=Sign in with a passkey")
    page.wait_for_url("**/")
    page.wait_for_selector("#person-menu", state="attached")
    sign_out(page)
    sign_in(page, lisa)
    page.wait_for_url("**/2fa/authenticate/")
    page.click("text=Use a passkey")
    page.wait_for_selector("#person-menu", state="attached")
    passkey = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    assert passkey.last_used_at is not None
    assert wrong == {}


def grow_old(page: "Page") -> None:
    """It is ten minutes later."""
    (key,) = (each["value"] for each in page.context.cookies() if each["name"] == "sessionid")
    kept = SessionStore(key)
    for record in kept["account_authentication_methods"]:
        record["at"] -= 600
    kept.save()


def test_before_something_delicate_one_shows_again_who_one_is(
    page: "Page", touch_id: None, lisa: User, people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    wrong: dict[str, list[str]] = {}
    values = {
        "name": "Corvane login",
        "server_url": "https://login.corvane.example",
        "client_id": "dealwright",
        "unit": people.alice.unit,
    }
    providers.create_provider(values, secret="quiet", mappings=[], by=admin, at=at)
    sign_in(page, lisa)
    page.wait_for_url("**/")
    visit(page, "/password/change/")
    look(page, wrong)
    grow_old(page)
    visit(page, f"{SECURITY}passkey/")
    assert "Is it still you?" in page.inner_text("h1")
    look(page, wrong)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/passkey/")
    page.click("text=Make a passkey")
    page.wait_for_url("**/recovery-codes/")
    grow_old(page)
    visit(page, SECURITY)
    page.click("text=Link Corvane login")
    page.click("text=Use a security key")
    page.wait_for_url("**/2fa/passkey/reauthenticate/**")
    look(page, wrong)
    page.click("main button")
    page.wait_for_url("**/identities/corvane-login/")
    assert "Continue to Corvane login" in page.inner_text("main")
    look(page, wrong)
    grow_old(page)
    visit(page, f"{SECURITY}app/")
    page.click("text=Use authenticator app or code")
    page.wait_for_url("**/2fa/reauthenticate/**")
    look(page, wrong)
    assert wrong == {}


def test_a_passkey_that_is_not_there_is_said(page: "Page", touch_id: None, lisa: User) -> None:
    visit(page, "/login/")
    page.click("text=Sign in with a passkey")
    page.wait_for_selector("[data-passkey-failed]:visible")
    assert page.url.endswith("/login/")


def test_whoever_must_have_a_second_factor_sets_one_up_first(
    page: "Page", lisa: User, ada: User, admin: Actor, at: datetime
) -> None:
    wrong: dict[str, list[str]] = {}
    role = Role.objects.get(key="salesperson")
    factors.require_second_factor(role, required=True, by=admin, at=at)
    sign_in(page, lisa)
    page.wait_for_url("**/second-factor/")
    look(page, wrong)
    visit(page, "/leads/")
    assert page.url.endswith("/second-factor/")
    page.click("text=Authenticator app")
    page.wait_for_url("**/app/")
    page.fill("[name=code]", totp.code(page.inner_text("main code")))
    page.press("[name=code]", "Enter")
    page.wait_for_url("**/recovery-codes/")
    page.click("text=Show them now")
    page.click("text=I have kept them")
    page.wait_for_url(f"**{SECURITY}")
    assert "Required by your role Salesperson" in page.inner_text("main")
    visit(page, "/leads/")
    assert page.url.endswith("/leads/")
    assert wrong == {}


def test_the_rules_are_set_on_their_page(
    page: "Page", ada: User, admin: Actor, enter: Callable[[Actor], "Page"]
) -> None:
    wrong: dict[str, list[str]] = {}
    enter(admin)
    visit(page, "/settings/sign-in/")
    look(page, wrong)
    page.locator("tr", has_text="Finance").get_by_role("button").click()
    page.wait_for_selector("tr:has-text('Finance') >> text=required")
    page.click("text=Add a provider")
    page.wait_for_url("**/new/")
    page.fill("[name=name]", "Corvane login")
    page.fill("[name=server_url]", "login.corvane.example")
    page.fill("[name=client_id]", "dealwright")
    page.fill("[name=value-0]", "sales")
    page.select_option("[name=role-0]", "salesperson")
    page.click("text=Save")
    page.wait_for_selector("[aria-invalid=true]")
    look(page, wrong)
    assert page.input_value("[name=value-0]") == "sales"
    page.fill("[name=server_url]", "https://login.corvane.example")
    page.click("text=Save")
    page.wait_for_url("**/corvane-login/")
    look(page, wrong)
    visit(page, "/settings/sign-in/")
    look(page, wrong)
    visit(page, "/settings/people/")
    look(page, wrong)
    assert wrong == {}


def test_one_signs_in_by_the_account_one_has_at_work(
    page: "Page",
    live_server: Any,
    people: SimpleNamespace,
    admin: Actor,
    at: datetime,
    oidc: Provider,
) -> None:
    wrong: dict[str, list[str]] = {}
    oidc.regroup("nora", "bosses")
    values = {
        "name": "Corvane login",
        "server_url": oidc.issuer,
        "client_id": "dealwright",
        "groups_claim": "groups",
        "unit": people.alice.unit,
        "creates_people": True,
    }
    mappings = [("bosses", Role.objects.get(key="sales-manager"))]
    providers.create_provider(values, secret=oidc.secret, mappings=mappings, by=admin, at=at)
    ours = str(live_server).replace("localhost", "127.0.0.1")  # the provider has the other name
    visit(page, f"{ours}/login/?next=/leads/")
    look(page, wrong)
    page.click("text=Sign in with Corvane login")
    page.wait_for_url(f"{oidc.issuer.removesuffix('/o')}/login/**")
    page.fill("[name=username]", "nora")
    page.fill("[name=password]", AT_PROVIDER)
    page.click("text=Go on")
    page.wait_for_url(f"{ours}/leads/")
    visit(page, f"{ours}{SECURITY}")
    look(page, wrong)
    grow_old(page)
    visit(page, f"{ours}{SECURITY}app/", status=403)
    look(page, wrong)
    page.click("text=Sign in with Corvane login")  # which still knows this browser
    page.wait_for_url(f"{ours}{SECURITY}app/")
    nora = User.objects.get(email="nora@corvane.example")
    assert [role.key for role in nora.roles.all()] == ["sales-manager"]
    assert wrong == {}


@pytest.mark.parametrize("theme", THEMES)
def test_what_strangers_see_at_the_door_is_accessible(
    page: "Page", people: SimpleNamespace, live_server: Any, theme: str
) -> None:
    choose(page, live_server, theme=theme)
    found = {}
    for address in ("/inactive/", "/oidc/cancelled/", "/password/reset/"):
        visit(page, address)
        found[address] = violations(page)
    visit(page, "/oidc/corvane-login/login/callback/?state=x", status=404)
    found["no such provider"] = violations(page)
    assert {where: each for where, each in found.items() if each} == {}
