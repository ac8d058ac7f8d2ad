"""A process that announces, or works as a worker does, and may die at a named point. Run by test_crash.py."""

import json
import os
import sys

import django

from dealwright.config import settings as house


def prepare() -> None:
    """Django on the test's own database."""
    house.DATABASES["default"].update(json.loads(os.environ["CRASH_DATABASE"]))
    django.setup()


def listen() -> None:
    """One handler whose effect can be counted: a new business unit per event."""
    from dealwright.core import actor
    from dealwright.core.action import writing
    from dealwright.events import bus
    from dealwright.events.models import EventRecord
    from dealwright.identity.models import BusinessUnit
    from dealwright.organisation.events import OrganisationSetUp

    @bus.on(OrganisationSetUp)
    def answer(record: EventRecord) -> None:
        with writing(actor.SYSTEM):
            BusinessUnit.objects.create(name=f"Made for {record.subject_label}")
        if os.environ.get("DIE") == "inside the handler":
            os._exit(7)


def announce() -> None:
    """Commit a fact and die before anything else can happen."""
    from dealwright.core import actor, clock
    from dealwright.organisation import actions

    actions.set_up({"name": "Corvane"}, by=actor.system(), at=clock.now())
    os._exit(7)


def work() -> None:
    """Work off the queue as `dealwright worker` does, stalled jobs first; leave when it is empty."""
    import asyncio

    from procrastinate.contrib.django import app

    from dealwright.events import tasks

    if os.environ.get("DIE") == "after the handler":
        real = tasks.actions.deliver

        def deliver_and_die(**arguments: object) -> bool:
            from django.db import transaction

            transaction.on_commit(lambda: os._exit(7))
            return real(**arguments)  # type: ignore[arg-type]

        tasks.actions.deliver = deliver_and_die

    async def run() -> None:
        worker = app.with_connector(app.connector.get_worker_connector())
        async with worker.open_async():
            for job in await worker.job_manager.get_stalled_jobs(seconds_since_heartbeat=0):
                await worker.job_manager.retry_job(job)
            await worker.run_worker_async(
                queues=["events"], wait=False, listen_notify=False, install_signal_handlers=False
            )

    asyncio.run(run())


if __name__ == "__main__":
    prepare()
    listen()
    {"announce": announce, "work": work}[sys.argv[1]]()
