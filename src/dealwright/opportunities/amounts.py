"""Amounts of a deal and its lines: pure, in the deal's currency."""

from collections.abc import Mapping
from decimal import Decimal, localcontext

from django.utils.translation import gettext as _

from dealwright.core.errors import InvalidError
from dealwright.core.money import EXACT, minor_units, round_money
from dealwright.organisation.models import DiscountMode

LARGEST = Decimal(10) ** 16  # amounts are kept with sixteen digits before the point


def line_amount(
    *, quantity: Decimal, unit_price: Decimal, discount: Decimal, mode: str, currency: str
) -> Decimal:
    """Quantity x unit price - discount, rounded once, in whole minor units of the currency.

    The discount is for the whole line or for each unit, as the organisation has it: 11 at 100 less 10 is 1,090
    per line, 990 per unit. InvalidError: a discount that is more than the price, an amount beyond all measure.
    """
    with localcontext(EXACT):
        gross = quantity * unit_price
        taken = discount * quantity if mode == DiscountMode.PER_UNIT else discount
        if taken > gross:
            raise InvalidError({"discount": _("A discount is at most the price.")})
        if gross >= LARGEST:
            raise InvalidError({"quantity": _("This comes to more than can be kept.")})
        return round_money(gross - taken, currency)


def refuse_fractions(amounts: Mapping[str, Decimal | None], currency: str) -> None:
    """InvalidError by field for amounts finer than the currency: there is no half yen."""
    wrong = [
        name
        for name, amount in amounts.items()
        if amount is not None and amount != round_money(amount, currency)
    ]
    if wrong:
        sentence = _("%(currency)s has %(decimals)s decimals.") % {
            "currency": currency,
            "decimals": minor_units(currency),
        }
        raise InvalidError(dict.fromkeys(wrong, sentence))
