"""Housekeeping of what serves every kind of record."""

from datetime import datetime
from uuid import UUID

from django.db.models import Model
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as jobs

from dealwright.core import actor as actors
from dealwright.core import clock
from dealwright.organisation import queries as organisation
from dealwright.records import actions
from dealwright.records.changesets import actions as changesets
from dealwright.records.changesets.queries import UNDOABLE_FOR
from dealwright.records.retention import actions as retention


@jobs.periodic(cron="17 * * * *")
@jobs.task(name="records.forget_answers", queueing_lock="records.forget_answers")
def forget_answers(timestamp: int) -> None:
    """Forget kept answers a day old."""
    at = datetime.fromtimestamp(timestamp, tz=clock.now().tzinfo)
    actions.forget_answers(by=actors.system(), at=at)


@jobs.task(
    name="records.advance", queue="bulk", retry=RetryStrategy(max_attempts=5, exponential_wait=4)
)
def advance(change_set: str) -> None:
    """Work through a change set, batch by batch. A job whose worker was killed is put back and goes on here."""
    while changesets.advance(UUID(change_set), at=clock.now()):
        pass


@jobs.periodic(cron="41 2 * * *")
@jobs.task(name="records.forget_past", queueing_lock="records.forget_past")
def forget_past(timestamp: int) -> None:
    """Forget events and earlier values that are older than the organisation keeps them."""
    at = datetime.fromtimestamp(timestamp, tz=clock.now().tzinfo)
    if not organisation.is_set_up():
        return
    kept = organisation.current()
    if kept.keep_events_months:
        _forget_events(_before(at, kept.keep_events_months), at)
    if kept.keep_history_months:
        for model in retention.histories():
            _forget_copies(model, _before(at, kept.keep_history_months), at)


def _before(at: datetime, months: int) -> datetime:
    """The moment so many months ago; never later than what undo needs."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    return min(at.replace(year=year, month=month + 1, day=min(at.day, 28)), at - UNDOABLE_FOR)


def _forget_events(before: datetime, at: datetime) -> None:
    for forget in (retention.forget_events, retention.forget_change_sets):
        while forget(before=before, by=actors.system(), at=at):
            pass


def _forget_copies(model: type[Model], before: datetime, at: datetime) -> None:
    after: int | None = 0
    while after is not None:
        found = retention.forget_copies(
            model, before=before, after=after, by=actors.system(), at=at
        )
        after = found.after
