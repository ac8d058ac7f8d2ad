"""What typed amounts mean: with the tax or without it, as the price list of their quote says. Pure, over unsaved rows.

Where a quote comes under a list that says otherwise, typed prices and discounts are turned into what they come to there,
so that the same is earned. Without a list they are without tax.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from dealwright.core.money import EXACT, PRICE_PLACES, round_money
from dealwright.quotes.models import Quote, QuoteLine

ONE = Decimal(1)
ZERO = Decimal(0)
HUNDRED = Decimal(100)


def factors(rates: Iterable[Decimal], *, with_tax: bool) -> list[Decimal]:
    """What an amount is multiplied by at each tax rate (19 for 19 %) to hold the tax, or to hold it no longer."""
    whole = (ONE + EXACT.divide(rate, HUNDRED) for rate in rates)
    return [each if with_tax else EXACT.divide(ONE, each) for each in whole]


def restate_lines(lines: Sequence[QuoteLine], factors: Sequence[Decimal]) -> bool:
    """Turn the typed prices and the discounts of lines, to four decimals; says whether there are any."""
    has_any = False
    for line, factor in zip(lines, factors, strict=True):
        if line.is_price_typed and line.unit_price:
            line.unit_price, has_any = _times(line.unit_price, factor), True
        if line.discount:
            line.discount, has_any = _times(line.discount, factor), True
    return has_any


def restate_discount(quote: Quote, lines: Sequence[QuoteLine], factors: Sequence[Decimal]) -> bool:
    """Turn the amount off the total, as the lines that bear it were turned; says whether there is one."""
    counted = [
        (line.net, factor) for line, factor in zip(lines, factors, strict=True) if line.counts
    ]
    now = sum((net for net, _factor in counted), ZERO)
    before = sum((EXACT.divide(net, factor) for net, factor in counted), ZERO)
    if not (quote.discount_amount and before):
        return False
    exact = EXACT.divide(EXACT.multiply(quote.discount_amount, now), before)
    quote.discount_amount = round_money(exact, quote.currency)
    return True


def _times(amount: Decimal, factor: Decimal) -> Decimal:
    return EXACT.quantize(EXACT.multiply(amount, factor), PRICE_PLACES)
