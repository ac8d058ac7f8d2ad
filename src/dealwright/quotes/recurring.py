"""What is paid once and what again and again: pure, over net amounts in one currency."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum


class Period(StrEnum):
    """How often a line is paid."""

    ONCE = "once"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}

type Sums = Mapping[Period, Decimal]


def by_period(amounts: Iterable[tuple[Period, Decimal]]) -> dict[Period, Decimal]:
    """The sum of each period that occurs, from the shortest to the longest, what is paid once first."""
    found: dict[Period, Decimal] = {}
    for period, amount in amounts:
        found[period] = found.get(period, Decimal(0)) + amount
    return {period: found[period] for period in Period if period in found}


def recurs(sums: Sums) -> bool:
    """Whether anything is paid again and again."""
    return any(period != Period.ONCE for period in sums)


def value_over(sums: Sums, months: int) -> Decimal:
    """What is paid in the first so many months, each period paid at its beginning; a part of one counts whole."""
    once = sums.get(Period.ONCE, Decimal(0))
    again = (
        amount * -(-months // MONTHS[period])
        for period, amount in sums.items()
        if period != Period.ONCE
    )
    return once + sum(again, Decimal(0))
