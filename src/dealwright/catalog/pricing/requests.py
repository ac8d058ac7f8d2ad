"""What a caller asks to have priced: a document with its lines, as typed."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from dealwright.catalog.pricing.rules import Rule
from dealwright.catalog.pricing.taxes import NOWHERE, Place

ZERO = Decimal(0)
HUNDRED = Decimal(100)


class DiscountBasis(StrEnum):
    """What a manual discount of 10 means on 11 pieces at 100: 1,090 per line, 990 per unit."""

    PER_LINE = "per_line"
    PER_UNIT = "per_unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """How many percent below what the rules say a seller may go, by discount or by a typed price."""

    percent: Decimal
    rule: Rule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """What a value chosen of a property adds to the price of one unit; below zero it takes something off.

    The amount is in the base currency, the percentage of the price of the list without any extras.
    """

    rule: Rule
    amount: Decimal = ZERO
    percent: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRequest:
    """One line as the seller typed it.

    `key` is unique in the document and, not the position, decides who gets an odd cent. A typed
    `unit_price` stands as it is: no rule touches it. A line without a product is a write-in and must
    have one. `unit` None is the product's own. `tax_percent` None is the rate of the tax class at the
    place of the document, and nothing without a class. `unit_cost` is in the document's currency;
    without it the line has no margin. A part of a bundle names its line in `part_of`, which may be a
    part itself: what `is_included` in the bundle's price costs nothing by itself, other parts are priced
    as any line. `extras` come on top of a price of the list, `unit_cost` has them in it; `is_incomplete`
    says that one is still to be chosen.
    """

    key: str
    quantity: Decimal
    product: str | None = None
    unit: str | None = None
    unit_price: Decimal | None = None
    manual_discount: Decimal = ZERO
    tax_percent: Decimal | None = None
    tax_class: str | None = None
    unit_cost: Decimal | None = None
    floor_percent: Decimal | None = None
    part_of: str | None = None
    is_included: bool = False
    extras: tuple[Extra, ...] = ()
    is_incomplete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRequest:
    """A document as typed: lines, and what is agreed for the whole of it.

    The header discount is `discount_percent` of the net lines plus `discount_amount`. `rate`, frozen on
    the document, is what one unit of its currency is worth in the base currency. `codes` are those of
    promotions, whatever their case. Without an `authority` a seller may give away what he likes.
    No price, amount or cost, of a line or of all lines together, and no freight may reach the `limit`.
    """

    currency: str
    lines: tuple[LineRequest, ...]
    discount_basis: DiscountBasis = DiscountBasis.PER_LINE
    discount_percent: Decimal = ZERO
    discount_amount: Decimal = ZERO
    freight: Decimal = ZERO
    rate: Decimal | None = None
    codes: tuple[str, ...] = ()
    place: Place = field(default=NOWHERE)
    authority: Authority | None = None
    limit: Decimal | None = None
