"""Verbs written for one row run on many: locked at once, written at once, each refused by itself."""

from datetime import datetime

import pytest

from dealwright.core.action import action, writing
from dealwright.core.actor import Actor
from dealwright.core.errors import RefusedError
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.records import batching, registry
from dealwright.records import writing as writing_of_records
from dealwright.records.changesets import actions, working
from dealwright.records.changesets.models import ChangeSetRow, Outcome
from tests.factories.customers import account_of
from tests.records.changesets.acting import outcomes, work_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts(alice: Actor) -> list[Account]:
    return [account_of(alice, name=f"A{number}", industry="food") for number in range(4)]


def test_verbs_inside_cost_one_lock_and_one_update_together(
    accounts: list[Account], alice: Actor, at: datetime, django_assert_num_queries
) -> None:
    customers.update_account(accounts[0], {"employees": 1}, by=alice, at=at)  # rights are read
    held = {Account: [account.pk for account in accounts]}
    # lock, update; and the four events one by one with what they defer, as nobody gathers them here
    with writing(alice), django_assert_num_queries(10), batching.batch(held):
        for account in accounts:
            customers.update_account(account, {"industry": "energy"}, by=alice, at=at)
    assert set(Account.objects.values_list("industry", flat=True)) == {"energy"}
    assert sorted(Account.objects.values_list("version", flat=True)) == [2, 2, 2, 3]


def test_nothing_is_written_when_one_fails(
    accounts: list[Account], alice: Actor, at: datetime
) -> None:
    @action
    def change_one_and_fail(*, by: Actor, at: datetime) -> None:
        with batching.batch({Account: [account.pk for account in accounts]}):
            customers.update_account(accounts[0], {"industry": "energy"}, by=by, at=at)
            raise RefusedError("Not now.")

    with pytest.raises(RefusedError):
        change_one_and_fail(by=alice, at=at)
    assert set(Account.objects.values_list("industry", flat=True)) == {"food"}


def test_what_the_database_refuses_of_a_batch_is_refused_of_that_row_alone(
    accounts: list[Account], alice: Actor, at: datetime
) -> None:
    """The update of all fails as one breaks a constraint; then each is written by itself."""
    rows = [ChangeSetRow(record_id=account.pk) for account in accounts]

    @action
    def count(account: Account, employees: int, *, by: Actor, at: datetime) -> None:
        account = Account.objects.lock(account.pk)
        account.parent_id = account.pk if employees == 2 else None
        account.employees = employees
        changes = {"employees": [None, employees]}
        writing_of_records.save(account, changes, by=by, at=at, also=["parent"])

    def act(row: ChangeSetRow) -> Outcome:
        (place,) = (n for n, account in enumerate(accounts) if account.pk == row.record_id)
        count(accounts[place], place, by=alice, at=at)
        return Outcome.CHANGED

    with writing(alice):
        working.through(rows, act, by=alice, held={Account: [account.pk for account in accounts]})
    assert [row.outcome for row in rows] == ["changed", "changed", "refused", "changed"]
    assert rows[2].reason
    found = Account.objects.order_by("pk").values_list("employees", flat=True)
    assert list(found) == [0, 1, None, 3]


def test_links_among_rows_of_the_kind_are_set_one_by_one(
    accounts: list[Account], alice: Actor, at: datetime
) -> None:
    """Whoever becomes a parent must be seen by the next row, or a circle would close."""
    entity = registry.of(Account)
    assert working.fits(entity, {"industry"})
    assert not working.fits(entity, {"industry", "parent"})
    top, middle = accounts[0], accounts[1]
    customers.update_account(top, {"parent": middle.pk}, by=alice, at=at)
    done = work_off(
        actions.edit_many(entity, entity.rows(alice), {"parent": top.pk}, by=alice, at=at)
    )
    assert outcomes(done) == {
        "A0": "refused",
        "A1": "refused",
        "A2": "changed",
        "A3": "changed",
    }
