"""What is earned: reckoned here for lines and documents, and for what was stored of them."""

from dataclasses import dataclass
from decimal import Decimal

from dealwright.catalog.pricing.requests import HUNDRED
from dealwright.core.money import percent_of


@dataclass(frozen=True, slots=True)
class Margin:
    """What remains of an amount without tax after its cost; `percent` of that amount, None where it is nothing."""

    amount: Decimal
    percent: Decimal | None
    is_below_floor: bool


def margin_of(
    taxable: Decimal, cost: Decimal | None, floor: Decimal | None = None
) -> Margin | None:
    """The margin on an amount, None where the cost is not known. `floor` is the least percentage wanted.

    It is held against the floor without dividing: a share that was rounded up to its floor still lies below it.
    """
    if cost is None:
        return None
    amount = taxable - cost
    is_below = floor is not None and amount * HUNDRED < floor * taxable
    return Margin(amount, percent_of(amount, taxable), is_below)
