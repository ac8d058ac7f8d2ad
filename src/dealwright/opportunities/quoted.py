"""What a deal is quoted at, where one of its quotes is marked primary.

Quotes are made in a context above this one, which registers here how the figure is read, as guards register
their questions with `core.guards`.
"""

from collections.abc import Callable
from decimal import Decimal

from dealwright.opportunities.models import Opportunity

type Reader = Callable[[Opportunity], Decimal | None]

_readers: list[Reader] = []


def reads_quoted(function: Reader) -> Reader:
    """Register what reads the net amount of a deal's primary quote, in the deal's currency; None without one."""
    if function not in _readers:
        _readers.append(function)
    return function


def amount(deal: Opportunity) -> Decimal | None:
    """What the primary quote of a deal comes to, in the deal's currency; None without one."""
    found = (function(deal) for function in _readers)
    return next((amount for amount in found if amount is not None), None)
