"""The document: header discount and tax over all lines, and every cent back to a line."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal, localcontext
from operator import attrgetter
from typing import NamedTuple

from dealwright.catalog.pricing.book import Rules
from dealwright.catalog.pricing.headers import Header, agree
from dealwright.catalog.pricing.lines import NetLine, Sheet, net_line, reaches_limit, too_large
from dealwright.catalog.pricing.margins import margin_of
from dealwright.catalog.pricing.requests import HUNDRED, ZERO, DocumentRequest, LineRequest
from dealwright.catalog.pricing.results import Fault, FaultCode, PricedDocument, PricedLine
from dealwright.catalog.pricing.waterfall import Label, StepKind, Waterfall
from dealwright.core.money import EXACT, allocate, minor_unit, round_money

NO_RULES = Rules()


class Shared(NamedTuple):
    """A line with its parts of what is reckoned for the document as a whole."""

    net: NetLine
    discount: Decimal
    tax: Decimal
    is_tax_included: bool

    @property
    def rest(self) -> Decimal:
        """What is left of the net amount; where prices include the tax, it still does."""
        return self.net.net - self.discount

    @property
    def taxable(self) -> Decimal:
        return self.rest - self.tax if self.is_tax_included else self.rest


def price(request: DocumentRequest, rules: Rules = NO_RULES, *, on: date) -> PricedDocument:
    """Price a document by rules as they stand on a day.

    total = sum of net lines - header discount + freight + tax. The header discount goes to the
    lines in proportion to their net amounts. Tax is computed once per rate, on what its lines come
    to after that discount, and goes back to them in proportion; freight is not taxed. Both splits
    are by largest remainder, so the totals of the lines and freight are the total of the document.
    Where the prices of the list include the tax, so do typed ones: it is taken out of them and adds nothing.

    Raises `ValueError` for two lines of one key, a list that prices a product and unit twice at a time,
    two tax rates of one class and place, or a code that is no currency; everything a user can get wrong
    is a fault in the result.
    """
    with localcontext(EXACT):
        sheet = Sheet.of(request, rules, on)
        nets = _nets(request, sheet)
        header = agree(request, nets, sheet.shelf.used_codes)
        by_key = {line.net.request.key: line for line in _share_out(nets, header, sheet)}
        shared = [by_key[line.key] for line in request.lines]
        lines = tuple(_line(each, request) for each in shared)
        return _document(request.currency, lines, header, is_tax_included=rules.includes_tax)


def _nets(request: DocumentRequest, sheet: Sheet) -> list[NetLine]:
    """The lines by themselves; none of them is priced when all together are past the limit."""
    nets = [net_line(line, sheet) for line in _in_order_of_keys(request)]
    return [too_large(net, sheet) for net in nets] if reaches_limit(nets, sheet) else nets


def _in_order_of_keys(request: DocumentRequest) -> list[LineRequest]:
    """Odd cents follow this order, so that the order on screen never changes a price."""
    lines = sorted(request.lines, key=attrgetter("key"))
    if len({line.key for line in lines}) != len(lines):
        raise ValueError("each line has a key of its own")
    return lines


def _share_out(nets: Sequence[NetLine], header: Header, sheet: Sheet) -> list[Shared]:
    currency, is_included = sheet.currency, sheet.rules.includes_tax
    discounts = allocate(header.discount, [net.net for net in nets], currency)
    rests = [net.net - discount for net, discount in zip(nets, discounts, strict=True)]
    taxes = _taxes(nets, rests, currency, is_included=is_included)
    return [Shared(*each, is_included) for each in zip(nets, discounts, taxes, strict=True)]


def _taxes(
    nets: Sequence[NetLine], rests: Sequence[Decimal], currency: str, *, is_included: bool
) -> list[Decimal]:
    """The tax of each line: rounded once per rate over the document, then split."""
    positions_by_rate: dict[Decimal, list[int]] = defaultdict(list)
    for position, net in enumerate(nets):
        positions_by_rate[net.tax.percent].append(position)
    taxes = [ZERO] * len(nets)
    for percent, positions in positions_by_rate.items():
        bases = [rests[position] for position in positions]
        exact = sum(bases, ZERO) * percent
        due = EXACT.divide(exact, HUNDRED + percent) if is_included else exact.scaleb(-2)
        split = allocate(round_money(due, currency), bases, currency)
        for position, share in zip(positions, split, strict=True):
            taxes[position] = share
    return taxes


def _line(shared: Shared, request: DocumentRequest) -> PricedLine:
    net, tax = shared.net, shared.net.tax
    fall = Waterfall(request.currency, net.steps)
    fall.add(StepKind.HEADER_DISCOUNT, Label.SHARE_OF_HEADER_DISCOUNT, -shared.discount)
    if not shared.is_tax_included:
        fall.add(StepKind.TAX, Label.TAX, shared.tax, tax.rule)
    taxable = shared.taxable
    floor = net.request.floor_percent
    margin = margin_of(taxable, net.cost, floor)
    return PricedLine(
        key=net.request.key,
        quantity=net.request.quantity,
        unit_price=net.unit_price,
        rule_discount=net.rule_discount,
        gross=net.gross,
        base=net.base,
        manual_discount=net.base - net.net,
        net=net.net,
        header_discount=shared.discount,
        taxable=taxable,
        tax_percent=tax.percent,
        is_tax_included=shared.is_tax_included,
        tax_rule=tax.rule,
        tax=shared.tax,
        total=fall.running,
        cost=net.cost,
        margin=margin.amount if margin else None,
        margin_percent=margin.percent if margin else None,
        floor_percent=floor,
        is_below_floor=bool(margin and margin.is_below_floor),
        part_of=net.request.part_of,
        steps=fall.steps,
        lost=net.lost,
        faults=(*net.faults, *_over_authority(shared, request)),
    )


def _over_authority(shared: Shared, request: DocumentRequest) -> Iterator[Fault]:
    """A fault when more was conceded by hand, on the line or on the total, than the seller may."""
    authority, net = request.authority, shared.net
    if authority is None or not net.steps:
        return
    by_rules = round_money(net.by_rules, request.currency)
    conceded = by_rules - shared.rest
    if shared.discount:  # of which the line may bear an odd cent
        conceded -= minor_unit(request.currency)
    if conceded * HUNDRED > authority.percent * by_rules:
        field = "discount_percent"
        if net.request.manual_discount:
            field = "manual_discount"
        elif net.request.unit_price is not None:
            field = "unit_price"
        yield Fault(FaultCode.OVER_AUTHORITY, field, authority.rule)


def _document(
    currency: str, lines: tuple[PricedLine, ...], header: Header, *, is_tax_included: bool
) -> PricedDocument:
    tax = round_money(sum((line.tax for line in lines), ZERO), currency)
    included = tax if is_tax_included else ZERO
    fall = Waterfall(currency)
    fall.add(StepKind.DETAIL, Label.LINES, header.detail)
    fall.add(StepKind.HEADER_DISCOUNT, Label.HEADER_PERCENT, -header.percent_discount)
    fall.add(StepKind.HEADER_DISCOUNT, Label.HEADER_AMOUNT, -header.amount_discount)
    fall.add(StepKind.FREIGHT, Label.FREIGHT, header.freight)
    fall.add(StepKind.TAX, Label.TAX, tax - included)
    taxable = header.detail - header.discount - included
    cost = _whole_cost(lines, currency)
    margin = margin_of(taxable, cost)
    return PricedDocument(
        currency=currency,
        lines=lines,
        detail=header.detail,
        discount=header.discount,
        taxable=taxable,
        freight=header.freight,
        tax=tax,
        is_tax_included=is_tax_included,
        total=fall.running,
        cost=cost,
        margin=margin.amount if margin else None,
        margin_percent=margin.percent if margin else None,
        steps=fall.steps,
        faults=header.faults,
    )


def _whole_cost(lines: Sequence[PricedLine], currency: str) -> Decimal | None:
    known = [line.cost for line in lines if line.cost is not None]
    return round_money(sum(known, ZERO), currency) if len(known) == len(lines) else None
