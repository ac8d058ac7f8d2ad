"""Sign-in and security, and the second factor that a role requires, as people meet them."""

import re
from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.http import HttpResponse
from django.test import Client

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.models import Role, User
from dealwright.identity.queries import actor_for
from dealwright.identity.signing_in import queries
from dealwright.identity.signing_in.actions import factors
from tests import totp

pytestmark = pytest.mark.django_db
PASSWORD = "measure-twice"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PAGE = "/settings/security/"
CODES = f"{PAGE}recovery-codes/"
SECRET_SHOWN = re.compile(r"<code[^>]*>([A-Z2-7 ]{32,})</code>")


@pytest.fixture
def lisa(people: SimpleNamespace, at: datetime) -> User:
    """Alice, with a password."""
    return identity.set_password(people.alice, password=PASSWORD, by=actor_for(people.alice), at=at)


def sign_in(user: User) -> Client:
    browser = Client()
    answer = browser.post("/login/", {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302
    return browser


@pytest.fixture
def required(people: SimpleNamespace, admin: Actor, at: datetime) -> Role:
    """Salespeople must have a second factor; the administrator has one."""
    identity.set_password(people.ada, password=PASSWORD, by=admin, at=at)
    factors.add_app(people.ada, secret=SECRET, by=admin, at=at)
    role = Role.objects.get(key="salesperson")
    return factors.require_second_factor(role, required=True, by=admin, at=at)


def add_app(browser: Client) -> list[str]:
    """Scan and type the code; returns the recovery codes that are shown then."""
    shown = browser.get(f"{PAGE}app/").content.decode()
    assert "data:image/svg+xml;base64," in shown
    found = SECRET_SHOWN.search(shown)
    assert found
    answer = browser.post(f"{PAGE}app/", {"code": totp.code(found[1])})
    assert answer["Location"] == CODES
    return shown_codes(browser.post(CODES, {"show": "true"}))


def shown_codes(page: HttpResponse) -> list[str]:
    return re.findall(r">(\d{8})<", page.content.decode())


def test_an_app_is_set_up_and_the_codes_are_shown_once(lisa: User) -> None:
    browser = sign_in(lisa)
    codes = add_app(browser)
    assert len(codes) == 10
    assert not shown_codes(browser.get(CODES))
    assert not shown_codes(browser.post(CODES, {"show": "true"}))
    assert "Authenticator app" in browser.get(PAGE).content.decode()
    answer = Client().post("/login/", {"login": lisa.email, "password": PASSWORD})
    assert answer["Location"] == "/2fa/authenticate/"


def test_codes_that_a_page_was_only_fetched_for_are_shown_still(lisa: User) -> None:
    """A browser fetches ahead, a mail scanner asks with HEAD, a page is reloaded: none of them has read the codes."""
    browser = sign_in(lisa)
    add_app(browser)
    assert browser.post(CODES)["Location"] == CODES
    assert browser.head(CODES).status_code == 200
    for _time in range(2):
        page = browser.get(CODES)
        assert "Show them now" in page.content.decode()
        assert not shown_codes(page)
    assert len(shown_codes(browser.post(CODES, {"show": "true"}))) == 10
    assert "Show them now" not in browser.get(CODES).content.decode()


def test_a_wrong_code_sets_nothing_up(lisa: User) -> None:
    browser = sign_in(lisa)
    browser.get(f"{PAGE}app/")
    answer = browser.post(f"{PAGE}app/", {"code": "000000"})
    assert answer.status_code == 422
    assert "Incorrect code" in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_a_session_that_is_not_fresh_shows_again_who_it_is(lisa: User) -> None:
    browser = sign_in(lisa)
    kept = browser.session
    for record in kept["account_authentication_methods"]:
        record["at"] -= 600
    kept.save()
    assert browser.get(f"{PAGE}app/")["Location"].startswith("/reauthenticate/?next=")
    answer = browser.post(f"/reauthenticate/?next={PAGE}app/", {"password": "wrong"})
    assert answer.status_code == 200
    answer = browser.post(f"/reauthenticate/?next={PAGE}app/", {"password": PASSWORD})
    assert answer["Location"] == f"{PAGE}app/"
    assert browser.get(f"{PAGE}app/").status_code == 200


def test_a_factor_is_removed_by_its_owner_only(
    lisa: User, people: SimpleNamespace, client_for: Callable[[Actor], Client], bob: Actor
) -> None:
    browser = sign_in(lisa)
    add_app(browser)
    factor = queries.factors(lisa.pk).get()
    identity.set_password(people.bob, password=PASSWORD, by=bob, at=factor.created_at)
    stranger = sign_in(people.bob)
    assert stranger.post(f"{PAGE}factors/{factor.pk}/remove/").status_code == 404
    assert browser.get(f"{PAGE}factors/{factor.pk}/remove/").status_code == 405
    identity.set_password(
        people.ada, password=PASSWORD, by=actor_for(people.ada), at=factor.created_at
    )
    assert browser.post(f"{PAGE}factors/{factor.pk}/remove/")["Location"] == PAGE
    assert not Authenticator.objects.exists()


def test_sessions_are_ended_by_their_owner_only(lisa: User, client_for, bob: Actor) -> None:
    here, there = sign_in(lisa), sign_in(lisa)
    other = queries.sessions(lisa, at=clock.now())[0]
    mine = next(
        s
        for s in queries.sessions(lisa, at=clock.now())
        if s.session_key == there.cookies["sessionid"].value
    )
    assert client_for(bob).post(f"{PAGE}sessions/{other.pk}/end/").status_code == 404
    assert here.post(f"{PAGE}sessions/{mine.pk}/end/")["Location"] == PAGE
    assert there.get(PAGE)["Location"].startswith("/login/")
    again = sign_in(lisa)
    assert here.post(f"{PAGE}sessions/end/")["Location"] == PAGE
    assert again.get(PAGE)["Location"].startswith("/login/")
    assert here.get(PAGE).status_code == 200


@pytest.mark.parametrize("sessions", [1, 3])
def test_the_page_costs_the_same_for_one_session_and_for_three(
    lisa: User, sessions: int, django_assert_num_queries
) -> None:
    browser, *_more = [sign_in(lisa) for _number in range(sessions)]
    with django_assert_num_queries(14):
        page = browser.get(PAGE).content.decode()
    assert page.count("last seen") == sessions
    assert page.count("this one") == 1


def test_whoever_owes_a_second_factor_is_led_to_it_and_can_do_nothing_else(
    lisa: User, required: Role
) -> None:
    browser = sign_in(lisa)
    for address in ("/", "/leads/", "/settings/", "/settings/tokens/", PAGE, "/password/change/"):
        assert browser.get(address)["Location"] == "/second-factor/", address
    assert browser.post("/settings/tokens/", {"name": "x"})["Location"] == "/second-factor/"
    assert "Salesperson" in browser.get("/second-factor/").content.decode()
    answer = browser.get("/api/v1/leads")
    assert answer.status_code == 403
    assert answer.json()["code"] == "second_factor"
    add_app(browser)
    assert browser.get("/").status_code == 200
    assert browser.get("/second-factor/")["Location"] == "/"
    assert browser.get("/api/v1/leads").status_code == 200


def test_whoever_owes_one_may_still_sign_out(lisa: User, required: Role) -> None:
    browser = sign_in(lisa)
    assert browser.post("/logout/")["Location"] == "/login/"
    assert browser.get("/")["Location"].startswith("/login/")


def test_programs_of_whoever_owes_one_wait_too(
    lisa: User,
    api_for: Callable[..., Client],
    alice: Actor,
    bob: Actor,
    required: Role,
) -> None:
    program = api_for(alice)
    answer = program.get("/api/v1/leads")
    assert answer.status_code == 403
    assert answer.json()["code"] == "second_factor"
    assert api_for(bob).get("/api/v1/leads").status_code == 200
    add_app(sign_in(lisa))
    assert program.get("/api/v1/leads").status_code == 200


def test_a_rule_set_now_holds_for_sessions_that_are_open(
    lisa: User, people, admin: Actor, at
) -> None:
    browser = sign_in(lisa)
    assert browser.get("/").status_code == 200
    identity.set_password(people.ada, password=PASSWORD, by=admin, at=at)
    factors.add_app(people.ada, secret=SECRET, by=admin, at=at)
    role = Role.objects.get(key="salesperson")
    factors.require_second_factor(role, required=True, by=admin, at=at)
    assert browser.get("/")["Location"] == "/second-factor/"


def test_the_rules_belong_to_administrators(
    people: SimpleNamespace, client_for: Callable[[Actor], Client], alice: Actor, admin: Actor, at
) -> None:
    for address in ("/settings/sign-in/", "/settings/sign-in/new/"):
        assert client_for(alice).get(address).status_code == 403
        assert client_for(admin).get(address).status_code == 200
    answer = client_for(alice).post("/settings/sign-in/roles/marketing/", {"required": "true"})
    assert answer.status_code == 403
    answer = client_for(admin).post("/settings/sign-in/roles/marketing/", {"required": "true"})
    assert answer.status_code == 409
    assert "No administrator has a second factor yet" in answer.content.decode()
    identity.set_password(people.ada, password=PASSWORD, by=admin, at=at)
    factors.add_app(people.ada, secret=SECRET, by=admin, at=at)
    client_for(admin).post("/settings/sign-in/roles/marketing/", {"required": "true"})
    assert Role.objects.get(key="marketing").requires_second_factor


PROVIDER = {
    "name": "Corvane login",
    "server_url": "https://login.corvane.example",
    "client_id": "dealwright",
    "secret": "quiet-secret",
    "groups_claim": "groups",
    "is_active": "true",
    "value-0": "sales",
    "role-0": "salesperson",
    "value-1": "",
    "role-1": "",
}


def test_a_provider_is_set_up_and_its_secret_never_shown(
    people: SimpleNamespace, client_for: Callable[[Actor], Client], admin: Actor
) -> None:
    browser = client_for(admin)
    answer = browser.post("/settings/sign-in/new/", PROVIDER | {"unit": str(people.ada.unit_id)})
    assert answer["Location"] == "/settings/sign-in/corvane-login/"
    page = browser.get(answer["Location"]).content.decode()
    assert "/oidc/corvane-login/login/callback/" in page
    assert "quiet-secret" not in page
    assert 'value="sales"' in page
    changed = PROVIDER | {"unit": str(people.ada.unit_id), "secret": "", "creates_people": "true"}
    browser.post(answer["Location"], changed)
    kept = queries.providers().get()
    assert (kept.secret, kept.creates_people) == ("quiet-secret", True)
    assert "Sign in with Corvane login" in Client().get("/login/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"server_url": "http://login.corvane.example"}, "starting with https://"),
        ({"client_id": ""}, "required"),
        ({"value-1": "x", "role-1": ""}, "Choose a role for every value"),
        ({"value-1": "x", "role-1": "king"}, "Choose a role for every value"),
    ],
)
def test_a_wrong_provider_is_refused_by_field_and_the_input_kept(
    people: SimpleNamespace, client_for, admin: Actor, wrong: dict[str, str], words: str
) -> None:
    typed = PROVIDER | {"unit": str(people.ada.unit_id)} | wrong
    answer = client_for(admin).post("/settings/sign-in/new/", typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert 'value="sales"' in page
    assert "quiet-secret" not in page
    assert not queries.all_providers().exists()


def test_an_invitation_says_until_when_and_is_sent_again_until_it_was_used(
    people: SimpleNamespace, client_for: Callable[[Actor], Client], admin: Actor, alice: Actor
) -> None:
    again = f"/settings/people/{people.bob.pk}/invite/"
    assert client_for(alice).post(again).status_code == 403
    browser = client_for(admin)
    assert "invited" in browser.get("/settings/people/").content.decode()
    browser.post(again)
    (letter,) = mail.outbox
    assert "the link works once, until" in letter.body
    assert EventRecord.objects.filter(kind="identity.InvitationSent").count() == 1
    client_for(actor_for(people.bob))
    answer = browser.post(again)
    assert answer.status_code == 409
    assert len(mail.outbox) == 1


def test_an_invitation_ends(people: SimpleNamespace, settings, client_for, admin: Actor) -> None:
    client_for(admin).post(f"/settings/people/{people.bob.pk}/invite/")
    link = next(word for word in mail.outbox[0].body.split() if word.startswith("http"))
    address = link.removeprefix(settings.BASE_URL)
    assert "Choose a password" in Client().get(address, follow=True).content.decode()
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "This link has ended" in Client().get(address, follow=True).content.decode()


def test_an_administrator_resets_a_second_factor_on_the_page_of_people(
    lisa: User, people: SimpleNamespace, client_for, admin: Actor, bob: Actor, alice: Actor, at
) -> None:
    factors.add_app(lisa, secret=SECRET, by=alice, at=at)
    identity.set_password(people.ada, password=PASSWORD, by=admin, at=at)
    reset = f"/settings/people/{lisa.pk}/reset-factors/"
    assert client_for(bob).post(reset).status_code == 403
    person = f"/settings/people/{lisa.pk}/"
    assert "second factor" in client_for(admin).get("/settings/people/").content.decode()
    assert "Reset second factor" in client_for(admin).get(person).content.decode()
    assert client_for(admin).post(reset)["Location"] == person
    assert not Authenticator.objects.exists()


def test_pages_of_the_library_that_pass_our_verbs_by_do_not_exist(client_for, alice: Actor) -> None:
    browser = client_for(alice)
    for address in ("/signup/", "/email/", "/3rdparty/", "/sessions/", "/2fa/totp/activate/"):
        assert browser.get(address).status_code == 404, address


def test_a_forgotten_password_of_nobody_says_the_same_and_mails_nobody(lisa: User) -> None:
    for email, letters in ((lisa.email, 1), ("nobody@corvane.example", 1)):
        answer = Client().post("/password/reset/", {"email": email})
        assert answer["Location"] == "/password/reset/done/"
        assert len(mail.outbox) == letters
