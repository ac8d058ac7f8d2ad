"""Of several quotes of a deal one is primary, and the deal's estimate may follow it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, RefusedError
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import DealSpan, Opportunity
from dealwright.quotes import actions as quotes
from dealwright.quotes.models import Quote
from tests.racing import race

pytestmark = pytest.mark.django_db

CRANE = {"name": "Crane", "quantity": 1, "unit_price": 5}


@pytest.fixture
def other(alice: Actor, draft: Quote, deal: Opportunity, at: datetime) -> Quote:
    """A second quote of the deal, over 5."""
    return quotes.create({"opportunity": deal.pk, "lines": [CRANE]}, by=alice, at=at)


@pytest.fixture
def followed(alice: Actor, deal: Opportunity, draft: Quote, at: datetime) -> Opportunity:
    """The deal, which takes its estimate from its primary quote."""
    return opportunities.update(deal, {"revenue_source": "quote"}, by=alice, at=at)


def leading() -> list[Quote]:
    return list(Quote.objects.filter(is_primary=True))


def test_the_first_quote_of_a_deal_is_primary(draft: Quote, other: Quote) -> None:
    assert leading() == [draft]


def test_another_quote_takes_its_place(
    alice: Actor, draft: Quote, other: Quote, at: datetime
) -> None:
    quotes.make_primary(other, by=alice, at=at)
    assert leading() == [other]
    with pytest.raises(RefusedError, match="not primary yet"):
        quotes.make_primary(other, by=alice, at=at)


def test_strangers_and_closed_quotes_are_refused(
    alice: Actor, charlie: Actor, draft: Quote, other: Quote, at: datetime
) -> None:
    with pytest.raises(NotAllowedError):
        quotes.make_primary(other, by=charlie, at=at)
    quotes.close(other, "cancelled", by=alice, at=at)
    with pytest.raises(RefusedError, match="Only an open quote"):
        quotes.make_primary(other, by=alice, at=at)
    assert leading() == [draft]


def test_the_database_allows_one_primary_quote_of_a_deal(
    system: Actor, draft: Quote, other: Quote
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), writing(by=system):
        Quote.objects.filter(pk=other.pk).update(is_primary=True)


def test_a_revision_is_primary_in_its_place(alice: Actor, active: Quote, at: datetime) -> None:
    revision = quotes.revise(active, by=alice, at=at)
    assert leading() == [revision]


def test_the_accepted_quote_is_primary(
    alice: Actor, active: Quote, other: Quote, at: datetime
) -> None:
    activated = quotes.activate(other, by=alice, at=at)
    quotes.accept(activated, "Annika", by=alice, at=at)
    assert leading() == [activated]


def test_the_estimate_follows_the_primary_quote(
    alice: Actor, followed: Opportunity, draft: Quote, other: Quote, at: datetime
) -> None:
    assert followed.estimated_revenue == Decimal(2590)
    quotes.add_lines(draft, [CRANE], by=alice, at=at)
    followed.refresh_from_db()
    assert followed.estimated_revenue == Decimal(2595)
    quotes.make_primary(other, by=alice, at=at)
    followed.refresh_from_db()
    assert followed.estimated_revenue == Decimal(5)
    assert DealSpan.objects.get(deal=followed, valid_to=None).amount == Decimal(5)


def test_a_quote_that_is_not_primary_changes_no_estimate(
    alice: Actor, followed: Opportunity, other: Quote, at: datetime
) -> None:
    quotes.add_lines(other, [CRANE], by=alice, at=at)
    followed.refresh_from_db()
    assert followed.estimated_revenue == Decimal(2590)


def test_a_deal_with_a_typed_estimate_keeps_it(
    alice: Actor, deal: Opportunity, draft: Quote, at: datetime
) -> None:
    opportunities.update(deal, {"estimated_revenue": Decimal(7)}, by=alice, at=at)
    quotes.add_lines(draft, [CRANE], by=alice, at=at)
    deal.refresh_from_db()
    assert deal.estimated_revenue == Decimal(7)


def test_an_estimate_that_follows_a_quote_is_not_typed(
    alice: Actor, followed: Opportunity, at: datetime
) -> None:
    with pytest.raises(InvalidError, match="that of its primary quote"):
        opportunities.update(followed, {"estimated_revenue": Decimal(7)}, by=alice, at=at)


@pytest.mark.parametrize("way", ["delete", "close", "decline", "expire"])
def test_when_the_primary_quote_ends_the_newest_open_one_takes_its_place(
    *, alice: Actor, system: Actor, followed: Opportunity, draft: Quote, other: Quote, at: datetime,
    way: str,
) -> None:  # fmt: skip
    third = quotes.create(
        {"opportunity": followed.pk, "lines": [CRANE, CRANE]}, by=alice, at=at + timedelta(hours=1)
    )
    end(draft, way, by=alice, system=system, at=at)
    assert leading() == [third]
    followed.refresh_from_db()
    assert followed.estimated_revenue == Decimal(10)


def end(quote: Quote, way: str, *, by: Actor, system: Actor, at: datetime) -> None:
    if way == "delete":
        quotes.delete(quote, by=by, at=at)
    elif way == "close":
        quotes.close(quote, "cancelled", by=by, at=at)
    else:
        active = quotes.activate(quote, by=by, at=at)
        if way == "decline":
            quotes.decline(active, "Annika", "Too dear", by=by, at=at)
        else:
            assert quotes.expire_due(by=system, at=at + timedelta(days=400)) == 1


def test_a_deal_whose_last_quote_ended_keeps_an_estimate_that_may_be_typed(
    alice: Actor, followed: Opportunity, draft: Quote, at: datetime
) -> None:
    quotes.close(draft, "lost", by=alice, at=at)
    followed.refresh_from_db()
    assert (followed.estimated_revenue, leading()) == (Decimal(2590), [])
    deal = opportunities.update(followed, {"estimated_revenue": Decimal(7)}, by=alice, at=at)
    assert deal.estimated_revenue == Decimal(7)
    new = quotes.create({"opportunity": deal.pk, "lines": [CRANE]}, by=alice, at=at)
    deal.refresh_from_db()
    assert (leading(), deal.estimated_revenue) == ([new], Decimal(5))


def test_a_quote_that_ended_as_primary_before_makes_room_for_a_new_one(
    alice: Actor, system: Actor, followed: Opportunity, draft: Quote, at: datetime
) -> None:
    quotes.close(draft, "lost", by=alice, at=at)
    with writing(by=system):  # as they were left once
        Quote.objects.filter(pk=draft.pk).update(is_primary=True)
    new = quotes.create({"opportunity": followed.pk, "lines": [CRANE]}, by=alice, at=at)
    assert leading() == [new]
    followed.refresh_from_db()
    assert followed.estimated_revenue == Decimal(5)


def test_a_quote_that_is_extended_or_revised_leads_a_deal_that_nothing_leads(
    alice: Actor, system: Actor, followed: Opportunity, active: Quote, at: datetime
) -> None:
    later = at + timedelta(days=400)
    quotes.expire_due(by=system, at=later)
    assert leading() == []
    extended = quotes.extend(active, (later + timedelta(days=9)).date(), by=alice, at=later)
    assert leading() == [extended]
    quotes.close(extended, "lost", by=alice, at=later)
    assert leading() == []
    revision = quotes.revise(extended, by=alice, at=later)
    assert leading() == [revision]


def test_until_there_is_a_quote_the_estimate_is_typed(
    alice: Actor, deal: Opportunity, at: datetime
) -> None:
    values = {"revenue_source": "quote", "estimated_revenue": Decimal(7)}
    deal = opportunities.update(deal, values, by=alice, at=at)
    assert deal.estimated_revenue == Decimal(7)
    quotes.create({"opportunity": deal.pk, "lines": [CRANE]}, by=alice, at=at)
    deal.refresh_from_db()
    assert deal.estimated_revenue == Decimal(5)


def test_the_deals_panel_marks_the_primary_quote_and_offers_its_amount(
    client_for: Callable[[Actor], Client],
    alice: Actor,
    deal: Opportunity,
    draft: Quote,
    at: datetime,
) -> None:
    browser = client_for(alice)
    address = reverse("quotes:of_deal", args=[deal.pk])
    page = browser.get(address).content.decode()
    assert "Primary quote" in page
    assert "Take the estimate from the primary quote" in page
    browser.post(reverse("opportunities:take_revenue", args=[deal.pk, "quote"]))
    deal.refresh_from_db()
    assert deal.estimated_revenue == Decimal(2590)
    assert "Take the estimate" not in browser.get(address).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
@pytest.mark.parametrize("attempt", range(3))
def test_two_who_choose_at_once_leave_one_primary_quote(
    *, alice: Actor, draft: Quote, other: Quote, deal: Opportunity, at: datetime, attempt: int
) -> None:
    third = quotes.create({"opportunity": deal.pk, "lines": [CRANE]}, by=alice, at=at)
    race(
        lambda: quotes.make_primary(other, by=alice, at=at),
        lambda: quotes.make_primary(third, by=alice, at=at),
        lambda: quotes.add_lines(draft, [CRANE], by=alice, at=at)[0].quote,
    )
    assert len(leading()) == 1
