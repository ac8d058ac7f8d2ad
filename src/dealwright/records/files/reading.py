"""Stored bytes as a file that is read from any place on; nothing of it is held but the part at hand."""

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from dealwright.records.files import storage
from dealwright.records.files.models import Blob
from dealwright.records.files.storage.protocol import CHUNK

NEAR = 2 * CHUNK  # bytes that are rather read and left than asked for anew


class _Stored(io.RawIOBase):
    """Asks the storage for the bytes from the present place on when they are wanted. May raise StorageError."""

    def __init__(self, blob: Blob) -> None:
        self._key, self._size = blob.key, blob.size
        self._place = 0
        self._coming: Iterator[bytes] | None = None
        self._rest = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        wanted = max(0, base + offset)
        if self._coming is not None and 0 <= wanted - self._place <= NEAR:
            while self._place < wanted and self._take(wanted - self._place):
                pass
        if wanted != self._place:
            self._forget()
            self._place = wanted
        return self._place

    def readinto(self, buffer: Any) -> int:
        found = self._take(len(buffer))
        buffer[: len(found)] = found
        return len(found)

    def close(self) -> None:
        self._forget()
        super().close()

    def _take(self, most: int) -> bytes:
        """Some of what comes next, at most so many bytes; nothing at the end."""
        if not self._rest and self._place < self._size:
            if self._coming is None:
                self._coming = storage.chosen().read(self._key, self._place, self._size)
            self._rest = next(self._coming, b"")
        found, self._rest = self._rest[:most], self._rest[most:]
        self._place += len(found)
        return found

    def _forget(self) -> None:
        coming, self._coming, self._rest = self._coming, None, b""
        if coming is not None and hasattr(coming, "close"):
            coming.close()


def open_blob(blob: Blob) -> BinaryIO:
    """The bytes of a blob, to be read from any place on. Reading may raise StorageError."""
    return io.BufferedReader(_Stored(blob), buffer_size=CHUNK)
