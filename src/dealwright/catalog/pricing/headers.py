"""What is agreed for a whole document: the discount on its lines, and freight."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from decimal import Decimal

from dealwright.catalog.pricing.lines import NetLine
from dealwright.catalog.pricing.requests import HUNDRED, ZERO, DocumentRequest
from dealwright.catalog.pricing.results import Fault, FaultCode
from dealwright.core.money import round_money


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The sum of the net lines and what is agreed on it, rounded. What is at fault counts nothing."""

    detail: Decimal
    percent_discount: Decimal
    amount_discount: Decimal
    freight: Decimal
    faults: tuple[Fault, ...]

    @property
    def discount(self) -> Decimal:
        return self.percent_discount + self.amount_discount


def agree(request: DocumentRequest, nets: Iterable[NetLine], used_codes: Container[str]) -> Header:
    """The header of the lines, of which rules with these codes decided some price.

    Runs in the exact decimal context that `price` opens.
    """
    currency = request.currency
    detail = round_money(sum((net.net for net in nets), ZERO), currency)
    by_percent = round_money((detail * request.discount_percent).scaleb(-2), currency)
    by_amount = round_money(request.discount_amount, currency)
    freight = round_money(request.freight, currency)
    faults = []
    if fault := _discount_fault(request, by_percent + by_amount, detail):
        by_percent = by_amount = round_money(ZERO, currency)
        faults.append(fault)
    if fault := _freight_fault(freight, request.limit):
        freight = round_money(ZERO, currency)
        faults.append(fault)
    if any(code.casefold() not in used_codes for code in request.codes):
        faults.append(Fault(FaultCode.CODE_WITHOUT_EFFECT, "codes"))
    return Header(
        detail=detail,
        percent_discount=by_percent,
        amount_discount=by_amount,
        freight=freight,
        faults=tuple(faults),
    )


def _discount_fault(request: DocumentRequest, discount: Decimal, detail: Decimal) -> Fault | None:
    if not ZERO <= request.discount_percent <= HUNDRED:
        return Fault(FaultCode.DISCOUNT_OUT_OF_RANGE, "discount_percent")
    if request.discount_amount < 0:
        return Fault(FaultCode.DISCOUNT_NEGATIVE, "discount_amount")
    if discount > detail:
        return Fault(FaultCode.DISCOUNT_EXCEEDS_AMOUNT, "discount_amount")
    return None


def _freight_fault(freight: Decimal, limit: Decimal | None) -> Fault | None:
    if freight < 0:
        return Fault(FaultCode.FREIGHT_NEGATIVE, "freight")
    if limit is not None and freight >= limit:
        return Fault(FaultCode.AMOUNT_TOO_LARGE, "freight")
    return None
