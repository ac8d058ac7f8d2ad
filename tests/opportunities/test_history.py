"""Deals that come with a past."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, InvalidRowsError
from dealwright.events.models import EventRecord
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.actions import Chronicle, Step
from dealwright.opportunities.models import DealSpan, Opportunity
from tests.factories.customers import account_of
from tests.factories.strategy import process_of
from tests.opportunities.refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]


def won(alice: Actor, at: datetime, **values: Any) -> Chronicle:
    """Engaged in May, won in July."""
    engaging = process_of(["Prospecting", "Engaging"]).stages.get(name="Engaging")
    engaged = at - timedelta(days=100)
    closed = at - timedelta(days=40)
    outcome = {
        "name": "GTX Basic",
        "account": account_of(alice),
        "stage": engaging,
        "state": "won",
        "actual_revenue": Decimal(550),
        "closed_at": closed,
        "closed_on": closed.date(),
        "external_key": "1C1I7A6R",
    }
    steps = [
        Step(at=engaged, otherwise={"state": "open", "amount": None}),
        Step(at=closed, otherwise={}),
    ]
    return Chronicle(values=outcome | values, steps=steps)


def test_a_deal_comes_as_it_is_with_the_spans_that_led_there(alice: Actor, at: datetime) -> None:
    (deal,) = opportunities.create_with_past([won(alice, at)], by=alice, at=at)
    deal.refresh_from_db()
    assert (deal.state, deal.actual_revenue, deal.probability) == ("won", Decimal(550), 66)
    assert deal.stage_since == at - timedelta(days=100)
    first, second = DealSpan.objects.order_by("valid_from")
    assert (first.state, first.amount, first.valid_to) == ("open", None, second.valid_from)
    assert (second.state, second.amount, second.valid_to) == ("won", Decimal(550), None)


def test_what_it_went_through_is_not_acted_out_again(alice: Actor, at: datetime) -> None:
    opportunities.create_with_past([won(alice, at)], by=alice, at=at)
    kinds = EventRecord.objects.filter(subject_type="opportunities.opportunity")
    assert [record.kind for record in kinds] == ["records.RecordCreated"]


def test_a_stage_of_the_past_brings_its_probability(
    alice: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    past = [
        Step(at=at - timedelta(days=9), otherwise={"stage_id": stages.qualify.pk}),
        Step(at=at - timedelta(days=4), otherwise={}),
    ]
    chronicle = Chronicle(values={"name": "Pilot", "stage": stages.develop}, steps=past)
    (deal,) = opportunities.create_with_past([chronicle], by=alice, at=at)
    spans = DealSpan.objects.order_by("valid_from").values_list("stage_id", "probability")
    assert list(spans) == [(stages.qualify.pk, 25), (stages.develop.pk, 50)]
    assert deal.stage_since == at - timedelta(days=4)


def test_no_gate_is_asked_of_the_past(alice: Actor, at: datetime, stages: SimpleNamespace) -> None:
    chronicle = Chronicle(
        values={"name": "Pilot", "stage": stages.close}, steps=[Step(at=at, otherwise={})]
    )
    (deal,) = opportunities.create_with_past([chronicle], by=alice, at=at)
    assert deal.stage_id == stages.close.pk


def test_a_deal_without_a_first_day_is_refused(alice: Actor, at: datetime) -> None:
    chronicles = [Chronicle(values={"name": "Pilot"}, steps=[]), won(alice, at)]
    error = refused(InvalidRowsError, opportunities.create_with_past, chronicles, by=alice, at=at)
    assert list(error.rows) == [0]


def test_an_outcome_is_whole_or_refused(alice: Actor, at: datetime) -> None:
    chronicle = won(alice, at, actual_revenue=None)
    refused(InvalidError, opportunities.create_with_past, [chronicle], by=alice, at=at)


def test_a_deal_of_another_system_comes_once(alice: Actor, at: datetime) -> None:
    chronicle = won(alice, at)
    opportunities.create_with_past([chronicle], by=alice, at=at)
    error = refused(InvalidError, opportunities.create_with_past, [chronicle], by=alice, at=at)
    assert list(error.errors) == ["external_key"]
    assert Opportunity.objects.count() == 1


@pytest.mark.parametrize("count", [1, 30])
def test_a_batch_costs_the_same_statements_whatever_its_size(
    alice: Actor, at: datetime, count: int, django_assert_num_queries: Any
) -> None:
    steps = [
        Step(at=at, otherwise={}),
        Step(at=at + timedelta(days=1), otherwise={"probability": 9}),
    ]
    chronicles = [
        Chronicle(values={"name": f"Deal {place}", "close_on": date(2026, 12, 1)}, steps=steps)
        for place in range(count)
    ]
    with django_assert_num_queries(17):
        opportunities.create_with_past(chronicles, by=alice, at=at)
