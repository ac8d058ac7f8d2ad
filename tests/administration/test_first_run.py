"""The first run of an empty installation, told as its first person meets it."""

from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.exchange import tasks
from dealwright.identity.models import BusinessUnit, Role, User
from dealwright.organisation.models import Organisation
from dealwright.records.models import Notification
from dealwright.strategy.models import SalesProcess

pytestmark = pytest.mark.django_db
ANSWERS = {
    "name": "Corvane Systems",
    "currency": "SEK",
    "country": "SE",
    "fiscal_year_start": "5",
    "time_zone": "Europe/Stockholm",
    "locale": "sv-SE",
    "person": "Ines Carvalho",
    "email": "ines@corvane.example",
    "password": "measure-twice-quote-once",
}


def test_whatever_is_asked_the_first_page_comes(client: Client) -> None:
    assert client.get("/settings/")["Location"] == "/setup/"
    assert client.get("/setup/").status_code == 200


def test_the_first_person_sets_up_and_is_signed_in(client: Client) -> None:
    answer = client.post("/setup/", ANSWERS)
    assert answer["Location"] == "/setup/colleagues/"
    selling = Organisation.objects.get()
    assert (selling.currency, selling.fiscal_year_start) == ("SEK", 5)
    assert Role.objects.count() == 9
    assert SalesProcess.objects.get().is_default
    assert User.objects.get().roles.get().key == "administrator"
    assert client.get("/settings/people/").status_code == 200
    assert EventRecord.objects.get(kind="identity.SignedIn").data["ways"] == ["first_run"]
    assert "this one" in client.get("/settings/security/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"password": "12345"}, "too short"),
        ({"email": "nobody"}, "not an email"),
        ({"currency": "XYZ"}, "Choose one of"),
        ({"name": ""}, "required"),
    ],
)
def test_wrong_answers_are_named_kept_and_change_nothing(
    client: Client, wrong: dict[str, str], words: str
) -> None:
    answer = client.post("/setup/", ANSWERS | wrong)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "Ines Carvalho" in page
    assert ANSWERS["password"] not in page
    assert not Organisation.objects.exists()
    assert not User.objects.exists()


def test_a_second_set_up_is_not_offered(client: Client, selling: Organisation) -> None:
    assert client.post("/setup/", ANSWERS)["Location"] == "/"
    assert not User.objects.exists()


def test_colleagues_get_a_mail_with_a_link_that_lets_them_in(client: Client) -> None:
    client.post("/setup/", ANSWERS)
    rows = {"0-name": "Jonas Achterberg", "0-email": "jonas@corvane.example", "0-role": "finance"}
    assert client.post("/setup/colleagues/", rows)["Location"] == "/setup/data/"
    jonas = User.objects.get(email="jonas@corvane.example")
    assert jonas.roles.get().key == "finance"
    assert jonas.unit == BusinessUnit.objects.get()
    (letter,) = mail.outbox
    assert letter.to == ["jonas@corvane.example"]
    link = next(word for word in letter.body.split() if word.startswith("http"))
    colleague = Client()
    page = colleague.get(link.removeprefix(settings.BASE_URL), follow=True)
    passwords = {"password1": "another-fine-secret", "password2": "another-fine-secret"}
    colleague.post(page.redirect_chain[-1][0], passwords)
    assert colleague.login(email="jonas@corvane.example", password="another-fine-secret")


def test_a_wrong_row_is_named_and_the_right_ones_are_invited_once(client: Client) -> None:
    client.post("/setup/", ANSWERS)
    rows = {
        "0-name": "Jonas", "0-email": "jonas@corvane.example", "0-role": "finance",
        "1-name": "Broken", "1-email": "nope", "1-role": "finance",
    }  # fmt: skip
    answer = client.post("/setup/colleagues/", rows)
    assert answer.status_code == 422
    assert "not an email" in answer.content.decode()
    assert User.objects.filter(email="jonas@corvane.example").count() == 1


def test_settings_belong_to_those_who_may(
    client_for: Callable[[Actor], Client], alice: Actor, admin: Actor
) -> None:
    for page in ("people", "structure", "roles", "deliveries", "outbox"):
        assert client_for(alice).get(f"/settings/{page}/").status_code == 403
        assert client_for(admin).get(f"/settings/{page}/").status_code == 200
    for page in ("", "rates/", "tokens/"):
        assert client_for(alice).get(f"/settings/{page}").status_code == 200


def test_a_token_is_shown_once(client_for: Callable[[Actor], Client], alice: Actor) -> None:
    browser = client_for(alice)
    page = browser.post(
        "/settings/tokens/", {"name": "bench", "scopes": "read:customers", "days": "30"}
    ).content.decode()
    assert "dw_" in page
    assert "dw_" not in browser.get("/settings/tokens/").content.decode()


def test_an_administrator_keeps_people_out_but_not_the_last_one(
    client_for: Callable[[Actor], Client], admin: Actor, people: object
) -> None:
    browser = client_for(admin)
    alice = User.objects.get(email="alice@corvane.example")
    browser.post(f"/settings/people/{alice.pk}/active/", {"active": "false"})
    alice.refresh_from_db()
    assert not alice.is_active
    answer = browser.post(f"/settings/people/{admin.id}/active/", {"active": "false"})
    assert answer.status_code == 409
    assert "last administrator" in answer.content.decode()


def test_the_outbox_shows_mails_kept_in_the_folder(
    client_for: Callable[[Actor], Client], admin: Actor, tmp_path: Path, settings
) -> None:
    backend = "django.core.mail.backends.filebased.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {"file_path": str(tmp_path)}}}
    (tmp_path / "1.log").write_bytes(
        b"Subject: Quote 000318\r\nTo: annika@nordhaven.example\r\n\r\nSee http://x.example/\r\n"
    )
    assert message_from_bytes((tmp_path / "1.log").read_bytes(), policy=policy.default)["To"]
    page = client_for(admin).get("/settings/outbox/").content.decode()
    assert "Quote 000318" in page
    assert 'href="http://x.example/"' in page


def test_the_sample_is_brought_once_and_taken_away(client: Client) -> None:
    client.post("/setup/", ANSWERS | {"currency": "EUR"})
    for _click in range(2):
        assert client.post("/settings/sample/bring/")["Location"] == "/"
    job = ProcrastinateJob.objects.get(task_name="exchange.make_sample")
    assert "Remove the sample" not in client.get("/settings/").content.decode()
    tasks.make_sample.func(**job.args)  # type: ignore[attr-defined]
    assert Account.objects.count() == 200
    assert Notification.objects.get().icon == "sparkles"
    assert "Remove the sample" in client.get("/settings/").content.decode()
    assert client.post("/settings/sample/remove/")["Location"] == "/settings/"
    assert not Account.objects.exists()


def test_a_salesperson_brings_no_sample(
    client_for: Callable[[Actor], Client], alice: Actor
) -> None:
    browser = client_for(alice)
    assert browser.post("/settings/sample/bring/").status_code == 403
    assert browser.post("/settings/sample/remove/").status_code == 403
    assert not ProcrastinateJob.objects.filter(task_name="exchange.make_sample").exists()
