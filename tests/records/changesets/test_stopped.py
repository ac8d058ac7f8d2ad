"""An import that is undone while it is at work does not come to a good end."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import DomainError, NotFoundError, RefusedError
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.exchange import importing, mapping, undoable
from dealwright.exchange.report import Report
from dealwright.records.changesets import actions
from dealwright.records.changesets.models import SILENT_FOR, ChangeSet, State
from tests.records.changesets.acting import work_off

pytestmark = pytest.mark.django_db

MAPPING = """
name = "Old system"
[[step]]
file = "accounts.csv"
into = "customers.account"
key = ["name"]
later = ["parent"]
[step.fields]
name = "Firm"
parent = { column = "Parent", by = "name" }
"""
ACCOUNTS = """Firm,Parent
Child,Fresh
Fresh,
"""
LONG = SILENT_FOR + timedelta(minutes=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mapping.toml").write_text(MAPPING)
    (tmp_path / "accounts.csv").write_text(ACCOUNTS)
    return tmp_path


def test_an_import_that_is_undone_before_its_links_are_set_says_so(
    folder: Path, alice: Actor, at: datetime
) -> None:
    """All rows are in, and what is done at the end takes so long that it seems dead."""

    def undo(_report: Report) -> None:
        actions.undo(ChangeSet.objects.get(), by=alice, at=clock.now() + LONG)

    mapped = mapping.read(folder / "mapping.toml")
    with pytest.raises(NotFoundError, match="stopped, or undone"):
        importing.run(mapped, folder, by=alice, at=at, progress=undo)
    undone = ChangeSet.objects.get(kind="undo")
    assert undone.undoes is not None
    assert undone.undoes.state == State.STOPPED
    work_off(undone, at)
    assert not Account.objects.exists()


def stopped(by: Actor, at: datetime, *, broken: bool = False) -> None:
    """An import that someone begins to undo, as it seems dead, before it ends, or breaks off."""
    with undoable.as_one("Old", by=by, at=at):
        actions.undo(ChangeSet.objects.get(), by=by, at=at + LONG)
        if broken:
            raise DomainError("The disk is full.")


def test_what_was_stopped_is_not_ended_well(alice: Actor, at: datetime) -> None:
    with pytest.raises(RefusedError, match="stopped") as refused:
        stopped(alice, at)
    assert refused.value.code == "not_running"
    assert not EventRecord.objects.filter(kind="records.ChangeSetEnded").exists()
    assert ChangeSet.objects.get(kind="exchange.import").finished_at is None


def test_what_broke_off_an_import_is_told_even_when_it_was_stopped(
    alice: Actor, at: datetime
) -> None:
    with pytest.raises(DomainError, match="The disk is full"):
        stopped(alice, at, broken=True)
