"""Before a subcommand does its work: the database runs, then Django is set up. Afterwards the database is left."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from dealwright.cli.terminal import give_up


@contextmanager
def database() -> Iterator[None]:
    """Have the database running while the block runs: the embedded one, unless DATABASE_URL names another."""
    from dealwright.config import environment
    from dealwright.core.embedded import Cluster, EmbeddedDatabaseError

    if not environment.USES_EMBEDDED_DATABASE:
        yield
        return
    cluster = Cluster(environment.DATA_DIR)
    signal.signal(signal.SIGTERM, _end)
    try:
        with cluster.in_use():
            yield
    except EmbeddedDatabaseError as error:
        give_up(error)


def _end(signal_number: int, _frame: object) -> NoReturn:
    """End by an exception, so that the database is left in good order; SIGTERM alone would end us on the spot."""
    raise SystemExit(128 + signal_number)


@contextmanager
def ready() -> Iterator[None]:
    """Have the database running and Django set up while the block runs."""
    with database():
        set_up_django()
        from django.core.exceptions import ImproperlyConfigured
        from django.db import OperationalError

        from dealwright.core.errors import DomainError

        try:
            yield
        except (OperationalError, ImproperlyConfigured, DomainError) as error:
            give_up(error)


def set_up_django() -> None:
    """Read the settings and load the apps. The embedded database has its place by now, which the settings name."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dealwright.config.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        give_up(error)
