"""A line by itself: from its price to its net amount, before the document has its say."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from dealwright.catalog.pricing.book import BreakMethod
from dealwright.catalog.pricing.offers import Offer, Sheet, find_offer
from dealwright.catalog.pricing.requests import HUNDRED, ZERO, DiscountBasis, LineRequest
from dealwright.catalog.pricing.results import Fault, FaultCode
from dealwright.catalog.pricing.waterfall import Label, Step, StepKind, Waterfall
from dealwright.core.money import round_money

BREAK_LABELS = {
    BreakMethod.UNIT_PRICE: Label.BREAK_UNIT_PRICE,
    BreakMethod.PERCENT_OFF: Label.BREAK_PERCENT_OFF,
    BreakMethod.AMOUNT_OFF: Label.BREAK_AMOUNT_OFF,
}
DISCOUNT_LABELS = {
    DiscountBasis.PER_LINE: Label.DISCOUNT_PER_LINE,
    DiscountBasis.PER_UNIT: Label.DISCOUNT_PER_UNIT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NetLine:
    """A line as far as it depends on nothing but itself and the rules."""

    request: LineRequest
    unit_price: Decimal
    volume_discount: Decimal
    gross: Decimal
    base: Decimal
    net: Decimal
    cost: Decimal | None
    steps: tuple[Step, ...]
    faults: tuple[Fault, ...]


def net_line(line: LineRequest, sheet: Sheet) -> NetLine:
    """Net = (unit price - volume discount) x quantity - manual discount, rounded once per step.

    Runs in the exact decimal context that `price` opens.
    """
    faults = tuple(_wrong_figures(line))
    offer = find_offer(line, sheet)
    if isinstance(offer, Fault):
        return _unpriced(line, sheet, (*faults, offer))
    if faults:
        return _unpriced(line, sheet, faults)
    return _walk(line, offer, sheet)


def _wrong_figures(line: LineRequest) -> Iterator[Fault]:
    if line.quantity <= 0:
        yield Fault(FaultCode.QUANTITY_NOT_POSITIVE, "quantity")
    if line.unit_price is not None and line.unit_price < 0:
        yield Fault(FaultCode.PRICE_NEGATIVE, "unit_price")
    if line.manual_discount < 0:
        yield Fault(FaultCode.DISCOUNT_NEGATIVE, "manual_discount")
    if not ZERO <= line.tax_percent <= HUNDRED:
        yield Fault(FaultCode.TAX_OUT_OF_RANGE, "tax_percent")


def _unpriced(line: LineRequest, sheet: Sheet, faults: tuple[Fault, ...]) -> NetLine:
    nothing = round_money(ZERO, sheet.currency)
    return NetLine(
        request=line,
        unit_price=ZERO,
        volume_discount=ZERO,
        gross=nothing,
        base=nothing,
        net=nothing,
        cost=None,
        steps=(),
        faults=faults,
    )


def _walk(line: LineRequest, offer: Offer, sheet: Sheet) -> NetLine:
    fall = Waterfall(sheet.currency)
    gross = fall.reach(StepKind.LIST, offer.label, offer.unit_price * line.quantity, offer.rule)
    exact_base = (offer.unit_price - offer.volume_discount) * line.quantity
    if won := offer.quantity_break:
        fall.reach(StepKind.QUANTITY_BREAK, BREAK_LABELS[won.method], exact_base, won.rule)
    base = fall.running
    exact_net = exact_base - _manual_discount(line, sheet)
    if line.manual_discount:
        fall.reach(StepKind.MANUAL_DISCOUNT, DISCOUNT_LABELS[sheet.basis], exact_net)
    if fault := _overdrawn(exact_base, exact_net, offer):
        return _unpriced(line, sheet, (fault,))
    return NetLine(
        request=line,
        unit_price=offer.unit_price,
        volume_discount=offer.volume_discount,
        gross=gross,
        base=base,
        net=fall.running,
        cost=_cost(line, sheet),
        steps=fall.steps,
        faults=offer.faults,
    )


def _manual_discount(line: LineRequest, sheet: Sheet) -> Decimal:
    per_unit = sheet.basis is DiscountBasis.PER_UNIT
    return line.manual_discount * line.quantity if per_unit else line.manual_discount


def _overdrawn(exact_base: Decimal, exact_net: Decimal, offer: Offer) -> Fault | None:
    if exact_base < 0 and offer.quantity_break:
        return Fault(FaultCode.DISCOUNT_EXCEEDS_AMOUNT, "quantity", offer.quantity_break.rule)
    if exact_net < 0:
        return Fault(FaultCode.DISCOUNT_EXCEEDS_AMOUNT, "manual_discount")
    return None


def _cost(line: LineRequest, sheet: Sheet) -> Decimal | None:
    if line.unit_cost is None:
        return None
    return round_money(line.unit_cost * line.quantity, sheet.currency)
