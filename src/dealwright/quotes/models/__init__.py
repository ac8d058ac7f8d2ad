"""Quotes, their lines, the file a client sees, his way to it, and his answer."""

from dealwright.quotes.models.agreements import Agreement
from dealwright.quotes.models.answers import QuoteAnswer
from dealwright.quotes.models.files import QuoteFile
from dealwright.quotes.models.lines import Billing, Choice, LineKind, QuoteLine
from dealwright.quotes.models.links import QuoteLink
from dealwright.quotes.models.quotes import (
    LEADING,
    MOVES,
    OPEN,
    CloseReason,
    Prices,
    Quote,
    QuoteQuerySet,
    State,
)
from dealwright.quotes.models.tries import ClientTry

__all__ = [
    "LEADING",
    "MOVES",
    "OPEN",
    "Agreement",
    "Billing",
    "Choice",
    "ClientTry",
    "CloseReason",
    "LineKind",
    "Prices",
    "Quote",
    "QuoteAnswer",
    "QuoteFile",
    "QuoteLine",
    "QuoteLink",
    "QuoteQuerySet",
    "State",
]
