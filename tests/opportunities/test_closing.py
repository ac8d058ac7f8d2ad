"""Winning, losing and reopening deals."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from dealwright.core import guards
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, RefusedError
from dealwright.events.models import EventRecord
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import DealSpan, Opportunity
from tests.factories.customers import account_of
from tests.factories.opportunities import (
    competitor_of,
    deal_of,
    lost_deal_of,
    ready_deal_of,
    won_deal_of,
)
from tests.opportunities.refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]

win, lose, reopen = opportunities.win, opportunities.lose, opportunities.reopen


def test_a_deal_is_won_for_its_estimate_today(alice: Actor, at: datetime) -> None:
    deal = win(ready_deal_of(alice), by=alice, at=at)
    deal.refresh_from_db()
    assert (deal.state, deal.actual_revenue) == ("won", Decimal("1000.00"))
    assert (deal.closed_at, deal.closed_on, deal.version) == (at, at.date(), 2)
    record = EventRecord.objects.get(kind="opportunities.OpportunityWon")
    assert record.data == {
        "actual_revenue": "1000.00",
        "currency": "EUR",
        "closed_on": "2026-09-01",
    }
    assert record.changes["state"] == ["open", "won"]


def test_a_deal_is_won_for_what_was_agreed_on_the_day_it_was(alice: Actor, at: datetime) -> None:
    day = date(2026, 8, 28)
    deal = win(ready_deal_of(alice), actual_revenue=Decimal(950), closed_on=day, by=alice, at=at)
    assert (deal.actual_revenue, deal.closed_on, deal.closed_at) == (Decimal(950), day, at)


def test_the_span_of_a_won_deal_holds_the_actual_revenue(alice: Actor, at: datetime) -> None:
    later = at + timedelta(days=2)
    win(ready_deal_of(alice), actual_revenue=Decimal(950), by=alice, at=later)
    span = DealSpan.objects.get(valid_to=None)
    assert (span.state, span.amount, span.valid_from) == ("won", Decimal(950), later)


def test_a_won_deal_needs_an_account_which_may_be_named_at_once(alice: Actor, at: datetime) -> None:
    deal = deal_of(alice, estimated_revenue=Decimal(10))
    error = refused(InvalidError, win, deal, by=alice, at=at)
    assert list(error.errors) == ["account"]
    account = account_of(alice)
    deal = win(deal, account=account.pk, by=alice, at=at)
    assert (deal.state, deal.account_id) == ("won", account.pk)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "actual_revenue"),
        ({"actual_revenue": Decimal(-1)}, "actual_revenue"),
        ({"actual_revenue": Decimal("1.001")}, "actual_revenue"),
        ({"actual_revenue": Decimal(1), "closed_on": date(2026, 9, 2)}, "closed_on"),
        ({"actual_revenue": Decimal(1), "account": uuid4()}, "account"),
    ],
)
def test_what_a_won_deal_lacks_is_named(
    alice: Actor, at: datetime, given: dict[str, Any], field: str
) -> None:
    deal = deal_of(alice, account=account_of(alice))
    error = refused(InvalidError, win, deal, by=alice, at=at, **given)
    assert list(error.errors) == [field]


def test_a_lost_deal_says_why_and_to_whom(alice: Actor, at: datetime) -> None:
    rival = competitor_of(alice)
    deal = lose(
        deal_of(alice), "competitor", competitor=rival, note="They had stock.", by=alice, at=at
    )
    deal.refresh_from_db()
    assert (deal.state, deal.lost_reason, deal.lost_to) == ("lost", "competitor", rival)
    assert (deal.lost_note, deal.closed_on) == ("They had stock.", at.date())
    record = EventRecord.objects.get(kind="opportunities.OpportunityLost")
    assert record.data["competitor"] == "Vanterra Systems"
    assert DealSpan.objects.get(valid_to=None).state == "lost"


@pytest.mark.parametrize(
    ("reason", "given", "field"),
    [
        ("", {}, "reason"),
        ("bad luck", {}, "reason"),
        ("price", {"closed_on": date(2027, 1, 1)}, "closed_on"),
        ("price", {"competitor": uuid4()}, "competitor"),
    ],
)
def test_what_a_lost_deal_lacks_is_named(
    alice: Actor, at: datetime, reason: str, given: dict[str, Any], field: str
) -> None:
    error = refused(InvalidError, lose, deal_of(alice), reason, by=alice, at=at, **given)
    assert list(error.errors) == [field]


def test_a_closed_deal_is_not_closed_again(alice: Actor, at: datetime) -> None:
    won, lost = won_deal_of(alice), lost_deal_of(alice)
    for deal in (won, lost):
        assert refused(RefusedError, win, deal, by=alice, at=at).code == "closed"
        assert refused(RefusedError, lose, deal, "price", by=alice, at=at).code == "closed"


def test_a_reopened_deal_stands_where_it_stood(
    alice: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    deal = ready_deal_of(alice, stage=stages.propose, probability=60)
    won = win(deal, by=alice, at=at)
    later = at + timedelta(days=5)
    deal = reopen(won, by=alice, at=later)
    deal.refresh_from_db()
    assert (deal.state, deal.stage_id, deal.probability) == ("open", stages.propose.pk, 60)
    assert (deal.actual_revenue, deal.closed_at, deal.closed_on) == (None, None, None)
    assert EventRecord.objects.get(kind="opportunities.OpportunityReopened").data == {"was": "won"}
    assert DealSpan.objects.get(valid_to=None).state == "open"


def test_a_reopened_loss_forgets_its_reason(alice: Actor, at: datetime) -> None:
    deal = reopen(lost_deal_of(alice), by=alice, at=at)
    assert (deal.lost_reason, deal.lost_to_id, deal.lost_note) == ("", None, "")
    record = EventRecord.objects.get(kind="opportunities.OpportunityReopened")
    assert record.changes["lost_reason"] == ["price", ""]


def test_an_open_deal_is_not_reopened(alice: Actor, at: datetime) -> None:
    assert refused(RefusedError, reopen, deal_of(alice), by=alice, at=at).code == "open"


def test_nobody_closes_or_reopens_what_they_may_not_change(
    alice: Actor, ann: Actor, charlie: Actor, at: datetime
) -> None:
    ready, won = ready_deal_of(alice), won_deal_of(alice)
    for actor in (ann, charlie):
        refused(NotAllowedError, win, ready, by=actor, at=at)
        refused(NotAllowedError, lose, ready, "price", by=actor, at=at)
        refused(NotAllowedError, reopen, won, by=actor, at=at)


@pytest.fixture
def objecting() -> Iterator[list[str]]:
    """Verbs that an upper context objects to."""
    verbs: list[str] = []
    kept = {verb: list(found) for verb, found in guards._guards.items()}

    def object_to(verb: str) -> None:
        @guards.guard(verb)
        def object_(_deal: Opportunity) -> None:
            if verb in verbs:
                raise RefusedError("A quote is still open.", code="open_quote")

    for verb in ("opportunities.win", "opportunities.lose", "opportunities.reopen"):
        object_to(verb)
    yield verbs
    guards._guards.clear()
    guards._guards.update(kept)


def test_a_guard_of_an_upper_context_stands_against_the_verb(
    alice: Actor, at: datetime, objecting: list[str]
) -> None:
    ready, won = ready_deal_of(alice), won_deal_of(alice)
    objecting += ["opportunities.win", "opportunities.lose", "opportunities.reopen"]
    assert refused(RefusedError, win, ready, by=alice, at=at).code == "open_quote"
    assert refused(RefusedError, lose, ready, "price", by=alice, at=at).code == "open_quote"
    assert refused(RefusedError, reopen, won, by=alice, at=at).code == "open_quote"


def test_whoever_works_under_a_deal_locks_it_first(alice: Actor, at: datetime) -> None:
    deal, won = deal_of(alice), won_deal_of(alice)
    assert opportunities.lock_open(deal.pk) == deal
    assert refused(RefusedError, opportunities.lock_open, won.pk).code == "closed"
