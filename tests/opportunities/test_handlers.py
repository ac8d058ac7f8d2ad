"""Who is told what."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from dealwright.core import actor as actors
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.events import actions as events
from dealwright.events.models import EventRecord
from dealwright.opportunities import actions as opportunities
from dealwright.records.models import Notification
from tests.factories.opportunities import deal_of, ready_deal_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]


ANY_OWNER = "dealwright.records.notifications.handlers.tell"


def deliver(kind: str, handler: str, at: datetime) -> None:
    record = EventRecord.objects.get(kind=f"opportunities.{kind}")
    name = handler if "." in handler else f"dealwright.opportunities.handlers.{handler}"
    with writing(actors.system()):
        events.deliver(handler=name, event_id=record.pk, at=at)


def bells() -> list[tuple[str, str]]:
    rows = Notification.objects.select_related("user").order_by("pk")
    return [(row.user.name.partition(" ")[0], row.text) for row in rows]


def test_whoever_is_given_a_deal_hears_of_it(
    alice: Actor, bob: Actor, people: SimpleNamespace, at: datetime
) -> None:
    deal = deal_of(alice, "Pilot")
    opportunities.assign(deal, people.ann, by=bob, at=at)
    deliver("OpportunityAssigned", ANY_OWNER, at)
    assert bells() == [("Ann", "Bob Example handed the opportunity Pilot over to you")]
    assert Notification.objects.get().url == f"/opportunities/{deal.pk}/"


def test_whoever_takes_a_deal_needs_no_telling(
    alice: Actor, bob: Actor, people: SimpleNamespace, at: datetime
) -> None:
    opportunities.assign(deal_of(alice), people.bob, by=bob, at=at)
    deliver("OpportunityAssigned", ANY_OWNER, at)
    assert bells() == []


def test_the_owner_hears_when_someone_else_closes_the_deal(
    alice: Actor, bob: Actor, at: datetime
) -> None:
    opportunities.win(ready_deal_of(alice, name="Pilot"), by=bob, at=at)
    deliver("OpportunityWon", "tell_owner_of_win", at)
    opportunities.lose(deal_of(alice, "Study"), "price", by=bob, at=at)
    deliver("OpportunityLost", "tell_owner_of_loss", at)
    assert bells() == [("Alice", "Pilot is won"), ("Alice", "Study is lost")]


def test_the_owner_who_closes_a_deal_needs_no_telling(alice: Actor, at: datetime) -> None:
    opportunities.win(ready_deal_of(alice), by=alice, at=at)
    deliver("OpportunityWon", "tell_owner_of_win", at)
    assert bells() == []
