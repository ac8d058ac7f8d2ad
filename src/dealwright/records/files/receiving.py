"""Bytes coming in: written to a file of ours as they come, counted, hashed, and gone unless someone keeps them."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import InvalidError
from dealwright.core.ids import new_id
from dealwright.records.files import content, names

MEGABYTE = 2**20


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """Bytes that have come in whole, and what their sender calls them. They lie at `path` until they are closed."""

    path: Path
    name: str
    size: int
    sha256: str
    media_type: str

    def close(self) -> None:
        """Forget what nobody has kept."""
        self.path.unlink(missing_ok=True)


class Receiver:
    """Takes the bytes of one file, at most so many; without a number as many as a file of a record may have."""

    def __init__(self, name: str, *, most: int | None = None) -> None:
        self._most = settings.FILES_MAX_BYTES if most is None else most
        self._name = names.clean(name)
        self._path = _incoming() / new_id().hex
        self._out = self._path.open("xb")
        self._hash = hashlib.sha256()
        self._head = b""
        self._size = 0

    def write(self, chunk: bytes) -> None:
        """Take some more. Refuses what makes it too large; nothing is left of it then."""
        self._size += len(chunk)
        if self._size > self._most:
            self.give_up()
            raise too_large(self._most)
        if len(self._head) < content.HEAD:
            self._head += chunk[: content.HEAD - len(self._head)]
        self._hash.update(chunk)
        self._out.write(chunk)

    def give_up(self) -> None:
        """Leave nothing behind."""
        self._out.close()
        self._path.unlink(missing_ok=True)

    def received(self) -> Received:
        """All of it, safely on the disk."""
        self._out.flush()
        os.fsync(self._out.fileno())
        self._out.close()
        return Received(
            path=self._path,
            name=self._name,
            size=self._size,
            sha256=self._hash.hexdigest(),
            media_type=content.media_type(self._head),
        )


@contextmanager
def receive(chunks: Iterable[bytes], name: str, *, most: int | None = None) -> Iterator[Received]:
    """A whole file from its parts, there for as long as the block runs. Refuses one that is too large."""
    receiver = Receiver(name, most=most)
    try:
        for chunk in chunks:
            receiver.write(chunk)
        found = receiver.received()
    except BaseException:
        receiver.give_up()
        raise
    try:
        yield found
    finally:
        found.close()


@contextmanager
def place() -> Iterator[Path]:
    """Where a file of ours is written for as long as the block runs; what was not kept by then is gone."""
    path = _incoming() / new_id().hex
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def made(path: Path, name: str) -> Received:
    """A file that was written in such a place, as if it had come in."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        head = file.read(content.HEAD)
        os.fsync(file.fileno())
        size = file.seek(0, os.SEEK_END)
    return Received(
        path=path,
        name=names.clean(name),
        size=size,
        sha256=digest,
        media_type=content.media_type(head),
    )


def refuse_large(length: int, *, most: int | None = None) -> None:
    """Refuse, before any of it is read, what says of itself that it is too large; without a number for a file of a record."""
    limit = settings.FILES_MAX_BYTES if most is None else most
    if length > limit:
        raise too_large(limit)


def too_large(most: int) -> InvalidError:
    told = {"most": most // MEGABYTE}
    return InvalidError({"file": _("A file may have at most %(most)d MB.") % told})


def _incoming() -> Path:
    folder: Path = settings.FILES_FOLDER / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def forget_before(moment: float) -> int:
    """Delete what a killed process left half received before a time; how many."""
    old = [path for path in _incoming().iterdir() if path.stat().st_mtime < moment]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
