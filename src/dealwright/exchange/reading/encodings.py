"""In which encoding a file is written.

UTF-8 is certain when the whole file is valid, UTF-16 and UTF-32 by their mark. Of the old encodings of one or two
bytes none can be told for certain: the likeliest is taken and the others named, so that someone looks at the letters.
"""

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from dealwright.core.errors import RefusedError
from dealwright.exchange.reading.source import Source

CHUNK = 1024 * 1024
ASCII = 127
TELLING = 64 * 1024  # bytes of lines that are not plain ASCII; more would tell no more
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ESCAPES = (b"\x1b$", b"\x1b(")  # of the Japanese and Korean encodings that switch sets
# The encodings of the files people have; a guess at any other says more about the guess than about the file.
KNOWN = (
    "utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
    "iso8859_2", "iso8859_15", "mac_roman", "mac_cyrillic", "koi8_r", "cp437", "cp850", "cp852", "cp866",
    "big5", "gb18030", "cp932", "euc_jp", "iso2022_jp", "cp949", "euc_kr",
)  # fmt: skip
OFTEN = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "mac_roman")
MOST_OFFERED = 8
FEW = 512  # bytes, of which too little can be learnt
RARE = 0.15  # the share of other than plain letters in a language that is written in Latin ones


@dataclass(frozen=True, kw_only=True, slots=True)
class Encoding:
    """The likeliest encoding; `others` may be meant as well, and then people are asked."""

    name: str
    others: Sequence[str] = ()


def detect(path: Source) -> Encoding:
    """Find out the encoding of a whole file. Refuses what is no text."""
    with path.open("rb") as file:
        head = file.read(CHUNK)
    for mark, name in MARKS:
        if head.startswith(mark):
            return Encoding(name=name)
    if b"\0" in head:
        return _without_mark(head, path)
    if is_valid(path, "utf-8") and not any(escape in head for escape in ESCAPES):
        return Encoding(name="utf-8")
    return _guessed(_telling(path), path)


def is_valid(path: Source, encoding: str) -> bool:
    """Whether every byte of a file can be read in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _chunks(path: Source) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _without_mark(head: bytes, path: Source) -> Encoding:
    """UTF-16 without its mark has NULs at every second byte of plain letters; anything else is no text."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) / 2
    if odd > 0.3 * half and even < 0.05 * half:
        return Encoding(name="utf-16-le")
    if even > 0.3 * half and odd < 0.05 * half:
        return Encoding(name="utf-16-be")
    raise RefusedError(
        _("%(name)s is no text: it holds NUL bytes.") % {"name": path.name},
        remedy=_("Export it again as CSV or XLSX."),
    )


def _telling(path: Source) -> bytes:
    """Lines from all over the file that hold more than plain ASCII."""
    found = bytearray()
    with path.open("rb") as file:
        while len(found) < TELLING and (line := file.readline(CHUNK)):
            if not line.isascii() or b"\x1b" in line:
                found += line[:TELLING]
    return bytes(found)


def _guessed(telling: bytes, path: Source) -> Encoding:
    names: list[str] = []
    for match in from_bytes(telling):
        names += [match.encoding, *match.could_be_from_charset]
    likely = ["cp1252", *names] if _is_western(telling) else names
    offered = dict.fromkeys(name for name in (*likely, *OFTEN) if name in KNOWN)
    fitting = [name for name in offered if _reads(telling, name)]
    if len(fitting) == 1:  # likely, and yet no more than that
        old = (name for name in KNOWN if not name.startswith("utf") and name not in fitting)
        fitting += [name for name in old if _reads(telling, name)]
    if not fitting:
        raise RefusedError(
            _("%(name)s is in no known encoding.") % {"name": path.name},
            remedy=_("Save it as UTF-8."),
        )
    return Encoding(name=fitting[0], others=_differing(telling, fitting))


def _is_western(telling: bytes) -> bool:
    """Whether a short text is of Latin letters with a few accents, as the most frequent old encoding has them."""
    high = [byte for byte in telling if byte > ASCII]
    plain = sum(1 for byte in telling if chr(byte).isalpha() and byte <= ASCII)
    if len(telling) > FEW or len(high) > RARE * (plain + len(high)):
        return False
    return _reads(telling, "cp1252") and bytes(high).decode("cp1252").isalpha()


def _reads(telling: bytes, name: str) -> bool:
    """Whether the bytes are letters and signs in this encoding, and nothing that no one writes."""
    try:
        text = telling.decode(name)
    except (UnicodeDecodeError, LookupError):
        return False
    return all(letter.isprintable() or letter.isspace() for letter in text)


def _differing(telling: bytes, names: Sequence[str]) -> list[str]:
    """The other encodings that would read something else, one for each reading."""
    readings: dict[str, str] = {}
    for name in names:
        readings.setdefault(telling.decode(name), name)
    return list(readings.values())[1:MOST_OFFERED]
