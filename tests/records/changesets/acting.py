"""What the tests of change sets share: working one off as the job does, and the business rows of a table."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from dealwright.records.changesets import actions
from dealwright.records.changesets.models import ChangeSet
from tests.people import AT

STAMPS = {"version", "modified_at", "modified_by_id"}


def work_off(change_set: ChangeSet, at: datetime = AT) -> ChangeSet:
    """The change set after all its batches."""
    while actions.advance(change_set.pk, at=at):
        pass
    change_set.refresh_from_db()
    return change_set


def undo(change_set: ChangeSet, *, by: Any, chosen: Any = (), at: datetime = AT) -> ChangeSet:
    """The finished undo of a change set."""
    return work_off(actions.undo(change_set, by=by, at=at, chosen=chosen), at)


def rows_of(model: type[models.Model]) -> dict[UUID, dict[str, Any]]:
    """Every row of a table, without what every write stamps."""
    return {
        row["id"]: {name: value for name, value in row.items() if name not in STAMPS}
        for row in model._default_manager.values()
    }


def outcomes(change_set: ChangeSet) -> dict[str, str]:
    """What became of each row, by its label."""
    return dict(change_set.rows.values_list("label", "outcome"))
