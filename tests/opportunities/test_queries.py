"""Reads on deals: pipeline, views, passage, rivals."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from dealwright.core.actor import Actor
from dealwright.identity import actions as identity
from dealwright.identity.queries import actor_for
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.entities import OPPORTUNITY
from dealwright.opportunities.models import Opportunity
from dealwright.opportunities.pages import OPPORTUNITIES
from dealwright.opportunities.queries import passages, pipeline, rivals, views
from dealwright.opportunities.queries.pipeline import Sums
from dealwright.organisation import actions as organisation
from dealwright.records.filtering import compiling
from tests.factories.activities import activity_of
from tests.factories.opportunities import (
    competitor_of,
    deal_of,
    lost_deal_of,
    ready_deal_of,
    won_deal_of,
)
from tests.factories.strategy import process_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]


def sums_of(actor: Actor) -> dict[str, Sums]:
    (found,) = pipeline.pipelines(Opportunity.objects.visible_to(actor))
    return {one.stage.name: one.sums for one in found.stages}


def test_the_pipeline_counts_sums_and_weighs_open_deals_by_stage(
    alice: Actor, stages: SimpleNamespace
) -> None:
    deal_of(alice, estimated_revenue=Decimal(1000))
    deal_of(alice, estimated_revenue=Decimal(200), probability=60)
    deal_of(alice)
    deal_of(alice, stage=stages.develop, estimated_revenue=Decimal("10.01"))
    won_deal_of(alice)
    found = sums_of(alice)
    assert found["Qualify"] == Sums(count=3, amount=Decimal("1200.00"), weighted=Decimal("370.00"))
    assert found["Develop"].weighted == Decimal("5.00")
    assert found["Propose"] == Sums()


def test_sums_are_in_the_base_currency_at_the_rate_of_each_deal(
    alice: Actor, olga: Actor, at: datetime
) -> None:
    organisation.set_rate(
        currency="SEK", valid_from=at.date(), rate=Decimal("0.10"), by=olga, at=at
    )
    deal_of(alice, currency="SEK", estimated_revenue=Decimal(1000))
    organisation.set_rate(
        currency="SEK",
        valid_from=at.date() - timedelta(days=1),
        rate=Decimal("0.50"),
        by=olga,
        at=at,
    )
    assert sums_of(alice)["Qualify"].amount == Decimal("100.00")


def test_the_pipeline_holds_what_one_may_read(alice: Actor, bob: Actor, charlie: Actor) -> None:
    deal_of(alice)
    assert [sums_of(actor)["Qualify"].count for actor in (alice, bob, charlie)] == [1, 1, 0]


def test_the_pipeline_of_a_team_is_that_of_its_members(
    alice: Actor, bob: Actor, people: Any, admin: Actor, at: datetime
) -> None:
    deal = deal_of(alice)
    team = identity.create_team(
        name="Key accounts", unit=people.bob.unit, members=[people.charlie], by=admin, at=at
    )
    opportunities.assign(deal, team, by=bob, at=at)
    member = actor_for(people.charlie)
    assert sums_of(member)["Qualify"].count == 1


def test_a_second_process_appears_with_its_first_deal(alice: Actor) -> None:
    other = process_of(["Prospecting"])
    assert len(pipeline.pipelines_of(alice)) == 1
    deal_of(alice, process=other, estimated_revenue=Decimal(10))
    standard, found = pipeline.pipelines_of(alice)
    assert (standard.total.count, found.total.amount) == (0, Decimal("10.00"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_pipeline_costs_three_statements(
    alice: Actor, count: int, django_assert_num_queries: Any
) -> None:
    for _place in range(count):
        deal_of(alice, estimated_revenue=Decimal(1))
    rows = Opportunity.objects.filter(owner=alice.id)
    with django_assert_num_queries(3):
        pipeline.pipelines(rows)


def test_views_by_whose_deals_they_are(
    alice: Actor, ann: Actor, bob: Actor, charlie: Actor, at: datetime
) -> None:
    deal_of(alice, "of Alice")
    deal_of(ann, "of Ann")
    deal_of(charlie, "of Charlie")
    won_deal_of(alice, name="won")
    lost_deal_of(alice, name="lost")
    assert said("team", alice, at) == {"of Alice", "of Ann"}
    assert said("team", bob, at) == {"of Alice", "of Ann"}
    assert said("team", charlie, at) == {"of Charlie"}


def test_views_by_when_deals_close(alice: Actor, at: datetime) -> None:
    for day in ("2026-08-31", "2026-09-01", "2026-09-30", "2026-10-01"):
        deal_of(alice, day, close_on=date.fromisoformat(day))
    deal_of(alice, "sometime")
    assert said("month", alice, at) == {"2026-09-01", "2026-09-30"}
    assert said("quarter", alice, at) == {"2026-08-31", "2026-09-01", "2026-09-30"}


def said(key: str, actor: Actor, at: datetime) -> set[str]:
    """What a view of the list shows that is written in the filter language."""
    view = next(view for view in OPPORTUNITIES.views if view.key == key)
    asked = compiling.condition(view.filter, OPPORTUNITY, actor=actor, at=at)
    rows = Opportunity.objects.visible_to(actor).filter(asked)
    return set(rows.values_list("name", flat=True))


def test_a_deal_stalls_when_it_stays_longer_than_is_usual(
    alice: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    deal = deal_of(alice, "stuck")
    usual = timedelta(days=stages.qualify.usual_days)
    assert said("stalled", alice, at + usual) == set()
    late = at + usual + timedelta(minutes=1)
    assert said("stalled", alice, late) == {"stuck"}
    deal = Opportunity.objects.select_related("stage").get(pk=deal.pk)
    assert views.is_stalled(deal, late)
    assert not views.is_stalled(deal, at + usual)


def test_rows_come_with_their_next_step(alice: Actor, at: datetime) -> None:
    deal = deal_of(alice)
    activity_of(alice, "Later", about=deal, due_at=at + timedelta(days=9))
    activity_of(alice, "Soon", about=deal, due_at=at + timedelta(days=1))
    activity_of(alice, "Sometime", about=deal)
    done = activity_of(alice, "Done", about=deal, due_at=at - timedelta(days=1), done_at=at)
    rows: Any = views.with_next_step(Opportunity.objects.all())
    assert rows.values_list("next_step", "next_step_at").get() == ("Soon", at + timedelta(days=1))
    assert done.done_at == at


def test_a_passage_knows_the_days_in_each_stage_and_how_often_the_close_moved(
    alice: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    day = timedelta(days=1)
    deal = deal_of(alice, close_on=date(2026, 10, 1))
    opportunities.move_stage(deal, stages.develop, by=alice, at=at + 6 * day)
    opportunities.update(deal, {"close_on": date(2026, 11, 1)}, by=alice, at=at + 7 * day)
    opportunities.move_stage(deal, stages.qualify, by=alice, at=at + 9 * day)
    found = passages.passage(deal, at=at + 10 * day)
    assert found.days_in(stages.qualify.pk) == 7
    assert found.days_in(stages.develop.pk) == 3
    assert found.days_in(stages.propose.pk) is None
    assert found.close_moves == 1


def test_time_after_the_end_is_not_spent_in_a_stage(alice: Actor, at: datetime) -> None:
    deal = ready_deal_of(alice)
    opportunities.win(deal, by=alice, at=at + timedelta(days=2))
    found = passages.passage(deal, at=at + timedelta(days=30))
    assert found.days_in(deal.stage_id) == 2


def test_the_score_against_a_competitor_counts_closed_deals(
    alice: Actor, charlie: Actor, at: datetime
) -> None:
    rival, other = competitor_of(alice), competitor_of(alice, "Kollmar")
    for close in (True, True, False, None):
        deal = ready_deal_of(alice)
        opportunities.add_competitor(deal, rival, by=alice, at=at)
        if close is True:
            opportunities.win(deal, by=alice, at=at)
        elif close is False:
            opportunities.lose(deal, "price", by=alice, at=at)
    found = rivals.scores([rival.pk, other.pk], actor=alice)
    assert (found[rival.pk].won, found[rival.pk].closed) == (2, 3)
    assert found[rival.pk].percent == Decimal("66.67")
    assert found[other.pk].percent is None
    assert rivals.scores([rival.pk], actor=charlie)[rival.pk].closed == 0
