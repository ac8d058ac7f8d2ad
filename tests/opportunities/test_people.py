"""Competitors and stakeholders of deals."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, NotFoundError, RefusedError
from dealwright.events.models import EventRecord
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import Competitor, OpportunityCompetitor, Stakeholder
from tests.factories.customers import contact_of
from tests.factories.opportunities import (
    competitor_of,
    deal_of,
    lost_deal_of,
    rival_in,
    stakeholder_in,
    won_deal_of,
)
from tests.opportunities.refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]


def kinds() -> list[str]:
    found = EventRecord.objects.filter(kind__startswith="opportunities.").order_by("pk")
    return [record.kind.partition(".")[2] for record in found]


def test_a_competitor_enters_and_leaves_a_deal(alice: Actor, at: datetime) -> None:
    deal, rival = deal_of(alice), competitor_of(alice)
    row = opportunities.add_competitor(deal, rival.pk, note="incumbent", by=alice, at=at)
    assert (row.competitor, row.note) == (rival, "incumbent")
    opportunities.remove_competitor(row, by=alice, at=at)
    assert not deal.competitors.exists()
    assert kinds() == ["CompetitorAdded", "CompetitorRemoved"]


def test_a_competitor_is_in_a_deal_once(alice: Actor, at: datetime) -> None:
    deal = deal_of(alice)
    row = rival_in(deal, alice)
    error = refused(
        InvalidError, opportunities.add_competitor, deal, row.competitor, by=alice, at=at
    )
    assert list(error.errors) == ["competitor"]


def test_a_competitor_that_left_cannot_leave_again(alice: Actor, at: datetime) -> None:
    row = rival_in(deal_of(alice), alice)
    gone = OpportunityCompetitor.objects.get(pk=row.pk)
    opportunities.remove_competitor(row, by=alice, at=at)
    refused(NotFoundError, opportunities.remove_competitor, gone, by=alice, at=at)


def test_nobody_knows_such_a_competitor(alice: Actor, at: datetime) -> None:
    verb = opportunities.add_competitor
    assert (
        "competitor" in refused(InvalidError, verb, deal_of(alice), uuid4(), by=alice, at=at).errors
    )


def test_a_competitor_has_its_name_alone(alice: Actor, at: datetime) -> None:
    competitor_of(alice, "Vanterra Systems")
    verb = opportunities.create_competitor
    refused(InvalidError, verb, {"name": "VANTERRA systems"}, by=alice, at=at)


def test_managers_keep_what_is_known_of_competitors(alice: Actor, bob: Actor, at: datetime) -> None:
    rival = competitor_of(alice)
    values = {"weaknesses": "Slow delivery"}
    refused(NotAllowedError, opportunities.update_competitor, rival, values, by=alice, at=at)
    rival = opportunities.update_competitor(rival, values, by=bob, at=at)
    assert (rival.weaknesses, rival.version) == ("Slow delivery", 2)
    refused(NotAllowedError, opportunities.delete_competitor, rival, by=alice, at=at)
    opportunities.delete_competitor(rival, by=bob, at=at)
    assert not Competitor.objects.exists()


def test_a_competitor_that_was_in_a_deal_is_kept(alice: Actor, olga: Actor, at: datetime) -> None:
    row = rival_in(deal_of(alice), alice)
    error = refused(RefusedError, opportunities.delete_competitor, row.competitor, by=olga, at=at)
    assert error.code == "in_use"


def test_a_stakeholder_comes_changes_and_goes(alice: Actor, at: datetime) -> None:
    deal, person = deal_of(alice), contact_of(alice)
    stake = opportunities.add_stakeholder(
        deal, person, "champion", influence="high", note="wants it", by=alice, at=at
    )
    assert (stake.role, stake.influence) == ("champion", "high")
    stake = opportunities.change_stakeholder(stake, role="decision_maker", by=alice, at=at)
    assert (stake.role, stake.influence, stake.note) == ("decision_maker", "high", "wants it")
    opportunities.change_stakeholder(stake, role="decision_maker", by=alice, at=at)
    opportunities.remove_stakeholder(stake, by=alice, at=at)
    assert kinds() == ["StakeholderAdded", "StakeholderChanged", "StakeholderRemoved"]
    record = EventRecord.objects.get(kind="opportunities.StakeholderAdded")
    assert record.about == [deal.pk, person.pk]


def test_a_contact_has_one_say_in_a_deal(alice: Actor, at: datetime) -> None:
    deal = deal_of(alice)
    stake = stakeholder_in(deal, alice)
    verb = opportunities.add_stakeholder
    error = refused(InvalidError, verb, deal, stake.contact, "user", by=alice, at=at)
    assert list(error.errors) == ["contact"]


@pytest.mark.parametrize(
    ("role", "influence", "field"), [("boss", "high", "role"), ("user", "huge", "influence")]
)
def test_roles_and_influence_are_chosen_from_what_there_is(
    alice: Actor, at: datetime, role: str, influence: str, field: str
) -> None:
    deal, person = deal_of(alice), contact_of(alice)
    verb = opportunities.add_stakeholder
    error = refused(InvalidError, verb, deal, person, role, influence=influence, by=alice, at=at)
    assert list(error.errors) == [field]
    stake = stakeholder_in(deal, alice)
    given: dict[str, Any] = {field: {"role": role, "influence": influence}[field]}
    refused(InvalidError, opportunities.change_stakeholder, stake, by=alice, at=at, **given)


def test_a_contact_that_one_cannot_read_has_no_say(
    alice: Actor, charlie: Actor, at: datetime
) -> None:
    person = contact_of(alice)
    verb = opportunities.add_stakeholder
    error = refused(InvalidError, verb, deal_of(charlie), person, "user", by=charlie, at=at)
    assert list(error.errors) == ["contact"]


def test_a_stakeholder_who_left_is_gone(alice: Actor, at: datetime) -> None:
    stake = stakeholder_in(deal_of(alice), alice)
    gone = Stakeholder.objects.get(pk=stake.pk)
    opportunities.remove_stakeholder(stake, by=alice, at=at)
    refused(NotFoundError, opportunities.remove_stakeholder, gone, by=alice, at=at)
    refused(NotFoundError, opportunities.change_stakeholder, gone, role="user", by=alice, at=at)


def test_a_closed_deal_keeps_its_people(alice: Actor, at: datetime) -> None:
    rival, person = competitor_of(alice), contact_of(alice)
    for deal in (won_deal_of(alice), lost_deal_of(alice)):
        for verb, given in (
            (opportunities.add_competitor, [rival]),
            (opportunities.add_stakeholder, [person, "user"]),
        ):
            assert refused(RefusedError, verb, deal, *given, by=alice, at=at).code == "closed"


def test_nobody_else_touches_the_people_of_a_deal(
    alice: Actor, ann: Actor, charlie: Actor, at: datetime
) -> None:
    deal = deal_of(alice)
    row, stake = rival_in(deal, alice), stakeholder_in(deal, alice)
    for actor in (ann, charlie):
        refused(NotAllowedError, opportunities.remove_competitor, row, by=actor, at=at)
        refused(NotAllowedError, opportunities.remove_stakeholder, stake, by=actor, at=at)
        refused(
            NotAllowedError, opportunities.change_stakeholder, stake, role="user", by=actor, at=at
        )


def test_a_manager_works_on_the_deals_of_the_unit(
    alice: Actor, bob: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    deal = deal_of(alice)
    opportunities.add_competitor(deal, competitor_of(bob), by=bob, at=at)
    assert deal.competitors.count() == 1
