"""A file as lines of text, each with the number of bytes it takes: the ground on which rows know their place.

A line ends at CR, LF or both. Bytes that the encoding does not know come out as replacement characters and are told.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from dealwright.core.errors import RefusedError
from dealwright.exchange.reading.limits import LONGEST_ROW
from dealwright.exchange.reading.source import Source

CHUNK = 256 * 1024
MARKS = {
    "utf-8-sig": (codecs.BOM_UTF8,),
    "utf-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
    "utf-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
}
ORDERS = {"utf-16": ("utf-16-le", "utf-16-be"), "utf-32": ("utf-32-le", "utf-32-be")}
REPLACED = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its end; `size` in bytes of the file."""

    text: str
    size: int
    is_broken: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """How the bytes of a file are read: the encoding without its mark, and the length of the mark."""

    encoding: str
    mark: int

    @property
    def is_wide(self) -> bool:
        """Whether a plain letter takes more than one byte."""
        return self.encoding.startswith(("utf-16", "utf-32"))


def open_as(path: Source, encoding: str) -> Opened:
    """Look at the mark of a file."""
    with path.open("rb") as file:
        head = file.read(4)
    for position, mark in enumerate(MARKS.get(encoding, ())):
        if head.startswith(mark):
            orders = ORDERS.get(encoding)
            return Opened(orders[position] if orders else "utf-8", len(mark))
    return Opened({"utf-8-sig": "utf-8"}.get(encoding, encoding), 0)


def read(path: Source, opened: Opened, *, start: int) -> Iterator[Line]:
    """The lines from a byte on, which must begin one."""
    with path.open("rb") as file:
        file.seek(max(start, opened.mark))
        if opened.is_wide:
            yield from _wide(file, opened.encoding)
        else:
            for raw in _ended(iter(lambda: file.read(CHUNK), b"")):
                yield _line(raw, opened.encoding)


def _ended(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Lines of bytes. A CR at the end of a chunk waits for the LF that may follow."""
    rest = b""
    for chunk in chunks:
        found = (rest + chunk).splitlines(keepends=True)
        rest = found.pop()
        if len(rest) > LONGEST_ROW:
            raise too_long()
        yield from found
    if rest:
        yield from rest.splitlines(keepends=True)


def _line(raw: bytes, encoding: str) -> Line:
    try:
        return Line(raw.decode(encoding), len(raw))
    except UnicodeDecodeError:
        return Line(raw.decode(encoding, errors="replace"), len(raw), is_broken=True)


def _wide(file: BinaryIO, encoding: str) -> Iterator[Line]:
    """Lines of an encoding in which the bytes of a line's end may be part of another letter."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    texts = (decoder.decode(chunk).encode() for chunk in iter(lambda: file.read(CHUNK), b""))
    for raw in _ended(texts):
        text = raw.decode()
        yield Line(text, len(text.encode(encoding)), is_broken=REPLACED in text)


def too_long() -> RefusedError:
    """What is said of a row that never ends."""
    return RefusedError(
        _("A row is longer than %(limit)d KB.") % {"limit": LONGEST_ROW // 1024},
        remedy=_("Look for a quote that is opened and never closed, or another delimiter."),
    )
