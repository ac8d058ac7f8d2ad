"""What happens when several act on one quote, or on the quotes of one deal, at the same moment."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from dealwright.core.actor import Actor, Channel, Kind
from dealwright.core.errors import RefusedError
from dealwright.events.models import EventRecord
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import Opportunity
from dealwright.opportunities.models import State as DealState
from dealwright.orders.models import Order
from dealwright.quotes import actions as quotes
from dealwright.quotes.models import Quote, QuoteAnswer, State
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def client_of(quote: Quote) -> Actor:
    return Actor(kind=Kind.CLIENT, name="Annika", channel=Channel.CLIENT_PAGE, document=quote.pk)


def counted(kind: str) -> int:
    return EventRecord.objects.filter(kind=kind).count()


def test_eight_who_accept_one_quote_make_one_order(
    active: Quote, deal: Opportunity, at: datetime
) -> None:
    accepted, refused = race(
        *[lambda: quotes.accept(active, "Annika", by=client_of(active), at=at)] * 8
    )
    assert len(accepted) == 1
    assert [type(refusal) for refusal in refused] == [RefusedError] * 7
    assert {refusal.code for refusal in refused} == {"state"}
    assert (Order.objects.count(), QuoteAnswer.objects.count()) == (1, 1)
    assert counted("quotes.QuoteAccepted") == counted("opportunities.OpportunityWon") == 1
    assert counted("orders.OrderPlaced") == 1
    deal.refresh_from_db()
    assert deal.state == DealState.WON


@pytest.mark.parametrize("attempt", range(4))
def test_an_acceptance_and_a_new_quote_never_leave_a_won_deal_with_an_open_quote(
    alice: Actor, active: Quote, deal: Opportunity, at: datetime, attempt: int
) -> None:
    race(
        lambda: quotes.accept(active, "Annika", by=client_of(active), at=at),
        lambda: quotes.quote_deal(deal, by=alice, at=at),
        lambda: quotes.quote_deal(deal, by=alice, at=at),
    )
    deal.refresh_from_db()
    assert deal.state == DealState.WON
    assert not Quote.objects.open().filter(opportunity=deal).exists()


@pytest.mark.parametrize("attempt", range(4))
def test_an_acceptance_and_a_revision_exclude_each_other(
    alice: Actor, active: Quote, at: datetime, attempt: int
) -> None:
    done, refused = race(
        lambda: quotes.accept(active, "Annika", by=client_of(active), at=at),
        lambda: quotes.revise(active, by=alice, at=at),
    )
    assert (len(done), len(refused)) == (1, 1)
    was_accepted = Order.objects.exists()
    states = set(Quote.objects.values_list("state", flat=True))
    assert states == ({State.WON} if was_accepted else {State.CLOSED, State.DRAFT})


@pytest.mark.parametrize("attempt", range(4))
def test_of_two_quotes_of_a_deal_only_one_is_accepted(
    *, alice: Actor, active: Quote, deal: Opportunity, at: datetime, attempt: int
) -> None:
    row = {"name": "Crane", "quantity": 1, "unit_price": 5}
    values = {"opportunity": deal.pk, "lines": [row]}
    other = quotes.activate(quotes.create(values, by=alice, at=at), by=alice, at=at)
    accepted, refused = race(
        *(
            lambda quote=quote: quotes.accept(quote, "Annika", by=client_of(quote), at=at)
            for quote in (active, other)
        )
    )
    assert (len(accepted), len(refused)) == (1, 1)
    assert Order.objects.get().quote_id == accepted[0].pk
    assert sorted(Quote.objects.values_list("state", flat=True)) == ["closed", "won"]


@pytest.mark.parametrize("attempt", range(4))
def test_a_deal_lost_by_hand_never_has_an_activated_quote(
    alice: Actor, draft: Quote, deal: Opportunity, at: datetime, attempt: int
) -> None:
    quotes.close(draft, "cancelled", by=alice, at=at)
    race(
        lambda: opportunities.lose(deal, "price", by=alice, at=at),
        lambda: quotes.quote_deal(deal, by=alice, at=at),
    )
    deal.refresh_from_db()
    has_open = Quote.objects.open().filter(opportunity=deal).exists()
    assert deal.is_open == has_open


def test_numbers_are_issued_once(
    alice: Actor, deal: Opportunity, goods: SimpleNamespace, at: datetime
) -> None:
    made, refused = race(*[lambda: quotes.quote_deal(deal, by=alice, at=at)] * 8)
    assert refused == []
    assert len({quote.number for quote in made}) == 8


def test_the_file_is_made_once(alice: Actor, active: Quote, at: datetime) -> None:
    made, _refused = race(*[lambda: quotes.keep_file(active, by=alice, at=at).sha256] * 3)
    assert len(set(made)) == 1
