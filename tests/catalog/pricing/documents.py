"""Documents and price lists for the tests of pricing: written out by hand, or drawn by Hypothesis."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from dealwright.catalog.pricing import (
    BreakMethod,
    DiscountBasis,
    DocumentRequest,
    LineRequest,
    PriceBook,
    PriceItem,
    QuantityBreak,
)

DAY = date(2026, 3, 2)


def line(key: str = "1", **figures: object) -> LineRequest:
    """A line from plain text figures: `line(quantity="11", unit_price="100")`."""
    decimals = {"quantity", "unit_price", "manual_discount", "tax_percent", "unit_cost"}
    read = {
        name: Decimal(str(value)) if name in decimals else value for name, value in figures.items()
    }
    return LineRequest(key=key, **({"quantity": Decimal(1)} | read))


def document(*lines: LineRequest, currency: str = "EUR", **header: object) -> DocumentRequest:
    read = {name: Decimal(value) if type(value) is str else value for name, value in header.items()}
    return DocumentRequest(currency=currency, lines=lines, **read)


def item(product: str, unit_price: str, *breaks: QuantityBreak, unit: str = "pc") -> PriceItem:
    return PriceItem(
        rule=f"item of {product}",
        product=product,
        unit=unit,
        unit_price=Decimal(unit_price),
        breaks=breaks,
    )


def from_quantity(quantity: str, method: BreakMethod, value: str) -> QuantityBreak:
    return QuantityBreak(
        rule=f"from {quantity}",
        from_quantity=Decimal(quantity),
        method=method,
        value=Decimal(value),
    )


def book(*items: PriceItem, currency: str = "EUR", **validity: object) -> PriceBook:
    return PriceBook(rule="list", currency=currency, items=items, **validity)


def decimals(low: str, high: str, places: int) -> st.SearchStrategy[Decimal]:
    least, most = (int(Decimal(bound).scaleb(places)) for bound in (low, high))
    return st.integers(least, most).map(lambda number: Decimal(number).scaleb(-places))


def mostly(usual: object, *others: object) -> st.SearchStrategy[object]:
    return st.sampled_from([usual] * 7 + [*others])


currencies = st.sampled_from(["JPY", "EUR", "KWD"])
rates = st.sampled_from([Decimal(rate) for rate in ("0", "7", "19", "19.0", "8.875")])
quantities = decimals("0.001", "100", 3)
prices = decimals("0", "5000", 4)
discounts = st.just(Decimal(0)) | decimals("0", "1", 3)
costs = st.none() | decimals("0", "100", 4)

price_breaks = st.lists(
    st.tuples(decimals("0", "30", 1), st.sampled_from(BreakMethod), decimals("0", "40", 3)),
    min_size=1,
    max_size=3,
    unique_by=lambda drawn: drawn[0],
)
priced_products = st.dictionaries(
    st.tuples(st.sampled_from(["bolt", "nut"]), st.sampled_from(["pc", "box"])),
    st.tuples(prices, price_breaks),
    min_size=1,
)


@st.composite
def items(draw: st.DrawFn) -> tuple[PriceItem, ...]:
    """Items and breaks of which each has a rule of its own."""
    return tuple(
        PriceItem(
            rule=f"{product}/{unit}",
            product=product,
            unit=unit,
            unit_price=unit_price,
            breaks=tuple(
                QuantityBreak(
                    rule=f"{product}/{unit}/{number}",
                    from_quantity=quantity,
                    method=method,
                    value=value,
                )
                for number, (quantity, method, value) in enumerate(found)
            ),
        )
        for (product, unit), (unit_price, found) in draw(priced_products).items()
    )


def listed_lines(listed: PriceBook, key: str) -> st.SearchStrategy[LineRequest]:
    """Lines with the price of the list."""
    return st.sampled_from(listed.items).flatmap(
        lambda found: st.builds(
            LineRequest,
            key=st.just(key),
            quantity=quantities,
            product=st.just(found.product),
            unit=st.just(found.unit),
            manual_discount=discounts,
            tax_percent=rates,
            unit_cost=costs,
        )
    )


def typed_lines(key: str) -> st.SearchStrategy[LineRequest]:
    """Write-in lines."""
    return st.builds(
        LineRequest,
        key=st.just(key),
        quantity=quantities,
        unit_price=prices,
        manual_discount=discounts,
        tax_percent=rates,
        unit_cost=costs,
    )


def wild_lines(key: str) -> st.SearchStrategy[LineRequest]:
    """Lines that are likely to be wrong somewhere."""
    return st.builds(
        LineRequest,
        key=st.just(key),
        quantity=decimals("-1", "5", 1),
        product=st.sampled_from([None, "bolt", "washer"]),
        unit=st.sampled_from([None, "pc"]),
        unit_price=st.none() | decimals("-1", "9", 1),
        manual_discount=decimals("-1", "9", 1),
        tax_percent=rates | st.sampled_from([Decimal(-1), Decimal(101)]),
        unit_cost=costs,
    )


def lines_of(listed: PriceBook, key: str) -> st.SearchStrategy[LineRequest]:
    return st.one_of(listed_lines(listed, key), typed_lines(key), wild_lines(key))


@st.composite
def requests_with_books(draw: st.DrawFn) -> tuple[DocumentRequest, PriceBook | None]:
    """A document and the list it is priced by, which now and then is missing or in other money."""
    currency = draw(currencies)
    listed = PriceBook(rule="list", currency=draw(mostly(currency, "KWD")), items=draw(items()))
    keys = [f"line {number}" for number in range(draw(st.integers(0, 7)))]
    request = DocumentRequest(
        currency=currency,
        lines=tuple(draw(lines_of(listed, key)) for key in keys),
        discount_basis=draw(st.sampled_from(DiscountBasis)),
        discount_percent=draw(decimals("0", "80", 2)),
        discount_amount=draw(st.just(Decimal(0)) | decimals("-1", "40", 3)),
        freight=draw(decimals("-5", "300", 3)),
    )
    return request, draw(mostly(listed, None))
