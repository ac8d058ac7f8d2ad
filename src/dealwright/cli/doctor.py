"""`dealwright doctor`: is everything that Dealwright needs in order?"""

import json
import stat
import sys
import zoneinfo
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from dealwright.cli.migrate import pending_migrations
from dealwright.cli.startup import ready
from dealwright.cli.terminal import out

OLDEST_PYTHON = (3, 12)
OLDEST_POSTGRESQL = 15
PRIVATE = 0o600
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist", "btree_gin")


@dataclass(frozen=True)
class Finding:
    """One line of the report. `detail` says what was found, and what to do when it is not well."""

    check: str
    is_well: bool
    detail: str


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Report as JSON.")] = False,
) -> None:
    """Check what Dealwright needs, one line each; exit code 1 when something is wrong."""
    with ready():
        findings = list(examine())
    if as_json:
        out.print_json(json.dumps([asdict(finding) for finding in findings]))
    else:
        for finding in findings:
            sign = "[green]✓[/green]" if finding.is_well else "[red]✗[/red]"
            out.print(sign, f"{finding.check:<20}", end=" ")
            out.print(finding.detail, markup=False)
    raise typer.Exit(0 if all(finding.is_well for finding in findings) else 1)


def examine() -> Iterator[Finding]:
    """Carry out every check, in the order in which a fault would show."""
    checks: tuple[Callable[[], Finding], ...] = (
        _python,
        _data_directory,
        _secret_key,
        _database_version,
        _database_extensions,
        _migrations,
        _static_build,
        _time_zones,
        _files,
        _scanner,
        _search,
    )
    return (check() for check in checks)


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    wanted = ".".join(map(str, OLDEST_PYTHON))
    return Finding(
        "Python",
        sys.version_info >= OLDEST_PYTHON,
        f"{found} ({wanted} or newer), Dealwright {version('dealwright')}",
    )


def _data_directory() -> Finding:
    from dealwright.config.environment import DATA_DIR

    probe = DATA_DIR / ".doctor"
    try:
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        return Finding(
            "data directory",
            False,
            f"{DATA_DIR} cannot be written ({error.strerror}); set DEALWRIGHT_DATA_DIR",
        )
    return Finding("data directory", True, str(DATA_DIR))


def _secret_key() -> Finding:
    from dealwright.config.environment import DATA_DIR, SECRET_KEY_IS_GIVEN

    file = DATA_DIR / "secret_key"
    if SECRET_KEY_IS_GIVEN:
        return Finding("secret key", True, "from SECRET_KEY")
    mode = stat.S_IMODE(file.stat().st_mode)
    return Finding(
        "secret key",
        mode == PRIVATE,
        f"{file}, mode {mode:o}" + ("" if mode == PRIVATE else "; chmod it to 600"),
    )


def _database_version() -> Finding:
    from django.db import connection

    from dealwright.config.environment import DATA_DIR, USES_EMBEDDED_DATABASE
    from dealwright.core.embedded import locate

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int")
        (number,) = cursor.fetchone()
    found = f"PostgreSQL {number // 10000}.{number % 10000}, " + (
        f"embedded in {locate(DATA_DIR).home}" if USES_EMBEDDED_DATABASE else "of DATABASE_URL"
    )
    return Finding(
        "database", number // 10000 >= OLDEST_POSTGRESQL, f"{found} ({OLDEST_POSTGRESQL} or newer)"
    )


def _database_extensions() -> Finding:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, installed_version IS NOT NULL FROM pg_available_extensions WHERE name = ANY(%s)",
            [list(EXTENSIONS)],
        )
        installed = dict(cursor.fetchall())
    missing = [name for name in EXTENSIONS if name not in installed]
    if missing:
        return Finding(
            "extensions",
            False,
            f"{', '.join(missing)} not to be had; install PostgreSQL's contrib package",
        )
    waiting = [name for name in EXTENSIONS if not installed[name]]
    return Finding(
        "extensions",
        not waiting,
        f"{', '.join(waiting)} not created; run dealwright migrate"
        if waiting
        else ", ".join(EXTENSIONS),
    )


def _migrations() -> Finding:
    waiting = pending_migrations()
    return Finding(
        "migrations",
        not waiting,
        f"{len(waiting)} pending; run dealwright migrate" if waiting else "none pending",
    )


def _static_build() -> Finding:
    import dealwright

    manifest = Path(dealwright.__file__).parent / "ui" / "static" / "dist" / "manifest.json"
    return Finding(
        "static build",
        manifest.exists(),
        "present" if manifest.exists() else f"{manifest} is missing; run make frontend",
    )


def _time_zones() -> Finding:
    found = len(zoneinfo.available_timezones())
    try:
        zoneinfo.ZoneInfo("Europe/Berlin")
    except zoneinfo.ZoneInfoNotFoundError:
        return Finding("time zones", False, "no time zone data; install the tzdata package")
    return Finding("time zones", True, f"{found} zones")


def _files() -> Finding:
    from dealwright.records.files import storage

    try:
        return Finding("files", True, storage.chosen().check())
    except storage.StorageError as error:
        return Finding("files", False, f"{error}; look at FILES_URL and its keys")


def _scanner() -> Finding:
    from django.conf import settings

    from dealwright.records.files import scanning

    if not settings.FILES_SCANNER:
        return Finding("scanner", True, "none; FILES_SCANNER names one")
    try:
        return Finding("scanner", True, scanning.is_there(settings.FILES_SCANNER))
    except scanning.ScannerError as error:
        return Finding("scanner", False, f"{error}; files wait until it answers")


def _search() -> Finding:
    from dealwright.records.searching import rebuilding, watching

    if pending_migrations():
        return Finding("search", False, "not known before the database is migrated")
    unwatched = watching.missing()
    if unwatched:
        told = f"writing goes unnoticed in {', '.join(unwatched)}; run dealwright migrate"
        return Finding("search", False, told)
    lacking = [each for each in rebuilding.missing() if each.missing]
    told = ", ".join(f"{each.missing:,} {each.entity.plural}" for each in lacking)
    remedy = "the worker is at it" if rebuilding.unfinished() else "run dealwright reindex"
    return Finding(
        "search",
        not lacking,
        f"not found yet: {told}; {remedy}" if lacking else "every record can be found",
    )
