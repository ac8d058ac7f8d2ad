"""Jobs of activities."""

from datetime import datetime

from procrastinate.contrib.django import app as jobs

from dealwright.activities import reminders
from dealwright.core import actor as actors
from dealwright.core import clock
from dealwright.records.notifications import actions as notices


@jobs.periodic(cron="* * * * *")
@jobs.task(name="activities.remind", queueing_lock="activities.remind")
def remind(timestamp: int) -> None:
    """Remind people of what is due; of each thing once, and once more when it is a day late."""
    at = datetime.fromtimestamp(timestamp, tz=clock.now().tzinfo)
    for batch in reminders.due(at):
        notices.tell(batch, by=actors.system(), at=at)
