"""What is forgotten at night leaves what can still be undone."""

from datetime import datetime, timedelta

import pytest

from dealwright.core import actor as actors
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.records import registry
from dealwright.records.changesets import actions
from dealwright.records.changesets.models import ChangeSet, State
from dealwright.records.retention import actions as retention
from tests.factories.customers import account_of
from tests.records.changesets.acting import undo, work_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(alice: Actor) -> Account:
    return account_of(alice, name="Alfa", industry="food")


def edited(by: Actor, at: datetime) -> ChangeSet:
    entity = registry.of(Account)
    values = {"industry": "energy"}
    return work_off(actions.edit_many(entity, entity.rows(by), values, by=by, at=at), at)


def forget(at: datetime) -> None:
    """As the nightly job does, with the shortest time that may be set."""
    before = at - timedelta(days=92)
    for verb in (retention.forget_events, retention.forget_change_sets):
        while verb(before=before, by=actors.system(), at=at):
            pass


def days(count: int, at: datetime) -> datetime:
    return at + timedelta(days=count)


def test_an_undo_outlives_what_it_took_back(account: Account, alice: Actor, at: datetime) -> None:
    first = undo(edited(alice, at), by=alice, at=days(60, at))
    forget(days(120, at))
    assert undo(first, by=alice, at=days(120, at)).changed == 1
    account.refresh_from_db()
    assert account.industry == "energy"


def test_a_chain_of_undos_stays_for_the_last_of_them(
    account: Account, alice: Actor, at: datetime
) -> None:
    done = edited(alice, at)
    first = undo(done, by=alice, at=days(60, at))
    second = undo(first, by=alice, at=days(130, at))
    forget(days(200, at))
    assert set(ChangeSet.objects.all()) == {done, first, second}
    forget(days(300, at))
    assert not ChangeSet.objects.exists()


def test_what_is_being_undone_stays_until_that_is_at_its_end(
    account: Account, alice: Actor, at: datetime
) -> None:
    running = actions.undo(edited(alice, at), by=alice, at=days(60, at))
    with writing(alice):
        EventRecord.objects.update(recorded_at=at)
    forget(days(200, at))
    assert work_off(running, days(200, at)).changed == 1
    assert running.state == State.DONE
