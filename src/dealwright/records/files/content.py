"""What bytes are, by their content. What a file is called is never believed."""

import codecs
from collections.abc import Sequence
from fnmatch import fnmatch

import puremagic
from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import InvalidError

HEAD = 64 * 1024  # bytes that are looked at

UNKNOWN = "application/octet-stream"
TEXT = "text/plain"
PROGRAM = "application/x-executable"
PDF = "application/pdf"
THUMBNAIL = "image/webp"  # of ours
ZIP = "application/zip"
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
PLAYED = frozenset({"video/mp4", "video/webm", "audio/mpeg", "audio/ogg"})

# What a browser may show in a frame or an element of its own; everything else it is given to save.
SHOWN = PICTURES | PLAYED | {PDF}

STARTS = {
    b"%PDF-": PDF,
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"MZ": PROGRAM,
    b"\x7fELF": PROGRAM,
    b"\xfe\xed\xfa": PROGRAM,
    b"\xcf\xfa\xed\xfe": PROGRAM,
    b"\xca\xfe\xba\xbe": PROGRAM,
    b"#!": PROGRAM,
}
OFFICE = "application/vnd.openxmlformats-officedocument."
PARTS_OF_OFFICE = {
    b"word/": f"{OFFICE}wordprocessingml.document",
    b"xl/": f"{OFFICE}spreadsheetml.sheet",
    b"ppt/": f"{OFFICE}presentationml.presentation",
}
MARKUP = {b"<svg": "image/svg+xml", b"<html": "text/html", b"<!doctype html": "text/html"}
SURE = 0.5
CONTROL = frozenset(range(ord(" "))) - frozenset(b"\t\n\r\f\x1b")  # which no text has
NOT_CONTROL = bytes(set(range(256)) - CONTROL)


def media_type(head: bytes) -> str:
    """The media type of bytes that begin so."""
    for start, found in STARTS.items():
        if head.startswith(start):
            return found
    if head.startswith(b"PK\x03\x04"):
        return _archive(head)
    if _is_text(head):
        return _markup(head) or TEXT
    return _guessed(head)


def _archive(head: bytes) -> str:
    """A document of an office suite is an archive with certain folders."""
    return next((found for part, found in PARTS_OF_OFFICE.items() if part in head), ZIP)


def _is_text(head: bytes) -> bool:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    return not head.translate(None, delete=NOT_CONTROL)


def _markup(head: bytes) -> str:
    begin = head.lower()
    return next((found for tag, found in MARKUP.items() if tag in begin), "")


def _guessed(head: bytes) -> str:
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    sure = [match for match in found if match.mime_type and match.confidence >= SURE]
    return max(sure, key=lambda match: match.confidence).mime_type if sure else UNKNOWN


def is_active(found: str) -> bool:
    """Whether a browser or a machine would run it."""
    return found in {PROGRAM, *MARKUP.values()}


def refuse(found: str, refused: Sequence[str]) -> None:
    """Refuse a type that the organisation does not take, such as "video/*"."""
    if any(fnmatch(found, pattern) for pattern in refused):
        told = {"type": found}
        raise InvalidError({"file": _("Files of the type %(type)s are not taken here.") % told})
