"""The pages of logo and colour, hours, numbers, rates and one's profile."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.identity.models import User
from dealwright.organisation import actions, queries
from dealwright.organisation.models import ExchangeRate, Logo, Organisation, SpecialDay
from dealwright.records import numbering

pytestmark = pytest.mark.django_db
type SignIn = Callable[[Actor], Client]
PAGES = ("brand", "hours", "numbers", "rates")
WEEK = {
    f"{edge}-{day}-0": at
    for day in range(5)
    for edge, at in (("opens", "08:00"), ("closes", "12:30"))
}


def file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("logo.png", content, "image/png")


def picture() -> bytes:
    written = BytesIO()
    Image.new("RGB", (300, 90), "#7a1f3d").save(written, "PNG")
    return written.getvalue()


@pytest.mark.parametrize("page", PAGES)
def test_a_salesperson_reads_the_settings_and_is_offered_no_change(
    page: str, client_for: SignIn, alice: Actor
) -> None:
    answer = client_for(alice).get(f"/settings/{page}/")
    assert answer.status_code == 200
    shown = answer.content.decode().partition('aria-label="Settings"')[2].partition("</main>")[0]
    assert "</nav>" in shown
    assert 'type="submit"' not in shown


def test_a_salesperson_changes_nothing_by_these_addresses(
    client_for: SignIn, alice: Actor, selling: Organisation
) -> None:
    browser = client_for(alice)
    answers = [
        browser.post("/settings/brand/", {"accent": "#7a1f3d"}),
        browser.post("/settings/brand/logo/", {"logo": file(picture())}),
        browser.post("/settings/hours/", WEEK),
        browser.post("/settings/hours/days/", {"day": "2026-12-24", "name": "Eve"}),
        browser.post("/settings/hours/holidays/", {"holiday_country": "SE"}),
        browser.post("/settings/numbers/ACC/", {"pattern": "K{number}", "digits": "4"}),
        browser.get("/settings/numbers/ACC/"),
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert queries.brand() == ("", "#005e67")
    assert not SpecialDay.objects.exists()
    assert numbering.formats()["ACC"] == numbering.usual("ACC")


def test_logo_and_colour_come_onto_the_page(client_for: SignIn, olga: Actor) -> None:
    browser = client_for(olga)
    browser.post("/settings/brand/logo/", {"logo": file(picture())})
    browser.post("/settings/brand/", {"accent": "#7A1F3D"})
    fingerprint, accent = queries.brand()
    page = browser.get("/settings/brand/").content.decode()
    assert f"/branding/logo/{fingerprint}" in page
    assert accent == "#7a1f3d"
    browser.post("/settings/brand/logo/remove/")
    assert not Logo.objects.exists()


def test_what_is_no_picture_is_said_on_the_page(client_for: SignIn, olga: Actor) -> None:
    browser = client_for(olga)
    answer = browser.post("/settings/brand/logo/", {"logo": file(b"<svg/>")}, follow=True)
    assert "Choose a PNG or JPEG picture" in answer.content.decode()
    answer = browser.post("/settings/brand/logo/", follow=True)
    assert "Choose a PNG or JPEG picture" in answer.content.decode()


def test_a_colour_that_cannot_be_read_stays_in_the_form(client_for: SignIn, olga: Actor) -> None:
    answer = client_for(olga).post("/settings/brand/", {"accent": "#ffcc00"})
    assert answer.status_code == 422
    assert 'value="#ffcc00"' in answer.content.decode()


def test_hours_are_typed_for_a_week(client_for: SignIn, olga: Actor) -> None:
    browser = client_for(olga)
    browser.post("/settings/hours/", WEEK | {"opens-5-0": "10:00", "closes-5-0": "00:00"})
    assert queries.week()[0] == [(480, 750)]
    assert queries.week()[5] == [(600, 1440)]
    assert 'value="12:30"' in browser.get("/settings/hours/").content.decode()


@pytest.mark.parametrize("wrong", ["25:00", "9", "closed", "08:61", "-1:00"])
def test_what_is_no_time_stays_in_the_form(wrong: str, client_for: SignIn, olga: Actor) -> None:
    answer = client_for(olga).post("/settings/hours/", WEEK | {"closes-1-0": wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Write times as 09:00" in page
    assert f'value="{wrong}"' in page
    assert queries.week()[0] == [(540, 1020)]


def test_holidays_and_days_that_differ(client_for: SignIn, olga: Actor) -> None:
    browser = client_for(olga)
    browser.post("/settings/hours/holidays/", {"holiday_country": "DE"})
    browser.post("/settings/hours/holidays/", {"holiday_country": "DE", "holiday_region": "BY"})
    assert queries.current().holiday_region == "BY"
    browser.post("/settings/hours/holidays/", {"holiday_country": "SE", "holiday_region": "BY"})
    assert (queries.current().holiday_country, queries.current().holiday_region) == ("SE", "")
    browser.post("/settings/hours/days/", {"day": "2026-12-24", "name": "Christmas Eve"})
    empty = browser.get("/settings/hours/").content.decode()
    assert 'name="opens" type="time"' in empty
    half = {"day": "2026-12-31", "name": "Half a day", "opens": "09:00", "closes": "12:00"}
    browser.post("/settings/hours/days/", half)
    page = browser.get("/settings/hours/").content.decode()
    assert "Christmas Eve" in page
    assert "09:00 – 12:00" in page
    for day in SpecialDay.objects.all():
        browser.post(f"/settings/hours/days/{day.pk}/remove/")
    assert not SpecialDay.objects.exists()


def test_a_day_with_half_a_time_stays_in_the_form(client_for: SignIn, olga: Actor) -> None:
    half = {"day": "2026-12-31", "name": "Half a day", "opens": "09:00", "closes": ""}
    answer = client_for(olga).post("/settings/hours/days/", half)
    assert answer.status_code == 422
    assert 'value="Half a day"' in answer.content.decode()
    assert not SpecialDay.objects.exists()


def test_numbers_are_given_another_look(client_for: SignIn, olga: Actor) -> None:
    browser = client_for(olga)
    sent = {"pattern": "q{yy}/{number}", "digits": "4", "restarts": "true", "next_number": "500"}
    assert browser.post("/settings/numbers/QUO/", sent).status_code == 302
    assert "Q26/0500" in browser.get("/settings/numbers/").content.decode()
    refused = browser.post("/settings/numbers/QUO/", sent | {"pattern": "Q"})
    assert refused.status_code == 422
    assert browser.get("/settings/numbers/XYZ/").status_code == 404


def test_a_rate_is_taken_back(client_for: SignIn, olga: Actor, selling: Organisation) -> None:
    browser = client_for(olga)
    browser.post(
        "/settings/rates/", {"currency": "SEK", "valid_from": "2026-01-01", "rate": "0.09"}
    )
    rate = ExchangeRate.objects.get()
    assert rate.rate == Decimal("0.09")
    browser.post(f"/settings/rates/{rate.pk}/remove/")
    assert not ExchangeRate.objects.exists()


def test_people_change_their_own_profile(
    client_for: SignIn, people: SimpleNamespace, alice: Actor
) -> None:
    browser = client_for(alice)
    sent = {"name": "Alice Andersson", "job_title": "Rep", "locale": "sv-SE", "time_zone": ""}
    assert browser.post("/settings/profile/", sent).status_code == 302
    me = User.objects.get(pk=people.alice.pk)
    assert (me.name, me.locale) == ("Alice Andersson", "sv-SE")
    assert browser.post("/settings/profile/", sent | {"name": ""}).status_code == 422


def test_people_choose_among_the_languages_that_are_offered(
    client_for: SignIn, alice: Actor, olga: Actor
) -> None:
    actions.change({"languages": ["de-DE"]}, by=olga, at=clock.now())
    page = client_for(alice).get("/settings/profile/").content.decode()
    assert "Deutsch (Deutschland)" in page
    assert "svenska (Sverige)" not in page


def test_languages_are_ticked_in_the_settings(
    client_for: SignIn, olga: Actor, selling: Organisation
) -> None:
    browser = client_for(olga)
    sent = {
        "name": selling.name,
        "country": selling.country,
        "fiscal_year_start": "1",
        "time_zone": selling.time_zone,
        "locale": selling.locale,
        "discount_mode": selling.discount_mode,
        "quote_validity_days": "30",
        "languages.de-DE": "true",
        "languages.sv-SE": "true",
    }
    assert browser.post("/settings/", sent).status_code == 302
    assert queries.current().languages == ["de-DE", "sv-SE"]
