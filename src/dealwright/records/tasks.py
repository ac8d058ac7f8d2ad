"""Housekeeping of what serves every kind of record."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Model
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as jobs

from dealwright.core import actor as actors
from dealwright.core import clock
from dealwright.core.actor import Actor, Channel, Kind
from dealwright.organisation import queries as organisation
from dealwright.records import actions
from dealwright.records.changesets import actions as changesets
from dealwright.records.changesets.queries import UNDOABLE_FOR
from dealwright.records.custom import actions as custom
from dealwright.records.custom import indexes, indexing
from dealwright.records.matching import actions as matching
from dealwright.records.matching import declared as matched
from dealwright.records.notifications import actions as notices
from dealwright.records.notifications.queries import whom_to_mail
from dealwright.records.retention import actions as retention
from dealwright.records.searching import rebuilding

log = logging.getLogger(__name__)


@jobs.periodic(cron="17 * * * *")
@jobs.task(name="records.forget_answers", queueing_lock="records.forget_answers")
def forget_answers(timestamp: int) -> None:
    """Forget kept answers a day old."""
    at = datetime.fromtimestamp(timestamp, tz=clock.now().tzinfo)
    actions.forget_answers(by=actors.system(), at=at)


@jobs.periodic(cron="* * * * *")
@jobs.task(name="records.keep_search", queue="bulk", queueing_lock="records.keep_search")
def keep_search(timestamp: int) -> None:
    """Learn new words, take up what was written past the verbs, and fill what an earlier version did not have."""
    end = clock.now() + timedelta(seconds=50)
    by, at = actors.system(), datetime.fromtimestamp(timestamp, tz=clock.now().tzinfo)
    rebuilding.work(by=by, at=at, until=lambda: clock.now() > end)


@jobs.task(
    name="records.advance", queue="bulk", retry=RetryStrategy(max_attempts=5, exponential_wait=4)
)
def advance(change_set: str) -> None:
    """Work through a change set, batch by batch. A job whose worker was killed is put back and goes on here."""
    while changesets.advance(UUID(change_set), at=clock.now()):
        pass


@jobs.periodic(cron="* * * * *")
@jobs.task(name="records.mail_notices", queueing_lock="records.mail_notices")
def mail_notices(timestamp: int) -> None:
    """Mail everyone what is due to them; whom the mail server refuses, later."""
    at = datetime.fromtimestamp(timestamp, tz=clock.now().tzinfo)
    for user_id in whom_to_mail(at):
        try:
            notices.mail_due(user_id, by=actors.system(), at=at)
        except (OSError, ValueError):  # no server, or an address that it does not take
            log.warning("the notices of %s could not be mailed", user_id, exc_info=True)
            notices.try_later(user_id, by=actors.system(), at=at)


@jobs.periodic(cron="23 3 * * *")
@jobs.task(name="records.forget_notices", queueing_lock="records.forget_notices")
def forget_notices(timestamp: int) -> None:
    """Forget notifications that were read long ago."""
    at = datetime.fromtimestamp(timestamp, tz=clock.now().tzinfo)
    notices.forget(by=actors.system(), at=at)


@jobs.periodic(cron="11 1 * * *")
@jobs.task(name="records.find_duplicates", queue="bulk", queueing_lock="records.find_duplicates")
def find_duplicates(timestamp: int) -> None:
    """Look for duplicates among what changed since the last search, kind after kind."""
    at = datetime.fromtimestamp(timestamp, tz=clock.now().tzinfo)
    if organisation.is_set_up():
        for kind in matched.kinds():
            matching.search(kind.key, by=actors.system(), at=at)


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


@jobs.task(
    name="records.index_custom_field",
    queue="bulk",
    retry=RetryStrategy(max_attempts=3, exponential_wait=4),
)
def index_custom_field(field: str) -> None:
    """Build the indexes that a custom field asks for, and drop those that it does not; what stands against it is noted."""
    indexes.bring_up_to_date(UUID(field), at=clock.now())


@jobs.task(
    name="records.work_out_formulas",
    queue="bulk",
    retry=RetryStrategy(max_attempts=5, exponential_wait=4),
)
def work_out_formulas(entity: str, link: str, target: str) -> None:
    """Work out the formulas of a kind, or of those of its records that lead to another one that was changed."""
    led_to = UUID(target) if target else None
    last: UUID | None = None
    while True:
        last = custom.work_out_some(
            entity, link=link, target=led_to, after=last, by=actors.system(), at=clock.now()
        )
        if last is None:
            return


@jobs.task(
    name="records.purge_custom_field",
    queue="bulk",
    retry=RetryStrategy(max_attempts=5, exponential_wait=4),
)
def purge_custom_field(field: str, by: str, name: str) -> None:
    """Take a retired field out of all records, batch by batch, and then away."""
    actor = Actor(kind=Kind.USER, id=UUID(by), name=name, channel=Channel.JOB)
    indexing.drop(UUID(field))
    done = 0
    while (
        count := custom.purge_some(UUID(field), by=actor, at=clock.now(), done=done)
    ) is not None:
        done += count


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
