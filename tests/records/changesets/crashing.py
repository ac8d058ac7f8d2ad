"""A worker on change sets that may die at a named point. Run by test_crash.py."""

import asyncio
import os
from typing import Any

from tests.events.crashing import prepare

SMALL = 3  # rows a batch, so that a few rows are several


def die_as_told() -> None:
    """End the process in the middle of the second batch, or right after it was committed."""
    from django.db import transaction

    from dealwright.records.changesets import actions

    real, batches = actions._count, []

    def counted(*arguments: Any) -> None:
        batches.append(1)
        real(*arguments)
        if len(batches) == 2 and os.environ["DIE"] == "within a batch":
            os._exit(7)
        if len(batches) == 2 and os.environ["DIE"] == "after a batch":
            transaction.on_commit(lambda: os._exit(7))

    actions._count = counted
    actions.BATCH = SMALL


def work() -> None:
    """Work off the queue as `dealwright worker` does, stalled jobs first; leave when it is empty."""
    from procrastinate.contrib.django import app

    async def run() -> None:
        worker = app.with_connector(app.connector.get_worker_connector())
        async with worker.open_async():
            for job in await worker.job_manager.get_stalled_jobs(seconds_since_heartbeat=0):
                await worker.job_manager.retry_job(job)
            await worker.run_worker_async(
                queues=["bulk"], wait=False, listen_notify=False, install_signal_handlers=False
            )

    asyncio.run(run())


if __name__ == "__main__":
    prepare()
    die_as_told()
    work()
