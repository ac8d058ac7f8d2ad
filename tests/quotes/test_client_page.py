"""What the client sees without a login: the letter, the PDF, his answer; and what others do not."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from dealwright.core import actor as actors
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, RefusedError
from dealwright.events.models import EventRecord
from dealwright.orders.models import Order
from dealwright.quotes import actions as quotes
from dealwright.quotes import links, tasks
from dealwright.quotes.models import Quote, QuoteAnswer, QuoteLink, State

pytestmark = pytest.mark.django_db


class Clock:
    """The clock that the edges read."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch, at: datetime) -> Clock:
    found = Clock(at)
    monkeypatch.setattr("dealwright.core.clock.now", found)
    return found


@pytest.fixture
def link(alice: Actor, active: Quote, at: datetime) -> QuoteLink:
    return quotes.make_link(active, by=alice, at=at, sent_to="annika@nordhaven.example")


@pytest.fixture
def browser() -> Client:
    """Somebody's browser, signed in nowhere, that keeps to CSRF."""
    return Client(REMOTE_ADDR="192.0.2.7")


def page_of(link: QuoteLink, name: str = "client") -> str:
    return reverse(f"quotes:{name}", args=[links.token_of(link)])


ACCEPTED = {"name": "Annika Sjöberg-Lindqvist", "agreed": "yes"}


def test_the_letter_shows_what_is_offered(browser: Client, link: QuoteLink) -> None:
    page = browser.get(page_of(link))
    text = page.content.decode()
    for words in (
        "Corvane Systems",
        "Prepared for Annika Sjöberg-Lindqvist, Nordhaven Cold Chain AB",
        "Malmö cross-dock",
        "Product CS-44",
        "EUR\xa02,890.10",
        "Valid until 1 October 2026, 30 days left",
        "Accept and sign",
    ):
        assert words in text
    assert page["X-Robots-Tag"] == "noindex"
    assert "no-store" in page["Cache-Control"]


def test_the_first_look_is_noted_once(browser: Client, link: QuoteLink, at: datetime) -> None:
    browser.get(page_of(link))
    browser.get(page_of(link))
    link.refresh_from_db()
    assert link.opened_at == at
    event = EventRecord.objects.get(kind="quotes.QuoteOpened")
    assert (event.actor_kind, event.channel) == ("client", "client_page")


def test_a_colleague_who_looks_is_not_the_client(
    client_for: Callable[[Actor], Client], alice: Actor, link: QuoteLink
) -> None:
    assert client_for(alice).get(page_of(link)).status_code == 200
    link.refresh_from_db()
    assert link.opened_at is None


def test_the_pdf_is_the_very_file_that_is_accepted(browser: Client, link: QuoteLink) -> None:
    content = browser.get(page_of(link, "client_pdf")).content
    browser.post(page_of(link, "client_accept"), ACCEPTED)
    assert QuoteAnswer.objects.get().sha256 == hashlib.sha256(content).hexdigest()


def test_the_client_accepts_with_his_name(
    browser: Client, link: QuoteLink, active: Quote, at: datetime
) -> None:
    answer = browser.post(page_of(link, "client_accept"), ACCEPTED, follow=True)
    assert "Accepted by Annika Sjöberg-Lindqvist on 1 September 2026" in answer.content.decode()
    kept = QuoteAnswer.objects.get()
    assert (kept.link, kept.address, kept.at) == (link, "192.0.2.7", at)
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "", "agreed": "yes"}, "Write your full name."),
        ({"name": "Annika"}, "Tick this to accept."),
    ],
)
def test_an_incomplete_acceptance_says_what_is_missing_and_keeps_the_input(
    browser: Client, link: QuoteLink, typed: dict, said: str
) -> None:
    answer = browser.post(page_of(link, "client_accept"), typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not QuoteAnswer.objects.exists()


def test_the_client_declines_with_a_reason(browser: Client, link: QuoteLink) -> None:
    address = page_of(link, "client_decline")
    assert browser.post(address, {"name": "Annika", "reason": ""}).status_code == 422
    answer = browser.post(address, {"name": "Annika", "reason": "Too late."}, follow=True)
    assert "Declined by Annika" in answer.content.decode()
    assert Quote.objects.get().close_note == "Too late."


def test_a_second_answer_is_refused(browser: Client, link: QuoteLink) -> None:
    browser.post(page_of(link, "client_accept"), ACCEPTED)
    again = browser.post(page_of(link, "client_accept"), ACCEPTED)
    assert again.status_code == 409
    assert Order.objects.count() == 1


def test_after_the_last_day_it_can_be_read_and_not_accepted(
    browser: Client, link: QuoteLink, now: Clock
) -> None:
    now.at += timedelta(days=31)
    page = browser.get(page_of(link)).content.decode()
    assert "was valid until 1 October 2026" in page
    assert "Accept and sign" not in page
    assert browser.post(page_of(link, "client_accept"), ACCEPTED).status_code == 409


def test_a_revised_quote_says_so(
    browser: Client, link: QuoteLink, alice: Actor, active: Quote, at: datetime
) -> None:
    quotes.revise(active, by=alice, at=at)
    page = browser.get(page_of(link)).content.decode()
    assert "A newer revision takes the place of this quote." in page
    assert browser.post(page_of(link, "client_accept"), ACCEPTED).status_code == 409


def test_an_expired_link_leads_nowhere(browser: Client, link: QuoteLink, now: Clock) -> None:
    now.at = link.expires_at
    assert browser.get(page_of(link)).status_code == 404


def test_a_revoked_link_leads_nowhere(
    browser: Client, link: QuoteLink, alice: Actor, active: Quote, at: datetime
) -> None:
    quotes.revoke_links(active, by=alice, at=at)
    for name in ("client", "client_pdf"):
        assert browser.get(page_of(link, name)).status_code == 404
    assert browser.post(page_of(link, "client_accept"), ACCEPTED).status_code == 404
    assert Quote.objects.get().state == State.ACTIVE


def test_revoking_nothing_is_refused(alice: Actor, active: Quote, at: datetime) -> None:
    with pytest.raises(RefusedError):
        quotes.revoke_links(active, by=alice, at=at)


def test_a_token_that_was_not_made_here_leads_nowhere(browser: Client, link: QuoteLink) -> None:
    token = links.token_of(link)
    forged = [
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        link.pk.hex,
        f"{link.pk.hex}.",
        "x" * 500,
        "\N{SNOWMAN}",
    ]
    for text in forged:
        assert browser.get(reverse("quotes:client", args=[text])).status_code == 404, text


def test_whoever_guesses_is_braked(browser: Client, link: QuoteLink) -> None:
    wrong = reverse("quotes:client", args=["nonsense"])
    statuses = [browser.get(wrong).status_code for _try in range(21)]
    assert statuses == [404] * 20 + [429]
    assert browser.get(page_of(link)).status_code == 200
    assert Client(REMOTE_ADDR="192.0.2.8").get(wrong).status_code == 404


def test_whoever_answers_too_often_is_braked(browser: Client, link: QuoteLink) -> None:
    statuses = [
        browser.post(page_of(link, "client_accept"), ACCEPTED).status_code for _try in range(11)
    ]
    assert statuses == [302] + [409] * 9 + [429]


def test_the_pages_of_the_house_stay_closed_to_the_client(
    browser: Client, link: QuoteLink, active: Quote
) -> None:
    browser.get(page_of(link))
    answer = browser.get(reverse("quotes:quote", args=[active.pk]))
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_an_answer_needs_the_pages_own_token(link: QuoteLink) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(page_of(link, "client_accept"), ACCEPTED).status_code == 403


def test_sending_mails_the_link_to_the_contact(alice: Actor, active: Quote, at: datetime) -> None:
    quotes.send(active, by=alice, at=at, message="Here it is.")
    link = QuoteLink.objects.get()
    assert link.sent_to == "annika@nordhaven.example"
    assert EventRecord.objects.get(kind="quotes.QuoteSent").data["to"] == link.sent_to
    tasks.mail_link(link=str(link.pk), message="Here it is.")
    (sent,) = mail.outbox
    assert sent.to == ["annika@nordhaven.example"]
    assert sent.reply_to == ["alice@corvane.example"]
    assert links.address_of(link) in sent.body
    assert "Here it is." in sent.body


def test_a_revoked_link_is_not_mailed(alice: Actor, active: Quote, at: datetime) -> None:
    quotes.send(active, by=alice, at=at)
    quotes.revoke_links(active, by=alice, at=at)
    tasks.mail_link(link=str(QuoteLink.objects.get().pk), message="")
    assert mail.outbox == []


def test_nobody_sends_a_draft_or_without_an_address_or_the_right(
    alice: Actor, ann: Actor, draft: Quote, at: datetime
) -> None:
    with pytest.raises(RefusedError):
        quotes.send(draft, by=alice, at=at)
    active = quotes.activate(draft, by=alice, at=at)
    with pytest.raises(NotAllowedError):
        quotes.send(active, by=ann, at=at)
    with pytest.raises(InvalidError):
        quotes.send(active, by=alice, at=at, to="nobody")
    assert not QuoteLink.objects.exists()


def test_only_the_client_opens_a_link(alice: Actor, link: QuoteLink, at: datetime) -> None:
    with pytest.raises(NotAllowedError):
        quotes.note_opened(link, by=alice, at=at)


def test_the_file_is_made_by_a_job(active: Quote) -> None:
    tasks.make_file(quote=str(active.pk))
    assert active.file.sha256
    tasks.make_file(quote=str(active.pk))


def test_the_letter_is_in_the_language_of_the_quote(
    browser: Client, alice: Actor, draft: Quote, at: datetime
) -> None:
    quotes.update(draft, {"locale": "de-DE"}, by=alice, at=at)
    active = quotes.activate(draft, by=alice, at=at)
    link = quotes.make_link(active, by=actors.system(), at=at)
    page = browser.get(page_of(link)).content.decode()
    assert all(words in page for words in ('lang="de-de"', "2.890,10\xa0EUR", "Gesamt mit Steuer"))
