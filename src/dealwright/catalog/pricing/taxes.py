"""Which tax a class of goods bears at a place on a day: by a table of dated rates, or by whoever else knows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol

from dealwright.catalog.pricing.results import FaultCode
from dealwright.catalog.pricing.rules import ALWAYS, Period, Reason, Rule


class Place(NamedTuple):
    """Where goods are delivered: an ISO 3166 country, and a region of it where rates differ by region."""

    country: str = ""
    region: str = ""


NOWHERE = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRate:
    """A rate of a class, at a place or, without one, wherever no other counts."""

    rule: Rule
    tax_class: str
    percent: Decimal
    place: Place = NOWHERE
    period: Period = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """The rate that counts, and those that were considered and lost."""

    percent: Decimal
    rule: Rule | None = None
    lost: tuple[tuple[Rule, Reason], ...] = ()


class TaxSource(Protocol):
    """Who knows rates. An adapter of an outside service answers here what it was told beforehand."""

    def assess(self, tax_class: str, place: Place, on: date) -> Assessed | FaultCode:
        """The rate of a class at a place on a day, or what is wrong when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class TaxTable:
    """Rates as dated rows. The rate of the region goes before that of the country, this before that of anywhere.

    Where a class has rates by country, nothing is said of a place without one: it may be any of them.
    """

    rates: tuple[TaxRate, ...] = ()

    def assess(self, tax_class: str, place: Place, on: date) -> Assessed | FaultCode:
        """As `TaxSource`. Raises `ValueError` when two rates count for one class, place and day."""
        at_place = [
            rate
            for rate in self.rates
            if rate.tax_class == tax_class and rate.place in _wider(place)
        ]
        in_force = [rate for rate in at_place if rate.period.missed(on) is None]
        if not in_force or (not place.country and self._is_by_country(tax_class, on)):
            return FaultCode.TAX_RATE_MISSING
        won = min(in_force, key=lambda rate: _wider(place).index(rate.place))
        if sum(rate.place == won.place for rate in in_force) > 1:
            raise ValueError("a tax class has one rate at a place on a day")
        return Assessed(
            percent=won.percent,
            rule=won.rule,
            lost=tuple(
                (rate.rule, rate.period.missed(on) or Reason.LESS_SPECIFIC)
                for rate in sorted(at_place, key=lambda rate: rate.rule)
                if rate is not won
            ),
        )

    def _is_by_country(self, tax_class: str, on: date) -> bool:
        return any(
            rate.tax_class == tax_class and rate.place.country and rate.period.missed(on) is None
            for rate in self.rates
        )


def _wider(place: Place) -> tuple[Place, ...]:
    """The places whose rates count at a place, the nearest first."""
    return tuple(dict.fromkeys((place, Place(place.country), NOWHERE)))
