"""Changing, handing over and deleting deals."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from dealwright.core.actor import Actor
from dealwright.core.errors import (
    ConflictError,
    InvalidError,
    NotAllowedError,
    NotFoundError,
    RefusedError,
)
from dealwright.events.models import EventRecord
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import DealSpan, Opportunity
from dealwright.organisation import actions as organisation
from tests.factories.opportunities import (
    deal_of,
    line_in,
    lost_deal_of,
    ready_deal_of,
    won_deal_of,
)
from tests.factories.strategy import process_of
from tests.opportunities.refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]


def test_a_change_raises_the_version_and_tells_old_and_new(alice: Actor, at: datetime) -> None:
    deal = deal_of(alice)
    opportunities.update(deal, {"name": "Sortation line 2", "probability": 40}, by=alice, at=at)
    deal.refresh_from_db()
    assert (deal.name, deal.probability, deal.version) == ("Sortation line 2", 40, 2)
    record = EventRecord.objects.get(kind="records.RecordUpdated", subject_id=deal.pk)
    assert record.changes == {
        "name": ["Sortation line, hub Gothenburg", "Sortation line 2"],
        "probability": [25, 40],
    }


def test_what_does_not_change_is_not_written(alice: Actor, at: datetime) -> None:
    deal = deal_of(alice, need="a line")
    events = EventRecord.objects.count()
    opportunities.update(deal, {"need": "a line"}, by=alice, at=at)
    assert Opportunity.objects.get().version == 1
    assert EventRecord.objects.count() == events


def test_a_change_that_counts_begins_a_span(alice: Actor, at: datetime) -> None:
    deal = deal_of(alice)
    later = at + timedelta(days=3)
    opportunities.update(deal, {"estimated_revenue": Decimal(500)}, by=alice, at=later)
    first, second = DealSpan.objects.order_by("valid_from")
    assert (first.valid_from, first.valid_to, first.amount) == (at, later, None)
    assert (second.valid_from, second.valid_to, second.amount) == (later, None, Decimal(500))


def test_a_change_that_does_not_count_begins_none(alice: Actor, at: datetime) -> None:
    deal = deal_of(alice)
    opportunities.update(deal, {"need": "a line"}, by=alice, at=at + timedelta(days=1))
    assert DealSpan.objects.count() == 1


@pytest.mark.parametrize("closed", [won_deal_of, lost_deal_of])
def test_a_closed_deal_is_not_changed(
    closed: Callable[[Actor], Opportunity], alice: Actor, at: datetime
) -> None:
    deal = closed(alice)
    error = refused(RefusedError, opportunities.update, deal, {"name": "B"}, by=alice, at=at)
    assert error.code == "closed"


def test_a_stranger_and_a_colleague_without_the_right_change_nothing(
    alice: Actor, ann: Actor, charlie: Actor, at: datetime
) -> None:
    deal = deal_of(alice)
    for actor in (ann, charlie):
        refused(NotAllowedError, opportunities.update, deal, {"name": "B"}, by=actor, at=at)


def test_a_change_of_what_someone_else_changed_shows_both(
    alice: Actor, bob: Actor, at: datetime
) -> None:
    deal = deal_of(alice)
    opportunities.update(deal, {"name": "Bob's name"}, by=bob, at=at, version=1)
    error = refused(
        ConflictError, opportunities.update, deal, {"name": "Mine"}, by=alice, at=at, version=1
    )
    assert (error.theirs, error.mine) == ({"name": "Bob's name"}, {"name": "Mine"})
    assert error.changed_by == "Bob Example"


def test_the_stage_is_not_typed_in(alice: Actor, at: datetime, stages: SimpleNamespace) -> None:
    values = {"stage": stages.develop.pk}
    error = refused(InvalidError, opportunities.update, deal_of(alice), values, by=alice, at=at)
    assert list(error.errors) == ["stage"]


def test_another_process_begins_at_its_first_stage(
    alice: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    deal = deal_of(alice, stage=stages.develop)
    other = process_of(["Prospecting", "Engaging"])
    later = at + timedelta(hours=1)
    deal = opportunities.update(deal, {"process": other.pk}, by=alice, at=later)
    assert (deal.stage.name, deal.probability, deal.stage_since) == ("Prospecting", 33, later)
    assert DealSpan.objects.get(valid_to=None).process_id == other.pk


def test_another_currency_brings_the_rate_of_its_day(
    alice: Actor, olga: Actor, at: datetime
) -> None:
    organisation.set_rate(
        currency="SEK", valid_from=at.date(), rate=Decimal("0.09"), by=olga, at=at
    )
    deal = deal_of(alice, estimated_revenue=Decimal(1000))
    deal = opportunities.update(deal, {"currency": "SEK"}, by=alice, at=at)
    assert (deal.rate, deal.base_revenue) == (Decimal("0.09"), Decimal("90.00"))


def test_the_currency_stays_while_there_are_lines(alice: Actor, olga: Actor, at: datetime) -> None:
    organisation.set_rate(
        currency="SEK", valid_from=at.date(), rate=Decimal("0.09"), by=olga, at=at
    )
    deal = deal_of(alice)
    line_in(deal, alice)
    error = refused(InvalidError, opportunities.update, deal, {"currency": "SEK"}, by=alice, at=at)
    assert list(error.errors) == ["currency"]


def test_a_currency_without_a_rate_is_refused(alice: Actor, at: datetime) -> None:
    deal = deal_of(alice)
    values = {"currency": "NOK"}
    assert (
        "currency"
        in refused(InvalidError, opportunities.update, deal, values, by=alice, at=at).errors
    )


def test_revenue_from_lines_follows_them_and_is_not_typed(alice: Actor, at: datetime) -> None:
    deal = deal_of(alice, estimated_revenue=Decimal(500))
    line_in(deal, alice, "2", "40")
    deal = opportunities.update(deal, {"revenue_source": "lines"}, by=alice, at=at)
    assert deal.estimated_revenue == Decimal("80.00")
    values = {"estimated_revenue": Decimal(7)}
    error = refused(InvalidError, opportunities.update, deal, values, by=alice, at=at)
    assert list(error.errors) == ["estimated_revenue"]


def test_revenue_may_be_typed_again(alice: Actor, at: datetime) -> None:
    deal = deal_of(alice, revenue_source="lines")
    values = {"revenue_source": "typed", "estimated_revenue": Decimal(7)}
    deal = opportunities.update(deal, values, by=alice, at=at)
    assert deal.estimated_revenue == Decimal(7)


def test_a_field_that_the_stage_asked_for_is_not_emptied(
    alice: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    deal = ready_deal_of(alice, stage=stages.propose)
    error = refused(InvalidError, opportunities.update, deal, {"account": None}, by=alice, at=at)
    assert list(error.errors) == ["account"]
    opportunities.update(deal, {"estimated_revenue": None}, by=alice, at=at)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"probability": 101}, ""),
        ({"estimated_revenue": Decimal(-1)}, ""),
        ({"budget": Decimal(-1)}, ""),
        ({"category": "hope"}, ""),
        ({"revenue_source": ""}, ""),
        ({"name": None}, "name"),
        ({"estimated_revenue": Decimal("1.005")}, "estimated_revenue"),
        ({"account": uuid4()}, "account"),
        ({"owner": uuid4()}, "owner"),
    ],
)
def test_what_no_deal_can_hold_is_refused(
    bob: Actor, at: datetime, values: dict[str, Any], field: str
) -> None:
    error = refused(InvalidError, opportunities.update, deal_of(bob), values, by=bob, at=at)
    assert list(error.errors) == [field]


def test_a_deal_is_deleted_with_its_lines_and_its_past(alice: Actor, at: datetime) -> None:
    deal = deal_of(alice)
    line_in(deal, alice)
    opportunities.delete(deal, by=alice, at=at)
    assert not Opportunity.objects.exists()
    assert not DealSpan.objects.exists()
    record = EventRecord.objects.get(kind="records.RecordDeleted")
    assert record.changes["name"] == ["Sortation line, hub Gothenburg", None]


def test_a_colleague_deletes_nothing(alice: Actor, ann: Actor, at: datetime) -> None:
    refused(NotAllowedError, opportunities.delete, deal_of(alice), by=ann, at=at)


def test_what_is_gone_is_not_changed(alice: Actor, at: datetime) -> None:
    deal = deal_of(alice)
    pk = deal.pk
    opportunities.delete(deal, by=alice, at=at)
    deal.pk = pk
    refused(NotFoundError, opportunities.update, deal, {"name": "B"}, by=alice, at=at)


def test_a_manager_hands_a_deal_over_with_its_unit(
    alice: Actor, bob: Actor, people: SimpleNamespace, at: datetime
) -> None:
    deal = deal_of(alice)
    later = at + timedelta(days=1)
    deal = opportunities.assign(deal, people.charlie, by=bob, at=later)
    assert (deal.owner_id, deal.unit_id) == (people.charlie.pk, people.charlie.unit_id)
    assert deal.version == 2
    record = EventRecord.objects.get(kind="opportunities.OpportunityAssigned")
    assert record.changes == {"owner": [str(alice.id), str(people.charlie.pk)]}
    span = DealSpan.objects.get(valid_to=None)
    assert (span.owner_id, span.unit_id, span.valid_from) == (
        people.charlie.pk,
        people.charlie.unit_id,
        later,
    )


def test_a_closed_deal_can_be_handed_over(
    alice: Actor, bob: Actor, people: SimpleNamespace, at: datetime
) -> None:
    deal = opportunities.update(won_deal_of(alice), {"owner": people.ann.pk}, by=bob, at=at)
    assert (deal.owner_id, deal.state) == (people.ann.pk, "won")
    assert EventRecord.objects.filter(kind="opportunities.OpportunityAssigned").count() == 1


def test_a_colleague_hands_nothing_over(
    alice: Actor, ann: Actor, people: SimpleNamespace, at: datetime
) -> None:
    deal = deal_of(alice)
    refused(NotAllowedError, opportunities.assign, deal, people.ann, by=ann, at=at)
    values = {"owner": people.ann.pk}
    refused(NotAllowedError, opportunities.update, deal, values, by=ann, at=at)


def test_a_deal_is_not_handed_to_nobody(alice: Actor, bob: Actor, at: datetime) -> None:
    error = refused(InvalidError, opportunities.assign, deal_of(alice), uuid4(), by=bob, at=at)
    assert list(error.errors) == ["owner"]


def test_many_deals_are_handed_over_at_once_or_none(
    alice: Actor, charlie: Actor, bob: Actor, people: SimpleNamespace, at: datetime
) -> None:
    deals = [deal_of(alice, f"Deal {place}") for place in range(3)]
    foreign = deal_of(charlie)
    verb = opportunities.assign_many
    refused(NotAllowedError, verb, [*deals, foreign], people.ann, by=bob, at=at)
    assert len(verb(deals, people.ann, by=bob, at=at)) == 3
    assert len(verb(deals, people.ann, by=bob, at=at)) == 0
    assert DealSpan.objects.filter(owner=people.ann.pk, valid_to=None).count() == 3


@pytest.mark.parametrize("count", [1, 3])
def test_handing_over_costs_the_same_statements_whatever_the_number(
    alice: Actor,
    bob: Actor,
    people: SimpleNamespace,
    at: datetime,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    deals = [deal_of(alice, f"Deal {place}") for place in range(count)]
    with django_assert_num_queries(13):
        opportunities.assign_many(deals, people.ann, by=bob, at=at)


def test_an_earlier_amount_finer_than_the_present_currency_is_not_restored(
    alice: Actor, olga: Actor, at: datetime
) -> None:
    organisation.set_rate("JPY", valid_from=at.date(), rate=Decimal("0.006"), by=olga, at=at)
    deal = deal_of(alice, estimated_revenue=Decimal("10.50"))
    yen = {"currency": "JPY", "estimated_revenue": Decimal(1700)}
    deal = opportunities.update(deal, yen, by=alice, at=at)
    earlier = {"estimated_revenue": Decimal("10.50")}
    error = refused(InvalidError, opportunities.restore, deal, earlier, by=alice, at=at)
    assert list(error.errors) == ["estimated_revenue"]
