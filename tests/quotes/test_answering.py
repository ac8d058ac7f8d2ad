"""The client accepts or declines, and all that follows happens at once."""

import hashlib
from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection

from dealwright.core import actor as actors
from dealwright.core.action import writing
from dealwright.core.actor import Actor, Channel, Kind
from dealwright.core.errors import InvalidError, NotAllowedError, RefusedError
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import Opportunity
from dealwright.opportunities.models import State as DealState
from dealwright.orders.models import Order
from dealwright.quotes import actions as quotes
from dealwright.quotes.models import CloseReason, Quote, QuoteAnswer, State
from dealwright.records.models import Notification

pytestmark = pytest.mark.django_db

ANNIKA = "Annika Sjöberg-Lindqvist"


def client_of(quote: Quote) -> Actor:
    return Actor(kind=Kind.CLIENT, name=ANNIKA, channel=Channel.CLIENT_PAGE, document=quote.pk)


def accept(quote: Quote, at: datetime, **more: object) -> Quote:
    return quotes.accept(quote, ANNIKA, by=client_of(quote), at=at, address="192.0.2.7", **more)


def nothing_happened(quote: Quote) -> bool:
    quote.refresh_from_db()
    return (
        quote.state == State.ACTIVE
        and not QuoteAnswer.objects.exists()
        and not Order.objects.exists()
        and not EventRecord.objects.filter(kind="quotes.QuoteAccepted").exists()
    )


def test_an_acceptance_keeps_who_when_where_and_which_file(active: Quote, at: datetime) -> None:
    accept(active, at)
    answer = QuoteAnswer.objects.get()
    file = active.file
    assert (answer.name, answer.at, answer.address) == (ANNIKA, at, "192.0.2.7")
    assert answer.is_accepted
    assert answer.sha256 == file.sha256 == hashlib.sha256(bytes(file.content)).hexdigest()


def test_an_acceptance_wins_the_quote_and_its_deal(
    active: Quote, deal: Opportunity, at: datetime
) -> None:
    accept(active, at)
    active.refresh_from_db()
    deal.refresh_from_db()
    assert (active.state, active.closed_at) == (State.WON, at)
    assert (deal.state, deal.actual_revenue) == (DealState.WON, Decimal(2590))
    won = EventRecord.objects.get(kind="opportunities.OpportunityWon")
    assert (won.actor_kind, won.on_behalf_of) == ("system", ANNIKA)
    accepted = EventRecord.objects.get(kind="quotes.QuoteAccepted")
    assert (accepted.actor_kind, accepted.actor_name) == ("client", ANNIKA)
    assert accepted.data["sha256"] == active.file.sha256


def test_an_acceptance_makes_the_order_with_its_lines(
    active: Quote, deal: Opportunity, at: datetime
) -> None:
    accept(active, at)
    order = Order.objects.get()
    assert (order.quote, order.opportunity, order.state) == (active, deal, "new")
    assert (order.owner_id, order.total) == (active.owner_id, active.total)
    assert order.number == "ORD-2026-000001"
    lines = [(line.name, line.unit_price, line.net) for line in order.lines.order_by("position")]
    assert lines == [
        ("Product CS-44", Decimal(90), Decimal(990)),
        ("Product SV-1", Decimal(800), Decimal(1600)),
    ]


def test_the_deals_other_quotes_are_cancelled(
    alice: Actor, active: Quote, deal: Opportunity, at: datetime
) -> None:
    rival_draft = quotes.quote_deal(deal, by=alice, at=at, name="Another way")
    row = {"name": "Crane", "quantity": 1, "unit_price": 5}
    values = {"opportunity": deal.pk, "lines": [row]}
    rival_active = quotes.activate(quotes.create(values, by=alice, at=at), by=alice, at=at)
    accept(active, at)
    for rival in (rival_draft, rival_active):
        rival.refresh_from_db()
        assert (rival.state, rival.close_reason) == (State.CLOSED, CloseReason.CANCELLED)
        assert rival.close_note == f"Another quote was accepted: {active.number}."


def test_a_quote_without_a_deal_is_an_order_too(
    alice: Actor, account: Account, at: datetime
) -> None:
    row = {"name": "Crane", "quantity": 1, "unit_price": 5}
    values = {"name": "Spare parts", "account": account, "lines": [row]}
    quote = quotes.activate(quotes.create(values, by=alice, at=at), by=alice, at=at)
    accept(quote, at)
    assert Order.objects.get().opportunity is None


def test_the_owner_is_told(active: Quote, at: datetime) -> None:
    accept(active, at)
    told = Notification.objects.get()
    assert told.user_id == active.owner_id
    assert ANNIKA in told.text


def test_a_seller_notes_an_acceptance_down(alice: Actor, active: Quote, at: datetime) -> None:
    quotes.accept(active, ANNIKA, by=alice, at=at + timedelta(days=60))
    answer = QuoteAnswer.objects.get()
    assert (answer.link, answer.address) == (None, None)
    assert EventRecord.objects.get(kind="quotes.QuoteAccepted").actor_name == "Alice Example"
    assert not Notification.objects.exists()


def test_a_deal_that_lost_its_account_is_won_for_the_quotes(
    alice: Actor, active: Quote, deal: Opportunity, at: datetime
) -> None:
    opportunities.update(deal, {"account": None, "contact": None}, by=alice, at=at)
    accept(active, at)
    deal.refresh_from_db()
    assert deal.account_id == active.account_id


def test_a_client_accepts_nothing_but_his_own_quote(
    alice: Actor, active: Quote, account: Account, at: datetime
) -> None:
    other = quotes.create({"name": "Other", "account": account}, by=alice, at=at)
    with pytest.raises(NotAllowedError):
        quotes.accept(active, ANNIKA, by=client_of(other), at=at)
    assert nothing_happened(active)


def test_a_colleague_without_the_right_accepts_nothing(
    ann: Actor, active: Quote, at: datetime
) -> None:
    with pytest.raises(NotAllowedError):
        quotes.accept(active, ANNIKA, by=ann, at=at)
    assert nothing_happened(active)


def test_nobody_accepts_without_a_name(active: Quote, at: datetime) -> None:
    with pytest.raises(InvalidError):
        quotes.accept(active, "  ", by=client_of(active), at=at)
    assert nothing_happened(active)


def test_a_client_is_too_late_after_the_last_day(active: Quote, at: datetime) -> None:
    last_day = datetime.combine(active.valid_until, at.timetz())
    with pytest.raises(RefusedError) as refusal:
        accept(active, last_day + timedelta(days=1))
    assert refusal.value.code == "expired"
    assert nothing_happened(active)
    accept(active, last_day)


@pytest.mark.parametrize("verb", ["accept", "revise", "close"])
def test_a_quote_is_answered_once(alice: Actor, active: Quote, at: datetime, verb: str) -> None:
    verbs = {
        "accept": lambda: accept(active, at),
        "revise": lambda: quotes.revise(active, by=alice, at=at),
        "close": lambda: quotes.close(active, "lost", by=alice, at=at),
    }
    verbs[verb]()
    orders = Order.objects.count()
    with pytest.raises(RefusedError) as refusal:
        accept(active, at)
    assert refusal.value.code == "state"
    assert Order.objects.count() == orders


def test_a_draft_is_not_accepted(draft: Quote, at: datetime) -> None:
    with pytest.raises(RefusedError):
        accept(draft, at)
    assert not QuoteAnswer.objects.exists()


def test_a_client_declines_with_a_reason_and_the_deal_goes_on(
    active: Quote, deal: Opportunity, at: datetime
) -> None:
    by = client_of(active)
    quotes.decline(active, ANNIKA, "Too late for us.", by=by, at=at, address="192.0.2.7")
    active.refresh_from_db()
    deal.refresh_from_db()
    assert (active.state, active.close_reason) == (State.CLOSED, CloseReason.LOST)
    assert active.close_note == "Too late for us."
    assert deal.is_open
    answer = QuoteAnswer.objects.get()
    assert (answer.is_accepted, answer.reason) == (False, "Too late for us.")
    assert EventRecord.objects.get(kind="quotes.QuoteDeclined").data["name"] == ANNIKA


def test_nobody_declines_without_a_reason(active: Quote, at: datetime) -> None:
    with pytest.raises(InvalidError):
        quotes.decline(active, ANNIKA, " ", by=client_of(active), at=at)
    assert nothing_happened(active)


def test_what_follows_undoes_the_acceptance_when_it_is_refused(
    alice: Actor, active: Quote, deal: Opportunity, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_quote: Quote, _by: Actor, _at: datetime) -> None:
        raise RefusedError("No orders today.")

    monkeypatch.setattr("dealwright.quotes.consequences._consequences", [refuse])
    with pytest.raises(RefusedError, match="No orders today"):
        accept(active, at)
    assert nothing_happened(active)
    deal.refresh_from_db()
    assert deal.is_open


@pytest.mark.parametrize("state", ["draft", "active"])
def test_a_deal_is_not_closed_by_hand_while_it_has_an_open_quote(
    request: pytest.FixtureRequest, alice: Actor, deal: Opportunity, at: datetime, state: str
) -> None:
    quote = request.getfixturevalue(state)
    for close in (
        lambda: opportunities.win(deal, by=alice, at=at, actual_revenue=Decimal(1)),
        lambda: opportunities.lose(deal, "price", by=alice, at=at),
    ):
        with pytest.raises(RefusedError, match=quote.number) as refusal:
            close()
        assert refusal.value.code == "open_quotes"
    quotes.close(quote, "cancelled", by=alice, at=at)
    opportunities.lose(deal, "price", by=alice, at=at)


def test_a_deal_is_not_reopened_while_its_order_stands(
    alice: Actor, active: Quote, deal: Opportunity, at: datetime
) -> None:
    accept(active, at)
    with pytest.raises(RefusedError) as refusal:
        opportunities.reopen(deal, by=alice, at=at)
    assert refusal.value.code == "ordered"


def test_revenue_comes_in_the_currency_of_the_deal(active: Quote, at: datetime) -> None:
    # a deal's currency may be changed after it was quoted
    with writing(actors.system()):
        Opportunity.objects.update(currency="SEK", rate=Decimal("0.1"))
    accept(active, at)
    assert Opportunity.objects.get().actual_revenue == Decimal(25900)


def test_of_a_quote_that_a_team_owns_every_member_hears(
    active: Quote, people: SimpleNamespace, admin: Actor, system: Actor, at: datetime
) -> None:
    members = [people.ann, people.bob]
    team = identity.create_team(
        name="Key accounts", unit=people.bob.unit, members=members, by=admin, at=at
    )
    with writing(system):
        Quote.objects.filter(pk=active.pk).update(owner=team.pk)
    accept(active, at)
    connection.check_constraints()
    told = Notification.objects.filter(text__startswith=ANNIKA)
    assert {one.user_id for one in told} == {people.ann.pk, people.bob.pk}
