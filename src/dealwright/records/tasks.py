"""Housekeeping of what serves every kind of record."""

from datetime import datetime

from procrastinate.contrib.django import app as jobs

from dealwright.core import actor as actors
from dealwright.core import clock
from dealwright.records import actions


@jobs.periodic(cron="17 * * * *")
@jobs.task(name="records.forget_answers", queueing_lock="records.forget_answers")
def forget_answers(timestamp: int) -> None:
    """Forget kept answers a day old."""
    at = datetime.fromtimestamp(timestamp, tz=clock.now().tzinfo)
    actions.forget_answers(by=actors.system(), at=at)
