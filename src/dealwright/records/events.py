"""What happens to any record. The subject tells which kind; `changes` what became different."""

from dataclasses import dataclass
from datetime import datetime

from dealwright.events.bus import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordCreated(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordUpdated(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordDeleted(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldRestored(Event):
    """A field was given the value that it had at `as_of`; the update itself is recorded beside it."""

    field: str
    as_of: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordBroughtBack(Event):
    """A deleted record is there again, as it was."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeSetStarted(Event):
    """Many changes at once: a bulk edit, an import, an undo."""

    kind: str
    records: str
    rows: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeSetEnded(Event):
    kind: str
    state: str
    created: int
    changed: int
    refused: int
