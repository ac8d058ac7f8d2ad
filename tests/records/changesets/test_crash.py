"""A worker dies in the middle of a bulk edit, or of its undo; the next one finishes, and no row is changed twice."""

import json
import os
import subprocess
import sys
from collections import Counter

import pytest
from django.conf import settings
from django.db import connection

from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.records import registry
from dealwright.records.changesets import actions
from dealwright.records.changesets.models import ChangeSet, State
from tests.events.test_crash import KEYS
from tests.factories.customers import account_of
from tests.people import AT
from tests.records.changesets.acting import rows_of
from tests.records.changesets.crashing import SMALL

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ROWS = 8
DEATHS = {"within a batch": SMALL, "after a batch": 2 * SMALL}


def work(*, die: str = "", worker: str = "tests.records.changesets.crashing") -> int:
    """A worker in a process of its own; returns how it ended: 7 when it died as told."""
    database = {key: connection.settings_dict[key] for key in KEYS}
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "dealwright.config.settings",
        "CRASH_DATABASE": json.dumps(database, default=str),
        "DIE": die,
        "FILES": str(settings.FILES_FOLDER),
    }
    done = subprocess.run(
        [sys.executable, "-m", worker],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode in {0, 7}, done.stderr
    return done.returncode


def changes_of(change_set: ChangeSet) -> Counter[str]:
    """How often each account was changed by a change set."""
    events = EventRecord.objects.filter(change_set=change_set.pk, subject_type="customers.account")
    return Counter(events.values_list("subject_label", flat=True))


def energetic() -> int:
    return Account.objects.filter(industry="energy").count()


def finished(change_set: ChangeSet) -> ChangeSet:
    """The change set after the death of one worker and the work of the next."""
    change_set.refresh_from_db()
    assert change_set.state == State.RUNNING
    assert work() == 0
    change_set.refresh_from_db()
    assert (change_set.state, change_set.changed) == (State.DONE, ROWS)
    assert set(changes_of(change_set).values()) == {1}
    assert work() == 0
    return change_set


@pytest.mark.parametrize("death", DEATHS)
def test_whoever_dies_every_row_is_changed_once_and_put_back_once(death: str, alice: Actor) -> None:
    for number in range(ROWS):
        account_of(alice, name=f"Account {number}", industry="food")
    before = rows_of(Account)
    entity = registry.of(Account)

    edit = actions.edit_many(entity, entity.rows(alice), {"industry": "energy"}, by=alice, at=AT)
    assert work(die=death) == 7
    assert energetic() == DEATHS[death]
    finished(edit)
    assert energetic() == ROWS
    assert set(Account.objects.values_list("version", flat=True)) == {2}

    undo = actions.undo(edit, by=alice, at=AT)
    assert work(die=death) == 7
    assert energetic() == ROWS - DEATHS[death]
    finished(undo)
    assert rows_of(Account) == before
    assert set(Account.objects.values_list("version", flat=True)) == {3}
    edit.refresh_from_db()
    assert edit.state == State.UNDONE


@pytest.mark.parametrize("death", DEATHS)
def test_whoever_dies_every_row_is_deleted_once_and_brought_back_once(
    death: str, bob: Actor
) -> None:
    for number in range(ROWS):
        account_of(bob, name=f"Account {number}")
    before = rows_of(Account)
    entity = registry.of(Account)

    deleted = actions.delete_many(entity, entity.rows(bob), by=bob, at=AT)
    assert work(die=death) == 7
    assert Account.objects.count() == ROWS - DEATHS[death]
    finished(deleted)
    assert not Account.objects.exists()

    undo = actions.undo(deleted, by=bob, at=AT)
    assert work(die=death) == 7
    assert Account.objects.count() == DEATHS[death]
    finished(undo)
    assert rows_of(Account) == before
