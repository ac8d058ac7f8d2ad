"""`dealwright migrate`: bring the database up to date."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from dealwright.cli.startup import ready
from dealwright.cli.terminal import err, out, say

MIGRATING = 4_200_001  # the advisory lock of whoever migrates


def migrate(
    as_json: Annotated[bool, typer.Option("--json", help="Say what was applied as JSON.")] = False,
) -> None:
    """Bring the database up to date with this version; does nothing when it is."""
    with ready():
        applied = apply_migrations()
    if as_json:
        out.print_json(json.dumps({"applied": applied}))
    else:
        say(f"{len(applied)} migrations applied" if applied else "The database is up to date")


def apply_migrations() -> list[str]:
    """Apply what is missing and return its names, `app.name`. Shows progress when there is something to do."""
    from rich.progress import Progress

    with _alone():
        waiting = pending_migrations()
        if waiting:
            with Progress(console=err, transient=True) as progress:
                task = progress.add_task("Preparing the database", total=len(waiting))
                _run_migrations(lambda: progress.advance(task))
        _watch_records()
        _keep_standard_roles()
    return waiting


def _watch_records() -> None:
    """The triggers that mark records for the search are of the registry: kinds stand above the tables that serve them all."""
    from dealwright.records.searching import watching

    watching.install()


def _keep_standard_roles() -> None:
    """What a new version brings, the standard roles may use; those that an administrator has adapted stay."""
    from dealwright.core import actor, clock
    from dealwright.core.actor import Channel
    from dealwright.identity import actions as identity
    from dealwright.organisation import queries as organisation

    if organisation.is_set_up():
        identity.keep_standard_roles(by=actor.system(channel=Channel.COMMAND), at=clock.now())


def pending_migrations() -> list[str]:
    """Return the names of the migrations that the database lacks."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time migrate; another that starts meanwhile waits and finds the work done."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])


def _run_migrations(advance: Callable[[], None]) -> None:
    from django.core.management import call_command
    from django.core.management.commands import migrate as django_migrate

    class Reporting(django_migrate.Command):
        def migration_progress_callback(self, action: str, *_: Any, **__: Any) -> None:
            if action == "apply_success":
                advance()

    call_command(Reporting(), verbosity=0, interactive=False)
