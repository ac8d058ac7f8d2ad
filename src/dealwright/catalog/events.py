"""What happens to the catalogue beyond plain changes."""

from dataclasses import dataclass

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
