"""`dealwright serve`: web and worker together, for an organisation's own data."""

import socket
from collections.abc import Callable
from urllib.parse import urlsplit

import typer
from rich.markup import escape

from dealwright.cli.processes import Family
from dealwright.cli.startup import ready
from dealwright.cli.terminal import err, give_up, say


def serve() -> None:
    """Run web and worker on your own data; the first page sets up an empty installation."""
    serve_with(prepare=lambda: None, announce=_announce)


def _announce() -> None:
    from dealwright.config import environment

    err.print(
        f"\n[bold]Dealwright answers at {escape(environment.BASE_URL)}[/bold]   Ctrl-C stops it.\n"
    )


def serve_with(*, prepare: Callable[[], None], announce: Callable[[], None]) -> None:
    """Migrate, prepare, run web and worker until told to stop. Refuses: the port is taken."""
    from dealwright.cli.migrate import apply_migrations
    from dealwright.config import environment

    if _answers(environment.HOST, environment.PORT):
        give_up(
            f"Port {environment.PORT} is taken by another program. Choose another: PORT=9000 dealwright ..."
        )
    with ready():
        from django.db import connections

        _tell_where_the_data_live()
        apply_migrations()
        prepare()
        connections.close_all()

        def announce_and_rest() -> None:
            announce()
            connections.close_all()  # we only wait from here on

        code = Family("web", "worker").run(
            lambda: _serves(environment.HOST, environment.PORT), announce_and_rest
        )
    raise typer.Exit(code)


def _tell_where_the_data_live() -> None:
    """Say it when the embedded database had to leave the data directory."""
    from dealwright.config import environment
    from dealwright.core.embedded import Cluster

    cluster = Cluster(environment.DATA_DIR)
    if environment.USES_EMBEDDED_DATABASE and cluster.lives_elsewhere:
        say(
            f"{environment.DATA_DIR} is out of reach of the account that runs PostgreSQL (as root it runs under "
            f"another), so the data live in {cluster.place.home}."
        )


def _answers(host: str, port: int) -> bool:
    """Whether something listens there."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def _serves(host: str, port: int) -> bool:
    """Whether our web server answers a request: any answer, be it a redirect to the login."""
    from http.client import HTTPConnection, HTTPException

    from dealwright.config import environment

    connection = HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", "/", headers={"Host": urlsplit(environment.BASE_URL).netloc})
        connection.getresponse()
    except (OSError, HTTPException):
        return False
    else:
        return True
    finally:
        connection.close()
