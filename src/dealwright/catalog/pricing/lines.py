"""A line by itself: from its price to its net amount, before the document has its say."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from dealwright.catalog.pricing.adjusting import Shelf, adjust, all_lost
from dealwright.catalog.pricing.book import Rules
from dealwright.catalog.pricing.extras import extended, total
from dealwright.catalog.pricing.offers import Counter, Offer
from dealwright.catalog.pricing.requests import (
    HUNDRED,
    ZERO,
    DiscountBasis,
    DocumentRequest,
    LineRequest,
)
from dealwright.catalog.pricing.results import Fault, FaultCode
from dealwright.catalog.pricing.rules import Reason
from dealwright.catalog.pricing.taxes import Assessed
from dealwright.catalog.pricing.waterfall import Label, Lost, Step, StepKind, Waterfall
from dealwright.core.money import per_unit, round_money

DISCOUNT_LABELS = {
    DiscountBasis.PER_LINE: Label.DISCOUNT_PER_LINE,
    DiscountBasis.PER_UNIT: Label.DISCOUNT_PER_UNIT,
}
UNTAXED = Assessed(percent=ZERO)


@dataclass(slots=True)
class Sheet:
    """What is looked up once per document and read by every line."""

    request: DocumentRequest
    rules: Rules
    on: date
    counter: Counter
    shelf: Shelf
    untyped: Shelf
    standing: frozenset[str]
    _taxes: dict[str, Assessed | FaultCode] = field(default_factory=dict)

    @classmethod
    def of(cls, request: DocumentRequest, rules: Rules, on: date) -> "Sheet":
        goods = {good.product: good for good in rules.goods}
        shelf = Shelf.of(request, rules, goods, on)
        shelf.count(request.lines)
        counter = Counter.of(request, rules, goods, on)
        untyped = shelf.untyped(request.lines) if request.authority else shelf
        return cls(request, rules, on, counter, shelf, untyped, _standing(request.lines))

    @property
    def currency(self) -> str:
        return self.request.currency

    def tax_of(self, line: LineRequest) -> Assessed | FaultCode:
        """The tax rate of a line, or why its class has none where the document goes."""
        if line.tax_percent is not None:
            return Assessed(percent=line.tax_percent)
        good = self.counter.goods.get(line.product or "")
        found = line.tax_class or (good.tax_class if good else None)
        if found is None:
            return UNTAXED
        if found not in self._taxes:
            self._taxes[found] = self.rules.taxes.assess(found, self.request.place, self.on)
        return self._taxes[found]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetLine:
    """A line as far as it depends on nothing but itself and the rules.

    `by_rules` is the exact amount before anything was conceded by hand.
    """

    request: LineRequest
    unit_price: Decimal
    rule_discount: Decimal
    gross: Decimal
    base: Decimal
    net: Decimal
    by_rules: Decimal
    cost: Decimal | None
    tax: Assessed
    steps: tuple[Step, ...]
    lost: tuple[Lost, ...]
    faults: tuple[Fault, ...]


def net_line(line: LineRequest, sheet: Sheet) -> NetLine:
    """Net = what the rules make of unit price x quantity, less the manual discount; rounded once per step.

    Runs in the exact decimal context that `price` opens.
    """
    faults = tuple(_wrong_figures(line, sheet))
    offer = _offer(line, sheet)
    if isinstance(offer, Fault):
        return _unpriced(line, sheet, (*faults, offer))
    if faults:
        return _unpriced(line, sheet, faults)
    found = _walk(line, offer, sheet)
    return too_large(found, sheet) if reaches_limit([found], sheet) else found


def reaches_limit(nets: Sequence[NetLine], sheet: Sheet) -> bool:
    """Whether lines come together to more than the request allows, at any step or in their cost."""
    limit = sheet.request.limit
    if limit is None:
        return False
    prices = (net.unit_price for net in nets)
    highest = sum((max((step.running for step in net.steps), default=ZERO) for net in nets), ZERO)
    cost = sum((net.cost or ZERO for net in nets), ZERO)
    return max(*prices, highest, cost) >= limit


def too_large(net: NetLine, sheet: Sheet) -> NetLine:
    """The line without its price, for being past the limit by itself or with the others; faults stay."""
    if not net.steps:
        return net
    return _unpriced(net.request, sheet, (Fault(FaultCode.AMOUNT_TOO_LARGE, "quantity"),))


def _wrong_figures(line: LineRequest, sheet: Sheet) -> Iterator[Fault]:
    if line.quantity <= 0:
        yield Fault(FaultCode.QUANTITY_NOT_POSITIVE, "quantity")
    if line.unit_price is not None and line.unit_price < 0:
        yield Fault(FaultCode.PRICE_NEGATIVE, "unit_price")
    if line.manual_discount < 0:
        yield Fault(FaultCode.DISCOUNT_NEGATIVE, "manual_discount")
    if line.tax_percent is not None and not ZERO <= line.tax_percent <= HUNDRED:
        yield Fault(FaultCode.TAX_OUT_OF_RANGE, "tax_percent")
    if line.key not in sheet.standing:
        yield Fault(FaultCode.BUNDLE_MISSING, "part_of")


def _standing(lines: Sequence[LineRequest]) -> frozenset[str]:
    """The keys of lines that are no parts, and of parts whose bundles are there up to one that is none."""
    parts: dict[str | None, list[str]] = defaultdict(list)
    for line in lines:
        parts[line.part_of].append(line.key)
    found = parts[None]
    for key in found:  # grows as it goes
        found.extend(parts.get(key, ()))
    return frozenset(found)


def _offer(line: LineRequest, sheet: Sheet) -> Offer | Fault:
    """The price that the line starts from, or why there is none."""
    if line.is_included:
        return Offer(ZERO, Label.INCLUDED)
    if line.unit_price is not None:
        return Offer(line.unit_price, Label.WRITE_IN if line.product is None else Label.TYPED_PRICE)
    return _listed(line, sheet)


def _listed(line: LineRequest, sheet: Sheet) -> Offer | Fault:
    """The price of the list with the extras of the line."""
    offer = sheet.counter.offer(line)
    return offer if isinstance(offer, Fault) else extended(offer, line, sheet.counter.rate)


def _unpriced(line: LineRequest, sheet: Sheet, faults: tuple[Fault, ...]) -> NetLine:
    nothing = round_money(ZERO, sheet.currency)
    return NetLine(
        request=line,
        unit_price=ZERO,
        rule_discount=ZERO,
        gross=nothing,
        base=nothing,
        net=nothing,
        by_rules=ZERO,
        cost=None,
        tax=UNTAXED,
        steps=(),
        lost=(),
        faults=faults,
    )


def _walk(line: LineRequest, offer: Offer, sheet: Sheet) -> NetLine:
    fall = Waterfall(sheet.currency)
    exact_gross = (offer.unit_price + total(offer.extras)) * line.quantity
    gross = _list_steps(fall, line, offer)
    exact_base, lost = _rule_steps(fall, line, offer, exact_gross, sheet)
    base = fall.running
    exact_net = exact_base - _manual_discount(line, sheet)
    if line.manual_discount:
        fall.reach(
            StepKind.MANUAL_DISCOUNT, DISCOUNT_LABELS[sheet.request.discount_basis], exact_net
        )
    if fault := _overdrawn(exact_base, exact_net, fall):
        return _unpriced(line, sheet, (fault,))
    found = sheet.tax_of(line)
    untaxed = (Fault(found, "tax_percent"),) if isinstance(found, FaultCode) else ()
    tax = UNTAXED if isinstance(found, FaultCode) else found
    incomplete = (Fault(FaultCode.PROPERTY_MISSING, "properties"),) if line.is_incomplete else ()
    return NetLine(
        request=line,
        unit_price=offer.unit_price + total(offer.extras),
        rule_discount=per_unit(exact_gross - exact_base, line.quantity),
        gross=gross,
        base=base,
        net=fall.running,
        by_rules=_by_rules(line, exact_base, sheet),
        cost=_cost(line, sheet),
        tax=tax,
        steps=fall.steps,
        lost=(*offer.lost, *lost, *_lost_rates(tax)),
        faults=(*offer.faults, *untaxed, *incomplete),
    )


def _list_steps(fall: Waterfall, line: LineRequest, offer: Offer) -> Decimal:
    """From the list price of the product, where the item's method worked on it, to the price of the list with extras."""
    rule = offer.item.rule if offer.item else None
    exact = offer.unit_price * line.quantity
    if offer.list_price is None:
        fall.reach(StepKind.LIST, offer.label, exact, rule, offer.basis)
    else:
        fall.reach(StepKind.LIST, Label.PRODUCT_LIST_PRICE, offer.list_price * line.quantity)
        fall.reach(StepKind.LIST_RULE, offer.label, exact, rule, offer.basis)
    for extra, amount in offer.extras:
        exact += amount * line.quantity
        fall.reach(StepKind.PROPERTY, Label.PROPERTY, exact, extra)
    return fall.running


def _rule_steps(
    fall: Waterfall, line: LineRequest, offer: Offer, exact: Decimal, sheet: Sheet
) -> tuple[Decimal, list[Lost]]:
    """What the rules make of an exact amount. A typed price, and what a bundle includes, stand as they are."""
    if offer.item is None:
        return exact, all_lost(line, sheet.shelf, Reason.TYPED)
    moves, lost = adjust(line, exact, offer.item, sheet.shelf, total(offer.extras))
    for move in moves:
        exact = move.exact
        fall.reach(move.kind, move.label, exact, move.rule)
    return exact, lost


def _manual_discount(line: LineRequest, sheet: Sheet) -> Decimal:
    per_piece = sheet.request.discount_basis is DiscountBasis.PER_UNIT
    return line.manual_discount * line.quantity if per_piece else line.manual_discount


def _overdrawn(exact_base: Decimal, exact_net: Decimal, fall: Waterfall) -> Fault | None:
    """A break that takes more off than the price, or a manual discount above what is left."""
    decided = next((step.rule for step in reversed(fall.steps) if step.rule), None)
    if exact_base < 0:
        return Fault(FaultCode.DISCOUNT_EXCEEDS_AMOUNT, "quantity", decided)
    if exact_net < 0:
        return Fault(FaultCode.DISCOUNT_EXCEEDS_AMOUNT, "manual_discount", decided)
    return None


def _by_rules(line: LineRequest, exact_base: Decimal, sheet: Sheet) -> Decimal:
    """What the line would come to if no price were typed, so that typing one is no way around the authority."""
    if sheet.request.authority is None or line.unit_price is None or line.is_included:
        return exact_base
    listed = _listed(line, sheet)
    if isinstance(listed, Fault):
        return exact_base
    extra = total(listed.extras)
    exact = (listed.unit_price + extra) * line.quantity
    moves, _lost = adjust(line, exact, listed.item, sheet.untyped, extra)
    return moves[-1].exact if moves else exact


def _lost_rates(tax: Assessed) -> Iterator[Lost]:
    for rule, reason in tax.lost:
        yield Lost(StepKind.TAX, rule, reason)


def _cost(line: LineRequest, sheet: Sheet) -> Decimal | None:
    if line.unit_cost is None:
        return None
    return round_money(line.unit_cost * line.quantity, sheet.currency)
