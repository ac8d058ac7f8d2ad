"""The past of deals: pure, and as the verbs write it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.core.errors import DomainError
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities import spans
from dealwright.opportunities.models import DealSpan, Opportunity
from dealwright.opportunities.spans import Reading, Span
from dealwright.organisation import actions as organisation
from tests.factories.customers import account_of
from tests.factories.opportunities import deal_of, line_in
from tests.factories.strategy import process_of
from tests.people import AT

NOBODY = UUID(int=0)
READING = Reading(
    owner_id=NOBODY,
    unit_id=NOBODY,
    process_id=NOBODY,
    stage_id=NOBODY,
    state="open",
    category="pipeline",
    probability=25,
    amount=None,
    currency="EUR",
    rate=Decimal(1),
    close_on=None,
)
START = datetime(2026, 1, 1, tzinfo=UTC)

moments = st.lists(
    st.tuples(
        st.integers(0, 20).map(lambda hours: START + timedelta(hours=hours)),
        st.integers(0, 3).map(lambda value: replace(READING, probability=value)),
    ),
    max_size=20,
)


@given(moments)
def test_spans_follow_each_other_without_gap_or_overlap(
    found: list[tuple[datetime, Reading]],
) -> None:
    followed = spans.follow(found)
    for one, following in pairwise(followed):
        assert one.valid_to == following.valid_from
        assert one.valid_from < following.valid_from
        assert one.reading != following.reading
    assert bool(followed) == bool(found)
    if followed:
        assert followed[0].valid_from == min(moment for moment, _reading in found)
        assert followed[-1].valid_to is None


@given(moments)
def test_at_every_moment_the_latest_reading_holds(found: list[tuple[datetime, Reading]]) -> None:
    followed = spans.follow(found)
    for hours in range(-1, 22):
        moment = START + timedelta(hours=hours)
        known = [(at, place) for place, (at, _reading) in enumerate(found) if at <= moment]
        expected = found[max(known)[1]][1] if known else None
        assert spans.at(followed, moment) == expected


def test_the_end_of_a_span_does_not_belong_to_it() -> None:
    closed = [Span(valid_from=START, valid_to=START + timedelta(hours=1), reading=READING)]
    assert spans.at(closed, START) == READING
    assert spans.at(closed, START + timedelta(hours=1)) is None


def stored(deal: Opportunity) -> list[Span]:
    return [
        Span(
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            reading=Reading(**{name: getattr(row, name) for name in spans.NAMES}),
        )
        for row in DealSpan.objects.filter(deal=deal).order_by("valid_from", "pk")
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_to_a_deal_its_spans_replay_to_what_it_is(
    seed: int,
    alice: Actor,
    bob: Actor,
    olga: Actor,
    people: SimpleNamespace,
    stages: SimpleNamespace,
) -> None:
    """A random walk of verbs, some at the same moment, some with a clock that lags behind."""
    chance = Random(seed)
    organisation.set_rate(
        currency="SEK", valid_from=AT.date(), rate=Decimal("0.09"), by=olga, at=AT
    )
    other = process_of(["Prospecting", "Engaging"])
    deal = deal_of(alice, account=account_of(alice), estimated_revenue=Decimal(100))
    by = bob
    at = AT
    expected = [(AT, spans.read(deal))]
    steps: list[Callable[[], object]] = [
        lambda: opportunities.move_stage(
            deal, chance.choice([stages.develop, stages.qualify, stages.propose]), by=by, at=at
        ),
        lambda: opportunities.update(
            deal, {"process": chance.choice([other.pk, stages.qualify.process_id])}, by=by, at=at
        ),
        lambda: opportunities.update(deal, {"probability": chance.randrange(101)}, by=by, at=at),
        lambda: opportunities.update(
            deal, {"category": chance.choice(["commit", "omitted"])}, by=by, at=at
        ),
        lambda: opportunities.update(
            deal, {"estimated_revenue": Decimal(chance.randrange(1000))}, by=by, at=at
        ),
        lambda: opportunities.update(
            deal, {"currency": chance.choice(["EUR", "SEK"])}, by=by, at=at
        ),
        lambda: opportunities.update(deal, {"close_on": at.date()}, by=by, at=at),
        lambda: opportunities.update(deal, {"need": str(chance.random())}, by=by, at=at),
        lambda: opportunities.update(
            deal, {"revenue_source": chance.choice(["typed", "lines"])}, by=by, at=at
        ),
        lambda: opportunities.assign(deal, chance.choice([people.ann, people.alice]), by=by, at=at),
        lambda: line_in(deal, by, str(chance.randrange(1, 9))),
        lambda: opportunities.win(deal, actual_revenue=Decimal(7), by=by, at=at),
        lambda: opportunities.lose(deal, "price", by=by, at=at),
        lambda: opportunities.reopen(deal, by=by, at=at),
    ]
    for _step in range(40):
        at += timedelta(minutes=chance.choice([0, 0, 1, 60, -1]))
        try:
            chance.choice(steps)()
        except DomainError:
            continue
        deal.refresh_from_db()
        expected.append((max(at, expected[-1][0]), spans.read(deal)))
    past = stored(deal)
    assert past[0].valid_from == AT
    assert past[-1].valid_to is None
    assert all(one.valid_to == after.valid_from for one, after in pairwise(past))
    assert past[-1].reading == spans.read(Opportunity.objects.get(pk=deal.pk))
    for span in spans.follow(expected):
        assert spans.at(past, span.valid_from) == span.reading


@pytest.mark.django_db
@pytest.mark.usefixtures("standard")
def test_a_change_at_the_same_moment_replaces_the_span(alice: Actor, at: datetime) -> None:
    deal = deal_of(alice)
    opportunities.update(deal, {"probability": 40}, by=alice, at=at)
    assert [(span.valid_from, span.reading.probability) for span in stored(deal)] == [(at, 40)]


@pytest.mark.django_db
@pytest.mark.usefixtures("standard")
def test_the_database_refuses_spans_that_overlap(alice: Actor, at: datetime) -> None:
    deal = deal_of(alice)
    span = DealSpan.objects.get(deal=deal)
    span.pk = None
    span.valid_from = at + timedelta(days=1)
    with pytest.raises(IntegrityError), transaction.atomic(), writing(alice):
        span.save(force_insert=True)
