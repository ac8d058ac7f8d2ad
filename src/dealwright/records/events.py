"""What happens to any record. The subject tells which kind; `changes` what became different."""

from dataclasses import dataclass
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
