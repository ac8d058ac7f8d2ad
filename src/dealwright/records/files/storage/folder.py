"""A folder on this machine, or one that all machines mount."""

import os
from collections.abc import Iterator
from pathlib import Path

from dealwright.records.files.storage.protocol import CHUNK, KEY, StorageError, new_key


class Folder:
    """Blobs as files: written aside, brought to the disk, then moved to their name at once."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, key: str, source: Path) -> None:
        target = self._path(key)
        try:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            source.replace(target)
            _sync(target.parent)
        except OSError as error:
            raise StorageError(f"{target} cannot be written: {error.strerror}") from error

    def read(self, key: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        path = self._path(key)
        if not os.access(path, os.R_OK):
            raise StorageError(f"{path} cannot be read")
        return _parts(path, start, stop)

    def delete(self, key: str) -> None:
        path = self._path(key)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(f"{path} cannot be deleted: {error.strerror}") from error

    def check(self) -> str:
        probe = self._root.parent / f".probe-{os.getpid()}"
        try:
            probe.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            probe.write_bytes(b"probe")
            key = new_key()
            self.put(key, probe)
            self.delete(key)
        except OSError as error:
            raise StorageError(f"{self._root} cannot be written: {error.strerror}") from error
        return f"folder {self._root}"

    def _path(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise StorageError(f"{key!r} is no key of ours")
        return self._root / key


def _parts(path: Path, start: int, stop: int | None) -> Iterator[bytes]:
    """Opened when the first part is asked for: an answer that nobody reads leaves nothing open."""
    with path.open("rb") as found:
        found.seek(start)
        left = stop - start if stop is not None else None
        while left != 0 and (part := found.read(CHUNK if left is None else min(CHUNK, left))):
            left = left if left is None else left - len(part)
            yield part


def _sync(folder: Path) -> None:
    """Bring the folder's own entry to the disk: without it a power cut may lose the name."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
