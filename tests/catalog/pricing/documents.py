"""Documents and price lists for the tests of pricing: written out by hand, or drawn by Hypothesis."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from dealwright.catalog.pricing import (
    Adjustment,
    Band,
    BreakMethod,
    Direction,
    DiscountBasis,
    DocumentRequest,
    Extra,
    Good,
    Grid,
    LineRequest,
    Period,
    Place,
    PriceBook,
    PriceItem,
    PriceMethod,
    QuantityBreak,
    Rounding,
    Rule,
    Rules,
    Stage,
    TaxRate,
    TaxTable,
)

DAY = date(2026, 3, 2)


def line(key: str = "1", **figures: object) -> LineRequest:
    """A line from plain text figures: `line(quantity="11", unit_price="100")`."""
    decimals = {
        "quantity",
        "unit_price",
        "manual_discount",
        "tax_percent",
        "unit_cost",
        "floor_percent",
    }
    read = {
        name: Decimal(str(value)) if name in decimals else value for name, value in figures.items()
    }
    return LineRequest(key=key, **({"quantity": Decimal(1)} | read))


def document(*lines: LineRequest, currency: str = "EUR", **header: object) -> DocumentRequest:
    read = {name: Decimal(value) if type(value) is str else value for name, value in header.items()}
    return DocumentRequest(currency=currency, lines=lines, **read)


def item(product: str, unit_price: str, *breaks: QuantityBreak, unit: str = "pc") -> PriceItem:
    return PriceItem(
        rule=Rule(f"item of {product}"),
        product=product,
        unit=unit,
        unit_price=Decimal(unit_price),
        breaks=breaks,
    )


def from_quantity(quantity: str, method: BreakMethod, value: str) -> QuantityBreak:
    return QuantityBreak(
        rule=Rule(f"from {quantity}"),
        from_quantity=Decimal(quantity),
        method=method,
        value=Decimal(value),
    )


def book(*items: PriceItem, currency: str = "EUR", **validity: object) -> Rules:
    """Rules of which a price list with these items is the only one."""
    return Rules(lists=(PriceBook(rule=Rule("list"), currency=currency, items=items, **validity),))


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
periods = st.sampled_from(
    [
        *[Period()] * 5,
        Period(DAY, DAY),
        Period(first=DAY + timedelta(days=1)),
        Period(last=DAY - timedelta(days=1)),
        Period(is_active=False),
    ]
)
grids = st.builds(
    Rounding,
    st.sampled_from(Direction),
    st.sampled_from(Grid),
    st.sampled_from([Decimal(text) for text in ("0.05", "0.99", "5", "9", "49.5")]),
)
KEYS = [(product, unit) for product in ("bolt", "nut") for unit in ("pc", "box")]


def item_breaks(name: str) -> st.SearchStrategy[tuple[QuantityBreak, ...]]:
    return price_breaks.map(
        lambda drawn: tuple(
            QuantityBreak(
                rule=Rule(f"{name}/{number}"), from_quantity=quantity, method=method, value=value
            )
            for number, (quantity, method, value) in enumerate(drawn)
        )
    )


@st.composite
def items(draw: st.DrawFn, name: str) -> tuple[PriceItem, ...]:
    """Items that are not in force on the same day twice."""
    return tuple(
        PriceItem(
            rule=Rule(f"{name}/{product}/{unit}"),
            product=product,
            unit=unit,
            method=draw(mostly(PriceMethod.FIXED, *PriceMethod)),
            unit_price=draw(prices),
            percent=draw(decimals("0", "99", 2)),
            rounding=draw(st.none() | grids),
            period=draw(periods),
            breaks=draw(st.just(()) | item_breaks(f"{name}/{product}/{unit}")),
        )
        for product, unit in draw(st.lists(st.sampled_from(KEYS), min_size=1, unique=True))
    )


@st.composite
def books(draw: st.DrawFn, currency: str) -> tuple[PriceBook, ...]:
    """A list, and now and then its parent; each now and then out of force or in other money."""
    return tuple(
        PriceBook(
            rule=Rule(name),
            currency=draw(mostly(currency, "KWD")),
            period=Period(is_active=draw(mostly(True, False))),
            items=draw(items(name)),
            includes_tax=draw(mostly(False, True, True)),
        )
        for name in draw(st.sampled_from([["list"], ["list", "parent"]]))
    )


goods = st.tuples(
    *(
        st.builds(
            Good,
            product=st.just(product),
            unit=st.just("pc"),
            family=st.sampled_from(["", "metal"]),
            list_price=st.none() | prices,
            current_cost=costs,
            standard_cost=costs,
            tax_class=st.sampled_from([None, "full", "low"]),
        )
        for product in ("bolt", "nut")
    )
)
bands = st.lists(
    st.builds(
        Band,
        from_quantity=decimals("0", "30", 1),
        method=st.sampled_from(BreakMethod),
        value=decimals("0", "40", 3),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda band: band.from_quantity,
).map(tuple)


def adjustments(number: int) -> st.SearchStrategy[Adjustment]:
    return st.builds(
        Adjustment,
        rule=st.just(Rule(f"adjustment {number}")),
        stage=st.sampled_from(Stage),
        bands=bands,
        products=st.sampled_from([frozenset(), frozenset({"bolt"}), frozenset({"bolt", "nut"})]),
        families=st.sampled_from([frozenset(), frozenset({"metal"})]),
        currency=st.sampled_from([None, None, "EUR"]),
        period=periods,
        code=st.sampled_from(["", "", "spring"]),
        is_graduated=st.booleans(),
        is_across=st.booleans(),
        is_exclusive=mostly(False, True),
        closes=mostly(False, True),
        assured=st.just(Decimal(0)) | decimals("0", "30", 0),
    )


@st.composite
def tax_tables(draw: st.DrawFn) -> TaxTable:
    places = draw(st.lists(st.sampled_from([Place("DE"), Place("DE", "BY"), Place()]), unique=True))
    return TaxTable(
        tuple(
            TaxRate(
                rule=Rule(f"rate {number}"),
                tax_class="full",
                percent=draw(rates),
                place=place,
                period=draw(periods),
            )
            for number, place in enumerate(places)
        )
    )


extras = st.lists(
    st.builds(
        Extra,
        rule=st.sampled_from([Rule("colour"), Rule("length")]),
        amount=st.just(Decimal(0)) | decimals("-20", "90", 4),
        percent=st.just(Decimal(0)) | decimals("-20", "90", 3),
    ),
    max_size=2,
).map(tuple)


def listed_lines(listed: PriceBook, key: str) -> st.SearchStrategy[LineRequest]:
    """Lines with the price of the list."""
    return st.sampled_from(listed.items).flatmap(
        lambda found: st.builds(
            LineRequest,
            key=st.just(key),
            quantity=quantities,
            product=st.just(found.product),
            unit=st.sampled_from([found.unit, None]),
            manual_discount=discounts,
            tax_percent=st.none() | rates,
            unit_cost=costs,
            extras=st.just(()) | extras,
            is_incomplete=mostly(False, True),
        )
    )


def typed_lines(key: str) -> st.SearchStrategy[LineRequest]:
    """Lines whose price was typed, and parts of bundles."""
    return st.builds(
        LineRequest,
        key=st.just(key),
        quantity=quantities,
        product=st.sampled_from([None, "bolt"]),
        unit_price=prices,
        manual_discount=discounts,
        tax_percent=rates,
        unit_cost=costs,
        part_of=st.sampled_from([None, None, "line 0", "line 1"]),
        extras=st.just(()) | extras,
        is_included=mostly(False, True),
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
def requests_with_rules(draw: st.DrawFn) -> tuple[DocumentRequest, Rules]:
    """A document and the rules that it is priced by, of which all may be missing or in other money."""
    currency = draw(currencies)
    lists = draw(books(currency))
    keys = [f"line {number}" for number in range(draw(st.integers(0, 6)))]
    request = DocumentRequest(
        currency=currency,
        lines=tuple(draw(lines_of(lists[0], key)) for key in keys),
        discount_basis=draw(st.sampled_from(DiscountBasis)),
        discount_percent=draw(decimals("0", "80", 2)),
        discount_amount=draw(st.just(Decimal(0)) | decimals("-1", "40", 3)),
        freight=draw(decimals("-5", "300", 3)),
        rate=draw(st.none() | st.sampled_from([Decimal("0.91"), Decimal(7)])),
        codes=draw(st.sampled_from([(), ("SPRING",)])),
        place=draw(st.sampled_from([Place(), Place("DE"), Place("DE", "BY"), Place("FR")])),
    )
    rules = Rules(
        lists=draw(mostly(lists, ())),
        goods=draw(st.just(()) | goods),
        adjustments=tuple(draw(adjustments(number)) for number in range(draw(st.integers(0, 4)))),
        taxes=draw(tax_tables()),
        base_currency="EUR",
    )
    return request, rules
