"""A quote's rows as pricing reads them, and what pricing answers put back on the rows. Saves nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q

from dealwright.catalog import further, nesting, pricing, properties, rulebook
from dealwright.catalog.models import Product
from dealwright.catalog.pricing import (
    Adjustment,
    Authority,
    DiscountBasis,
    DocumentRequest,
    Extra,
    LineRequest,
    Place,
    PricedDocument,
    PricedLine,
    Rule,
    Rules,
    Stage,
)
from dealwright.catalog.properties import Chosen, Effect
from dealwright.catalog.rulebook import Rulebook
from dealwright.core.actor import Actor
from dealwright.core.money import EXACT
from dealwright.quotes import restating
from dealwright.quotes.authority import authority_of
from dealwright.quotes.models import Agreement, Quote, QuoteLine
from dealwright.quotes.stored import fault_json, lost_json, rule_json, step_json

LINE_COLUMNS = (
    "unit_cost",
    "costing",
    "unit_price",
    "discount",
    "rule_discount",
    "base",
    "net",
    "discount_share",
    "tax_rate",
    "tax",
    "total",
    "steps",
    "lost",
    "fault",
)
HEADER_COLUMNS = (
    "discount_amount",
    "lines_total",
    "discount_total",
    "net",
    "tax_total",
    "is_tax_included",
    "total",
    "cost",
)
TOLD_COLUMNS = (
    "steps",
    "faults",
)  # pricing's account of the header: derived, and no change to tell of
FINEST_COST = Decimal("0.0001")
# The columns of prices hold less; those of sums also hold what taxes and freight may add to it.
LARGEST = Decimal(10) ** 14
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Books:
    """The rules for some quotes: those of the catalogue, what is meant for each customer, and how far the seller may go."""

    rulebook: Rulebook
    of_customers: Mapping[UUID, Sequence[Adjustment]]
    authority: Authority | None

    def rules(self, quote: Quote) -> Rules:
        further = self.of_customers.get(quote.account_id, ())
        return self.rulebook.rules(quote.price_list_id, further)


def books_for(
    drafts: Iterable[tuple[Quote, Sequence[QuoteLine]]], *, base_currency: str, by: Actor, on: date
) -> Books:
    """What somebody prices these quotes by on a day, in a fixed number of statements however many they are.

    Without a price list the products' own list prices count, which are in the base currency.
    """
    both = list(drafts)
    all_lines = [line for _quote, lines in both for line in lines]
    read = rulebook.read(
        [quote.price_list for quote, _lines in both],
        {line.product_id for line in all_lines if line.product_id},
        on=on,
        known=_known_products(all_lines),
        base_currency=base_currency,
    )
    accounts = {quote.account_id for quote, _lines in both}
    return Books(read, _of_customers(accounts, read, on), authority_of(by))


def _of_customers(
    accounts: set[UUID], read: Rulebook, on: date
) -> Mapping[UUID, Sequence[Adjustment]]:
    """What was agreed with these accounts, and what other parts of the house take off for them."""
    agreed = agreed_with(accounts, read, on)
    given = further.given_to(accounts, [*read.products.values()], on)
    return {key: [*agreed.get(key, ()), *given.get(key, ())] for key in accounts}


def _known_products(lines: Iterable[QuoteLine]) -> list[Product]:
    """The products that were read with their lines."""
    cached = (line.product for line in lines if QuoteLine.product.is_cached(line))
    return [product for product in cached if product]


def agreed_with(
    accounts: set[UUID], read: Rulebook, on: date
) -> Mapping[UUID, Sequence[Adjustment]]:
    """The agreements of these accounts that may touch the products of a rulebook on a day, by account."""
    found: dict[UUID, list[Adjustment]] = defaultdict(list)
    if not read.products:
        return found
    touching = Q(account__in=accounts) & rulebook.touching(read.products.values(), read.lineage, on)
    for row in Agreement.objects.filter(touching).order_by("pk"):
        found[row.account_id].append(
            replace(
                rulebook.adjustment(row, Stage.AGREEMENT, read.lineage),
                assured=row.committed_quantity,
                closes=row.is_final,
            )
        )
    return found


def reckon(quote: Quote, lines: Sequence[QuoteLine], books: Books, *, on: date) -> PricedDocument:
    """Price the quote on a day and put the amounts on its rows; the answer tells of faults.

    Typed amounts are meant as `is_tax_included` says; under a list that says otherwise they are restated.
    """
    meant, before = quote.is_tax_included, [line.tax_rate for line in lines]
    priced = _reckon(quote, lines, books, on=on)
    if meant == quote.is_tax_included:
        return priced
    rates = [line.tax_rate for line in lines] if quote.is_tax_included else before
    factors = restating.factors(rates, with_tax=quote.is_tax_included)
    if restating.restate_lines(lines, factors):
        priced = _reckon(quote, lines, books, on=on)
    if restating.restate_discount(quote, lines, factors):
        priced = _reckon(quote, lines, books, on=on)
    return priced


def _reckon(quote: Quote, lines: Sequence[QuoteLine], books: Books, *, on: date) -> PricedDocument:
    rules = books.rules(quote)
    for line in lines:
        _put_cost(line, quote, books.rulebook)
    request = _request(quote, lines, books)
    counted = [place for place, line in enumerate(lines) if line.counts]
    priced = pricing.price(_only(request, counted), rules, on=on)
    offered = _offered_besides(request, lines, rules, on=on)
    answers = dict(zip(counted, priced.lines, strict=True)) | offered
    for place, answer in answers.items():
        _put_line(lines[place], answer)
    quote.lines_total = priced.detail
    quote.discount_total = priced.discount
    quote.net = priced.taxable
    quote.tax_total = priced.tax
    quote.is_tax_included = priced.is_tax_included
    quote.total = priced.total
    quote.cost = priced.cost
    quote.steps = [step_json(step) for step in priced.steps]
    quote.faults = [fault_json(fault) for fault in priced.faults]
    return priced


def _only(request: DocumentRequest, places: Sequence[int]) -> DocumentRequest:
    """The same document with some of its lines."""
    return replace(request, lines=tuple(request.lines[place] for place in places))


def _offered_besides(
    request: DocumentRequest, lines: Sequence[QuoteLine], rules: Rules, *, on: date
) -> dict[int, PricedLine]:
    """What the lines that are not chosen would cost, by their place: each priced by itself with its parts, without the
    header's discount.
    """
    bare = replace(request, discount_percent=ZERO, discount_amount=ZERO, freight=ZERO)
    place_of = {line.pk: place for place, line in enumerate(lines)}
    found: dict[int, PricedLine] = {}
    for line in lines:
        if line.is_chosen or line.part_of_id:
            continue
        places = [place_of[each.pk] for each in (line, *nesting.within(line, lines))]
        priced = pricing.price(_only(bare, places), rules, on=on)
        found |= dict(zip(places, priced.lines, strict=True))
    return found


def _request(quote: Quote, lines: Sequence[QuoteLine], books: Books) -> DocumentRequest:
    return DocumentRequest(
        currency=quote.currency,
        lines=tuple(_line_request(line, books.rulebook) for line in lines),
        discount_basis=DiscountBasis(quote.discount_basis),
        discount_percent=quote.discount_percent,
        discount_amount=quote.discount_amount,
        freight=quote.freight,
        rate=quote.rate,
        codes=tuple(filter(None, (code.strip() for code in quote.codes.split(",")))),
        place=place_of(quote),
        authority=books.authority,
        limit=LARGEST,
    )


def place_of(quote: Quote) -> Place:
    """Where the tax of a quote is due."""
    return rulebook.place_of(quote.account.billing_country, quote.account.billing_region)


def _line_request(line: QuoteLine, read: Rulebook) -> LineRequest:
    product = str(line.product_id) if line.product_id else None
    return LineRequest(
        key=str(line.pk),
        quantity=line.quantity,
        product=product,
        unit_price=line.unit_price if line.is_price_typed else None,
        manual_discount=line.discount,
        tax_percent=_stated_tax(line, read),
        unit_cost=line.unit_cost,
        floor_percent=line.margin_floor,
        part_of=str(line.part_of_id) if line.part_of_id else None,
        is_included=line.is_included,
        extras=tuple(_extra(each) for each in line.chosen),
        is_incomplete=line.is_incomplete,
    )


def _extra(each: Chosen) -> Extra:
    """A value that was chosen, as pricing reads it."""
    name = f"{each.name}: {each.label}"
    return Extra(
        rule=Rule(each.property, each.version, name, "catalog.productproperty"),
        amount=each.effect.price_amount,
        percent=each.effect.price_percent,
    )


def _stated_tax(line: QuoteLine, read: Rulebook) -> Decimal | None:
    """The rate that was typed or, untyped, that of the product; None where its tax class or that of its family decides.

    What stands on an untyped line is never read again: it may be of a class that the product has left.
    """
    product = read.products.get(line.product_id) if line.product_id else None
    if product is None or line.is_tax_typed or line.is_included:
        return line.tax_rate
    return None if read.goods[product.pk].tax_class else product.tax_rate


def _put_cost(line: QuoteLine, quote: Quote, read: Rulebook) -> None:
    """What one unit of the product costs on the day, with what was chosen, and the row that says so."""
    good = read.goods.get(line.product_id) if line.product_id else None
    if good is None or (line.properties and not line.costing):
        return  # written in, or chosen before it was kept what that adds to the cost
    cost, rule = good.cost
    added = _added_cost(line)
    line.unit_cost = cost_in(quote.rate, properties.cost_with(added, cost))
    line.costing = costing_of(added, rule_json(rule))


def _added_cost(line: QuoteLine) -> Effect:
    """What the values chosen of a line add to its cost."""
    kept = {name: Decimal(line.costing.get(name, 0)) for name in ("cost_amount", "cost_percent")}
    return Effect(**kept)


def costing_of(added: Effect, rule: dict[str, Any] | None) -> dict[str, Any]:
    """How a line comes to its cost, as it is stored: what the values chosen add, and the row that stated the cost."""
    kept = {"cost_amount": str(added.cost_amount), "cost_percent": str(added.cost_percent)}
    return {**kept, "rule": rule}


def _put_line(line: QuoteLine, answer: PricedLine) -> None:
    if not line.is_price_typed:
        line.unit_price = answer.unit_price
    if answer.steps:
        line.tax_rate = answer.tax_percent
    line.rule_discount = answer.rule_discount
    line.base = answer.base
    line.net = answer.net
    line.discount_share = answer.header_discount
    line.tax = answer.tax
    line.total = answer.total
    line.fault = answer.faults[0].code.value if answer.faults else ""
    line.steps = [step_json(step) for step in answer.steps]
    line.lost = [lost_json(each) for each in answer.lost]


def cost_in(rate: Decimal, base_cost: Decimal | None) -> Decimal | None:
    """A unit cost in base currency as one in a currency of this rate (base per unit), to four decimals.

    None when it is not known, or is more than can be kept with a line.
    """
    if base_cost is None:
        return None
    found = EXACT.quantize(EXACT.divide(base_cost, rate), FINEST_COST)
    return found if found < LARGEST else None
