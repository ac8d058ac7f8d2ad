"""What contexts above do in the very transaction in which a quote is accepted.

An event is heard a moment later; an order must stand when the client is told that he has ordered. So the
context that makes orders registers its verb here, as guards register their questions with `core.guards`.
"""

from collections.abc import Callable
from datetime import datetime

from dealwright.core.actor import Actor
from dealwright.quotes.models import Quote

type Consequence = Callable[[Quote, Actor, datetime], None]

_consequences: list[Consequence] = []


def upon_acceptance(function: Consequence) -> Consequence:
    """Register what follows from an acceptance; it gets the quote, the system acting for the client, the moment."""
    if function not in _consequences:
        _consequences.append(function)
    return function


def follow(quote: Quote, *, by: Actor, at: datetime) -> None:
    """Let everything follow; what one refuses undoes the acceptance."""
    for function in _consequences:
        function(quote, by, at)
