"""What merging tells. The losers are told of as deleted, and when it is undone as brought back."""

from dataclasses import dataclass
from uuid import UUID

from dealwright.events.bus import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordsMerged(Event):
    """The subject absorbed these records; `moved` rows that hung on them hang on it now."""

    losers: list[UUID]
    names: list[str]
    moved: int


@dataclass(frozen=True, kw_only=True, slots=True)
class MergeUndone(Event):
    """The subject gave back what it had absorbed."""

    losers: list[UUID]
    names: list[str]
