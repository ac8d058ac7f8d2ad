"""What happens to orders."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from dealwright.events.bus import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderPlaced(Event):
    """A client accepted a quote, and this order came of it."""

    quote: UUID
    total: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderConfirmed(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderFulfilled(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderCancelled(Event):
    reason: str
