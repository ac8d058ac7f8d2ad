"""A quote as a PDF: values in, bytes out. Pure: no database, no request, no clock.

The same document and moment give the same bytes, in any process, so that a hash of the file stands
for what was offered.
"""

from datetime import datetime

from dealwright.quotes.document.apart import TypesettingError, typeset_apart
from dealwright.quotes.document.content import (
    Client,
    Line,
    PeriodSum,
    QuoteDocument,
    Seller,
    Signer,
    TaxSum,
    Totals,
)
from dealwright.quotes.document.page import page_of
from dealwright.quotes.document.typesetting import FontsMissingError, typeset

__all__ = [
    "Client",
    "FontsMissingError",
    "Line",
    "PeriodSum",
    "QuoteDocument",
    "Seller",
    "Signer",
    "TaxSum",
    "Totals",
    "TypesettingError",
    "render",
    "render_apart",
]


def render(document: QuoteDocument, *, at: datetime) -> bytes:
    """The document as a tagged PDF, dated `at`: the moment from which it counts.

    Raises `UnknownCurrencyError`, babel's `UnknownLocaleError`, and `FontsMissingError` when the
    front end was never built.
    """
    return typeset(page_of(document), timestamp=int(at.timestamp()))


def render_apart(document: QuoteDocument, *, at: datetime) -> bytes:
    """The same bytes, made in a short-lived process: the way for a web process.

    Raises as `render`, but `TypesettingError` for whatever happens in the other process.
    """
    return typeset_apart(page_of(document), timestamp=int(at.timestamp()))
