"""What happens to the catalogue beyond plain changes."""

from dataclasses import dataclass
from uuid import UUID

from dealwright.events.bus import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class ProductRetired(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class ProductReactivated(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class PriceListMadeDefault(Event):
    currency: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ProductPublished(Event):
    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ProductRevised(Event):
    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RevisionDropped(Event):
    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ProductCloned(Event):
    of: UUID
