"""What happens to the files of a record. The record is the subject; `file` names the file by id."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dealwright.events.bus import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class _OfFile(Event):
    file: UUID
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FileAttached(_OfFile):
    size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FileReplaced(_OfFile):
    """There is a new version; the earlier ones are kept."""

    number: int
    size: int
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FileVersionRestored(_OfFile):
    """An earlier version is the newest again, under a number of its own."""

    number: int
    restored: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FileRenamed(_OfFile):
    was: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FileRemoved(_OfFile):
    """It can be put back until then."""

    until: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class FilePutBack(_OfFile):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class FileFoundHarmful(_OfFile):
    """The scanner found something in it; nobody gets it any more."""

    finding: str
