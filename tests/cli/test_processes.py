"""Demo and serve as a person starts, stops, kills and starts them again: whole processes, a real server."""

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from dealwright.core.embedded import locate
from dealwright.core.embedded.cluster import postmaster

pytestmark = pytest.mark.slow

WAIT = 600.0  # generous: a busy machine is not a fault


class Installation:
    """A data directory and a port of its own, and whatever runs on them."""

    def __init__(self, folder: Path) -> None:
        self.data_directory = folder / "var"
        self.port = _free_port()
        self._log = folder / "log"
        self._started: list[psutil.Process] = []

    def start(self, subcommand: str) -> subprocess.Popen[bytes]:
        """Start a subcommand and wait until it answers over HTTP."""
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dealwright", subcommand],
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + WAIT
        while not self.answers():
            assert process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.2)
        self._started += [
            psutil.Process(process.pid),
            *psutil.Process(process.pid).children(recursive=True),
        ]
        return process

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "dealwright", *arguments]
        return subprocess.run(
            command,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=WAIT,
            check=False,
        )

    def environment(self) -> dict[str, str]:
        given = {
            "DATABASE_URL": "",
            "DEALWRIGHT_DATA_DIR": str(self.data_directory),
            "PORT": str(self.port),
            "WEB_WORKERS": "1",
        }
        return os.environ | given | {"DJANGO_SETTINGS_MODULE": "dealwright.config.settings"}

    def answers(self) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=30).close()
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            return False
        return True

    def log(self) -> str:
        return self._log.read_text()

    def living(self) -> list[psutil.Process]:
        """What still runs of all that was ever started, database included."""
        alive = [
            each
            for each in self._started
            if each.is_running() and each.status() != psutil.STATUS_ZOMBIE
        ]
        server = postmaster(locate(self.data_directory))
        return alive + ([server] if server else [])

    def all_end(self) -> bool:
        deadline = time.monotonic() + 20
        while self.living() and time.monotonic() < deadline:
            time.sleep(0.1)
        return not self.living()

    def forget(self) -> None:
        """Begin a new log."""
        self._log.write_text("")

    def kill(self) -> None:
        for process in self.living():
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.all_end()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def _installed() -> Iterator[Installation]:
    folder = Path(tempfile.mkdtemp(prefix="dealwright-test-", dir="/tmp"))
    folder.chmod(0o755)  # so that the server's account can enter when the tests run as root
    found = Installation(folder)
    yield found
    found.kill()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def _prepared() -> Iterator[Installation]:
    """One whose database is migrated, which takes a while, and has the sample company."""
    with _installed() as found:
        demo = found.start("demo")
        demo.terminate()
        demo.wait(WAIT)
        yield found


@pytest.fixture
def installation(_prepared: Installation) -> Iterator[Installation]:
    """The prepared one, with nothing running and nothing logged."""
    _prepared.forget()
    yield _prepared
    _prepared.kill()


@pytest.fixture
def empty() -> Iterator[Installation]:
    with _installed() as found:
        yield found


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_demo_announces_its_logins_and_stops_with_everything_it_started(
    installation: Installation, how: signal.Signals
) -> None:
    demo = installation.start("demo")
    deadline = time.monotonic() + WAIT
    while "Ctrl-C" not in installation.log():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert f"http://localhost:{installation.port}" in installation.log()
    demo.send_signal(how)
    assert demo.wait(WAIT) == 0
    assert installation.living() == []
    assert not installation.answers()


def test_demo_starts_again_after_everything_was_killed(installation: Installation) -> None:
    first = installation.start("demo")
    installation.kill()
    first.wait()
    second = installation.start("demo")
    assert "1,000 opportunities" not in installation.log()  # it is there already
    second.send_signal(signal.SIGTERM)
    assert second.wait(WAIT) == 0


def test_nothing_is_left_when_only_the_command_itself_was_killed(
    installation: Installation,
) -> None:
    demo = installation.start("demo")
    demo.kill()
    demo.wait()
    assert installation.all_end()


def test_everything_stops_when_one_part_ends(installation: Installation) -> None:
    demo = installation.start("demo")
    (web,) = (
        each for each in psutil.Process(demo.pid).children() if each.cmdline()[-1:] == ["web"]
    )
    web.kill()
    assert demo.wait(WAIT) == 1
    assert "web ended by itself" in installation.log()
    assert installation.all_end()


def test_a_port_in_use_is_refused_before_anything_starts(empty: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", empty.port))
        taken.listen()
        done = empty.run("serve")
    assert done.returncode == 1
    assert f"Port {empty.port} is taken" in done.stderr
    assert not (empty.data_directory / "postgres").exists()


def test_serve_keeps_one_secret_key_to_itself_and_makes_no_sample(
    empty: Installation,
) -> None:
    keys = []
    for _ in range(2):
        serve = empty.start("serve")
        file = empty.data_directory / "secret_key"
        keys.append(file.read_text())
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        serve.send_signal(signal.SIGTERM)
        assert serve.wait(WAIT) == 0
    assert keys[0] == keys[1]
    assert len(keys[0]) > 50
    assert "opportunities" not in empty.log()


def test_doctor_names_what_is_missing_and_migrate_mends_it(empty: Installation) -> None:
    sick = empty.run("doctor", "--json")
    assert sick.returncode == 1
    assert {each["check"] for each in json.loads(sick.stdout) if not each["is_well"]} == {
        "extensions",
        "migrations",
        "search",
    }
    migrated = empty.run("migrate", "--json")
    assert "identity.0001_initial" in json.loads(migrated.stdout)["applied"]
    well = empty.run("doctor")
    assert (well.returncode, len(well.stdout.splitlines())) == (0, 11)
    assert json.loads(empty.run("migrate", "--json").stdout) == {"applied": []}
    assert postmaster(locate(empty.data_directory)) is None
