"""New deals."""

from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, InvalidRowsError, NotAllowedError
from dealwright.events.models import EventRecord
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import DealSpan
from dealwright.organisation import actions as organisation
from dealwright.strategy import actions as strategy
from tests.factories.customers import account_of
from tests.factories.opportunities import (
    deal_of,
    line_in,
    ready_deal_of,
    rival_in,
    stakeholder_in,
    won_deal_of,
)
from tests.factories.strategy import process_of
from tests.opportunities.refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]


def test_a_deal_starts_at_the_first_stage_of_the_default_process(
    alice: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    deal = opportunities.create({"name": "Sortation line"}, by=alice, at=at)
    assert deal.stage_id == stages.qualify.pk
    assert (deal.state, deal.probability, deal.category) == ("open", 25, "pipeline")
    assert (deal.currency, deal.rate, deal.stage_since) == ("EUR", Decimal(1), at)
    assert deal.number == "OPP-2026-000001"
    assert (deal.owner_id, deal.version) == (alice.id, 1)


def test_a_new_deal_is_recorded_with_its_first_values(alice: Actor, at: datetime) -> None:
    account = account_of(alice)
    deal = opportunities.create({"name": "Sortation line", "account": account}, by=alice, at=at)
    record = EventRecord.objects.get(subject_id=deal.pk)
    assert record.kind == "records.RecordCreated"
    assert record.about == [deal.pk, account.pk]
    assert record.changes["account"] == [None, str(account.pk)]


def test_the_first_span_begins_with_the_deal(alice: Actor, at: datetime) -> None:
    deal = deal_of(alice, estimated_revenue=Decimal("12.50"))
    span = DealSpan.objects.get(deal=deal)
    assert (span.valid_from, span.valid_to) == (at, None)
    assert (span.stage_id, span.owner_id, span.amount) == (
        deal.stage_id,
        alice.id,
        Decimal("12.50"),
    )


def test_probability_and_category_given_stand(alice: Actor) -> None:
    deal = deal_of(alice, probability=60, category="commit")
    assert (deal.probability, deal.category) == (60, "commit")


def test_a_deal_takes_the_currency_of_its_account_at_the_rate_of_the_day(
    alice: Actor, olga: Actor, at: datetime
) -> None:
    organisation.set_rate(
        currency="SEK", valid_from=at.date(), rate=Decimal("0.09"), by=olga, at=at
    )
    account = account_of(alice, currency="SEK")
    deal = deal_of(alice, account=account, estimated_revenue=Decimal(1000))
    assert (deal.currency, deal.rate) == ("SEK", Decimal("0.09"))
    assert deal.base_revenue == Decimal("90.00")


def test_a_currency_without_a_rate_is_refused(alice: Actor, at: datetime) -> None:
    row = {"name": "Sortation line", "currency": "NOK"}
    error = refused(InvalidError, opportunities.create, row, by=alice, at=at)
    assert list(error.errors) == ["currency"]


def test_an_amount_finer_than_its_currency_is_refused(
    alice: Actor, olga: Actor, at: datetime
) -> None:
    organisation.set_rate(
        currency="JPY", valid_from=at.date(), rate=Decimal("0.006"), by=olga, at=at
    )
    row = {"name": "Pilot", "currency": "JPY", "estimated_revenue": Decimal("10.50")}
    error = refused(InvalidError, opportunities.create, row, by=alice, at=at)
    assert list(error.errors) == ["estimated_revenue"]


def test_a_deal_may_start_at_a_later_stage_that_it_is_fit_for(
    alice: Actor, stages: SimpleNamespace
) -> None:
    deal = deal_of(alice, stage=stages.develop)
    assert (deal.stage_id, deal.probability) == (stages.develop.pk, 50)


def test_a_deal_cannot_start_behind_a_gate_that_it_does_not_pass(
    alice: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    row = {"name": "Sortation line", "stage": stages.close.pk}
    error = refused(InvalidError, opportunities.create, row, by=alice, at=at)
    assert set(error.errors) == {"account", "estimated_revenue", "close_on"}


def test_a_stage_of_another_process_is_refused(
    alice: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    other = process_of(["Prospecting", "Engaging"])
    row = {"name": "Sortation line", "process": other, "stage": stages.develop}
    error = refused(InvalidError, opportunities.create, row, by=alice, at=at)
    assert list(error.errors) == ["stage"]


def test_a_retired_process_takes_no_new_deals(alice: Actor, olga: Actor, at: datetime) -> None:
    other = process_of(["Prospecting"])
    strategy.update_process(other, {"is_active": False}, by=olga, at=at)
    row = {"name": "Sortation line", "process": other}
    assert list(refused(InvalidError, opportunities.create, row, by=alice, at=at).errors) == [
        "process"
    ]


def test_revenue_is_not_typed_into_a_deal_that_follows_its_lines(
    alice: Actor, at: datetime
) -> None:
    row = {"name": "A", "revenue_source": "lines", "estimated_revenue": Decimal(5)}
    error = refused(InvalidError, opportunities.create, row, by=alice, at=at)
    assert list(error.errors) == ["estimated_revenue"]


def test_an_account_that_one_cannot_read_is_refused(
    alice: Actor, charlie: Actor, at: datetime
) -> None:
    row = {"name": "Sortation line", "account": account_of(alice)}
    error = refused(InvalidError, opportunities.create, row, by=charlie, at=at)
    assert list(error.errors) == ["account"]


def test_marketing_creates_no_deals(mia: Actor, at: datetime) -> None:
    refused(NotAllowedError, opportunities.create, {"name": "Sortation line"}, by=mia, at=at)


def test_every_wrong_row_of_a_batch_is_named_and_none_is_written(
    alice: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    rows = [{"name": "A"}, {"name": "B", "currency": "NOK"}, {"name": "C", "stage": stages.propose}]
    error = refused(InvalidRowsError, opportunities.create_many, rows, by=alice, at=at)
    assert list(error.rows) == [1]
    rows[1].pop("currency")
    error = refused(InvalidRowsError, opportunities.create_many, rows, by=alice, at=at)
    assert list(error.rows) == [2]


@pytest.mark.parametrize("count", [1, 30])
def test_a_batch_costs_the_same_statements_whatever_its_size(
    alice: Actor, at: datetime, count: int, django_assert_num_queries: Any
) -> None:
    account = account_of(alice)
    rows = [{"name": f"Deal {place}", "account": account.pk} for place in range(count)]
    with django_assert_num_queries(19):
        opportunities.create_many(rows, by=alice, at=at)


def test_nothing_is_made_of_an_empty_batch(alice: Actor, at: datetime) -> None:
    assert opportunities.create_many([], by=alice, at=at) == []


def test_another_default_process_takes_the_new_deals(
    alice: Actor, at: datetime, olga: Actor
) -> None:
    process = process_of(["Prospecting"], name="Other")
    strategy.update_process(process, {"is_default": True}, by=olga, at=at)
    deal = opportunities.create({"name": "Sortation line"}, by=alice, at=at)
    assert deal.process_id == process.pk


def test_a_copy_begins_again_with_lines_competitors_and_stakeholders(
    alice: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    deal = ready_deal_of(alice, stage=stages.develop, close_on=at.date())
    line_in(deal, alice, "2", "50")
    rival_in(deal, alice)
    stakeholder_in(deal, alice)
    copy = opportunities.clone(deal, by=alice, at=at)
    assert copy.name == "Sortation line, hub Gothenburg (copy)"
    assert (copy.stage_id, copy.state, copy.close_on) == (stages.qualify.pk, "open", None)
    assert (copy.account_id, copy.estimated_revenue) == (deal.account_id, Decimal("1000.00"))
    assert [line.amount for line in copy.lines.all()] == [Decimal("100.00")]
    assert (copy.competitors.count(), copy.stakeholders.count()) == (1, 1)
    assert deal.lines.count() == 1


def test_the_copy_of_a_deal_that_follows_its_lines_is_worth_them(
    alice: Actor, at: datetime
) -> None:
    deal = deal_of(alice, revenue_source="lines")
    line_in(deal, alice, "3", "50")
    copy = opportunities.clone(deal, by=alice, at=at, name="Again")
    assert (copy.name, copy.estimated_revenue) == ("Again", Decimal("150.00"))
    assert DealSpan.objects.get(deal=copy).amount == Decimal("150.00")


def test_a_won_deal_can_be_copied(alice: Actor, at: datetime) -> None:
    copy = opportunities.clone(won_deal_of(alice), by=alice, at=at)
    assert (copy.state, copy.actual_revenue) == ("open", None)


def test_a_stranger_copies_nothing(alice: Actor, charlie: Actor, at: datetime) -> None:
    refused(NotAllowedError, opportunities.clone, deal_of(alice), by=charlie, at=at)


def test_a_process_without_stages_takes_no_deals(alice: Actor, at: datetime) -> None:
    row = {"name": "Sortation line", "process": process_of([], name="Empty")}
    error = refused(InvalidError, opportunities.create, row, by=alice, at=at)
    assert list(error.errors) == ["process"]
