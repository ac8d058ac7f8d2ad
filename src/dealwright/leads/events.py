"""What happens to a lead."""

from dataclasses import dataclass
from uuid import UUID

from dealwright.events.bus import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class LeadContacted(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class LeadQualified(Event):
    """`contact` and `account` are what the lead has become; a private person has no account."""

    contact: UUID
    account: UUID | None


@dataclass(frozen=True, kw_only=True, slots=True)
class LeadDisqualified(Event):
    reason: str
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LeadReopened(Event):
    """`was` is the state it was closed in."""

    was: str
