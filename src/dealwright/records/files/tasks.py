"""Jobs of files: examine what has come, and let go what nobody needs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as jobs

from dealwright.core import actor as actors
from dealwright.core import clock
from dealwright.records.files import actions, receiving
from dealwright.records.files.examining import examine
from dealwright.records.files.models import Blob, State

BATCH = 100
HALF_RECEIVED_FOR = timedelta(days=1)


@jobs.task(name="records.examine_blob", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def examine_blob(blob: str) -> None:
    """Have one blob examined, unless it is gone."""
    for found in Blob.objects.filter(pk=UUID(blob)):
        examine(found, by=actors.system(), at=clock.now())


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(name="records.examine_waiting", queueing_lock="records.examine_waiting")
def examine_waiting(timestamp: int) -> None:  # noqa: ARG001  the framework gives it
    """Ask again about what a silent scanner has left waiting, the longest waiting first."""
    for found in Blob.objects.filter(state=State.WAITING).order_by("kept_at", "pk")[:BATCH]:
        examine(found, by=actors.system(), at=clock.now())


@jobs.periodic(cron="53 3 * * *")
@jobs.task(name="records.sweep_files", queueing_lock="records.sweep_files")
def sweep_files(timestamp: int) -> None:
    """Let go, in batches, what was removed long ago, what has no record, no file, no blob any more."""
    at = datetime.fromtimestamp(timestamp, tz=clock.now().tzinfo)
    sweep(at)


def sweep(at: datetime) -> None:
    """Every step until nothing is left for it."""
    steps: tuple[Callable[..., int], ...] = (
        actions.forget_removed,
        actions.forget_orphans,
        actions.sweep_blobs,
        actions.sweep_parcels,
    )
    for step in steps:
        while step(by=actors.system(), at=at):
            pass
    receiving.forget_before((at - HALF_RECEIVED_FOR).timestamp())
