"""Undoing a bulk assign: a record goes back to its owner and to the unit in which that owner had it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import models

from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.identity import actions as identity
from dealwright.identity.models import User
from dealwright.leads.models import Lead
from dealwright.opportunities.models import DealSpan, Opportunity
from dealwright.records import registry
from dealwright.records.changesets import actions
from dealwright.records.changesets.models import ChangeSet
from tests.factories.customers import account_of
from tests.factories.leads import lead_of
from tests.factories.opportunities import deal_of
from tests.records.changesets.acting import rows_of, undo, work_off

pytestmark = pytest.mark.django_db

FACTORIES: dict[type[models.Model], Any] = {
    Account: account_of,
    Lead: lead_of,
    Opportunity: deal_of,
}


def assigned(kind: type[models.Model], owner: User, *, by: Actor, at: datetime) -> ChangeSet:
    entity = registry.of(kind)
    return work_off(actions.assign_many(entity, entity.rows(by), owner.pk, by=by, at=at), at)


@pytest.mark.parametrize("kind", FACTORIES)
def test_a_record_goes_back_to_the_unit_that_its_owner_has_left(
    kind: type[models.Model], alice: Actor, admin: Actor, people: Any, at: datetime
) -> None:
    """What a person owns stays where it is when they move."""
    FACTORIES[kind](alice)
    before = rows_of(kind)
    south = people.charlie.unit
    identity.move_user(people.alice, unit=south, manager=None, by=admin, at=at)
    done = assigned(kind, people.olga, by=admin, at=at + timedelta(hours=1))
    after = rows_of(kind)

    back = undo(done, by=admin, at=at + timedelta(hours=2))

    assert rows_of(kind) == before
    undo(back, by=admin, at=at + timedelta(hours=3))
    assert rows_of(kind) == after


def test_the_past_of_a_deal_tells_the_same_unit_as_the_deal(
    alice: Actor, admin: Actor, people: Any, at: datetime
) -> None:
    deal = deal_of(alice)
    identity.move_user(people.alice, unit=people.charlie.unit, manager=None, by=admin, at=at)
    done = assigned(Opportunity, people.olga, by=admin, at=at + timedelta(hours=1))
    undo(done, by=admin, at=at + timedelta(hours=2))
    assert DealSpan.objects.get(deal=deal, valid_to=None).unit_id == deal.unit_id
