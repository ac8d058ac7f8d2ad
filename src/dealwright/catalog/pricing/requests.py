"""What a caller asks to have priced: a document with its lines, as typed."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)
HUNDRED = Decimal(100)


class DiscountBasis(StrEnum):
    """What a manual discount of 10 means on 11 pieces at 100: 1,090 per line, 990 per unit."""

    PER_LINE = "per_line"
    PER_UNIT = "per_unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRequest:
    """One line as the seller typed it.

    `key` is unique in the document and, not the position, decides who gets an odd cent. A typed
    `unit_price` stands as it is: no price list and no quantity break touches it. A line without a
    product is a write-in and must have one. `unit_cost` is in the document's currency; without it
    the line has no margin.
    """

    key: str
    quantity: Decimal
    product: str | None = None
    unit: str | None = None
    unit_price: Decimal | None = None
    manual_discount: Decimal = ZERO
    tax_percent: Decimal = ZERO
    unit_cost: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRequest:
    """A document as typed: lines, and what is agreed for the whole of it.

    The header discount is `discount_percent` of the net lines plus `discount_amount`.
    """

    currency: str
    lines: tuple[LineRequest, ...]
    discount_basis: DiscountBasis = DiscountBasis.PER_LINE
    discount_percent: Decimal = ZERO
    discount_amount: Decimal = ZERO
    freight: Decimal = ZERO
