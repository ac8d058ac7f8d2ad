"""The document: header discount and tax over all lines, and every cent back to a line."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, localcontext
from operator import attrgetter

from dealwright.catalog.pricing.book import PriceBook
from dealwright.catalog.pricing.headers import Header, agree
from dealwright.catalog.pricing.lines import NetLine, net_line
from dealwright.catalog.pricing.offers import Sheet
from dealwright.catalog.pricing.requests import ZERO, DocumentRequest, LineRequest
from dealwright.catalog.pricing.results import PricedDocument, PricedLine
from dealwright.catalog.pricing.waterfall import Label, StepKind, Waterfall
from dealwright.core.money import EXACT, allocate, percent_of, round_money


def price(request: DocumentRequest, book: PriceBook | None = None, *, on: date) -> PricedDocument:
    """Price a document by one price list as it stands on a day.

    total = sum of net lines - header discount + freight + tax. The header discount goes to the
    lines in proportion to their net amounts. Tax is computed once per rate, on what its lines come
    to after that discount, and goes back to them in proportion; freight is not taxed. Both splits
    are by largest remainder, so the totals of the lines and freight are the total of the document.

    Raises `ValueError` for two lines of one key, a list that prices a product and unit twice, or a
    code that is no currency; everything a user can get wrong is a fault in the result.
    """
    with localcontext(EXACT):
        sheet = Sheet.of(request, book, on)
        nets = [net_line(line, sheet) for line in _in_order_of_keys(request)]
        header = agree(request, nets)
        by_key = {line.key: line for line in _share_out(nets, header, request.currency)}
        lines = tuple(by_key[line.key] for line in request.lines)
        return _document(request.currency, lines, header)


def _in_order_of_keys(request: DocumentRequest) -> list[LineRequest]:
    """Odd cents follow this order, so that the order on screen never changes a price."""
    lines = sorted(request.lines, key=attrgetter("key"))
    if len({line.key for line in lines}) != len(lines):
        raise ValueError("each line has a key of its own")
    return lines


def _share_out(nets: Sequence[NetLine], header: Header, currency: str) -> list[PricedLine]:
    discounts = allocate(header.discount, [net.net for net in nets], currency)
    taxables = [net.net - discount for net, discount in zip(nets, discounts, strict=True)]
    taxes = _taxes(nets, taxables, currency)
    return [
        _line(net, discount, tax, currency)
        for net, discount, tax in zip(nets, discounts, taxes, strict=True)
    ]


def _taxes(nets: Sequence[NetLine], taxables: Sequence[Decimal], currency: str) -> list[Decimal]:
    """The tax of each line: rounded once per rate over the document, then split."""
    positions_by_rate: dict[Decimal, list[int]] = defaultdict(list)
    for position, net in enumerate(nets):
        positions_by_rate[net.request.tax_percent].append(position)
    taxes = [ZERO] * len(nets)
    for rate, positions in positions_by_rate.items():
        bases = [taxables[position] for position in positions]
        tax = round_money((sum(bases, ZERO) * rate).scaleb(-2), currency)
        for position, share in zip(positions, allocate(tax, bases, currency), strict=True):
            taxes[position] = share
    return taxes


def _line(net: NetLine, discount: Decimal, tax: Decimal, currency: str) -> PricedLine:
    fall = Waterfall(currency, net.steps)
    fall.add(StepKind.HEADER_DISCOUNT, Label.SHARE_OF_HEADER_DISCOUNT, -discount)
    fall.add(StepKind.TAX, Label.TAX, tax)
    taxable = net.net - discount
    margin = None if net.cost is None else taxable - net.cost
    return PricedLine(
        key=net.request.key,
        quantity=net.request.quantity,
        unit_price=net.unit_price,
        volume_discount=net.volume_discount,
        gross=net.gross,
        base=net.base,
        manual_discount=net.base - net.net,
        net=net.net,
        header_discount=discount,
        taxable=taxable,
        tax=tax,
        total=fall.running,
        cost=net.cost,
        margin=margin,
        margin_percent=None if margin is None else percent_of(margin, taxable),
        steps=fall.steps,
        faults=net.faults,
    )


def _document(currency: str, lines: tuple[PricedLine, ...], header: Header) -> PricedDocument:
    tax = round_money(sum((line.tax for line in lines), ZERO), currency)
    fall = Waterfall(currency)
    fall.add(StepKind.DETAIL, Label.LINES, header.detail)
    fall.add(StepKind.HEADER_DISCOUNT, Label.HEADER_PERCENT, -header.percent_discount)
    fall.add(StepKind.HEADER_DISCOUNT, Label.HEADER_AMOUNT, -header.amount_discount)
    fall.add(StepKind.FREIGHT, Label.FREIGHT, header.freight)
    fall.add(StepKind.TAX, Label.TAX, tax)
    taxable = header.detail - header.discount
    cost = _whole_cost(lines, currency)
    margin = None if cost is None else taxable - cost
    return PricedDocument(
        currency=currency,
        lines=lines,
        detail=header.detail,
        discount=header.discount,
        taxable=taxable,
        freight=header.freight,
        tax=tax,
        total=fall.running,
        cost=cost,
        margin=margin,
        margin_percent=None if margin is None else percent_of(margin, taxable),
        steps=fall.steps,
        faults=header.faults,
    )


def _whole_cost(lines: Sequence[PricedLine], currency: str) -> Decimal | None:
    known = [line.cost for line in lines if line.cost is not None]
    return round_money(sum(known, ZERO), currency) if len(known) == len(lines) else None
