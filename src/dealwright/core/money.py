"""Amounts of money: the one place where they are read, rounded and split.

An amount is a `Decimal` in the units of its currency (12.50, never 1250 cents) and travels beside a
three-letter ISO 4217 code. Nothing here or above it knows a float. How many decimals a currency has
comes from Babel: JPY 0, EUR 2, KWD 3.
"""

import re
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from functools import cache

from babel.core import get_global
from babel.numbers import get_currency_precision

# The ambient decimal context rounds every product to 28 digits without a word. A price times a
# quantity times a percentage needs more, so exact arithmetic runs in this context instead.
EXACT = Context(prec=80, rounding=ROUND_HALF_UP)

LARGEST_EXPONENT = 30
PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?", re.ASCII)
HUNDREDTH = Decimal("0.01")
PRICE_PLACES = Decimal("0.0001")  # prices per unit are kept finer than money is paid
DIRECTIONS = {"up": ROUND_CEILING, "down": ROUND_FLOOR, "nearest": ROUND_HALF_UP}
PER_UNIT_PLACES = Decimal(1).scaleb(-10)


class MoneyError(ValueError):
    """An amount that cannot be what it claims to be; edges turn it into a sentence for the user."""


class UnknownCurrencyError(MoneyError):
    """The code names no currency of ISO 4217."""


class NotAnAmountError(MoneyError):
    """The value is no exact, finite number."""


class UnroundedAmountError(MoneyError):
    """The amount is finer than its currency, so no shares of it could add up."""


@cache
def minor_units(currency: str) -> int:
    """Decimals of a currency, by its ISO 4217 code in capitals. Raises `UnknownCurrencyError`."""
    if currency not in get_global("all_currencies"):
        raise UnknownCurrencyError(f"{currency!r} is not a currency code")
    return get_currency_precision(currency)


@cache
def minor_unit(currency: str) -> Decimal:
    """The smallest amount of a currency: EUR 0.01, JPY 1."""
    return Decimal(1).scaleb(-minor_units(currency))


def round_money(amount: Decimal, currency: str) -> Decimal:
    """The amount in whole minor units of its currency; halves go away from zero.

    The only rounding of money in the product: EUR 0.125 is 0.13, -0.125 is -0.13, and what rounds
    to nothing has no sign.
    """
    return EXACT.plus(EXACT.quantize(amount, minor_unit(currency)))


def round_price(amount: Decimal) -> Decimal:
    """A computed price per unit with as many decimals as one that is typed may have; halves go away from zero."""
    return EXACT.plus(EXACT.quantize(amount, PRICE_PLACES))


def per_unit(amount: Decimal, quantity: Decimal) -> Decimal:
    """What an amount comes to for one of so many, to ten decimals. Nobody multiplies it back."""
    return EXACT.plus(EXACT.quantize(EXACT.divide(amount, quantity), PER_UNIT_PLACES))


def step_to(amount: Decimal, step: Decimal, start: Decimal, direction: str) -> Decimal:
    """The member of start, start + step, start + 2 step, ... that an amount is rounded to.

    `direction` is "up", "down" or "nearest", which goes up from the middle. What lies below the first member becomes it.
    """
    exact = EXACT.divide(EXACT.subtract(amount, start), step)
    steps = exact.to_integral_value(DIRECTIONS[direction], EXACT)
    return EXACT.add(start, EXACT.multiply(max(steps, Decimal(0)), step))


def percent_of(part: Decimal, whole: Decimal) -> Decimal | None:
    """`part` as a percentage of `whole` with two decimals; none of nothing is no percentage."""
    if not whole:
        return None
    share = EXACT.divide(EXACT.multiply(part, Decimal(100)), whole)
    return EXACT.plus(EXACT.quantize(share, HUNDREDTH))


def parse_decimal(value: object) -> Decimal:
    """An exact, finite number from input: a `Decimal`, an `int`, or plain ASCII digits as text.

    Raises `NotAnAmountError` for a float (it has already lost the cents), a bool, NaN, an infinity,
    text in any other notation, and numbers of more than 30 digits before or after the point.
    """
    match value:
        case bool() | float():
            raise NotAnAmountError(f"{value!r} is not an exact number")
        case Decimal():
            return _bounded(value)
        case int():
            return _bounded(Decimal(value))
        case str() if PLAIN_NUMBER.fullmatch(value.strip()):
            return Decimal(value.strip())
        case _:
            raise NotAnAmountError(f"{value!r:.80} is not a plain number")


def _bounded(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise NotAnAmountError(f"{value} is not a finite number")
    exponent = value.as_tuple().exponent
    if value.adjusted() >= LARGEST_EXPONENT or int(exponent) < -LARGEST_EXPONENT:
        raise NotAnAmountError("the number has more than 30 digits before or after the point")
    return value


def allocate(total: Decimal, weights: Sequence[Decimal], currency: str) -> list[Decimal]:
    """Split `total` in proportion to `weights`; the shares sum to it exactly, in whole minor units.

    Largest remainder (Hamilton's method): everyone gets the whole minor units of the exact share,
    and those left over go one each to the largest remainders. Ties go to the larger weight, then to
    the earlier position. A negative total is split like its opposite. A weight of zero gets
    nothing, unless all are zero: then all count the same.

    Raises `UnroundedAmountError` when `total` is finer than the currency, `ValueError` for a
    negative weight or when there is a total but nobody to carry it.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("weights must not be negative")
    units = _in_minor_units(total, currency)
    if units and not weights:
        raise ValueError("there is a total to split but nobody to carry it")
    shares = _largest_remainder(abs(units), _as_integers(weights))
    sign = -1 if units < 0 else 1
    return [EXACT.multiply(sign * share, minor_unit(currency)) for share in shares]


def _in_minor_units(amount: Decimal, currency: str) -> int:
    if amount != round_money(amount, currency):
        raise UnroundedAmountError(f"{amount} is finer than {currency}")
    return int(EXACT.scaleb(amount, minor_units(currency)))


def _as_integers(weights: Sequence[Decimal]) -> list[int]:
    """The same proportions in whole numbers, so that the split is exact."""
    if not any(weights):
        return [1] * len(weights)
    finest = min(int(weight.as_tuple().exponent) for weight in weights)
    return [int(EXACT.scaleb(weight, -finest)) for weight in weights]


def _largest_remainder(units: int, weights: list[int]) -> list[int]:
    whole = sum(weights)
    parts = [divmod(units * weight, whole) for weight in weights]
    shares = [share for share, _ in parts]
    by_claim = sorted(range(len(parts)), key=lambda i: (-parts[i][1], -weights[i], i))
    for position in by_claim[: units - sum(shares)]:
        shares[position] += 1
    return shares
