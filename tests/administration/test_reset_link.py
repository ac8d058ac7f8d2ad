"""The link of a mail that sets a password."""

from datetime import datetime
from types import SimpleNamespace

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from dealwright.identity import actions as identity
from dealwright.identity.models import User
from dealwright.identity.queries import actor_for

pytestmark = pytest.mark.django_db
NEW = "quote-once-only"
HOUSE = "https://crm.corvane.example"


@pytest.fixture
def lisa(people: SimpleNamespace, at: datetime) -> User:
    """Alice, with a password."""
    by = actor_for(people.alice)
    return identity.set_password(people.alice, password="measure-twice", by=by, at=at)


def link_of(host: str, user: User) -> str:
    """What the mail says, asked for at an address of this host."""
    Client(headers={"host": host}).post("/password/reset/", {"email": user.email})
    (message,) = mail.outbox
    return next(word for word in str(message.body).split() if "/password/reset/key/" in word)


def test_it_leads_to_this_installation_whatever_the_request_names_as_host(
    lisa: User, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.BASE_URL = HOUSE
    assert link_of("evil.example", lisa).startswith(f"{HOUSE}/password/reset/key/")
    (message,) = mail.outbox
    assert "evil.example" not in f"{message.subject} {message.body}"


def test_it_sets_a_password(lisa: User, settings: Settings) -> None:
    settings.BASE_URL = HOUSE
    browser = Client()
    form = browser.get(link_of("testserver", lisa).removeprefix(HOUSE))["Location"]
    assert browser.post(form, {"password1": NEW, "password2": NEW}).status_code == 302
    assert User.objects.get(pk=lisa.pk).check_password(NEW)
