"""Two locks per data directory: one passes starters and stoppers through singly, one counts the users.

Both are `flock`s, so the kernel lets go of them however a process ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def gate(data_directory: Path) -> Iterator[None]:
    """Hold the gate while starting or stopping the server; others wait."""
    with _opened(data_directory / "postgres.gate") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Users:
    """The processes that use the server. The last one out turns off the light."""

    def __init__(self, data_directory: Path) -> None:
        self._path = data_directory / "postgres.users"
        self._file: int | None = None

    def join(self) -> None:
        """Count this process among the users."""
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_SH)
        os.register_at_fork(
            after_in_child=self._forget
        )  # else our forks would hold it when we are gone

    def leave(self) -> bool:
        """Stop being counted; say whether nobody is left. Call it at the gate."""
        if self._file is None:
            return False
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            return True
        finally:
            self._forget()

    def _forget(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield file
    finally:
        os.close(file)
