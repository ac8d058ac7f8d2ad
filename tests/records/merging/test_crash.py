"""A process dies in the middle of a merge: nothing of it is left."""

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from dealwright.core.actor import Actor
from dealwright.customers.models import Account, Contact
from dealwright.events.models import EventRecord
from dealwright.records.changesets.models import ChangeSet
from dealwright.records.merging.models import MergedRecord, MovedRow
from tests.events.test_crash import KEYS
from tests.factories.activities import note_of
from tests.factories.customers import account_of, contact_of
from tests.records.changesets.acting import rows_of
from tests.records.merging.merging import merged

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("point", ["moved", "deleted"])
def test_a_merge_that_dies_leaves_nothing(alice: Actor, point: str) -> None:
    winner, loser = account_of(alice, name="A"), account_of(alice, name="B")
    contact_of(alice, account=loser.pk)
    note_of(alice, "x", about=loser)
    before = rows_of(Account), rows_of(Contact), EventRecord.objects.count()

    database = {key: connection.settings_dict[key] for key in KEYS}
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.records.merging.crashing",
            str(alice.id),
            str(winner.pk),
            str(loser.pk),
        ],
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "dealwright.config.settings",
            "CRASH_DATABASE": json.dumps(database, default=str),
            "DIE": point,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 7, done.stderr

    assert (rows_of(Account), rows_of(Contact), EventRecord.objects.count()) == before
    for table in (MergedRecord, MovedRow, ChangeSet):
        assert not table.objects.exists()
    merged(winner, loser, by=alice)
