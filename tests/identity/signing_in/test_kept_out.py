"""Whoever was kept out and is let in again starts anew."""

from datetime import datetime
from types import SimpleNamespace

import pytest
from django.test import Client

from dealwright.administration import invitations
from dealwright.core.actor import Actor
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.models import User
from dealwright.identity.queries import actor_for

pytestmark = pytest.mark.django_db
PASSWORD = "measure-twice"
NEW = "quote-once-only"


@pytest.fixture
def lisa(people: SimpleNamespace, ada: User, at: datetime) -> User:
    """Alice, with a password; Ada can sign in as well."""
    return identity.set_password(people.alice, password=PASSWORD, by=actor_for(people.alice), at=at)


def sign_in(user: User) -> Client:
    browser = Client()
    assert browser.post("/login/", {"login": user.email, "password": PASSWORD})["Location"] == "/"
    return browser


def keep_out_and_let_in(user: User, *, by: Actor, at: datetime) -> None:
    identity.set_active(user, active=False, by=by, at=at)
    identity.set_active(user, active=True, by=by, at=at)


def test_a_session_does_not_come_back_with_its_person(
    lisa: User, admin: Actor, at: datetime
) -> None:
    browser = sign_in(lisa)
    keep_out_and_let_in(lisa, by=admin, at=at)
    assert browser.get("/leads/")["Location"].startswith("/login/")
    event = EventRecord.objects.get(kind="identity.SessionRevoked")
    assert (event.subject_id, event.actor_id) == (lisa.pk, admin.id)
    assert sign_in(lisa).get("/leads/").status_code == 200


def test_a_token_does_not_come_back_with_its_person(
    lisa: User, alice: Actor, admin: Actor, at: datetime, api_for
) -> None:
    program = api_for(alice)
    assert program.get("/api/v1/leads").status_code == 200
    keep_out_and_let_in(lisa, by=admin, at=at)
    assert program.get("/api/v1/leads").status_code == 401
    event = EventRecord.objects.get(kind="identity.TokenRevoked")
    assert (event.subject_id, event.actor_id) == (lisa.pk, admin.id)


def test_letting_someone_in_ends_nothing(lisa: User, admin: Actor, at: datetime) -> None:
    browser = sign_in(lisa)
    identity.set_active(lisa, active=True, by=admin, at=at)
    assert browser.get("/leads/").status_code == 200


def test_a_reset_link_sets_no_password_for_whoever_is_kept_out(
    lisa: User, admin: Actor, at: datetime
) -> None:
    link = invitations.link(lisa).partition("/password/")
    identity.set_active(lisa, active=False, by=admin, at=at)
    recorded = EventRecord.objects.count()
    browser = Client()
    form = browser.get(f"/password/{link[2]}")["Location"]
    answer = browser.post(form, {"password1": NEW, "password2": NEW})
    assert answer.status_code == 409
    assert "You can no longer sign in here" in answer.content.decode()
    assert EventRecord.objects.count() == recorded
    assert User.objects.get(pk=lisa.pk).check_password(PASSWORD)
