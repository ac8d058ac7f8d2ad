"""Several people act on one deal or lead at the same moment, each over a connection of their own."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace

import pytest

from dealwright.core.actor import Actor
from dealwright.core.errors import RefusedError
from dealwright.customers.models import Account, Contact
from dealwright.events.models import EventRecord
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import DealSpan, Opportunity
from tests.factories.leads import lead_of
from tests.factories.opportunities import ready_deal_of, stage
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PEOPLE = 8


def assert_spans_hold(deal: Opportunity) -> None:
    """They follow each other without gap and end in what the deal is."""
    deal.refresh_from_db()
    past = list(DealSpan.objects.filter(deal=deal).order_by("valid_from"))
    assert all(one.valid_to == after.valid_from for one, after in pairwise(past))
    last = past[-1]
    assert last.valid_to is None
    assert (last.state, last.stage_id) == (deal.state, deal.stage_id)


def test_a_deal_is_won_once(alice: Actor, at: datetime) -> None:
    deal = ready_deal_of(alice)

    def win(minute: int) -> Opportunity:
        return opportunities.win(deal, by=alice, at=at + timedelta(minutes=minute))

    done, refused = race(*[lambda minute=minute: win(minute) for minute in range(PEOPLE)])
    assert (len(done), len(refused)) == (1, PEOPLE - 1)
    assert all(isinstance(error, RefusedError) for error in refused)
    assert EventRecord.objects.filter(kind="opportunities.OpportunityWon").count() == 1
    assert_spans_hold(deal)
    assert deal.version == 2


def test_a_deal_is_won_or_lost_but_never_both(alice: Actor, at: datetime) -> None:
    deal = ready_deal_of(alice)

    def win() -> Opportunity:
        return opportunities.win(deal, by=alice, at=at)

    def lose() -> Opportunity:
        return opportunities.lose(deal, "price", by=alice, at=at)

    done, refused = race(*[win, lose] * (PEOPLE // 2))
    assert (len(done), len(refused)) == (1, PEOPLE - 1)
    closings = EventRecord.objects.filter(
        kind__in=["opportunities.OpportunityWon", "opportunities.OpportunityLost"]
    )
    assert closings.count() == 1
    assert_spans_hold(deal)


def test_a_move_that_races_a_win_comes_before_it_or_is_refused(alice: Actor, at: datetime) -> None:
    deal = ready_deal_of(alice)
    targets = [stage("Develop"), stage("Propose")]

    def win() -> Opportunity:
        return opportunities.win(deal, by=alice, at=at + timedelta(minutes=1))

    def move(place: int) -> Opportunity:
        return opportunities.move_stage(deal, targets[place % 2], by=alice, at=at)

    moves = [lambda place=place: move(place) for place in range(PEOPLE - 1)]
    done, refused = race(win, *moves)
    assert len(done) + len(refused) == PEOPLE
    assert all(error.code == "closed" for error in refused)
    deal.refresh_from_db()
    assert deal.state == "won"
    won = EventRecord.objects.get(kind="opportunities.OpportunityWon")
    assert not EventRecord.objects.filter(kind="opportunities.StageMoved", pk__gt=won.pk).exists()
    assert_spans_hold(deal)


def test_a_lead_is_qualified_once(alice: Actor, at: datetime) -> None:
    stage("Qualify")
    lead = lead_of(alice)

    def qualify() -> object:
        return opportunities.qualify(lead, by=alice, at=at)

    done, refused = race(*[qualify] * PEOPLE)
    assert (len(done), len(refused)) == (1, PEOPLE - 1)
    made = (Account.objects.count(), Contact.objects.count(), Opportunity.objects.count())
    assert made == (1, 1, 1)
    assert EventRecord.objects.filter(kind="leads.LeadQualified").count() == 1


def test_two_lines_added_at_once_both_count(alice: Actor, at: datetime) -> None:
    deal = ready_deal_of(alice, estimated_revenue=None, revenue_source="lines")
    row = {"description": "Care", "unit_price": Decimal(10)}
    done, refused = race(*[lambda: opportunities.add_line(deal, row, by=alice, at=at)] * PEOPLE)
    assert (len(done), len(refused)) == (PEOPLE, 0)
    deal.refresh_from_db()
    assert deal.estimated_revenue == 10 * PEOPLE
    positions = deal.lines.order_by("position").values_list("position", flat=True)
    assert list(positions) == list(range(1, PEOPLE + 1))


def test_numbers_of_deals_are_issued_once(
    alice: Actor, people: SimpleNamespace, at: datetime
) -> None:
    stage("Qualify")

    def create() -> Opportunity:
        return opportunities.create({"name": "Sortation line"}, by=alice, at=at)

    done, refused = race(*[create] * PEOPLE)
    assert (len({deal.number for deal in done}), len(refused)) == (PEOPLE, 0)
