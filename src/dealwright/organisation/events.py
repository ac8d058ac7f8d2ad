"""What happens to the organisation's settings."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dealwright.events.bus import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class OrganisationSetUp(Event):
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OrganisationChanged(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class RateSet(Event):
    currency: str
    valid_from: date
    rate: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class RateRemoved(Event):
    currency: str
    valid_from: date
    rate: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class LogoSet(Event):
    """Width and height in pixels, as it is kept."""

    width: int
    height: int


@dataclass(frozen=True, kw_only=True, slots=True)
class LogoRemoved(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class HoursSet(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class SpecialDaySet(Event):
    day: date
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SpecialDayRemoved(Event):
    day: date
    name: str
