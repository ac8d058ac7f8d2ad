"""Delivery of events to handlers, and the rescue of jobs whose worker died."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as jobs

from dealwright.core import clock
from dealwright.events import actions

log = logging.getLogger(__name__)

STALLED_AFTER = 30.0  # seconds without a heartbeat of the worker that holds the job


class DeliveryFailedError(Exception):
    """Some events of the batch were not dealt with yet; the job is tried again."""


@jobs.task(
    name="events.deliver",
    queue="events",
    retry=RetryStrategy(max_attempts=actions.MOST_ATTEMPTS + 1, exponential_wait=2),
)
def deliver(handler: str, events: list[str]) -> None:
    """Give each event to the handler, each in a transaction of its own; failures park after eight tries."""
    pending = 0
    for event_id in events:
        try:
            with transaction.atomic():
                actions.deliver(handler=handler, event_id=UUID(event_id), at=clock.now())
        except Exception as error:  # any fault of a handler is kept and tried again
            log.warning("handler %s failed on event %s", handler, event_id, exc_info=True)
            is_at_rest = actions.note_failure(
                handler=handler, event_id=UUID(event_id), error=error, at=clock.now()
            )
            pending += not is_at_rest
    if pending:
        raise DeliveryFailedError(f"{pending} of {len(events)} events wait for {handler}")


@jobs.periodic(cron="* * * * *")
@jobs.task(name="events.rescue", queueing_lock="events.rescue", pass_context=False)
async def rescue(timestamp: int) -> None:
    """Put back jobs whose worker was killed; delivery itself makes sure that nothing happens twice."""
    at = datetime.fromtimestamp(timestamp, tz=clock.now().tzinfo)
    for job in await jobs.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        await jobs.job_manager.retry_job(job, retry_at=at)
