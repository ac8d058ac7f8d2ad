"""Quotes to print, as a catalogue of the shapes that a page must hold."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from dealwright.quotes.document import (
    Client,
    Line,
    QuoteDocument,
    Seller,
    Signer,
    TaxSum,
    Totals,
)

ACTIVATED_AT = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
PRODUCTS = ("Pallet conveyor, chain, 3 m", "Transfer table 90°", "Six-sided barcode tunnel")


def line(position: int = 1, **changes: Any) -> Line:
    values: dict[str, Any] = {
        "position": position,
        "code": f"PC-{position:04}",
        "name": PRODUCTS[position % len(PRODUCTS)],
        "quantity": Decimal(11),
        "unit": "pc",
        "unit_price": Decimal("100.00"),
        "net_amount": Decimal("1100.00"),
        "tax_rate": Decimal(25),
    }
    return Line(**(values | changes))


def offer(*lines: Line, **changes: Any) -> QuoteDocument:
    """A quote of these lines (one, unless given) whose sums are right for 25 % tax."""
    lines = lines or (line(),)
    net = sum((each.net_amount for each in lines), Decimal(0))
    tax = (net * Decimal("0.25")).quantize(Decimal("0.01"))
    values: dict[str, Any] = {
        "number": "QUO-2026-000318",
        "revision": 3,
        "seller": Seller(name="Corvane Systems", address=("Hamngatan 12", "411 06 Göteborg")),
        "client": Client(name="Nordhaven Cold Chain AB", contact="Annika Sjöberg-Lindqvist"),
        "currency": "SEK",
        "locale": "en-GB",
        "issued_on": date(2026, 11, 18),
        "valid_until": date(2026, 12, 18),
        "lines": lines,
        "totals": Totals(lines=net, taxes=(TaxSum(rate=Decimal(25), amount=tax),), total=net + tax),
        "terms": "Title passes on full payment.\n\nWarranty 24 months.",
        "signer": Signer(name="Ines Carvalho", role="Key account manager"),
    }
    return QuoteDocument(**(values | changes))


def offer_of(count: int, **changes: Any) -> QuoteDocument:
    return offer(*(line(position) for position in range(1, count + 1)), **changes)
