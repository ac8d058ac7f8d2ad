"""How long a quote may be accepted: it expires by itself at the organisation's midnight, and is extended by hand."""

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.core.actor import Actor, Channel, Kind
from dealwright.core.errors import InvalidError, NotAllowedError, RefusedError
from dealwright.events.models import EventRecord
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import Opportunity
from dealwright.orders.models import Order
from dealwright.organisation import actions as organisation
from dealwright.quotes import actions as quotes
from dealwright.quotes import links, snapshots, tasks
from dealwright.quotes.models import CloseReason, Quote, QuoteFile, QuoteLink, State
from dealwright.records.notifications.models import Notification
from tests.racing import race

pytestmark = pytest.mark.django_db

LAST_DAY = date(2026, 10, 1)  # thirty days after the tests' moment
MORNING_AFTER = datetime(2026, 10, 2, tzinfo=UTC)
LATER = date(2026, 11, 1)


def told(kind: str) -> int:
    return EventRecord.objects.filter(kind=kind).count()


@pytest.fixture
def expired(system: Actor, active: Quote) -> Quote:
    quotes.expire_due(by=system, at=MORNING_AFTER)
    active.refresh_from_db()
    return active


def test_a_quote_expires_when_its_last_day_is_over(system: Actor, active: Quote) -> None:
    evening = MORNING_AFTER - timedelta(seconds=1)
    assert quotes.expire_due(by=system, at=evening) == 0
    assert quotes.expire_due(by=system, at=MORNING_AFTER) == 1
    active.refresh_from_db()
    assert (active.state, active.close_reason) == (State.CLOSED, CloseReason.EXPIRED)
    assert active.closed_at == MORNING_AFTER


def test_midnight_is_the_organisations(admin: Actor, system: Actor, active: Quote) -> None:
    organisation.change({"time_zone": "America/New_York"}, by=admin, at=MORNING_AFTER)
    assert quotes.expire_due(by=system, at=datetime(2026, 10, 2, 3, 59, tzinfo=UTC)) == 0
    assert quotes.expire_due(by=system, at=datetime(2026, 10, 2, 4, 0, tzinfo=UTC)) == 1


def test_the_job_expires_once_and_tells_the_owner_once(alice: Actor, active: Quote) -> None:
    for _again in range(2):
        tasks.expire(timestamp=int(MORNING_AFTER.timestamp()))
    assert told("quotes.QuoteExpired") == 1
    assert Notification.objects.filter(kind="quotes.expired", user=alice.id).count() == 1


def test_drafts_and_quotes_without_a_last_day_do_not_expire(
    alice: Actor, system: Actor, draft: Quote, deal: Opportunity, at: datetime
) -> None:
    row = {"name": "Crane", "quantity": 1, "unit_price": 5}
    open_end = quotes.create({"opportunity": deal.pk, "lines": [row]}, by=alice, at=at)
    quotes.update(open_end, {"valid_until": None}, by=alice, at=at)
    quotes.activate(open_end, by=alice, at=at)
    assert quotes.expire_due(by=system, at=MORNING_AFTER) == 0


def test_a_quote_that_cannot_expire_holds_no_other_up(
    *,
    alice: Actor,
    system: Actor,
    active: Quote,
    at: datetime,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    other = quotes.activate(quotes.copy(active, by=alice, at=at), by=alice, at=at)

    def break_the_first(quote: Quote, *rest: object, **more: object) -> None:
        if quote.pk == active.pk:
            raise ValueError("broken")

    with monkeypatch.context() as broken:
        broken.setattr("dealwright.quotes.actions.validity.tell_owner", break_the_first)
        assert quotes.expire_due(by=system, at=MORNING_AFTER) == 1
    assert str(active.pk) in caplog.text
    states = [Quote.objects.get(pk=quote.pk).state for quote in (active, other)]
    assert states == [State.ACTIVE, State.CLOSED]
    assert quotes.expire_due(by=system, at=MORNING_AFTER) == 1


def test_only_the_system_lets_quotes_expire(alice: Actor, active: Quote) -> None:
    for expire in (quotes.expire_due, partial(quotes.expire, active)):
        with pytest.raises(NotAllowedError):
            expire(by=alice, at=MORNING_AFTER)


def test_an_expired_quote_is_not_accepted_by_anyone(alice: Actor, expired: Quote) -> None:
    client = Actor(
        kind=Kind.CLIENT, name="Annika", channel=Channel.CLIENT_PAGE, document=expired.pk
    )
    for who in (alice, client):
        with pytest.raises(RefusedError, match="was valid until 2026-10-01") as refusal:
            quotes.accept(expired, "Annika", by=who, at=MORNING_AFTER)
        assert refusal.value.code == "expired"
    assert not Order.objects.exists()


def test_an_expired_quote_does_not_keep_its_deal_open(
    alice: Actor, expired: Quote, deal: Opportunity
) -> None:
    assert opportunities.lose(deal, "price", by=alice, at=MORNING_AFTER).state == "lost"


def test_an_expired_quote_is_revised(alice: Actor, expired: Quote) -> None:
    assert quotes.revise(expired, by=alice, at=MORNING_AFTER).revision == 2


def test_extending_moves_the_last_day_and_nothing_else(alice: Actor, active: Quote) -> None:
    before = snapshots.thaw(active.snapshot)
    extended = quotes.extend(active, LATER, by=alice, at=MORNING_AFTER - timedelta(days=9))
    after = snapshots.thaw(extended.snapshot)
    assert (before.valid_until, after.valid_until) == (LAST_DAY, LATER)
    assert (after.lines, after.totals, after.terms) == (before.lines, before.totals, before.terms)
    assert extended.content_hash == snapshots.digest(extended.snapshot) != active.content_hash
    event = EventRecord.objects.get(kind="quotes.QuoteExtended")
    assert event.changes == {"valid_until": ["2026-10-01", "2026-11-01"]}


def test_what_expired_is_extended_and_accepted(alice: Actor, expired: Quote) -> None:
    extended = quotes.extend(expired, LATER, by=alice, at=MORNING_AFTER)
    assert (extended.state, extended.close_reason, extended.closed_at) == (State.ACTIVE, "", None)
    quotes.accept(extended, "Annika", by=alice, at=MORNING_AFTER)
    assert Order.objects.get().quote_id == extended.pk


def test_the_file_says_the_new_last_day(alice: Actor, active: Quote, at: datetime) -> None:
    stale = Quote.objects.get(pk=active.pk)
    first = quotes.keep_file(active, by=alice, at=at).sha256
    quotes.extend(active, LATER, by=alice, at=at)
    second = quotes.keep_file(stale, by=alice, at=at)
    assert second.sha256 != first
    assert QuoteFile.objects.count() == 1
    fresh = quotes.keep_file(Quote.objects.get(pk=active.pk), by=alice, at=at)
    assert fresh.sha256 == hashlib.sha256(bytes(second.content)).hexdigest()


def test_links_stay_open_with_the_quote(alice: Actor, active: Quote, at: datetime) -> None:
    link = quotes.make_link(active, by=alice, at=at)
    quotes.extend(active, LATER, by=alice, at=at)
    link.refresh_from_db()
    assert link.opens_at(datetime(2026, 11, 20, tzinfo=UTC))


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 8, 31), "This day is over"),
        (LAST_DAY, "valid until 2026-10-01 already"),
        (date(2026, 9, 20), "valid until 2026-10-01 already"),
    ],
)
def test_validity_only_moves_forward(
    alice: Actor, active: Quote, at: datetime, day: date, said: str
) -> None:
    with pytest.raises(InvalidError, match=said):
        quotes.extend(active, day, by=alice, at=at)
    assert told("quotes.QuoteExtended") == 0


def test_strangers_drafts_and_closed_deals_are_not_extended(
    alice: Actor, charlie: Actor, draft: Quote, deal: Opportunity, system: Actor, at: datetime
) -> None:
    with pytest.raises(RefusedError, match="This quote is draft"):
        quotes.extend(draft, LATER, by=alice, at=at)
    active = quotes.activate(draft, by=alice, at=at)
    with pytest.raises(NotAllowedError):
        quotes.extend(active, LATER, by=charlie, at=at)
    quotes.expire_due(by=system, at=MORNING_AFTER)
    opportunities.lose(deal, "price", by=alice, at=MORNING_AFTER)
    with pytest.raises(RefusedError, match="This deal is closed"):
        quotes.extend(active, LATER, by=alice, at=MORNING_AFTER)


def test_what_was_revised_is_not_extended(alice: Actor, expired: Quote) -> None:
    quotes.revise(expired, by=alice, at=MORNING_AFTER)
    with pytest.raises(RefusedError, match="was revised"):
        quotes.extend(expired, LATER, by=alice, at=MORNING_AFTER)


# the client's page


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch, at: datetime) -> list[datetime]:
    """The moment at the edges, in a list so that a test may move it."""
    found = [at]
    monkeypatch.setattr("dealwright.core.clock.now", lambda: found[0])
    return found


@pytest.fixture
def link(alice: Actor, active: Quote, at: datetime) -> QuoteLink:
    return quotes.make_link(active, by=alice, at=at, sent_to="annika@nordhaven.example")


def page_of(link: QuoteLink, name: str = "client") -> str:
    return reverse(f"quotes:{name}", args=[links.token_of(link)])


def test_the_client_of_an_expired_quote_finds_the_newer_revision(
    alice: Actor, system: Actor, active: Quote, link: QuoteLink, now: list[datetime]
) -> None:
    now[0] = MORNING_AFTER
    quotes.expire_due(by=system, at=now[0])
    page = Client().get(page_of(link)).content.decode()
    assert "was valid until 1 October 2026" in page
    assert "Ask for a new one" in page
    revision = quotes.activate(quotes.revise(active, by=alice, at=now[0]), by=alice, at=now[0])
    quotes.make_link(revision, by=alice, at=now[0], sent_to="somebody@else.example")
    assert "Open the newer revision" not in Client().get(page_of(link)).content.decode()
    own = quotes.make_link(revision, by=alice, at=now[0], sent_to="annika@nordhaven.example")
    assert links.address_of(own) in Client().get(page_of(link)).content.decode()


def test_a_client_accepts_the_content_he_read_and_no_other(
    alice: Actor, active: Quote, link: QuoteLink, now: list[datetime], at: datetime
) -> None:
    read = active.content_hash
    quotes.extend(active, LATER, by=alice, at=at)
    typed = {"name": "Annika", "agreed": "yes", "content": read}
    answer = Client().post(page_of(link, "client_accept"), typed)
    assert answer.status_code == 409
    assert "changed while you read it" in answer.content.decode()
    assert not Order.objects.exists()
    active.refresh_from_db()
    typed["content"] = active.content_hash
    assert Client().post(page_of(link, "client_accept"), typed).status_code == 302


def test_lists_and_the_page_say_what_expires_soon(
    client_for: Callable[[Actor], Client], alice: Actor, active: Quote, now: list[datetime]
) -> None:
    browser = client_for(alice)
    address = reverse("quotes:quotes") + "?view=expiring"
    assert active.number not in browser.get(address).content.decode()
    now[0] = datetime(2026, 9, 28, 9, tzinfo=UTC)
    page = browser.get(address).content.decode()
    assert active.number in page
    assert "Expires in 3 days" in page


# at the same moment


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_eight_runs_at_once_expire_a_quote_once(system: Actor, active: Quote) -> None:
    done, refused = race(*[lambda: quotes.expire_due(by=system, at=MORNING_AFTER)] * 8)
    assert (sum(done), refused) == (1, [])
    assert told("quotes.QuoteExpired") == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
@pytest.mark.parametrize("attempt", range(3))
def test_an_acceptance_and_an_extension_never_mix_two_contents(
    alice: Actor, active: Quote, at: datetime, attempt: int
) -> None:
    read = active.content_hash
    client = Actor(kind=Kind.CLIENT, name="Annika", channel=Channel.CLIENT_PAGE, document=active.pk)
    done, refused = race(
        lambda: quotes.accept(active, "Annika", by=client, at=at, content_hash=read),
        lambda: quotes.extend(active, LATER, by=alice, at=at),
    )
    assert (len(done), len(refused)) == (1, 1)
    active.refresh_from_db()
    assert (active.content_hash == read) == Order.objects.exists()
    assert active.content_hash == snapshots.digest(active.snapshot)
