"""Tries to sign in are counted by all web processes together, per account and per network address."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from dealwright.core.actor import Actor
from dealwright.events.models import EventRecord
from dealwright.identity.models import User
from dealwright.identity.signing_in.actions import factors
from dealwright.identity.signing_in.models import SharedCount
from tests import totp

pytestmark = pytest.mark.django_db
PER_ACCOUNT, PER_ADDRESS = 5, 10
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def enter(address: str, password: str = "wrong", *, email: str = "ada@corvane.example") -> str:
    """What the page says; empty when it lets one in."""
    answer = Client(REMOTE_ADDR=address).post("/login/", {"login": email, "password": password})
    return "" if answer.status_code == 302 else answer.content.decode()


def test_the_count_is_in_the_database_where_every_process_sees_it(ada: User) -> None:
    enter("192.0.2.1")
    keys = list(SharedCount.objects.values_list("cache_key", flat=True))
    assert any("login_failed" in key for key in keys)


def test_an_account_is_closed_for_a_while_wherever_the_tries_come_from(ada: User) -> None:
    for number in range(PER_ACCOUNT):
        assert "not correct" in enter(f"192.0.2.{number}")
    assert "Too many failed login attempts" in enter("198.51.100.1")
    assert "Too many failed login attempts" in enter("198.51.100.2", "measure-twice")
    assert EventRecord.objects.filter(kind="identity.SignInFailed").count() == PER_ACCOUNT
    cache.clear()
    assert enter("198.51.100.2", "measure-twice") == ""


def test_strangers_do_not_close_an_account_to_the_browser_of_its_person(ada: User) -> None:
    own, strange = Client(REMOTE_ADDR="192.0.2.50"), Client(REMOTE_ADDR="192.0.2.51")
    right = {"login": ada.email, "password": "measure-twice"}
    assert own.post("/login/", right)["Location"] == "/"
    own.post("/logout/")
    strange.cookies["dw_known"] = own.cookies["dw_known"].value + "x"
    for number in range(PER_ACCOUNT):
        enter(f"192.0.2.{number}")
    assert "Too many failed" in strange.post("/login/", right).content.decode()
    for _try in range(PER_ACCOUNT - 1):
        own.post("/login/", right | {"password": "wrong"})
    assert own.post("/login/", right)["Location"] == "/"
    own.post("/logout/")
    for _try in range(PER_ACCOUNT):
        own.post("/login/", right | {"password": "wrong"})
    assert "Too many failed" in own.post("/login/", right).content.decode()


def test_a_browser_is_known_for_those_who_used_it_only(ada: User, people) -> None:
    own = Client(REMOTE_ADDR="192.0.2.50")
    own.post("/login/", {"login": ada.email, "password": "measure-twice"})
    own.post("/logout/")
    for number in range(PER_ACCOUNT):
        enter(f"192.0.2.{number}", email=people.bob.email)
    tried = own.post("/login/", {"login": people.bob.email, "password": "wrong"})
    assert "Too many failed" in tried.content.decode()


def test_an_address_is_stopped_whatever_accounts_it_tries(ada: User) -> None:
    for number in range(PER_ADDRESS):
        assert "not correct" in enter("192.0.2.1", email=f"p{number}@corvane.example")
    assert "Too many failed login attempts" in enter("192.0.2.1", "measure-twice")
    assert enter("192.0.2.2", "measure-twice") == ""


def test_the_address_is_what_trusted_proxies_say(ada: User, settings) -> None:
    settings.TRUSTED_PROXIES = 1
    for number in range(PER_ADDRESS + 1):
        browser = Client(headers={"x-forwarded-for": f"6.6.6.6, 203.0.113.{number}"})
        said = {"login": f"p{number}@corvane.example", "password": "wrong"}
        assert "not correct" in browser.post("/login/", said).content.decode()


def test_a_failed_try_is_recorded_with_what_was_typed_and_where(ada: User) -> None:
    enter("192.0.2.1", email="Nobody@corvane.example")
    event = EventRecord.objects.get(kind="identity.SignInFailed")
    assert event.data["tried"] == "nobody@corvane.example"
    assert (event.data["address"], event.data["reason"]) == ("192.0.2.1", "password")
    assert event.subject_id.int == 0
    enter("192.0.2.1")
    assert EventRecord.objects.filter(kind="identity.SignInFailed", subject_id=ada.pk).exists()


@pytest.fixture
def halfway(ada: User, admin: Actor, at) -> Client:
    """A browser that has shown Ada's password and is asked for her second factor."""
    factors.add_app(ada, secret=SECRET, by=admin, at=at)
    browser = Client()
    answer = browser.post("/login/", {"login": ada.email, "password": "measure-twice"})
    assert answer["Location"] == "/2fa/authenticate/"
    assert browser.get("/settings/")["Location"].startswith("/login/")
    return browser


def test_codes_cannot_be_guessed(halfway: Client) -> None:
    for _try in range(PER_ACCOUNT):
        said = halfway.post("/2fa/authenticate/", {"code": "000000"}).content.decode()
        assert "Incorrect code" in said
    answer = halfway.post("/2fa/authenticate/", {"code": totp.code(SECRET)})
    assert "Too many failed" in answer.content.decode()
    reasons = EventRecord.objects.filter(kind="identity.SignInFailed").values_list(
        "data__reason", flat=True
    )
    assert list(reasons) == ["code"] * PER_ACCOUNT


def test_a_code_works_once_in_all_processes(halfway: Client, ada: User) -> None:
    code = totp.code(SECRET)
    assert halfway.post("/2fa/authenticate/", {"code": code})["Location"] == "/"
    event = EventRecord.objects.get(kind="identity.SignedIn")
    assert event.data["ways"] == ["password", "totp"]
    SharedCount.objects.filter(cache_key__contains="totp.used").delete()  # half a minute later
    second = Client()
    second.post("/login/", {"login": ada.email, "password": "measure-twice"})
    assert "Incorrect code" in second.post("/2fa/authenticate/", {"code": code}).content.decode()


def test_a_recovery_code_works_once_and_is_recorded(
    halfway: Client, ada: User, admin: Actor, at
) -> None:
    code, *_rest = factors.show_recovery_codes(ada, by=admin, at=at)
    assert halfway.post("/2fa/authenticate/", {"code": code})["Location"] == "/"
    event = EventRecord.objects.get(kind="identity.RecoveryCodeUsed")
    assert event.data["left"] == 9
    second = Client()
    second.post("/login/", {"login": ada.email, "password": "measure-twice"})
    assert "Incorrect code" in second.post("/2fa/authenticate/", {"code": code}).content.decode()
    assert Authenticator.objects.count() == 2
