"""A quote's rows as pricing reads them, and what pricing answers put back on the rows. Saves nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from dealwright.catalog import pricing
from dealwright.catalog import queries as catalog
from dealwright.catalog.models import PriceList
from dealwright.catalog.pricing import (
    DiscountBasis,
    DocumentRequest,
    LineRequest,
    PriceBook,
    PricedDocument,
    PricedLine,
)
from dealwright.core.money import EXACT
from dealwright.quotes.models import Quote, QuoteLine

LINE_COLUMNS = (
    "unit_price",
    "volume_discount",
    "net",
    "discount_share",
    "tax",
    "total",
    "steps",
    "fault",
)
HEADER_COLUMNS = ("lines_total", "discount_total", "net", "tax_total", "total", "cost")
FINEST_COST = Decimal("0.0001")


type Books = Mapping[UUID | None, PriceBook]


def books_for(drafts: Iterable[tuple[Quote, Sequence[QuoteLine]]], *, base_currency: str) -> Books:
    """The prices that these quotes are priced by, by price list; one query per list that is needed.

    Without a price list the products' own list prices count, which are in the base currency.
    """
    lists: dict[UUID | None, PriceList | None] = {}
    products: dict[UUID | None, set[UUID]] = defaultdict(set)
    for quote, lines in drafts:
        lists[quote.price_list_id] = quote.price_list
        products[quote.price_list_id] |= {
            line.product_id for line in lines if line.product_id and not line.is_price_typed
        }
    return {
        key: _book(lists[key], wanted, base_currency) for key, wanted in products.items() if wanted
    }


def _book(price_list: PriceList | None, products: set[UUID], base_currency: str) -> PriceBook:
    if price_list is None:
        return catalog.list_prices(products, currency=base_currency)
    return catalog.price_book(price_list, products)


def reckon(quote: Quote, lines: Sequence[QuoteLine], books: Books, *, on: date) -> PricedDocument:
    """Price the quote on a day and put the amounts on its rows; the answer tells of faults."""
    priced = pricing.price(_request(quote, lines), books.get(quote.price_list_id), on=on)
    for line, answer in zip(lines, priced.lines, strict=True):
        _put_line(line, answer)
    quote.lines_total = priced.detail
    quote.discount_total = priced.discount
    quote.net = priced.taxable
    quote.tax_total = priced.tax
    quote.total = priced.total
    quote.cost = priced.cost
    return priced


def _request(quote: Quote, lines: Sequence[QuoteLine]) -> DocumentRequest:
    return DocumentRequest(
        currency=quote.currency,
        lines=tuple(_line_request(line) for line in lines),
        discount_basis=DiscountBasis(quote.discount_basis),
        discount_percent=quote.discount_percent,
        discount_amount=quote.discount_amount,
        freight=quote.freight,
    )


def _line_request(line: QuoteLine) -> LineRequest:
    return LineRequest(
        key=str(line.pk),
        quantity=line.quantity,
        product=str(line.product_id) if line.product_id else None,
        unit_price=line.unit_price if line.is_price_typed else None,
        manual_discount=line.discount,
        tax_percent=line.tax_rate,
        unit_cost=line.unit_cost,
    )


def _put_line(line: QuoteLine, answer: PricedLine) -> None:
    if not line.is_price_typed:
        line.unit_price = answer.unit_price
    line.volume_discount = answer.volume_discount
    line.net = answer.net
    line.discount_share = answer.header_discount
    line.tax = answer.tax
    line.total = answer.total
    line.fault = answer.faults[0].code.value if answer.faults else ""
    line.steps = [_plain(asdict(step)) for step in answer.steps]


def _plain(step: dict[str, Any]) -> dict[str, Any]:
    return {
        name: str(value) if isinstance(value, Decimal) else value for name, value in step.items()
    }


def cost_in(rate: Decimal, base_cost: Decimal | None) -> Decimal | None:
    """A unit cost in base currency as one in a currency of this rate (base per unit), to four decimals."""
    if base_cost is None:
        return None
    return EXACT.quantize(EXACT.divide(base_cost, rate), FINEST_COST)
