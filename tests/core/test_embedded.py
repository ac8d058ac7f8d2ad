"""The embedded server, started, killed, raced and adopted for real."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from dealwright.core.embedded import Cluster, EmbeddedDatabaseError, locate
from dealwright.core.embedded.accounts import server_account
from dealwright.core.embedded.cluster import postmaster
from dealwright.core.embedded.places import SYSTEM_HOME, settle

IS_ROOT = os.geteuid() == 0
WAIT = 60

# Starts or adopts the cluster, says so, and leaves it when its standard input closes.
USER_OF_THE_CLUSTER = """
import sys
from pathlib import Path
from dealwright.core.embedded import Cluster

with Cluster(Path(sys.argv[1]), durable=False).in_use() as cluster:
    print(cluster.place.home, flush=True)
    sys.stdin.read()
"""

# The same under another account. Everything is imported while the interpreter is still within reach.
ORDINARY_USER_OF_THE_CLUSTER = """
import os, sys
from pathlib import Path
import psycopg, encodings.idna
from dealwright.core.embedded import Cluster

os.setgroups([]); os.setgid(int(sys.argv[3])); os.setuid(int(sys.argv[2]))
os.environ["HOME"] = "/"
with Cluster(Path(sys.argv[1]), durable=False).in_use() as cluster:
    with cluster.connect() as connection:
        print(os.geteuid(), connection.execute("SELECT current_user").fetchone()[0], flush=True)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every account can enter, as a clone has it; pytest's own is closed to the server's account."""
    path = Path(tempfile.mkdtemp(prefix="dealwright-test-", dir="/tmp"))
    path.chmod(0o755)
    yield path
    home = locate(path / "var").home
    _kill_server(path / "var")
    if home.is_relative_to(SYSTEM_HOME):
        shutil.rmtree(home)
    shutil.rmtree(path)


def _use(data_directory: Path) -> None:
    with Cluster(data_directory, durable=False).in_use():
        pass


def _kill_server(data_directory: Path) -> None:
    """Kill the server and its backends, as a crash of the machine does."""
    server = postmaster(locate(data_directory))
    if server is None:
        return
    family = [server, *server.children()]
    for process in family:
        with suppress(psutil.NoSuchProcess):  # a backend goes by itself once its postmaster is gone
            process.kill()
    psutil.wait_procs(family, timeout=WAIT)


def _users_of(data_directory: Path, count: int, **environment: str) -> list[subprocess.Popen[str]]:
    variables = {
        name: value
        for name, value in os.environ.items()
        if name not in {"LANG", "LC_ALL", "LC_CTYPE"}
    }
    return [
        subprocess.Popen(
            [sys.executable, "-c", USER_OF_THE_CLUSTER, str(data_directory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=variables | environment,
        )
        for _ in range(count)
    ]


def _leave(user: subprocess.Popen[str]) -> int:
    user.communicate(timeout=WAIT)
    return user.returncode


def _said(user: subprocess.Popen[str]) -> str:
    assert user.stdout is not None
    return user.stdout.readline().strip()


def _pid(data_directory: Path) -> int:
    server = postmaster(locate(data_directory))
    assert server is not None
    return server.pid


def test_the_server_runs_while_used_and_stops_with_its_last_user(folder: Path) -> None:
    cluster = Cluster(folder / "var", durable=False)
    other = Cluster(folder / "var", durable=False)
    with cluster.in_use():
        with other.in_use():
            assert other.is_running()
        assert cluster.is_running()
        with cluster.connect() as connection:
            answer = connection.execute(
                "SELECT current_user, rolsuper, datlocprovider, datlocale, pg_encoding_to_char(encoding)"
                " FROM pg_database, pg_roles WHERE datname = current_database() AND rolname = current_user"
            ).fetchone()
        assert answer == ("dealwright", False, "b", "C.UTF-8", "UTF8")
    assert not cluster.is_running()
    assert postmaster(cluster.place) is None


def test_the_server_listens_on_a_private_socket_only(folder: Path) -> None:
    with Cluster(folder / "var", durable=False).in_use() as cluster:
        assert stat.S_IMODE(cluster.place.home.stat().st_mode) == 0o700
        assert stat.S_IMODE(cluster.place.sockets.stat().st_mode) == 0o700
        with cluster.connect() as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_nobody_logs_in_under_a_role_that_the_rules_do_not_name(folder: Path) -> None:
    with Cluster(folder / "var", durable=False).in_use() as cluster:
        with cluster.connect("postgres", "postgres") as connection:
            connection.execute("CREATE ROLE stranger LOGIN")
        with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
            cluster.connect("postgres", "stranger")


@pytest.mark.parametrize(
    "environment", [{}, {"LANG": "xx_NOWHERE.UTF-8", "LC_ALL": "xx_NOWHERE.UTF-8", "PGPORT": "1"}]
)
def test_the_locale_and_variables_of_the_caller_do_not_matter(
    folder: Path, environment: dict[str, str]
) -> None:
    (user,) = _users_of(folder / "var", 1, **environment)
    assert _said(user) == str(folder / "var" / "postgres")
    assert _leave(user) == 0


def test_a_path_too_long_for_a_socket_gets_a_short_private_folder(folder: Path) -> None:
    data_directory = folder.joinpath(*["a-rather-long-name"] * 7)
    data_directory.parent.mkdir(parents=True)
    with Cluster(data_directory, durable=False).in_use() as cluster:
        sockets = cluster.place.sockets
        assert len(str(cluster.place.home)) > 100
        assert len(str(sockets)) < 60
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        assert cluster.is_running()
    shutil.rmtree(sockets)


def test_a_short_folder_that_somebody_else_made_is_refused(folder: Path) -> None:
    data_directory = folder.joinpath(*["a-rather-long-name"] * 7)
    data_directory.parent.mkdir(parents=True)
    sockets = locate(data_directory).sockets
    sockets.mkdir(mode=0o755)
    try:
        with pytest.raises(EmbeddedDatabaseError, match="not a private folder"):
            _use(data_directory)
        assert not (data_directory / "postgres" / "data").exists()
    finally:
        sockets.rmdir()


def test_data_of_another_major_version_is_refused_untouched(folder: Path) -> None:
    data = settle(folder / "var", server_account()).data
    data.mkdir()
    (data / "PG_VERSION").write_text("12\n")
    with pytest.raises(EmbeddedDatabaseError, match="made by PostgreSQL 12"):
        _use(folder / "var")
    assert [entry.name for entry in data.iterdir()] == ["PG_VERSION"]


@pytest.mark.slow
def test_what_was_committed_survives_two_kills(folder: Path) -> None:
    cluster = Cluster(folder / "var")
    for turn in range(3):
        with cluster.in_use():
            with cluster.connect() as connection:
                connection.execute("CREATE TABLE IF NOT EXISTS turns (turn int)")
                connection.execute("INSERT INTO turns VALUES (%s)", [turn])
                rows = connection.execute("SELECT turn FROM turns ORDER BY turn").fetchall()
            assert rows == [(each,) for each in range(turn + 1)]
            _kill_server(folder / "var")
            assert not cluster.is_running()


@pytest.mark.slow
def test_a_server_whose_postmaster_alone_was_killed_comes_back(folder: Path) -> None:
    first, second = (Cluster(folder / "var", durable=False) for _ in range(2))
    with first.in_use(), first.connect():
        server = psutil.Process(_pid(folder / "var"))
        server.kill()
        server.wait(WAIT)
        with second.in_use():
            assert second.is_running()
    assert (
        postmaster(locate(folder / "var")) is None
    )  # started by the second, stopped by the first, who left last


@pytest.mark.slow
def test_a_kill_during_initdb_leaves_nothing_that_looks_whole(folder: Path) -> None:
    (user,) = _users_of(folder / "var", 1)
    while not list(folder.glob("var/postgres/data.*/PG_VERSION")):
        assert user.poll() is None
    user.kill()
    user.communicate()
    with Cluster(folder / "var", durable=False).in_use() as cluster:
        assert cluster.is_running()
    assert not list(folder.glob("var/postgres/data.*/PG_VERSION"))


@pytest.mark.slow
def test_a_server_left_by_a_killed_process_is_adopted(folder: Path) -> None:
    (user,) = _users_of(folder / "var", 1)
    _said(user)
    left = _pid(folder / "var")
    user.kill()
    user.communicate()
    with Cluster(folder / "var", durable=False).in_use():
        assert _pid(folder / "var") == left
    assert postmaster(locate(folder / "var")) is None


@pytest.mark.slow
def test_the_pid_of_a_live_stranger_in_the_pid_file_is_survived(folder: Path) -> None:
    cluster = Cluster(folder / "var", durable=False)
    with cluster.in_use():
        _kill_server(folder / "var")
    account = server_account()
    stranger = subprocess.Popen(["/bin/sleep", "600"], **account.switch)
    try:
        _write_pid(cluster, stranger.pid)
        with cluster.in_use():
            assert cluster.is_running()
        assert stranger.poll() is None  # nor was it stopped in the server's stead
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.slow
def test_the_pid_of_a_zombie_in_the_pid_file_is_survived(folder: Path) -> None:
    cluster = Cluster(folder / "var", durable=False)
    with cluster.in_use():
        _kill_server(folder / "var")
    zombie = subprocess.Popen(["/bin/true"])
    while psutil.Process(zombie.pid).status() != psutil.STATUS_ZOMBIE:
        pass
    _write_pid(cluster, zombie.pid)
    with cluster.in_use():
        assert cluster.is_running()
    zombie.wait()


def _write_pid(cluster: Cluster, pid: int) -> None:
    """Put a pid on the first line of the pid file, the socket's lock file alike; the rest stays as the crash left it."""
    for file in (
        cluster.place.data / "postmaster.pid",
        cluster.place.sockets / ".s.PGSQL.5432.lock",
    ):
        _, rest = file.read_text().split("\n", maxsplit=1)
        file.write_text(f"{pid}\n{rest}")


@pytest.mark.slow
def test_starters_at_once_share_one_server_and_the_last_stops_it(folder: Path) -> None:
    users = _users_of(folder / "var", 4)
    assert {_said(user) for user in users} == {str(folder / "var" / "postgres")}
    server = _pid(folder / "var")
    for user in users[:-1]:
        assert _leave(user) == 0
        assert _pid(folder / "var") == server
    assert _leave(users[-1]) == 0
    assert postmaster(locate(folder / "var")) is None


@pytest.mark.slow
@pytest.mark.skipif(
    not IS_ROOT, reason="only root's clone can be out of reach of the server's account"
)
def test_as_root_in_a_closed_folder_the_data_live_elsewhere_and_no_mode_is_widened(
    folder: Path,
) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    data_directory = closed / "main" / "var"
    try:
        with Cluster(data_directory, durable=False).in_use() as cluster:
            assert cluster.lives_elsewhere
            assert cluster.place.home.is_relative_to(SYSTEM_HOME)
            assert (data_directory / "postgres").readlink() == cluster.place.home
            assert cluster.is_running()
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        closed.chmod(0o755)  # opened later: the data are still found where they are
        assert Cluster(data_directory).place == cluster.place
    finally:
        shutil.rmtree(locate(data_directory).home)


@pytest.mark.slow
@pytest.mark.skipif(not IS_ROOT, reason="only root runs the server under another account")
def test_as_root_binaries_out_of_reach_are_copied_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dealwright.core.embedded import binaries

    account = server_account()
    packages = folder / "closed"
    packages.mkdir(mode=0o700)
    installed = binaries._site_packages()
    for name in (binaries.PACKAGE, f"{binaries.PACKAGE}.libs"):
        shutil.copytree(installed / name, packages / name, symlinks=True)
    monkeypatch.setattr(binaries, "_site_packages", lambda: packages)
    monkeypatch.setattr(binaries, "SYSTEM_HOME", folder / "lib")
    programs = binaries.programs_for(account)
    assert programs.is_relative_to(folder / "lib" / "binaries" / binaries.postgres_version())
    binaries.run(programs / "postgres", "--version", account=account)
    made = programs.stat().st_ctime_ns
    assert binaries.programs_for(account) == programs
    assert programs.stat().st_ctime_ns == made
    assert len(list((folder / "lib" / "binaries").iterdir())) == 1


@pytest.mark.slow
@pytest.mark.skipif(not IS_ROOT, reason="only root can make a process of another user")
def test_as_an_ordinary_user_the_server_runs_under_that_user(folder: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    if not all(stat.S_IMODE(each.stat().st_mode) & 0o001 for each in Path(__file__).parents):
        pytest.skip("the checkout is out of an ordinary user's reach")
    home = folder / "home"
    home.mkdir(mode=0o700)
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    arguments = [str(home / "var"), str(nobody.pw_uid), str(nobody.pw_gid)]
    done = subprocess.run(
        [sys.executable, "-c", ORDINARY_USER_OF_THE_CLUSTER, *arguments],
        capture_output=True,
        text=True,
        timeout=WAIT,
        check=False,
    )
    assert (done.stdout, done.stderr) == (f"{nobody.pw_uid} dealwright\n", "")
    assert (home / "var" / "postgres").stat().st_uid == nobody.pw_uid


@pytest.mark.slow
@pytest.mark.skipif(not IS_ROOT, reason="only root can act as another user")
def test_another_user_of_the_machine_is_not_let_in(folder: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    with Cluster(folder / "var", durable=False).in_use() as cluster:
        sockets = cluster.place.sockets
        for opened in (cluster.place.home, sockets, sockets / ".s.PGSQL.5432"):
            opened.chmod(0o777)  # even if the folder did not protect the socket, the rules would
        psql = [
            "/usr/bin/env",
            "-i",
            str(_psql()),
            "-h",
            str(sockets),
            "-p",
            "5432",
            "-U",
            "dealwright",
            "-c",
            "SELECT 1",
        ]
        done = subprocess.run(
            psql,
            user=nobody.pw_uid,
            group=nobody.pw_gid,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
        )
        assert done.returncode == 2
        assert "Peer authentication failed" in done.stderr


def _psql() -> Path:
    from dealwright.core.embedded import binaries

    return binaries.programs_for(server_account()) / "psql"


def test_a_home_of_another_account_is_refused(folder: Path) -> None:
    if not IS_ROOT:
        pytest.skip("only root can give a folder away")
    home = folder / "var" / "postgres"
    home.mkdir(parents=True, mode=0o700)
    os.chown(home, pwd.getpwnam("nobody").pw_uid, -1)
    with pytest.raises(EmbeddedDatabaseError, match="belongs to another account"):
        _use(folder / "var")
    assert list(home.iterdir()) == []
