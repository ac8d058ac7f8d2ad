"""Undo goes by the rules of deals: those that closed since, and those that have lines since."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from dealwright.core.actor import Actor
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import DealSpan, Opportunity
from dealwright.organisation import actions as organisation
from dealwright.records import registry
from dealwright.records.changesets import actions
from dealwright.records.changesets.models import ChangeSet
from tests.factories.opportunities import deal_of, line_in, ready_deal_of
from tests.records.changesets.acting import rows_of, undo, work_off

pytestmark = pytest.mark.django_db


def edited(by: Actor, at: datetime, **values: Any) -> ChangeSet:
    entity = registry.of(Opportunity)
    return work_off(actions.edit_many(entity, entity.rows(by), values, by=by, at=at), at)


def refused(done: ChangeSet, *, by: Actor, at: datetime) -> str:
    """Why the undo leaves the only deal; it writes neither the deal nor its past."""
    before = rows_of(Opportunity), DealSpan.objects.count()
    row = undo(done, by=by, at=at).rows.get()
    assert row.outcome == "refused"
    assert (rows_of(Opportunity), DealSpan.objects.count()) == before
    return row.reason


@pytest.fixture
def later(at: datetime) -> datetime:
    return at + timedelta(hours=1)


@pytest.fixture
def in_crowns(alice: Actor, admin: Actor, at: datetime) -> ChangeSet:
    """A bulk edit that put Alice's only deal into Swedish crowns."""
    organisation.set_rate(
        currency="SEK", valid_from=at.date(), rate=Decimal("0.09"), by=admin, at=at
    )
    deal_of(alice, estimated_revenue=Decimal(500))
    return edited(alice, at, currency="SEK")


def test_the_currency_goes_back_while_there_are_no_lines(
    in_crowns: ChangeSet, alice: Actor, later: datetime
) -> None:
    undo(in_crowns, by=alice, at=later)
    assert Opportunity.objects.values_list("currency", "rate").get() == ("EUR", Decimal(1))


def test_the_currency_stays_that_lines_are_priced_in_since(
    in_crowns: ChangeSet, alice: Actor, later: datetime
) -> None:
    line_in(Opportunity.objects.get(), alice)
    assert "The lines are priced" in refused(in_crowns, by=alice, at=later)


def test_revenue_that_follows_the_lines_since_stays(
    alice: Actor, at: datetime, later: datetime
) -> None:
    deal = deal_of(alice, estimated_revenue=Decimal(500))
    line_in(deal, alice)
    done = edited(alice, at, estimated_revenue="100.00")
    opportunities.update(deal, {"revenue_source": "lines"}, by=alice, at=at)
    assert "estimated_revenue" in refused(done, by=alice, at=later)


def test_revenue_that_followed_the_lines_comes_to_what_they_are_now(
    alice: Actor, at: datetime, later: datetime
) -> None:
    deal = deal_of(alice)
    line_in(deal, alice)
    opportunities.update(deal, {"revenue_source": "lines"}, by=alice, at=at)
    done = edited(alice, at, revenue_source="typed")
    line_in(deal, alice, unit_price="20")
    undo(done, by=alice, at=later)
    found = Opportunity.objects.values_list("revenue_source", "estimated_revenue")
    assert found.get() == ("lines", Decimal(120))


def test_a_deal_that_was_won_since_stays_as_it_was_won(
    alice: Actor, at: datetime, later: datetime
) -> None:
    deal = ready_deal_of(alice)
    done = edited(alice, at, estimated_revenue="2000.00")
    opportunities.win(deal, by=alice, at=at)
    assert "This deal is closed: won" in refused(done, by=alice, at=later)


def test_a_deal_that_was_lost_since_may_be_handed_back(
    admin: Actor, people: Any, at: datetime, later: datetime
) -> None:
    deal = deal_of(admin)
    entity = registry.of(Opportunity)
    given = actions.assign_many(entity, entity.rows(admin), people.olga.pk, by=admin, at=at)
    done = work_off(given, at)
    opportunities.lose(deal, "price", by=admin, at=at)
    undo(done, by=admin, at=later)
    deal.refresh_from_db()
    assert (deal.owner_id, deal.state) == (admin.id, "lost")
