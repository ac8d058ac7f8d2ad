"""What a storage does."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from dealwright.core.ids import new_id

CHUNK = 256 * 1024
KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")


class StorageError(Exception):
    """The storage does not answer, or not as it should. The text says what to look at."""


class Storage(Protocol):
    """Keeps bytes under keys. Every method may raise StorageError."""

    def put(self, key: str, source: Path) -> None:
        """Keep the bytes of a file, whole or not at all, for good when it returns. The file itself may be gone then."""

    def read(self, key: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes from `start` up to `stop`, in parts."""

    def delete(self, key: str) -> None:
        """Forget a key; nothing happens when there is none."""

    def check(self) -> str:
        """Write, read and delete something small; says in words where it lies."""


def new_key() -> str:
    """A key that nobody has had. Its folder is of the random part, so that folders fill evenly."""
    text = new_id().hex
    return f"{text[-2:]}/{text}"
