"""What a browser sends as a passkey is somebody's JSON: whatever it is, it is refused and harms nothing."""

from datetime import datetime
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from dealwright.core.actor import Actor
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.models import User
from dealwright.identity.signing_in.actions import factors

pytestmark = pytest.mark.django_db
BROKEN = {
    "nothing": "",
    "no JSON": "{",
    "null": "null",
    "a list": "[]",
    "a number": "7",
    "an empty object": "{}",
    "half of it": '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}',
    "the wrong kinds": '{"id": 1, "rawId": [], "type": {}, "response": "x"}',
    "no base64": '{"id": "é", "rawId": "é", "type": "public-key", "response": {"clientDataJSON": "é", "authenticatorData": "é", "signature": "é", "userHandle": "é", "attestationObject": "é"}}',
    "bytes that mean nothing": '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"clientDataJSON": "AAAA", "authenticatorData": "AAAA", "signature": "AAAA", "userHandle": "AAAA", "attestationObject": "AAAA"}}',
    "an unknown user": '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "clientExtensionResults": {}, "response": {"clientDataJSON": "eyJ0eXBlIjogIndlYmF1dGhuLmdldCIsICJjaGFsbGVuZ2UiOiAiQUFBQSIsICJvcmlnaW4iOiAiaHR0cDovL3gifQ", "authenticatorData": "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAA", "signature": "AAAA", "userHandle": "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA"}}',
    "very deep": "[" * 15_000,
    "very long": "[" + "1," * 100_000 + "1]",
}


@pytest.fixture
def lisa(people: SimpleNamespace, alice: Actor, at: datetime) -> User:
    return identity.set_password(people.alice, password="measure-twice", by=alice, at=at)


@pytest.mark.parametrize("credential", BROKEN.values(), ids=BROKEN.keys())
def test_nobody_comes_in_by_a_broken_passkey(lisa: User, credential: str) -> None:
    browser = Client()
    browser.get("/2fa/passkey/login/", headers={"accept": "application/json"})
    answer = browser.post("/2fa/passkey/login/", {"credential": credential})
    assert answer["Location"] == "/login/"
    assert browser.get("/")["Location"].startswith("/login/")
    reasons = EventRecord.objects.filter(kind="identity.SignInFailed").values_list(
        "data", flat=True
    )
    assert {data["reason"] for data in reasons} <= {"passkey"}


@pytest.mark.parametrize("credential", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_passkey_is_no_second_step(
    lisa: User, alice: Actor, at: datetime, credential: str
) -> None:
    factors.add_app(lisa, secret="JBSWY3DPEHPK3PXP", by=alice, at=at)
    browser = Client()
    browser.post("/login/", {"login": lisa.email, "password": "measure-twice"})
    browser.get("/2fa/authenticate/")
    assert browser.post("/2fa/authenticate/", {"credential": credential}).status_code == 200
    assert browser.get("/")["Location"].startswith("/login/")


@pytest.mark.parametrize("credential", BROKEN.values(), ids=BROKEN.keys())
def test_no_broken_passkey_is_kept(lisa: User, credential: str) -> None:
    browser = Client()
    browser.post("/login/", {"login": lisa.email, "password": "measure-twice"})
    browser.get("/settings/security/passkey/")
    before = EventRecord.objects.count()
    answer = browser.post("/settings/security/passkey/", {"credential": credential, "name": "x"})
    assert answer.status_code == 422
    assert not Authenticator.objects.exists()
    assert EventRecord.objects.count() == before
