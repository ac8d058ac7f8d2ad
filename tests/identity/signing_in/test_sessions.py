from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import NotAllowedError
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.models import User
from dealwright.identity.signing_in import devices, door, queries
from dealwright.identity.signing_in.actions import sessions
from tests.identity.signing_in.conftest import other_administrator

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
WORDS = {
    FIREFOX: "Firefox on Linux",
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0": "Edge on Windows",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1": "Safari on iPhone",
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36": "Chrome on Android",
    "curl/8.5.0": "curl/8.5.0",
    "": "Unknown device",
}


def sign_in(address: str = "192.0.2.7") -> Client:
    """Ada, from a browser of her own."""
    browser = Client(REMOTE_ADDR=address, headers={"user-agent": FIREFOX})
    answer = browser.post("/login/", {"login": "ada@corvane.example", "password": "measure-twice"})
    assert answer["Location"] == "/"
    return browser


def session_of(browser: Client) -> UserSession:
    return UserSession.objects.get(session_key=browser.cookies["sessionid"].value)


def test_a_sign_in_is_listed_with_address_and_device_and_recorded(ada: User) -> None:
    session = session_of(sign_in())
    assert queries.sessions(ada, at=clock.now()) == [session]
    assert (session.ip, devices.words(session.user_agent)) == ("192.0.2.7", "Firefox on Linux")
    event = EventRecord.objects.get(kind="identity.SignedIn")
    assert event.subject_id == event.actor_id == ada.pk
    assert event.data == {
        "ways": ["password"],
        "provider": "",
        "address": "192.0.2.7",
        "device": "Firefox on Linux",
    }


def test_one_session_ends_and_the_others_go_on(ada: User, admin: Actor, at: datetime) -> None:
    here, there = sign_in(), sign_in("198.51.100.9")
    sessions.revoke(session_of(there), by=admin, at=at)
    assert there.get("/settings/")["Location"].startswith("/login/")
    assert here.get("/settings/").status_code == 200
    event = EventRecord.objects.get(kind="identity.SessionRevoked")
    assert event.data["address"] == "198.51.100.9"


def test_all_others_end_at_once(ada: User, admin: Actor, at: datetime) -> None:
    here, *others = sign_in(), sign_in(), sign_in()
    key = here.cookies["sessionid"].value
    assert sessions.revoke_others(ada, keep=key, by=admin, at=at) == 2
    assert queries.sessions(ada, at=clock.now()) == [session_of(here)]
    assert [browser.get("/").status_code for browser in others] == [302, 302]


def test_nobody_ends_someone_elses_session(ada: User, bob: Actor, at: datetime) -> None:
    session = session_of(sign_in())
    before = EventRecord.objects.count()
    with pytest.raises(NotAllowedError):
        sessions.revoke(session, by=bob, at=at)
    with pytest.raises(NotAllowedError):
        sessions.revoke_others(ada, keep="", by=bob, at=at)
    assert Session.objects.filter(session_key=session.session_key).exists()
    assert EventRecord.objects.count() == before


def test_a_session_is_seen_again_at_most_every_five_minutes(ada: User) -> None:
    browser = sign_in()
    first = session_of(browser).last_seen_at
    browser.get("/settings/", REMOTE_ADDR="203.0.113.5")
    assert session_of(browser).last_seen_at == first
    kept = browser.session
    kept[door.SEEN] -= timedelta(minutes=6).total_seconds()
    kept.save()
    browser.get("/settings/", REMOTE_ADDR="203.0.113.5")
    assert session_of(browser).last_seen_at > first
    assert session_of(browser).ip == "203.0.113.5"


def test_a_new_password_ends_every_other_session(ada: User, admin: Actor, at: datetime) -> None:
    here, there = sign_in(), sign_in()
    words = {
        "oldpassword": "measure-twice",
        "password1": "quote-once-only",
        "password2": "quote-once-only",
    }
    assert here.post("/password/change/", words).status_code == 302
    assert here.get("/settings/").status_code == 200
    assert there.get("/settings/")["Location"].startswith("/login/")
    ada.refresh_from_db()
    assert queries.sessions(ada, at=clock.now()) == [session_of(here)]


def test_whoever_is_kept_out_is_out_at_once(
    people: SimpleNamespace, ada: User, admin: Actor, at: datetime
) -> None:
    browser = sign_in()
    otto = other_administrator(people, at, admin)
    identity.set_active(ada, active=False, by=admin, at=at)
    assert otto.is_active
    assert browser.get("/settings/")["Location"].startswith("/login/")
    answer = Client().post("/login/", {"login": "ada@corvane.example", "password": "measure-twice"})
    assert answer["Location"] == "/inactive/"
    event = EventRecord.objects.get(kind="identity.SignInFailed")
    assert event.data["reason"] == "deactivated"
    assert event.subject_id == ada.pk


@pytest.mark.parametrize(("agent", "words"), WORDS.items())
def test_a_browser_is_called_by_names_people_know(agent: str, words: str) -> None:
    assert devices.words(agent) == words
