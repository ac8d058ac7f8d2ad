"""Drafts: made alone or of a deal, changed, deleted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dealwright.catalog.bundles import Structure
from dealwright.catalog.models import Product
from dealwright.core import copying
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, Text, require
from dealwright.opportunities import amounts
from dealwright.opportunities.actions import moving
from dealwright.opportunities.models import Opportunity
from dealwright.organisation import queries as organisation
from dealwright.quotes import bundling, composing, openings, policies, queries, reckoning
from dealwright.quotes.actions.locking import lock_after_deal, lock_draft
from dealwright.quotes.actions.primary import follow, hand_on, lead_first
from dealwright.quotes.actions.repricing import ask_taxes, price, reprice
from dealwright.quotes.document.figures import is_language_tag
from dealwright.quotes.models import Quote, QuoteLine
from dealwright.quotes.openings import Opening
from dealwright.records import numbering, writing
from dealwright.records.writing import Changes

type Values = Mapping[str, Any]

NUMBER = "QUO"
AMOUNTS = ("discount_amount", "freight")
READ_BEFORE = ("opportunity", "account", "price_list", "list_choice")
ZERO_WHEN_EMPTY = {"discount_percent", *AMOUNTS}
REPRICES = {"price_list", "account", "codes", *ZERO_WHEN_EMPTY}


class Drafted(NamedTuple):
    """A new draft with its lines in their order."""

    quote: Quote
    lines: list[QuoteLine]


@action
def draft_many(rows: Sequence[Values], *, by: Actor, at: datetime) -> list[Drafted]:
    """Add drafts, each priced. A row may hold `lines`; without them a quote of a deal takes the deal's.

    Refuses: not permitted, a closed deal, no customer, a currency without a rate, a price list in another
    currency, a line that is wrong (`lines.0.quantity`).
    """
    opening = openings.read(rows, by=by, at=at)
    for deal in opening.deals.values():
        moving.refuse_closed(deal)
    quotes = _build(writing.each(rows, opening.complete), opening, by=by, at=at)
    lines = _lines_of_all(quotes, [opening.lines_of(row) for row in rows], by=by)
    books = reckoning.books_for(
        zip(quotes, lines, strict=True), base_currency=opening.base, by=by, on=opening.day
    )
    for quote, own in zip(quotes, lines, strict=True):
        refuse_wrong(quote)
        composing.settle(own)
        price(quote, own, books, on=opening.day)
    ask_taxes(quotes, books)
    for quote, number in zip(quotes, _numbers(len(quotes), at), strict=True):
        quote.number = number
    lead_first(quotes, by=by, at=at)
    writing.insert(quotes, by=by, at=at)
    copying.insert([line for own in lines for line in own])
    for quote in quotes:
        follow(quote, by=by, at=at)
    return [Drafted(quote, own) for quote, own in zip(quotes, lines, strict=True)]


def create_many(rows: Sequence[Values], *, by: Actor, at: datetime) -> list[Quote]:
    """Add drafts. Refuses as `draft_many`."""
    return [drafted.quote for drafted in draft_many(rows, by=by, at=at)]


def create(values: Values, *, by: Actor, at: datetime) -> Quote:
    """Add one draft. Refuses as `draft_many`."""
    return draft_many([values], by=by, at=at)[0].quote


@action
def quote_deal(deal: Opportunity, *, by: Actor, at: datetime, name: str = "") -> Quote:
    """Make a draft of a deal, with its customer, currency, price list and lines. Refuses as `create_many`."""
    values: dict[str, Any] = {"opportunity": deal.pk}
    return create(values | ({"name": name} if name else {}), by=by, at=at)


@action
def update(
    quote: Quote, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> Quote:
    """Change the header of a draft; it is priced anew where that changes prices. An amount off the total that is given
    together with a price list is meant as that list says.

    Refuses: not permitted, no draft any more, changed meanwhile, a price list in another currency, amounts finer
    than the currency.
    """
    quote = lock_draft(quote, by=by)
    meant = {
        name: Decimal(0) if value is None and name in ZERO_WHEN_EMPTY else value
        for name, value in values.items()
    }
    changes: Changes = {}
    for step in _in_steps(meant):
        further = writing.apply(quote, step, by=by, version=version)
        if "price_list" in further:
            openings.name_list(quote)
        refuse_wrong(quote)
        if REPRICES & set(further):
            further |= reprice(quote, queries.lines(quote), by=by, at=at)
        changes = _together(changes, further)
    also = ("list_choice",) if "price_list" in changes else ()
    writing.save(quote, changes, by=by, at=at, also=also)
    follow(quote, by=by, at=at)
    return quote


def _in_steps(values: Values) -> list[Values]:
    """The values, the price list before an amount, so that only the amount that was there is restated."""
    if not {"price_list", "discount_amount"} <= values.keys():
        return [values]
    listed = {"price_list": values["price_list"]}
    return [listed, {name: value for name, value in values.items() if name != "price_list"}]


def _together(before: Changes, further: Changes) -> Changes:
    """Changes after changes, without what is at last as it was at first."""
    found = before | {name: [before.get(name, pair)[0], pair[1]] for name, pair in further.items()}
    return {name: pair for name, pair in found.items() if pair[0] != pair[1]}


@action
def delete(quote: Quote, *, by: Actor, at: datetime) -> None:
    """Delete a draft with its lines; another open quote stands for the deal then. Refuses: not permitted, a quote that
    went out once.
    """
    quote = lock_after_deal(quote)
    require(policies.can_delete(by, quote))
    lock_draft(quote, by=by)
    writing.remove(quote, by=by, at=at)
    if quote.is_primary and quote.opportunity:
        hand_on(quote.opportunity, by=by, at=at)


def refuse_wrong(quote: Quote) -> None:
    """InvalidError for a language nobody writes in, and for header amounts finer than the quote's currency."""
    if not is_language_tag(quote.locale):
        raise InvalidError({"locale": _("Write a language as en-GB or sv-SE.")})
    amounts.refuse_fractions({name: getattr(quote, name) for name in AMOUNTS}, quote.currency)


def _build(
    rows: Sequence[dict[str, Any]], opening: Opening, *, by: Actor, at: datetime
) -> list[Quote]:
    """New quotes; what was read with the opening is set as it is, so nothing looks it up again."""
    read = [{name: row.pop(name) for name in READ_BEFORE} for row in rows]
    quotes = writing.build(Quote, rows, by=by, at=at)
    rates = _rates({quote.currency for quote in quotes}, opening)
    for quote, links in zip(quotes, read, strict=True):
        for name, row in links.items():
            setattr(quote, name, row)
        quote.rate = openings.rate_of(quote.currency, rates)
    return quotes


def _rates(currencies: set[str], opening: Opening) -> Mapping[str, Decimal]:
    """What the currencies are worth in the base currency; no query when all are in it."""
    if currencies <= {opening.base}:
        return {opening.base: Decimal(1)}
    return organisation.rates(on=opening.day, base=opening.base)


def _lines_of_all(
    quotes: Sequence[Quote], values: Sequence[Sequence[Values]], *, by: Actor
) -> list[list[QuoteLine]]:
    products = composing.products_for((row for rows in values for row in rows), by=by)
    structure = bundling.structure_for_new(products.values())
    return [
        compose_lines(quote, rows, products, structure)
        for quote, rows in zip(quotes, values, strict=True)
    ]


def compose_lines(
    quote: Quote,
    rows: Sequence[Values],
    products: Mapping[UUID, Product],
    structure: Structure,
    *,
    after: int = 0,
    present: int = 0,
) -> list[QuoteLine]:
    """New lines of a quote, bundles with their parts, not yet saved; copies have the parts that their originals had.
    They come `after` that position, to so many that are `present`. InvalidError names each wrong one: `lines.0.quantity`.
    """
    composing.refuse_too_many(present + len(rows))
    lines: list[QuoteLine] = []
    copies: dict[UUID, QuoteLine] = {}
    wrong: dict[str, Text | list[Text]] = {}
    for place, row in enumerate(rows):
        try:
            line = composing.compose(quote, row, products, position=0)
            if original := row.get(composing.COPY_OF):
                lines.append(line)
                bundling.keep_place(line, original, copies)
            else:
                lines += [line, *bundling.parts_of(line, row.get("parts"), structure)]
        except InvalidError as error:
            wrong |= {f"lines.{place}.{name}": list(texts) for name, texts in error.errors.items()}
    if wrong:
        raise InvalidError(wrong)
    composing.refuse_too_many(present + len(lines))
    for position, line in enumerate(lines, start=after + 1):
        line.position = position
    return lines


def _numbers(count: int, at: datetime) -> list[str]:
    return numbering.take(NUMBER, at=at, count=count) if count else []
