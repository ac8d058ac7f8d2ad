"""Who may use the API, and as whom."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.models import ApiToken, User
from dealwright.records.rest.problems import TooManyError
from dealwright.records.rest.throttle import Brake, brake
from tests.rest.conftest import Api

pytestmark = pytest.mark.django_db


def test_nobody_is_sent_to_a_login_page() -> None:
    answer = Client().get("/api/v1/accounts")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "header", ["Bearer dw_nobody", "Bearer ", "Bearer", "Basic YTpi", "dw_nobody", "Bearer ключ"]
)
def test_what_is_no_token_of_ours_is_refused(header: str) -> None:
    answer = Client(headers={"authorization": header}).get("/api/v1/accounts")
    assert answer.status_code == 401
    assert "unknown" in answer.json()["detail"]


def token_of(actor: Actor, at: datetime, *, days: int | None = None) -> tuple[ApiToken, Api]:
    user = User.objects.get(pk=actor.id)
    by = replace(actor, memo={})
    token, text = identity.create_token(
        user, name="t", scopes=["read:*", "write:*"], by=by, at=at, days=days
    )
    return token, Api(Client(headers={"authorization": f"Bearer {text}"}))


def test_an_expired_token_is_refused(alice: Actor) -> None:
    _token, api = token_of(alice, clock.now() - timedelta(days=3), days=2)
    assert api.get("accounts").status_code == 401


def test_a_revoked_token_is_refused_at_once(alice: Actor, at: datetime) -> None:
    token, api = token_of(alice, at)
    assert api.get("accounts").status_code == 200
    identity.revoke_token(token, by=alice, at=at)
    assert api.get("accounts").status_code == 401


def test_the_token_of_someone_who_left_is_refused(alice: Actor, admin: Actor, at: datetime) -> None:
    token, api = token_of(alice, at)
    identity.set_active(token.user, active=False, by=admin, at=at)
    assert api.get("accounts").status_code == 401


def test_the_use_of_a_token_is_noted_once_in_five_minutes(alice: Actor, at: datetime) -> None:
    token, api = token_of(alice, at)
    api.get("accounts")
    token.refresh_from_db()
    assert token.last_used_at
    with CaptureQueriesContext(connection) as queries:
        api.get("accounts")
    assert not [query for query in queries if "UPDATE" in query["sql"]]


def test_a_token_reads_only_what_its_scopes_name(api_of: Callable[..., Api], alice: Actor) -> None:
    api = api_of(alice, "write:customers", "read:leads")
    answer = api.get("accounts")
    assert answer.status_code == 403
    assert answer.json()["code"] == "missing_scope"
    assert "read:customers" in answer.json()["detail"]


def test_a_token_writes_only_what_its_scopes_name(api_of: Callable[..., Api], alice: Actor) -> None:
    answer = api_of(alice, "read:*").post("accounts", {"name": "A"})
    assert answer.status_code == 403
    assert "write:customers" in answer.json()["detail"]
    assert not Account.objects.exists()


def test_a_token_that_only_writes_may_still_capture(
    api_of: Callable[..., Api], alice: Actor
) -> None:
    answer = api_of(alice, "write:customers").post("accounts", {"name": "A"})
    assert (answer.status_code, answer.json()["name"]) == (201, "A")


def test_a_browser_uses_its_session(client_for: Callable[[Actor], Client], alice: Actor) -> None:
    assert client_for(alice).get("/api/v1/accounts").status_code == 200


@pytest.fixture
def browser(client_for: Callable[[Actor], Client], alice: Actor) -> Client:
    signed_in = client_for(alice)
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in.cookies
    return client


def test_a_session_changes_nothing_without_its_csrf_token(browser: Client) -> None:
    answer = browser.post("/api/v1/accounts", {"name": "A"}, content_type="application/json")
    assert answer.status_code == 403
    assert answer.json()["code"] == "csrf"
    assert not Account.objects.exists()


def test_a_session_with_its_csrf_token_changes_things_by_the_api(
    browser: Client, alice: Actor
) -> None:
    browser.cookies["csrftoken"] = "x" * 32
    answer = browser.post(
        "/api/v1/accounts",
        {"name": "A"},
        content_type="application/json",
        headers={"x-csrftoken": "x" * 32},
    )
    assert answer.status_code == 201
    event = EventRecord.objects.get(subject_type="customers.account")
    assert (event.actor_id, event.channel) == (alice.id, "api")


def test_a_token_needs_no_csrf_token(alice: Actor, at: datetime) -> None:
    _token, api = token_of(alice, at)
    strict = api.another(enforce_csrf_checks=True)
    assert strict.post("accounts", {"name": "A"}).status_code == 201


def test_an_address_that_fails_too_often_is_asked_to_wait(alice: Actor, at: datetime) -> None:
    _token, api = token_of(alice, at)
    for _try in range(60):
        Client().get("/api/v1/accounts")
    answer = Client().get("/api/v1/accounts")
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert answer.json()["code"] == "too_many_requests"
    assert api.get("accounts").status_code == 200  # from the same address, with a valid token
    brake.release()
    assert Client().get("/api/v1/accounts").status_code == 401


def test_the_brake_lets_go_when_its_window_ends() -> None:
    now = [100.0]
    small = Brake(most=2, window=60, clock=lambda: now[0])
    small.note_failure("a")
    small.note_failure("a")
    with pytest.raises(TooManyError) as refusal:
        small.note_failure("a")
    assert refusal.value.seconds == 60
    small.note_failure("b")
    now[0] += 60
    small.note_failure("a")
