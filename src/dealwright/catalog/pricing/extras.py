"""What chosen properties add to the price of one unit."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from dealwright.catalog.pricing.offers import Offer
from dealwright.catalog.pricing.requests import ZERO, LineRequest
from dealwright.catalog.pricing.results import Fault, FaultCode
from dealwright.catalog.pricing.rules import Rule
from dealwright.catalog.pricing.starting import converted
from dealwright.core.money import round_price


def extended(offer: Offer, line: LineRequest, rate: Decimal | None) -> Offer | Fault:
    """The price of a list with what the extras of the line add to it, each rounded as a price is.

    `rate` is what the document's currency is worth in the base currency.
    """
    priced = [each for each in line.extras if each.amount or each.percent]
    if not priced:
        return offer
    if rate is None and any(each.amount for each in priced):
        return Fault(FaultCode.RATE_MISSING, "currency", priced[0].rule)
    added = tuple(
        (
            each.rule,
            _in_currency(each.amount, rate)
            + round_price((offer.unit_price * each.percent).scaleb(-2)),
        )
        for each in priced
    )
    if offer.unit_price + total(added) < 0:
        return Fault(FaultCode.DISCOUNT_EXCEEDS_AMOUNT, "properties", priced[-1].rule)
    return replace(offer, extras=added)


def total(added: Iterable[tuple[Rule, Decimal]]) -> Decimal:
    """What extras add to the price of one unit, all together."""
    return sum((amount for _rule, amount in added), ZERO)


def _in_currency(amount: Decimal, rate: Decimal | None) -> Decimal:
    return converted(amount, rate) if rate else ZERO
