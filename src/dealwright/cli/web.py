"""`dealwright web`: the web server."""

import ctypes
import os
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from dealwright.cli.processes import stop_with, stop_with_supervisor
from dealwright.cli.startup import database

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

SECONDS_TO_FINISH = 5  # for requests that are running when the server is told to stop
HEAPS, MOST_HEAPS = (
    -8,
    2,
)  # M_ARENA_MAX of glibc's malloc.h: one for each thread takes megabytes more, and gains nothing


def web(
    host: Annotated[str | None, typer.Option(help="Address to listen on (HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (PORT).")] = None,
    workers: Annotated[
        int | None, typer.Option(help="Processes that answer (WEB_WORKERS).", min=1)
    ] = None,
) -> None:
    """Serve the web pages and the REST API."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from dealwright.config import environment

    with database():
        server = Granian(
            "dealwright.config.wsgi:application",
            interface=Interfaces.WSGI,
            address=host or environment.HOST,
            port=port or environment.PORT,
            workers=workers or environment.WEB_WORKERS,
            blocking_threads=environment.WEB_THREADS,
            respawn_failed_workers=True,
            workers_kill_timeout=SECONDS_TO_FINISH,
            log_level=LogLevels.warning,
        )
        stop_with_supervisor()
        server.serve(target_loader=partial(load_application, os.getpid()), wrap_loader=False)


def load_application(server: int) -> "WSGIApplication":
    """In a process that answers: load Django; end when the server process is gone, be it killed."""
    stop_with(server)
    _keep_few_heaps()
    from dealwright.config.wsgi import application

    return application


def _keep_few_heaps() -> None:
    """Have threads share heaps, where the C library is glibc."""
    with suppress(AttributeError):
        ctypes.CDLL(None).mallopt(HEAPS, MOST_HEAPS)
