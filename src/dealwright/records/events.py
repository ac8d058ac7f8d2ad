"""What happens to any record. The subject tells which kind; `changes` what became different."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

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
class _Shared(Event):
    """With whom, and what they may do besides reading."""

    principal: UUID
    name: str
    can_write: bool
    can_assign: bool
    can_share: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordShared(_Shared):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class ShareEnded(_Shared):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberAdded(_Shared):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberRemoved(_Shared):
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
class NumberFormatChanged(Event):
    """Documents of a kind are numbered otherwise from now on; the changes tell by an example."""

    kind: str


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


@dataclass(frozen=True, kw_only=True, slots=True)
class ViewSaved(Event):
    """A list was kept under a name. `audience` says whom it is for."""

    entity: str
    audience: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ViewChanged(Event):
    entity: str
    audience: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ViewDeleted(Event):
    entity: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ViewChosen(Event):
    """A person made a view the first of a list, or put it into the navigation, or took that back."""

    entity: str
    view: str
    what: str
    is_chosen: bool
