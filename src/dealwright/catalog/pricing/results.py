"""What pricing answers: amounts rounded to the currency, their steps, and what was wrong."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from dealwright.catalog.pricing.waterfall import Step


class FaultCode(StrEnum):
    """Why a line or document may not go out as it is."""

    QUANTITY_NOT_POSITIVE = "quantity_not_positive"
    PRICE_MISSING = "price_missing"
    PRICE_NEGATIVE = "price_negative"
    UNIT_NOT_PRICED = "unit_not_priced"
    WRONG_CURRENCY = "wrong_currency"
    LIST_INACTIVE = "list_inactive"
    LIST_NOT_YET_VALID = "list_not_yet_valid"
    LIST_EXPIRED = "list_expired"
    DISCOUNT_NEGATIVE = "discount_negative"
    DISCOUNT_OUT_OF_RANGE = "discount_out_of_range"
    DISCOUNT_EXCEEDS_AMOUNT = "discount_exceeds_amount"
    TAX_OUT_OF_RANGE = "tax_out_of_range"
    FREIGHT_NEGATIVE = "freight_negative"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: its code, the field of the request to mend, the rule that is to blame."""

    code: FaultCode
    field: str
    rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """A line with its amounts, all in whole minor units except the first two prices per unit.

    gross = unit price x quantity; base = gross after the quantity break; net = base - manual
    discount; taxable = net - the line's share of the header discount; total = taxable + tax;
    margin = taxable - cost. A missing cost leaves the margin unknown. A line that cannot be priced
    has a fault, amounts of zero and no cost.
    """

    key: str
    quantity: Decimal
    unit_price: Decimal
    volume_discount: Decimal
    gross: Decimal
    base: Decimal
    manual_discount: Decimal
    net: Decimal
    header_discount: Decimal
    taxable: Decimal
    tax: Decimal
    total: Decimal
    cost: Decimal | None
    margin: Decimal | None
    margin_percent: Decimal | None
    steps: tuple[Step, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedDocument:
    """A document with its amounts, each the sum of the same rounded amount of its lines.

    detail = sum of net lines; taxable = detail - discount; total = taxable + freight + tax.
    Freight and tax are not earned, so margin = taxable - cost; the cost is known only when that
    of every line is.
    """

    currency: str
    lines: tuple[PricedLine, ...]
    detail: Decimal
    discount: Decimal
    taxable: Decimal
    freight: Decimal
    tax: Decimal
    total: Decimal
    cost: Decimal | None
    margin: Decimal | None
    margin_percent: Decimal | None
    steps: tuple[Step, ...]
    faults: tuple[Fault, ...]

    @property
    def is_faultless(self) -> bool:
        """Whether the document may go out: neither it nor any line has a fault."""
        return not self.faults and not any(line.faults for line in self.lines)
