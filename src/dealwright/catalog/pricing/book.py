"""The rules that prices come from: one price list, as far as a document needs it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class BreakMethod(StrEnum):
    """How a quantity break states its price."""

    UNIT_PRICE = "unit_price"
    PERCENT_OFF = "percent_off"
    AMOUNT_OFF = "amount_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityBreak:
    """From this quantity on, all units cost less: an all-units volume discount."""

    rule: str
    from_quantity: Decimal
    method: BreakMethod
    value: Decimal

    def volume_discount(self, unit_price: Decimal) -> Decimal:
        """What one unit gets cheaper by, unrounded. Negative when the break raises the price."""
        match self.method:
            case BreakMethod.UNIT_PRICE:
                return unit_price - self.value
            case BreakMethod.PERCENT_OFF:
                return (unit_price * self.value).scaleb(-2)
            case BreakMethod.AMOUNT_OFF:
                return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceItem:
    """The price of one product in one unit, with its quantity breaks in any order."""

    rule: str
    product: str
    unit: str | None = None
    unit_price: Decimal
    breaks: tuple[QuantityBreak, ...] = ()

    def break_for(self, quantity: Decimal) -> QuantityBreak | None:
        """The break that counts: the highest `from_quantity` that the quantity reaches."""
        reached = (each for each in self.breaks if each.from_quantity <= quantity)
        return max(reached, key=lambda each: each.from_quantity, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceBook:
    """A price list: its currency, when it counts (both days included), and the items asked for."""

    rule: str
    currency: str
    is_active: bool = True
    valid_from: date | None = None
    valid_until: date | None = None
    items: tuple[PriceItem, ...] = ()
