"""The frame around every page, and the parts of it that load by themselves."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from dealwright.core.actor import Actor
from dealwright.records import actions as records
from dealwright.records.models import Notification
from tests.factories.leads import lead_of

pytestmark = pytest.mark.django_db

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
type SignIn = Callable[[Actor], Client]


def test_the_gallery_shows_every_component_without_a_stray_tag(
    client_for: SignIn, alice: Actor
) -> None:
    page = client_for(alice).get("/gallery")
    text = page.content.decode()
    assert page.status_code == 200
    assert not re.search(r"\{[{%#]|[%#}]\}|<c-", text)
    assert " style=" not in text


def test_theme_density_and_navigation_are_right_in_the_first_byte(
    client_for: SignIn, alice: Actor
) -> None:
    client = client_for(alice)
    client.cookies.load({"dw_theme": "dark", "dw_density": "compact", "dw_nav": "narrow"})
    text = client.get("/gallery").content.decode()
    assert 'data-theme="dealwright-dark"' in text
    assert 'data-density="compact"' in text
    assert 'class="dw-app narrow"' in text


def test_a_cookie_that_is_not_ours_changes_nothing(client_for: SignIn, alice: Actor) -> None:
    client = client_for(alice)
    client.cookies.load({"dw_theme": '"><script>', "dw_density": "huge"})
    text = client.get("/gallery").content.decode()
    assert "data-theme" not in text.partition("<head>")[0]
    assert 'data-density="normal"' in text


def test_a_stranger_to_the_house_is_asked_to_sign_in(client: Client, alice: Actor) -> None:
    answer = client.get("/gallery")
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_what_is_not_there_is_said_in_the_frame(client_for: SignIn, alice: Actor) -> None:
    answer = client_for(alice).get("/leads/01a20050-f08c-7142-b43b-cfe760c5cf07/")
    assert answer.status_code == 404
    assert 'class="dw-app' in answer.content.decode()
    assert "data-problem" in answer.content.decode()


def test_a_part_that_is_refused_is_a_toast(client_for: SignIn, alice: Actor) -> None:
    answer = client_for(alice).get("/leads/01a20050-f08c-7142-b43b-cfe760c5cf07/", headers=PART)
    assert answer.status_code == 404
    assert answer["HX-Reswap"] == "none"
    assert "dw:toast" in answer["HX-Trigger"]


def test_pages_and_parts_are_kept_apart_by_caches(client_for: SignIn, alice: Actor) -> None:
    assert "HX-Request-Type" in client_for(alice).get("/gallery")["Vary"]


def test_the_bell_shows_news_until_they_are_read(
    client_for: SignIn, alice: Actor, bob: Actor, at: datetime
) -> None:
    assert alice.id is not None
    records.notify([alice.id], text="Bob handed you a lead", by=bob, at=at)
    client = client_for(alice)
    assert "bg-error" in client.get("/ui/signals").content.decode()
    assert "Bob handed you a lead" in client.get("/ui/notifications").content.decode()
    client.post("/ui/notifications/read")
    assert "bg-error" not in client.get("/ui/signals").content.decode()
    assert Notification.objects.filter(read_at__isnull=True).count() == 0


def test_news_are_for_one_person_only(
    client_for: SignIn, alice: Actor, bob: Actor, at: datetime
) -> None:
    assert alice.id is not None
    records.notify([alice.id], text="For Alice alone", by=bob, at=at)
    assert "For Alice alone" not in client_for(bob).get("/ui/notifications").content.decode()


def test_the_palette_finds_records_commands_and_places(client_for: SignIn, alice: Actor) -> None:
    lead_of(alice)
    text = client_for(alice).get("/ui/palette?q=annika").content.decode()
    assert "<mark>Annika</mark>" in text
    text = client_for(alice).get("/ui/palette?q=lead").content.decode()
    assert "/leads/" in text
    assert "/ui/new/leads.lead" in text


def test_the_palette_leaves_records_away_for_commands(client_for: SignIn, alice: Actor) -> None:
    lead_of(alice, last_name="Leadbetter")
    assert "Leadbetter" not in client_for(alice).get(
        "/ui/palette?q=>lead"
    ).content.decode().replace("<mark>", "")


def test_the_palette_finds_nothing_of_a_stranger(
    client_for: SignIn, alice: Actor, bob: Actor, charlie: Actor
) -> None:
    lead_of(alice)
    found = [
        "Sjöberg" in client_for(actor).get("/ui/palette?q=annika").content.decode()
        for actor in (alice, bob, charlie)
    ]
    assert found == [True, True, False]


@pytest.mark.parametrize(
    "fragment", ["%00", "%27%22%3Cscript%3E", "%", "_", "a" * 5000, "%F0%9F%92%A9"]
)
def test_the_palette_bears_any_input(client_for: SignIn, alice: Actor, fragment: str) -> None:
    answer = client_for(alice).get(f"/ui/palette?q={fragment}")
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


def test_a_lookup_offers_people_by_a_part_of_their_name(client_for: SignIn, alice: Actor) -> None:
    text = client_for(alice).get("/ui/lookup/identity.user?term=bob").content.decode()
    assert "Bob Example" in text
    assert "Charlie" not in text


def test_a_lookup_of_an_unknown_kind_is_not_found(client_for: SignIn, alice: Actor) -> None:
    assert client_for(alice).get("/ui/lookup/no.such?term=x").status_code == 404
