"""Quotes, their lines, the file a client sees, his way to it, and his answer."""

from dealwright.quotes.models.answers import QuoteAnswer
from dealwright.quotes.models.files import QuoteFile
from dealwright.quotes.models.lines import QuoteLine
from dealwright.quotes.models.links import QuoteLink
from dealwright.quotes.models.quotes import MOVES, OPEN, CloseReason, Quote, QuoteQuerySet, State
from dealwright.quotes.models.tries import ClientTry

__all__ = [
    "MOVES",
    "OPEN",
    "ClientTry",
    "CloseReason",
    "Quote",
    "QuoteAnswer",
    "QuoteFile",
    "QuoteLine",
    "QuoteLink",
    "QuoteQuerySet",
    "State",
]
