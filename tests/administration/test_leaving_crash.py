"""A worker dies while a person's records are handed over, or given back; the next one finishes, and nothing is done twice."""

from types import SimpleNamespace

import pytest

from dealwright.administration.leaving import actions
from dealwright.administration.leaving.rules import Plan, Rule
from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.identity.models import User
from dealwright.records.changesets import actions as changesets
from dealwright.records.changesets.models import ChangeSet, State
from tests.factories.customers import account_of
from tests.people import AT
from tests.records.changesets.test_crash import DEATHS, changes_of, work

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ROWS = 8


def of(person: User) -> int:
    return Account.objects.filter(owner=person.pk).count()


def finished(change_set: ChangeSet) -> None:
    assert work() == 0
    change_set.refresh_from_db()
    assert (change_set.state, change_set.refused, change_set.left) == (State.DONE, 0, 0)
    assert set(changes_of(change_set).values()) == {1}


@pytest.mark.parametrize("death", DEATHS)
def test_whoever_dies_everything_is_handed_over_once_and_given_back_once(
    death: str, alice: Actor, admin: Actor, people: SimpleNamespace
) -> None:
    for number in range(ROWS):
        account_of(alice, name=f"Account {number}")
    plan = Plan(rule=Rule.ONE, to=people.charlie.pk)

    left = actions.leave(people.alice, plan, by=admin, at=AT)
    assert work(die=death) == 7
    assert not User.objects.get(pk=people.alice.pk).is_active
    assert 0 < of(people.alice) < ROWS
    finished(left)
    assert (of(people.alice), of(people.charlie)) == (0, ROWS)

    undo = changesets.undo(left, by=admin, at=AT)
    assert work(die=death) == 7
    assert User.objects.get(pk=people.alice.pk).is_active
    finished(undo)
    assert (of(people.alice), of(people.charlie)) == (ROWS, 0)
    units = Account.objects.values_list("unit", flat=True).distinct()
    assert list(units) == [people.alice.unit_id]
