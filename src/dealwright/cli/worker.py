"""`dealwright worker`: the process that does the jobs."""

from typing import Annotated

import typer

from dealwright.cli.processes import stop_with_supervisor
from dealwright.cli.startup import ready

SECONDS_TO_FINISH = (
    10  # for jobs that are running when the worker is told to stop; a job cut off is run again
)


def worker(
    concurrency: Annotated[int, typer.Option(help="Jobs done at the same time.", min=1)] = 4,
) -> None:
    """Do the jobs: deliver events, send mail, keep the schedule. Start more of them for more work."""
    from dealwright.config import environment

    environment.reach_database_directly()
    with ready():
        from procrastinate.contrib.django import app as jobs
        from procrastinate.contrib.django.django_connector import DjangoConnector

        connector = jobs.connector
        assert isinstance(connector, DjangoConnector)  # noqa: S101 - what the Django app of the library makes
        stop_with_supervisor()
        with jobs.replace_connector(connector.get_worker_connector()):
            jobs.run_worker(
                concurrency=concurrency,
                delete_jobs="successful",
                shutdown_graceful_timeout=SECONDS_TO_FINISH,
            )
