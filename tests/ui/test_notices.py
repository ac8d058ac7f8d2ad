"""The bell, the page of notifications, their settings, following, mentions: as pages."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.records import actions as records
from dealwright.records.models import Follow, NoticeChoice, NoticeSettings, Notification
from tests.factories.customers import account_of
from tests.factories.leads import lead_of
from tests.records.notifications.hearing import hear

pytestmark = pytest.mark.django_db
type SignIn = Callable[[Actor], Client]
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def account(alice: Actor, bob: Actor, at: datetime) -> Account:
    """Alice's, changed by Bob, of which she was told."""
    account = account_of(alice, "Nordhaven")
    customers.update_account(account, {"industry": "food"}, by=bob, at=at)
    hear()
    return account


def test_opening_a_line_leads_to_the_record_and_reads_it(
    client_for: SignIn, alice: Actor, account: Account
) -> None:
    client = client_for(alice)
    row = Notification.objects.get()
    assert f"/ui/notifications/{row.pk}/open" in client.get("/ui/notifications").content.decode()
    answer = client.get(f"/ui/notifications/{row.pk}/open")
    assert answer.headers["Location"] == f"/accounts/{account.pk}/"
    assert Notification.objects.get().read_at


def test_a_line_of_someone_else_is_not_there(
    client_for: SignIn, bob: Actor, charlie: Actor, account: Account
) -> None:
    row = Notification.objects.get()
    for actor in (bob, charlie):
        client = client_for(actor)
        assert client.get(f"/ui/notifications/{row.pk}/open").status_code == 404
        assert client.post(f"/ui/notifications/{row.pk}/read").status_code == 404
        assert "Nordhaven" not in client.get("/notifications/").content.decode()
    assert Notification.objects.get().read_at is None
    assert account.pk == row.record_id


@pytest.mark.usefixtures("account")
def test_one_line_is_marked_as_read_in_its_place(client_for: SignIn, alice: Actor) -> None:
    row = Notification.objects.get()
    answer = client_for(alice).post(f"/ui/notifications/{row.pk}/read", headers=PART)
    assert f'id="notice-{row.pk}"' in answer.content.decode()
    assert "Mark as read" not in answer.content.decode()
    assert "dw:signals" in answer["HX-Trigger"]


@pytest.mark.usefixtures("account")
def test_the_page_shows_all_or_the_unread_or_one_kind(client_for: SignIn, alice: Actor) -> None:
    client = client_for(alice)
    for asked, is_there in (
        ("", True),
        ("?show=unread", True),
        ("?kind=records.followed", True),
        ("?kind=records.mentioned", False),
    ):
        found = (
            "Bob Example changed Nordhaven"
            in client.get(f"/notifications/{asked}").content.decode()
        )
        assert found == is_there
    client.post("/ui/notifications/read")
    assert "Nordhaven" not in client.get("/notifications/?show=unread").content.decode()


def test_the_page_costs_the_same_for_one_line_and_for_three(
    client_for: SignIn, alice: Actor, bob: Actor, at: datetime
) -> None:
    counts = []
    client = client_for(alice)
    client.get("/notifications/")
    for number in (1, 3):
        for each in range(number):
            account = account_of(alice, f"Firm {number} {each}")
            customers.update_account(account, {"industry": "food"}, by=bob, at=at)
        hear()
        with CaptureQueriesContext(connection) as captured:
            client.get("/notifications/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_settings_are_kept(client_for: SignIn, alice: Actor) -> None:
    client = client_for(alice)
    typed = {
        "records.mentioned-in-app": "on",
        "records.mentioned-mail": "digest",
        "rhythm": "weekly",
        "hour": "9",
        "weekday": "4",
        "quiet_from": "20:00",
        "quiet_until": "07:30",
    }
    assert client.post("/notifications/settings/", typed).status_code == 302
    kept = NoticeSettings.objects.get(user_id=alice.id)
    assert (kept.rhythm, kept.hour, kept.weekday) == ("weekly", 9, 4)
    choice = NoticeChoice.objects.get(user_id=alice.id, kind="records.mentioned")
    assert (choice.in_app, choice.mail) == (True, "digest")
    page = client.get("/notifications/settings/").content.decode()
    assert 'value="07:30"' in page


def test_half_of_the_quiet_hours_is_refused_with_the_reason(
    client_for: SignIn, alice: Actor
) -> None:
    typed = {"rhythm": "daily", "hour": "9", "weekday": "4", "quiet_from": "20:00"}
    answer = client_for(alice).post("/notifications/settings/", typed)
    assert answer.status_code == 422
    assert "Quiet hours have a beginning and an end." in answer.content.decode()
    assert not NoticeSettings.objects.exists()


def test_a_record_is_followed_by_a_button_and_by_strangers_not_at_all(
    client_for: SignIn, bob: Actor, charlie: Actor, account: Account
) -> None:
    url = f"/ui/following/customers.account/{account.pk}"
    shown = client_for(bob).get(url).content.decode()
    assert "Alice Example" in shown
    assert 'aria-pressed="false"' in shown
    followed = client_for(bob).post(url, {"follow": "true"}, headers=PART).content.decode()
    assert 'aria-pressed="true"' in followed
    assert client_for(charlie).get(url).status_code == 404
    assert client_for(charlie).post(url, {"follow": "true"}).status_code == 404
    assert [follow.user_id for follow in Follow.objects.all()] == [bob.id]


def test_colleagues_are_offered_by_the_beginning_of_a_name(
    client_for: SignIn, alice: Actor, people: SimpleNamespace
) -> None:
    text = client_for(alice).get("/ui/mentions?term=bo").content.decode()
    assert 'data-called="Bob Example"' in text
    assert "Charlie" not in text
    assert people.bob.email not in text


def test_two_colleagues_of_one_name_are_offered_by_their_addresses(
    client_for: SignIn, alice: Actor, people: SimpleNamespace, system: Actor, at: datetime
) -> None:
    identity.create_user(
        email="bob2@corvane.example",
        name="Bob Example",
        unit=people.bob.unit,
        role_keys=[],
        by=system,
        at=at,
    )
    text = client_for(alice).get("/ui/mentions?term=bob").content.decode()
    assert 'data-called="bob2@corvane.example"' in text


def test_a_mention_of_someone_who_may_not_read_offers_to_share(
    client_for: SignIn, alice: Actor, charlie: Actor, account: Account
) -> None:
    client = client_for(alice)
    url = f"/timeline/customers.account/{account.pk}/log"
    typed = {"kind": "note", "text": "Ask @Charlie Example"}
    text = client.post(url, typed, headers=PART).content.decode()
    assert "Charlie Example may not read this and has not been told." in text
    share = f"/accounts/{account.pk}/do/share"
    assert share in text
    client.post(share, {"principal": str(charlie.id)}, headers=PART)
    hear()
    panel = client_for(charlie).get("/ui/notifications").content.decode()
    assert "Alice Example mentioned you" in panel


def test_the_bell_is_dimmed_in_quiet_hours(
    client_for: SignIn, alice: Actor, system: Actor, at: datetime
) -> None:
    assert alice.id
    records.notify([alice.id], text="News", by=system, at=at)
    client = client_for(alice)
    typed = {"rhythm": "daily", "hour": "9", "weekday": "4"}
    always = {"quiet_from": "00:00", "quiet_until": "00:00"}
    client.post("/notifications/settings/", typed | always)
    assert "bg-error" not in client.get("/ui/signals").content.decode()
    client.post("/notifications/settings/", typed)
    assert "bg-error" in client.get("/ui/signals").content.decode()


def test_looking_records_nothing(client_for: SignIn, alice: Actor) -> None:
    count = EventRecord.objects.count()
    for address in ("/notifications/", "/notifications/settings/", "/ui/notifications"):
        assert client_for(alice).get(address).status_code == 200
    assert EventRecord.objects.count() == count


def test_the_long_texts_of_a_record_and_of_a_verb_offer_people(
    client_for: SignIn, alice: Actor
) -> None:
    lead = lead_of(alice)
    for address in (f"/leads/{lead.pk}/edit", "/leads/new", f"/leads/{lead.pk}/do/disqualify"):
        text = client_for(alice).get(address).content.decode()
        assert text.count("<textarea") == text.count('data-mentions="/ui/mentions"') == 1, address
