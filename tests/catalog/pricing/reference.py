"""A second, slow reckoning of a document, in fractions and by the shortest way from the formulas.

It shares nothing with the package under test but the dataclasses that go in.
"""

from fractions import Fraction

from dealwright.catalog.pricing import (
    BreakMethod,
    DiscountBasis,
    DocumentRequest,
    LineRequest,
    PriceBook,
)

DECIMALS = {"JPY": 0, "EUR": 2, "KWD": 3}


def rounded(value: Fraction, currency: str) -> Fraction:
    """Half away from zero, by counting minor units."""
    scale = 10 ** DECIMALS[currency]
    units = (abs(value) * scale * 2 + 1) // 2
    return Fraction(units if value >= 0 else -units, scale)


def split(total: Fraction, weights: list[Fraction], currency: str) -> list[Fraction]:
    """Hand out one minor unit after the other to whoever is owed most."""
    unit = Fraction(1, 10 ** DECIMALS[currency])
    whole = sum(weights)
    exact = [total * weight / whole if whole else Fraction(0) for weight in weights]
    shares = [share // unit * unit for share in exact]
    while sum(shares) < total:
        owed = [
            (each - share, weight)
            for each, share, weight in zip(exact, shares, weights, strict=True)
        ]
        shares[owed.index(max(owed))] += unit
    return shares


def unit_price(line: LineRequest, book: PriceBook | None) -> tuple[Fraction, Fraction] | None:
    """The price of one unit and what the quantity takes off it."""
    if line.unit_price is not None:
        return Fraction(line.unit_price), Fraction(0)
    for item in book.items if book else ():
        if (item.product, item.unit) == (line.product, line.unit):
            listed = Fraction(item.unit_price)
            off = Fraction(0)
            for each in sorted(item.breaks, key=lambda each: each.from_quantity):
                if each.from_quantity <= line.quantity:
                    off = {
                        BreakMethod.UNIT_PRICE: listed - Fraction(each.value),
                        BreakMethod.PERCENT_OFF: listed * Fraction(each.value) / 100,
                        BreakMethod.AMOUNT_OFF: Fraction(each.value),
                    }[each.method]
            return listed, off
    return None


def net(line: LineRequest, request: DocumentRequest, book: PriceBook | None) -> Fraction | None:
    """The exact net amount, or None where the line has no valid one."""
    found = unit_price(line, book)
    if book and book.currency != request.currency and line.unit_price is None:
        found = None
    if found is None or line.quantity <= 0 or line.manual_discount < 0 or found[0] < 0:
        return None
    if not 0 <= line.tax_percent <= 100:
        return None
    manual = Fraction(line.manual_discount)
    if request.discount_basis is DiscountBasis.PER_UNIT:
        manual *= Fraction(line.quantity)
    base = (found[0] - found[1]) * Fraction(line.quantity)
    return base - manual if base >= 0 and base >= manual else None


def header_discount(request: DocumentRequest, detail: Fraction) -> Fraction:
    discount = rounded(
        detail * Fraction(request.discount_percent) / 100, request.currency
    ) + rounded(Fraction(request.discount_amount), request.currency)
    is_possible = (
        0 <= request.discount_percent <= 100 and request.discount_amount >= 0 and discount <= detail
    )
    return discount if is_possible else Fraction(0)


def reckon(
    request: DocumentRequest, book: PriceBook | None
) -> tuple[dict[str, tuple[Fraction, ...]], tuple[Fraction, ...]]:
    """({key: (net, discount, tax, total)}, (detail, discount, freight, tax, total))."""
    currency = request.currency
    lines = sorted(request.lines, key=lambda line: line.key)
    nets = [rounded(net(line, request, book) or Fraction(0), currency) for line in lines]
    discount = header_discount(request, sum(nets, Fraction(0)))
    discounts = split(discount, nets, currency)
    taxes = [Fraction(0)] * len(lines)
    for rate in {line.tax_percent for line in lines}:
        bases = [
            amount - off if line.tax_percent == rate else Fraction(0)
            for line, amount, off in zip(lines, nets, discounts, strict=True)
        ]
        due = rounded(sum(bases) * Fraction(rate) / 100, currency)
        taxes = [a + b for a, b in zip(taxes, split(due, bases, currency), strict=True)]
    freight = max(rounded(Fraction(request.freight), currency), Fraction(0))
    by_line = {
        line.key: (amount, off, tax, amount - off + tax)
        for line, amount, off, tax in zip(lines, nets, discounts, taxes, strict=True)
    }
    detail, tax = sum(nets, Fraction(0)), sum(taxes, Fraction(0))
    return by_line, (detail, discount, freight, tax, detail - discount + freight + tax)
