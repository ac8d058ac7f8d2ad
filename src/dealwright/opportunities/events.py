"""What happens to deals."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from dealwright.events.bus import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class StageMoved(Event):
    """A deal went to another stage after `days` in the one it left."""

    from_stage: str
    to_stage: str
    stage: UUID
    is_forward: bool
    days: int


@dataclass(frozen=True, kw_only=True, slots=True)
class OpportunityWon(Event):
    actual_revenue: Decimal
    currency: str
    closed_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class OpportunityLost(Event):
    """`competitor` is the name of whoever got the deal, where it is known."""

    reason: str
    competitor: str
    note: str
    closed_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class OpportunityReopened(Event):
    """`was` is the state it was closed in."""

    was: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OpportunityAssigned(Event):
    """A deal was handed over; from and to are users."""

    from_owner: UUID
    to_owner: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlierStagesTold(Event):
    """An import told which stages a deal had been in before it was here, in the order of the file."""

    stages: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class LineAdded(Event):
    line: UUID
    description: str
    quantity: Decimal
    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LineChanged(Event):
    """`amount` is the new one, `was` the one before."""

    line: UUID
    description: str
    quantity: Decimal
    amount: Decimal
    was: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LineRemoved(Event):
    line: UUID
    description: str
    quantity: Decimal
    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CompetitorAdded(Event):
    competitor: UUID
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CompetitorRemoved(Event):
    competitor: UUID
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StakeholderAdded(Event):
    contact: UUID
    name: str
    role: str
    influence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StakeholderChanged(Event):
    contact: UUID
    name: str
    role: str
    influence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StakeholderRemoved(Event):
    contact: UUID
    name: str
