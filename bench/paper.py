"""A quote of a hundred lines, for timing the PDF."""

from datetime import date
from decimal import Decimal

from dealwright.quotes.document import Client, Line, QuoteDocument, Seller, TaxSum, Totals


def hundred_lines(price: Decimal) -> QuoteDocument:
    """A hundred lines of the same price, quantities one to nine."""
    lines = tuple(
        Line(
            position=n,
            code=f"CH-{n:04d}",
            name=f"Gravity chute, spiral, stainless, variant {n}",
            quantity=Decimal(n % 9 + 1),
            unit="pc",
            unit_price=price,
            net_amount=price * (n % 9 + 1),
            tax_rate=Decimal(19),
        )
        for n in range(1, 101)
    )
    net = sum((line.net_amount for line in lines), Decimal(0))
    tax = (net * Decimal("0.19")).quantize(Decimal("0.01"))
    return QuoteDocument(
        number="QUO-2026-000001",
        revision=1,
        seller=Seller(name="Corvane Systems", address=("Werkstraße 12", "70565 Stuttgart")),
        client=Client(name="Nordhaven Cold Chain AB", contact="Annika Sjöberg-Lindqvist"),
        currency="EUR",
        locale="en-GB",
        issued_on=date(2026, 9, 1),
        valid_until=date(2026, 10, 1),
        lines=lines,
        totals=Totals(lines=net, taxes=(TaxSum(rate=Decimal(19), amount=tax),), total=net + tax),
    )
