"""Moving deals through their process."""

from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from dealwright.core.actor import Actor
from dealwright.core.errors import ConflictError, InvalidError, NotAllowedError, RefusedError
from dealwright.events.models import EventRecord
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities import gates
from dealwright.opportunities.models import DealSpan, Opportunity
from dealwright.strategy import actions as strategy
from dealwright.strategy import queries as strategy_queries
from tests.factories.customers import account_of
from tests.factories.opportunities import deal_of, ready_deal_of, won_deal_of
from tests.factories.strategy import process_of
from tests.opportunities.refusals import refused

pytestmark = pytest.mark.django_db

move = opportunities.move_stage


def test_a_move_takes_probability_and_category_from_the_stage(
    alice: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    later = at + timedelta(days=6)
    deal = move(deal_of(alice), stages.develop, by=alice, at=later)
    deal.refresh_from_db()
    assert (deal.stage_id, deal.probability) == (stages.develop.pk, 50)
    assert (deal.stage_since, deal.version) == (later, 2)
    record = EventRecord.objects.get(kind="opportunities.StageMoved")
    assert record.data["from_stage"] == "Qualify"
    assert record.data["to_stage"] == "Develop"
    assert (record.data["days"], record.data["is_forward"]) == (6, True)
    assert record.changes["probability"] == [25, 50]


def test_a_move_ends_one_span_and_begins_the_next(
    alice: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    later = at + timedelta(days=6)
    move(deal_of(alice), stages.develop, by=alice, at=later)
    first, second = DealSpan.objects.order_by("valid_from")
    assert (first.stage_id, first.valid_to) == (stages.qualify.pk, later)
    assert (second.stage_id, second.valid_from) == (stages.develop.pk, later)


def test_what_was_judged_by_hand_stays_when_the_deal_moves(
    alice: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    deal = deal_of(alice, probability=35)
    deal = move(deal, stages.develop, by=alice, at=at)
    assert (deal.probability, deal.category) == (35, "pipeline")


def test_what_is_given_with_a_move_stands(
    alice: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    values = {"probability": 25, "category": "commit"}
    deal = move(deal_of(alice), stages.develop, values=values, by=alice, at=at)
    assert (deal.probability, deal.category) == (25, "commit")


def test_a_move_that_misses_a_field_is_refused_with_its_name(
    alice: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    deal = deal_of(alice)
    error = refused(InvalidError, move, deal, stages.propose, by=alice, at=at)
    assert {name: str(texts[0]) for name, texts in error.errors.items()} == {
        "account": "Propose asks for this: account."
    }


def test_jumping_over_a_stage_does_not_escape_its_question(
    alice: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    error = refused(InvalidError, move, deal_of(alice), stages.close, by=alice, at=at)
    assert set(error.errors) == {"account", "estimated_revenue", "close_on"}


def test_what_a_gate_asks_for_may_come_along(
    alice: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    account = account_of(alice)
    deal = move(deal_of(alice), stages.propose, values={"account": account.pk}, by=alice, at=at)
    assert (deal.stage_id, deal.account_id, deal.version) == (stages.propose.pk, account.pk, 2)
    record = EventRecord.objects.get(kind="opportunities.StageMoved")
    assert record.changes["account"] == [None, str(account.pk)]
    assert account.pk in record.about


def test_a_move_back_asks_for_nothing(alice: Actor, at: datetime, stages: SimpleNamespace) -> None:
    deal = ready_deal_of(alice, stage=stages.propose)
    deal = move(deal, stages.qualify, by=alice, at=at)
    assert (deal.stage_id, deal.probability) == (stages.qualify.pk, 25)
    record = EventRecord.objects.get(kind="opportunities.StageMoved")
    assert record.data["is_forward"] is False


def test_a_move_to_the_same_stage_changes_nothing(
    alice: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    deal = deal_of(alice)
    move(deal, stages.qualify, by=alice, at=at + timedelta(days=1))
    assert Opportunity.objects.get().version == 1
    assert not EventRecord.objects.filter(kind="opportunities.StageMoved").exists()


def test_a_stage_of_another_process_is_refused(
    alice: Actor, at: datetime, standard: object
) -> None:
    other = process_of(["Prospecting"]).stages.get()
    error = refused(InvalidError, move, deal_of(alice), other, by=alice, at=at)
    assert list(error.errors) == ["stage"]


def test_a_closed_deal_is_not_moved(alice: Actor, at: datetime, stages: SimpleNamespace) -> None:
    error = refused(RefusedError, move, won_deal_of(alice), stages.develop, by=alice, at=at)
    assert error.code == "closed"


def test_a_stranger_moves_nothing(
    alice: Actor, charlie: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    refused(NotAllowedError, move, deal_of(alice), stages.develop, by=charlie, at=at)


def test_a_move_of_what_someone_else_changed_is_refused(
    alice: Actor, bob: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    deal = deal_of(alice)
    opportunities.update(deal, {"need": "x"}, by=bob, at=at)
    refused(ConflictError, move, deal, stages.develop, by=alice, at=at, version=1)


def test_a_wrong_value_that_comes_along_is_refused_with_the_move(
    alice: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    values = {"estimated_revenue": Decimal("1.005")}
    error = refused(
        InvalidError, move, deal_of(alice), stages.develop, values=values, by=alice, at=at
    )
    assert list(error.errors) == ["estimated_revenue"]


def test_what_an_organisation_requires_is_asked_for(
    alice: Actor, olga: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    strategy.update_stage(stages.develop, {"required_fields": ["need"]}, by=olga, at=at)
    deal = deal_of(alice)
    assert "need" in refused(InvalidError, move, deal, stages.develop, by=alice, at=at).errors
    deal = move(deal, stages.develop, values={"need": "a line"}, by=alice, at=at)
    assert deal.stage_id == stages.develop.pk


def test_a_gate_on_a_field_that_deals_no_longer_have_asks_nothing(alice: Actor) -> None:
    assert gates.holds(deal_of(alice), "colour")


def test_a_stage_that_deals_stand_in_is_kept(
    alice: Actor, olga: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    deal = deal_of(alice)
    error = refused(RefusedError, strategy.remove_stage, stages.qualify, by=olga, at=at)
    assert "stand in" in str(error)
    move(deal, stages.develop, by=alice, at=at + timedelta(days=1))
    error = refused(RefusedError, strategy.remove_stage, stages.qualify, by=olga, at=at)
    assert "went through" in str(error)


def test_a_stage_that_no_deal_knew_is_removed(
    alice: Actor, olga: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    deal = deal_of(alice)
    strategy.remove_stage(stages.close, by=olga, at=at)
    left = [stages.qualify.pk, stages.develop.pk, stages.propose.pk]
    assert [stage.pk for stage in strategy_queries.stages(deal.process)] == left


def test_a_move_costs_ten_statements(
    alice: Actor, at: datetime, stages: SimpleNamespace, django_assert_num_queries: object
) -> None:
    deal = deal_of(alice)
    with django_assert_num_queries(10):  # type: ignore[operator]
        move(deal, stages.develop, by=alice, at=at + timedelta(days=1))
