"""Pricing a locked quote and keeping what came out on its rows."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from dealwright.catalog import actions as catalog
from dealwright.catalog.pricing import PricedDocument
from dealwright.core.actor import Actor
from dealwright.core.clock import local_date
from dealwright.organisation import queries as organisation
from dealwright.organisation.models import Organisation
from dealwright.quotes import reckoning
from dealwright.quotes.models import Quote, QuoteLine
from dealwright.quotes.reckoning import Books
from dealwright.records import writing
from dealwright.records.writing import Changes


def lines_of(quote: Quote) -> list[QuoteLine]:
    """The lines of a quote as they are typed on: each with its product, its unit and this very quote."""
    rows = QuoteLine.objects.filter(quote=quote).select_related("product__unit")
    lines = list(rows.order_by("position", "pk"))
    for line in lines:
        line.quote = quote
    return lines


def reprice(quote: Quote, lines: Sequence[QuoteLine], *, by: Actor, at: datetime) -> Changes:
    """Price a quote as of now, as far as somebody may go, and save those of its lines that changed; returns what changes on the header."""
    selling = organisation.current()
    _priced, changes = price_again(
        quote, lines, selling=selling, by=by, on=local_date(at, selling.time_zone)
    )
    return changes


def price_again(
    quote: Quote, lines: Sequence[QuoteLine], *, selling: Organisation, by: Actor, on: date
) -> tuple[PricedDocument, Changes]:
    """As `reprice`, with the faults that pricing found."""
    kept = [_amounts(line) for line in lines]
    told = [getattr(quote, name) for name in reckoning.TOLD_COLUMNS]
    books = reckoning.books_for([(quote, lines)], base_currency=selling.currency, by=by, on=on)
    priced, changes = price(quote, lines, books, on=on)
    ask_taxes([quote], books)
    changed = [line for line, old in zip(lines, kept, strict=True) if _amounts(line) != old]
    if changed:
        QuoteLine.objects.bulk_update(changed, reckoning.LINE_COLUMNS)
    if told != [getattr(quote, name) for name in reckoning.TOLD_COLUMNS]:
        quote.save(update_fields=reckoning.TOLD_COLUMNS)
    return priced, changes


def price(
    quote: Quote, lines: Sequence[QuoteLine], books: Books, *, on: date
) -> tuple[PricedDocument, Changes]:
    """Put amounts on a quote and its lines, saving nothing."""
    before = {name: getattr(quote, name) for name in reckoning.HEADER_COLUMNS}
    priced = reckoning.reckon(quote, lines, books, on=on)
    after = {name: getattr(quote, name) for name in reckoning.HEADER_COLUMNS}
    return priced, writing.changed(before, after)


def ask_taxes(quotes: Iterable[Quote], books: Books) -> None:
    """Have a tax service asked for the places of these quotes of which it has not told its rates lately."""
    catalog.ask_tax_rates(filter(books.rulebook.wants_taxes, map(reckoning.place_of, quotes)))


def _amounts(line: QuoteLine) -> tuple[Any, ...]:
    return tuple(getattr(line, name) for name in reckoning.LINE_COLUMNS)
