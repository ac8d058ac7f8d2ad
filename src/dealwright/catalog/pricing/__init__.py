"""How a document is priced: frozen dataclasses in, frozen dataclasses out, and nothing read besides.

    line   = unit price x quantity, less what rules take off, - manual discount + tax
    header = sum of lines - header discount + freight + tax

`price(request, rules, on=day)` is a function of its three arguments: no database, no clock, no
framework, so that a preview, a quote, an import and a test get the same bytes. What cannot be priced
is not an exception but a `Fault` on the line that has it: it blocks sending a document, never saving.

Every amount carries its steps, the waterfall from list price to total: a kind, a label code, the
amount, the rule and version that decided and the value reached; and beside them the rules that were
considered and lost, with the reason. A further kind of rule is an `Adjustment` of a `Stage`; nothing
downstream changes.
"""

from dealwright.catalog.pricing.book import (
    NO_TAXES,
    Direction,
    Good,
    Grid,
    PriceBook,
    PriceItem,
    PriceMethod,
    QuantityBreak,
    Rounding,
    Rules,
)
from dealwright.catalog.pricing.choosing import Chosen, Ground, Proposal, choose
from dealwright.catalog.pricing.documents import price
from dealwright.catalog.pricing.margins import Margin, margin_of
from dealwright.catalog.pricing.requests import (
    Authority,
    DiscountBasis,
    DocumentRequest,
    Extra,
    LineRequest,
)
from dealwright.catalog.pricing.results import Fault, FaultCode, PricedDocument, PricedLine
from dealwright.catalog.pricing.rules import (
    Adjustment,
    Band,
    BreakMethod,
    Period,
    Reason,
    Rule,
    Stage,
)
from dealwright.catalog.pricing.taxes import Assessed, Place, TaxRate, TaxSource, TaxTable
from dealwright.catalog.pricing.waterfall import Label, Lost, Step, StepKind

__all__ = [
    "NO_TAXES",
    "Adjustment",
    "Assessed",
    "Authority",
    "Band",
    "BreakMethod",
    "Chosen",
    "Direction",
    "DiscountBasis",
    "DocumentRequest",
    "Extra",
    "Fault",
    "FaultCode",
    "Good",
    "Grid",
    "Ground",
    "Label",
    "LineRequest",
    "Lost",
    "Margin",
    "Period",
    "Place",
    "PriceBook",
    "PriceItem",
    "PriceMethod",
    "PricedDocument",
    "PricedLine",
    "Proposal",
    "QuantityBreak",
    "Reason",
    "Rounding",
    "Rule",
    "Rules",
    "Stage",
    "Step",
    "StepKind",
    "TaxRate",
    "TaxSource",
    "TaxTable",
    "choose",
    "margin_of",
    "price",
]
