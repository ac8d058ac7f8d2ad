"""What pricing answers: amounts rounded to the currency, their steps, and what was wrong."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from dealwright.catalog.pricing.rules import Rule
from dealwright.catalog.pricing.waterfall import Lost, Step


class FaultCode(StrEnum):
    """Why a line or document may not go out as it is."""

    QUANTITY_NOT_POSITIVE = "quantity_not_positive"
    PRICE_MISSING = "price_missing"
    PRICE_NEGATIVE = "price_negative"
    PRICE_NOT_IN_FORCE = "price_not_in_force"
    UNIT_NOT_PRICED = "unit_not_priced"
    WRONG_CURRENCY = "wrong_currency"
    LIST_INACTIVE = "list_inactive"
    LIST_NOT_YET_VALID = "list_not_yet_valid"
    LIST_EXPIRED = "list_expired"
    LIST_PRICE_MISSING = "list_price_missing"
    COST_MISSING = "cost_missing"
    PERCENT_OUT_OF_RANGE = "percent_out_of_range"
    ROUNDING_IMPOSSIBLE = "rounding_impossible"
    RATE_MISSING = "rate_missing"
    DISCOUNT_NEGATIVE = "discount_negative"
    DISCOUNT_OUT_OF_RANGE = "discount_out_of_range"
    DISCOUNT_EXCEEDS_AMOUNT = "discount_exceeds_amount"
    OVER_AUTHORITY = "over_authority"
    CODE_WITHOUT_EFFECT = "code_without_effect"
    BUNDLE_MISSING = "bundle_missing"
    PROPERTY_MISSING = "property_missing"
    TAX_OUT_OF_RANGE = "tax_out_of_range"
    TAX_RATE_MISSING = "tax_rate_missing"
    TAX_NOT_TOLD = "tax_not_told"
    FREIGHT_NEGATIVE = "freight_negative"
    AMOUNT_TOO_LARGE = "amount_too_large"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: its code, the field of the request to mend, the rule that is to blame."""

    code: FaultCode
    field: str
    rule: Rule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """A line with its amounts, all in whole minor units except the two prices per unit.

    gross = unit price x quantity; base = gross after all rules; net = base - manual discount; then the
    line's share of the header discount goes off. What remains is `taxable`, less the tax where prices
    include it; total = taxable + tax; margin = taxable - cost. `rule_discount` is what rules take off one
    unit. A missing cost leaves the margin unknown. A line that cannot be priced has a fault, amounts of
    zero and no cost; other faults leave the price standing. `lost` are the rules that did not decide.
    """

    key: str
    quantity: Decimal
    unit_price: Decimal
    rule_discount: Decimal
    gross: Decimal
    base: Decimal
    manual_discount: Decimal
    net: Decimal
    header_discount: Decimal
    taxable: Decimal
    tax_percent: Decimal
    is_tax_included: bool
    tax_rule: Rule | None
    tax: Decimal
    total: Decimal
    cost: Decimal | None
    margin: Decimal | None
    margin_percent: Decimal | None
    floor_percent: Decimal | None
    is_below_floor: bool
    part_of: str | None
    steps: tuple[Step, ...]
    lost: tuple[Lost, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedDocument:
    """A document with its amounts, each the sum of the same rounded amount of its lines.

    detail = sum of net lines; taxable = detail - discount, less the tax that prices include; total =
    taxable + freight + tax. Freight and tax are not earned, so margin = taxable - cost; the cost is
    known only when that of every line is.
    """

    currency: str
    lines: tuple[PricedLine, ...]
    detail: Decimal
    discount: Decimal
    taxable: Decimal
    freight: Decimal
    tax: Decimal
    is_tax_included: bool
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

    def bundle_net(self, key: str) -> Decimal:
        """What a bundle comes to: its own net and that of what is in it, at any depth."""
        within = {key}
        while more := {line.key for line in self.lines if line.part_of in within} - within:
            within |= more
        return sum((line.net for line in self.lines if line.key in within), Decimal(0))
