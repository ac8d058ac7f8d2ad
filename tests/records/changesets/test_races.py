"""People go on working while change sets run: nobody's change is lost, and two workers are as good as one."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event

import pytest
from django.db import connections

from dealwright.core.actor import Actor
from dealwright.core.errors import DomainError
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.records import registry
from dealwright.records.changesets import actions, undoing
from dealwright.records.changesets.models import ChangeSet
from tests.factories.customers import account_of
from tests.people import AT
from tests.racing import race
from tests.records.changesets.acting import outcomes, work_off

pytestmark = pytest.mark.django_db(transaction=True)


def edited(by: Actor, count: int = 3) -> ChangeSet:
    for number in range(count):
        account_of(by, name=f"Account {number}", industry="food")
    entity = registry.of(Account)
    started = actions.edit_many(entity, entity.rows(by), {"industry": "energy"}, by=by, at=AT)
    return work_off(started)


def test_a_row_edited_between_the_survey_and_the_undo_is_left(
    alice: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The undo has read the row; before it locks it, Alice saves another value elsewhere."""
    done = edited(alice)
    row = Account.objects.get(name="Account 1")
    surveyed, saved = Event(), Event()
    real = undoing.survey

    def survey_and_wait(*arguments, **named):
        found = real(*arguments, **named)
        surveyed.set()
        assert saved.wait(timeout=30)
        return found

    def elsewhere() -> None:
        try:
            assert surveyed.wait(timeout=30)
            customers.update_account(row, {"industry": "finance"}, by=alice, at=AT)
        finally:
            saved.set()
            connections["default"].close()

    monkeypatch.setattr(undoing, "survey", survey_and_wait)
    undo = actions.undo(done, by=alice, at=AT)
    with ThreadPoolExecutor(1) as pool:
        saving = pool.submit(elsewhere)
        work_off(undo)
        saving.result()

    assert outcomes(undo) == {
        "Account 0": "changed",
        "Account 1": "left",
        "Account 2": "changed",
    }
    row.refresh_from_db()
    assert row.industry == "finance"


def test_two_workers_on_one_change_set_change_no_row_twice(
    alice: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH", 2)
    for number in range(7):
        account_of(alice, name=f"Account {number}", industry="food")
    entity = registry.of(Account)
    started = actions.edit_many(entity, entity.rows(alice), {"industry": "energy"}, by=alice, at=AT)
    race(partial(work_off, started), partial(work_off, started))
    started.refresh_from_db()
    assert (started.changed, started.dealt_with) == (7, 7)
    events = EventRecord.objects.filter(change_set=started.pk, subject_type="customers.account")
    assert events.count() == 7


def test_of_two_undos_at_once_one_is_refused(alice: Actor) -> None:
    done = edited(alice)
    again = ChangeSet.objects.get(pk=done.pk)
    made, refused = race(
        partial(actions.undo, done, by=alice, at=AT),
        partial(actions.undo, again, by=alice, at=AT),
    )
    assert (len(made), len(refused)) == (1, 1)
    assert isinstance(refused[0], DomainError)
    assert ChangeSet.objects.filter(kind="undo").count() == 1


def test_two_bulk_edits_at_once_both_reach_every_row(
    alice: Actor, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH", 2)
    for number in range(7):
        account_of(alice, name=f"Account {number}", industry="food")
    entity = registry.of(Account)
    one = actions.edit_many(entity, entity.rows(alice), {"industry": "energy"}, by=alice, at=AT)
    other = actions.edit_many(entity, entity.rows(bob), {"employees": 9}, by=bob, at=AT)
    race(partial(work_off, one), partial(work_off, other))
    for change_set in (one, other):
        change_set.refresh_from_db()
        assert (change_set.changed, change_set.dealt_with) == (7, 7)
    found = set(Account.objects.values_list("industry", "employees", "version"))
    assert found == {("energy", 9, 3)}


def test_what_is_deleted_while_it_is_edited_is_told_of_and_nothing_else_is_lost(
    bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH", 2)
    for number in range(6):
        account_of(bob, name=f"Account {number}", industry="food")
    entity = registry.of(Account)
    edit = actions.edit_many(entity, entity.rows(bob), {"industry": "energy"}, by=bob, at=AT)
    delete = actions.delete_many(entity, entity.rows(bob), by=bob, at=AT)
    race(partial(work_off, edit), partial(work_off, delete))
    edit.refresh_from_db()
    delete.refresh_from_db()
    assert edit.dealt_with == edit.changed + edit.refused == 6
    assert delete.dealt_with == 6
    assert Account.objects.count() == 6 - delete.changed
