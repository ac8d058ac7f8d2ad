"""Documents whose every line is touched by fifty rules, priced by the pure engine."""

import time
from datetime import date
from decimal import Decimal

from bench import measure
from bench.measure import Timing
from dealwright.catalog.pricing import (
    Adjustment,
    Band,
    BreakMethod,
    DocumentRequest,
    Good,
    LineRequest,
    PriceBook,
    PriceItem,
    QuantityBreak,
    Rule,
    Rules,
    Stage,
    price,
)

DAY = date(2026, 9, 1)
PRODUCTS = 200
BREAKS = 5
OF_EACH_STAGE = 15
FAMILY = "Conveyors"


def _item(product: int) -> PriceItem:
    breaks = tuple(
        QuantityBreak(
            rule=Rule(f"break {product} {number}"),
            from_quantity=Decimal(10 * (number + 1)),
            method=BreakMethod.PERCENT_OFF,
            value=Decimal(number + 1),
        )
        for number in range(BREAKS)
    )
    return PriceItem(
        rule=Rule(f"item {product}"),
        product=str(product),
        unit_price=Decimal("149.90"),
        breaks=breaks,
    )


def _adjustment(stage: Stage, number: int) -> Adjustment:
    band = Band(
        from_quantity=Decimal(5 * number),
        method=BreakMethod.PERCENT_OFF,
        value=Decimal(number + 1),
    )
    return Adjustment(
        rule=Rule(f"{stage} {number}"),
        stage=stage,
        families=frozenset({FAMILY}),
        bands=(band,),
    )


def rules() -> Rules:
    """A list of 200 products with five breaks each, and 45 rules on all of them."""
    items = tuple(_item(product) for product in range(PRODUCTS))
    stages = (Stage.QUANTITY_BREAK, Stage.AGREEMENT, Stage.PROMOTION)
    return Rules(
        lists=(PriceBook(rule=Rule("list"), currency="EUR", items=items),),
        goods=tuple(Good(product=str(product), family=FAMILY) for product in range(PRODUCTS)),
        adjustments=tuple(
            _adjustment(stage, number) for stage in stages for number in range(OF_EACH_STAGE)
        ),
    )


def document(lines: int) -> DocumentRequest:
    """Lines of all quantities with a discount, a tax rate and a cost."""
    return DocumentRequest(
        currency="EUR",
        discount_percent=Decimal(2),
        freight=Decimal(90),
        lines=tuple(
            LineRequest(
                key=f"{number:05}",
                quantity=Decimal(number % 97 + 1),
                product=str(number % PRODUCTS),
                manual_discount=Decimal("1.50"),
                tax_percent=Decimal(19),
                unit_cost=Decimal(80),
            )
            for number in range(lines)
        ),
    )


def timing(lines: int, *, runs: int) -> Timing:
    """Milliseconds for a document; to price one line anew is to price all of its document."""
    asked, by = document(lines), rules()
    return measure.times(lambda _n: price(asked, by, on=DAY), runs=runs)


def per_second() -> float:
    """Lines per second of a batch of fifty documents of 200 lines, on one core."""
    asked, by = document(200), rules()
    started = time.perf_counter()
    for _n in range(50):
        price(asked, by, on=DAY)
    return 10_000 / (time.perf_counter() - started)
