"""Under which account the server runs: our own, or an unprivileged one when we are root.

PostgreSQL refuses to run as root, and rightly so. A system account named `dealwright` is made for it then.
"""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from dealwright.core.embedded.errors import EmbeddedDatabaseError

SYSTEM_ACCOUNT = "dealwright"


class Switch(TypedDict, total=False):
    """The arguments of `subprocess` that change to another account."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """The account that owns the server's process and files."""

    name: str
    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        """Whether this process already runs under the account."""
        return self.uid == os.geteuid()

    @property
    def switch(self) -> Switch:
        """How a child process becomes this account; nothing when it already is."""
        if self.is_ours:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, path: Path) -> None:
        """Make the account the owner of a file or folder that we made."""
        if not self.is_ours:
            os.chown(path, self.uid, self.gid)

    def may_enter(self, folder: Path) -> bool:
        """Whether the account can pass through a folder and all its parents, judged by their modes."""
        return all(self._permitted(each, execute=True) for each in (folder, *folder.parents))

    def may_read(self, file: Path) -> bool:
        """Whether the account can reach and read a file, judged by modes."""
        return self._permitted(file, execute=False) and self.may_enter(file.parent)

    def _permitted(self, path: Path, *, execute: bool) -> bool:
        status = path.stat()
        bits = (stat.S_IXUSR if execute else stat.S_IRUSR) >> self._class_of(status)
        return bool(status.st_mode & bits)

    def _class_of(self, status: os.stat_result) -> int:
        """How far to shift the owner's permission bits for this account: owner 0, group 3, others 6."""
        if status.st_uid == self.uid:
            return 0
        return 3 if status.st_gid == self.gid else 6


def server_account() -> Account:
    """Return the account the server runs under, made when we are root and it is missing.

    Refuses: a user id without a name (initdb needs one), root without the means to make an account.
    """
    if os.geteuid() != 0:
        return _own_account()
    try:
        entry = pwd.getpwnam(SYSTEM_ACCOUNT)
    except KeyError:
        entry = _make_account()
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _own_account() -> Account:
    try:
        entry = pwd.getpwuid(os.geteuid())
    except KeyError:
        raise EmbeddedDatabaseError(
            f"User id {os.geteuid()} has no name on this machine, and PostgreSQL needs one. "
            "Add it to /etc/passwd, or set DATABASE_URL to a PostgreSQL of your own."
        ) from None
    return Account(entry.pw_name, entry.pw_uid, os.getegid())


def _make_account() -> pwd.struct_passwd:
    command = shutil.which("useradd")
    if command is None:
        raise EmbeddedDatabaseError(
            f"PostgreSQL does not run as root, and there is no `useradd` to make an account for it. "
            f"Make one named {SYSTEM_ACCOUNT!r}, run as an ordinary user, or set DATABASE_URL."
        )
    subprocess.run(  # noqa: S603 - the system's own useradd, fixed arguments
        [
            command,
            "--system",
            "--user-group",
            "--no-create-home",
            "--shell",
            "/usr/sbin/nologin",
            SYSTEM_ACCOUNT,
        ],
        capture_output=True,
        check=False,  # two starters at once: the loser finds the account made
    )
    try:
        return pwd.getpwnam(SYSTEM_ACCOUNT)
    except KeyError:
        raise EmbeddedDatabaseError(
            f"The account {SYSTEM_ACCOUNT!r}, under which PostgreSQL would run, cannot be made. "
            "Make it by hand, run as an ordinary user, or set DATABASE_URL."
        ) from None
