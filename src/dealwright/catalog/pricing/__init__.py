"""How a document is priced: frozen dataclasses in, frozen dataclasses out, and nothing read besides.

    line   = (unit price - volume discount) x quantity - manual discount + tax
    header = sum of lines - header discount + freight + tax

`price(request, book, on=day)` is a function of its three arguments: no database, no clock, no
framework, so that a preview, a quote, an import and a test get the same bytes. What cannot be priced
is not an exception but a `Fault` on the line that has it: it blocks sending a document, never saving.

Every amount carries its steps, the waterfall from list price to total: a kind, a label code, the
amount, the rule that decided and the value reached. A further kind of rule is a further stage
in `lines.py` that adds its step; nothing downstream changes.
"""

from dealwright.catalog.pricing.book import BreakMethod, PriceBook, PriceItem, QuantityBreak
from dealwright.catalog.pricing.documents import price
from dealwright.catalog.pricing.requests import DiscountBasis, DocumentRequest, LineRequest
from dealwright.catalog.pricing.results import Fault, FaultCode, PricedDocument, PricedLine
from dealwright.catalog.pricing.waterfall import Label, Step, StepKind

__all__ = [
    "BreakMethod",
    "DiscountBasis",
    "DocumentRequest",
    "Fault",
    "FaultCode",
    "Label",
    "LineRequest",
    "PriceBook",
    "PriceItem",
    "PricedDocument",
    "PricedLine",
    "QuantityBreak",
    "Step",
    "StepKind",
    "price",
]
