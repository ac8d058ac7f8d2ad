"""One database per test process, cloned from a template that was migrated once per state of the migrations.

The embedded server of `var/test` is shared by all test processes, those of another run included; the last to
leave stops it.
"""

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from psycopg import sql
from pytest_django import DjangoDbBlocker

from dealwright.config import environment
from dealwright.core.embedded import Cluster
from dealwright.records.searching import watching

Server = psycopg.Connection[Any]
ONE_AT_A_TIME = 4_200_615  # the advisory lock of those who make templates and clones


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Give this process a database of its own; takes the place of pytest-django's."""
    embedded = environment.USES_EMBEDDED_DATABASE
    cluster = Cluster(environment.DATA_DIR, durable=False)
    name = f"test_{os.getpid()}"
    with cluster.in_use() if embedded else nullcontext(), django_db_blocker.unblock():
        if embedded:
            _point_at(HOST=str(cluster.place.sockets))
        with _server() as server:
            if embedded:
                _drop_what_killed_runs_left(server)
            _drop(server, name)
            server.execute(_statement("CREATE DATABASE {} TEMPLATE {}", name, _template(server)))
        _point_at(NAME=name)
        watching.install()  # the template may be of an earlier declaration of a kind
        with django_db_blocker.block():
            yield
        with _server() as server:
            _drop(server, name)


@pytest.fixture
def database_url(db: None) -> str:
    """The DATABASE_URL under which another process reaches the database of this test."""
    values = connections["default"].settings_dict
    if str(values["HOST"]).startswith("/"):
        return f"postgresql://{values['USER']}@/{values['HOST']}/{values['NAME']}"
    place = f"{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}"
    return f"postgresql://{values['USER']}:{values['PASSWORD']}@{place}"


def _point_at(**settings: str) -> None:
    connections["default"].close()
    connections["default"].settings_dict.update(settings)


@contextmanager
def _server() -> Iterator[Server]:
    """A connection to the server's own database, alone among the test processes that make or drop databases."""
    connections.close_all()
    parameters = connections["default"].get_connection_params()
    for name in ("cursor_factory", "context", "dbname"):
        parameters.pop(name, None)
    with psycopg.connect(**parameters, dbname="postgres", autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        yield server


def _template(server: Server) -> str:
    """Return the name of the migrated template, made now if this state of the migrations has none."""
    name = f"template_{_fingerprint()}"
    if name not in _databases(server, "template_%"):
        for old in _databases(server, "template_%"):
            _drop(server, old)
        draft = f"draft_{name}"
        _drop(server, draft)
        server.execute(_statement("CREATE DATABASE {}", draft))
        _point_at(NAME=draft)
        call_command("migrate", verbosity=0)
        watching.install()
        connections.close_all()
        server.execute(_statement("ALTER DATABASE {} RENAME TO {}", draft, name))
    return name


def _fingerprint() -> str:
    """A digest of every migration of every app, our own and the libraries'."""
    digest = hashlib.sha256()
    for key, migration in sorted(MigrationLoader(None).disk_migrations.items()):
        source = sys.modules[type(migration).__module__].__file__
        assert source is not None
        digest.update(f"{key}\0".encode() + Path(source).read_bytes())
    return digest.hexdigest()[:16]


def _drop_what_killed_runs_left(server: Server) -> None:
    for name in _databases(server, "test_%"):
        if not psutil.pid_exists(int(name.removeprefix("test_"))):
            _drop(server, name)


def _databases(server: Server, pattern: str) -> list[str]:
    # template1 and the like are the server's own
    found = server.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE %s AND NOT datistemplate ORDER BY datname",
        [pattern.replace("_", r"\_")],
    )
    return [name for (name,) in found]


def _drop(server: Server, name: str) -> None:
    """Drop a database. By force only when somebody uses it: force is denied while autovacuum is at work in it."""
    try:
        server.execute(_statement("DROP DATABASE IF EXISTS {}", name))
    except psycopg.errors.ObjectInUse:
        server.execute(_statement("DROP DATABASE IF EXISTS {} WITH (FORCE)", name))


def _statement(text: str, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*(sql.Identifier(name) for name in names))
