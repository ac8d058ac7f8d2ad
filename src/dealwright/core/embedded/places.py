"""Where the cluster's files live, and why there.

Normally in `postgres/` of the data directory. When the server's account cannot reach that (a clone under root's
0700 home), `postgres` is a link to a folder of its own under `/var/lib/dealwright`; the modes of folders that we
did not make stay as they are.
"""

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from dealwright.core.embedded.accounts import Account
from dealwright.core.embedded.errors import EmbeddedDatabaseError

PORT = 5432  # only part of the socket's name: nothing listens on the network
SOCKET_PATH_LIMIT = (
    100  # bytes; the kernel's is 104 to 108, the name of the lock file beside it is longer
)
SYSTEM_HOME = Path("/var/lib/dealwright")
SHORT_HOME = Path("/tmp")  # noqa: S108 - the one short path everywhere; folders in it are checked before use


@dataclass(frozen=True)
class Place:
    """The folders of one cluster. `home` has mode 0700 and belongs to the server's account."""

    home: Path

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def sockets(self) -> Path:
        """The folder of the socket: inside `home`, or a short one when that path is too long for a socket."""
        inside = self.home / "socket"
        if len(os.fsencode(inside / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_LIMIT:
            return inside
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        return SHORT_HOME / f"dealwright-{digest}"


def locate(data_directory: Path) -> Place:
    """Say where the cluster of a data directory is, or would be; makes nothing."""
    return Place((data_directory / "postgres").resolve())


def settle(data_directory: Path, account: Account) -> Place:
    """Make the cluster's home and socket folder where the account can reach them.

    Refuses: a home that another account owns, or that the account cannot reach any more.
    """
    data_directory.mkdir(parents=True, exist_ok=True)
    entry = data_directory / "postgres"
    if not entry.exists():
        _make_home(entry, account)
    place = locate(data_directory)
    _check_home(place.home, account)
    _private_folder(place.sockets, account)
    return place


def _make_home(entry: Path, account: Account) -> None:
    if account.is_ours or account.may_enter(entry.parent.resolve()):
        entry.mkdir(mode=0o700)
        account.give(entry)
        return
    clusters = SYSTEM_HOME / "clusters"
    clusters.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="cluster-", dir=clusters))
    account.give(home)
    entry.unlink(missing_ok=True)  # a link whose target was deleted
    entry.symlink_to(home)


def _check_home(home: Path, account: Account) -> None:
    if home.stat().st_uid != account.uid:
        raise EmbeddedDatabaseError(
            f"{home} belongs to another account than {account.name!r}, under which PostgreSQL would run. "
            "Start as the user who made it, or choose another DEALWRIGHT_DATA_DIR."
        )
    if not (account.is_ours or account.may_enter(home)):
        raise EmbeddedDatabaseError(
            f"The account {account.name!r}, under which PostgreSQL runs, cannot reach {home} any more. "
            "Allow it to pass through the folders above (chmod o+x), or move the data directory."
        )


def _private_folder(folder: Path, account: Account) -> None:
    """Make a folder of mode 0700 that the account owns; refuse one that somebody else put there."""
    try:
        folder.mkdir(mode=0o700)
        account.give(folder)
    except FileExistsError:
        status = folder.lstat()
        if (
            not stat.S_ISDIR(status.st_mode)
            or status.st_uid != account.uid
            or stat.S_IMODE(status.st_mode) & 0o077
        ):
            raise EmbeddedDatabaseError(
                f"{folder} is not a private folder of the account {account.name!r}. Remove it and start again."
            ) from None
