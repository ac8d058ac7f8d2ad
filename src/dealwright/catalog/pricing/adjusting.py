"""What volume discounts, agreements, promotions and their like take off: at most one of each stage decides."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from dealwright.catalog.pricing.book import Good, PriceItem, QuantityBreak, Rules, unit_of
from dealwright.catalog.pricing.requests import HUNDRED, ZERO, DocumentRequest, LineRequest
from dealwright.catalog.pricing.rules import (
    STAGES,
    Adjustment,
    Band,
    BreakMethod,
    Reason,
    Rule,
    Stage,
)
from dealwright.catalog.pricing.waterfall import Label, Lost, StepKind
from dealwright.core.money import EXACT

KINDS = {stage: StepKind(stage.value) for stage in Stage}
BREAK_LABELS = {
    BreakMethod.UNIT_PRICE: Label.BREAK_UNIT_PRICE,
    BreakMethod.PERCENT_OFF: Label.BREAK_PERCENT_OFF,
    BreakMethod.AMOUNT_OFF: Label.BREAK_AMOUNT_OFF,
}
STAGE_LABELS = {
    Stage.QUANTITY_BREAK: Label.VOLUME_DISCOUNT,
    Stage.AGREEMENT: Label.AGREEMENT,
    Stage.PROMOTION: Label.PROMOTION,
    Stage.OTHER: Label.OTHER,
}


class Moved(NamedTuple):
    """What a rule makes of an amount: a step to come."""

    kind: StepKind
    label: Label
    rule: Rule
    exact: Decimal


@dataclass(slots=True)
class Candidate:
    """An adjustment as it is weighed again and again: made ready once for a document.

    `factor` is what remains of an amount after one percentage for all units of the line from `first` on: by far the
    most frequent form, and weighed without further ado.
    """

    rule: Rule
    adjustment: Adjustment
    bands: tuple[Band, ...]
    missed: Reason | None
    is_plain: bool
    first: Decimal
    factor: Decimal | None
    _lost: dict[Reason, Lost] = field(default_factory=dict)

    @classmethod
    def of(cls, adjustment: Adjustment, missed: Reason | None) -> "Candidate":
        bands = tuple(sorted(adjustment.bands, key=lambda band: band.from_quantity))
        first = bands[0].from_quantity if bands else ZERO
        return cls(
            rule=adjustment.rule,
            adjustment=adjustment,
            bands=bands,
            missed=missed,
            is_plain=not adjustment.is_exclusive,
            first=first,
            factor=_factor(adjustment, bands),
        )

    def lose(self, reason: Reason) -> Lost:
        """That it lost for this reason; one and the same on every line."""
        found = self._lost.get(reason)
        if found is None:
            found = self._lost[reason] = Lost(KINDS[self.adjustment.stage], self.rule, reason)
        return found


type Able = tuple[bool, Decimal, Rule, Candidate]  # exclusive first, then best for the customer


def _factor(adjustment: Adjustment, bands: tuple[Band, ...]) -> Decimal | None:
    is_plain = len(bands) == 1 and bands[0].method is BreakMethod.PERCENT_OFF
    if not is_plain or adjustment.is_graduated or adjustment.is_across or adjustment.assured:
        return None
    return (HUNDRED - bands[0].value).scaleb(-2)


@dataclass(slots=True)
class Candidates:
    """The adjustments that may touch one product, by stage, and those that fell out before any line was read."""

    by_stage: dict[Stage, list[Candidate]]
    across: tuple[Candidate, ...]
    lost: tuple[Lost, ...]


NO_CANDIDATES = Candidates({}, (), ())


@dataclass(slots=True)
class Shelf:
    """The adjustments of a document, found by product or family; and how much of it they count together."""

    goods: Mapping[str, Good]
    of_product: Mapping[str, Sequence[Candidate]]
    of_family: Mapping[str, Sequence[Candidate]]
    of_all: Sequence[Candidate]
    used_codes: set[str] = field(default_factory=set)
    _kept: dict[tuple[str, str], Candidates] = field(default_factory=dict)
    _sums: dict[tuple[Rule, str | None], Decimal] = field(default_factory=dict)

    @classmethod
    def of(
        cls, request: DocumentRequest, rules: Rules, goods: Mapping[str, Good], on: date
    ) -> "Shelf":
        of_product: dict[str, list[Candidate]] = defaultdict(list)
        of_family: dict[str, list[Candidate]] = defaultdict(list)
        of_all = []
        codes = {code.casefold() for code in request.codes}
        for each in rules.adjustments:
            candidate = Candidate.of(each, _missed(each, request.currency, codes, on))
            for product in each.products:
                of_product[product].append(candidate)
            for family in each.families:
                of_family[family].append(candidate)
            if not each.products and not each.families:
                of_all.append(candidate)
        return cls(goods, of_product, of_family, of_all)

    def count(self, lines: Iterable[LineRequest]) -> None:
        """Sum up the quantities that adjustments across lines count together, by unit."""
        for line in lines:
            if line.unit_price is None and not line.is_included and line.quantity > 0:
                for candidate in self.candidates(line.product).across:
                    key = candidate.rule, unit_of(line.product, line.unit, self.goods)
                    self._sums[key] = self._sums.get(key, ZERO) + line.quantity

    def untyped(self, lines: Iterable[LineRequest]) -> "Shelf":
        """The shelf as it would be if no price of these lines were typed."""
        found = replace(self, used_codes=set(), _sums={})
        found.count(replace(line, unit_price=None) for line in lines)
        return found

    def together(self, candidate: Candidate, line: LineRequest) -> Decimal:
        """The quantity that decides for a line: its own, or that of all lines the adjustment counts with it."""
        unit = unit_of(line.product, line.unit, self.goods)
        return self._sums.get((candidate.rule, unit), line.quantity)

    def candidates(self, product: str | None) -> Candidates:
        """What may touch a product; sorted out once for all products that the same may touch."""
        if product is None:
            return NO_CANDIDATES
        good = self.goods.get(product)
        key = product if product in self.of_product else "", good.family if good else ""
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._sort_out(*key)
        return found

    def _sort_out(self, product: str, family: str) -> Candidates:
        of_family = self.of_family.get(family, ()) if family else ()
        touching = (*self.of_product.get(product, ()), *of_family, *self.of_all)
        by_rule = {each.rule: each for each in touching}
        by_stage: dict[Stage, list[Candidate]] = {stage: [] for stage in STAGES}
        lost = []
        for rule in sorted(by_rule):
            each = by_rule[rule]
            if each.missed:
                lost.append(each.lose(each.missed))
            else:
                by_stage[each.adjustment.stage].append(each)
        across = (each for each in by_rule.values() if each.adjustment.is_across)
        return Candidates(by_stage, tuple(across), tuple(lost))


def _missed(each: Adjustment, currency: str, codes: Container[str], on: date) -> Reason | None:
    """Why an adjustment does not count for a whole document."""
    if reason := each.period.missed(on):
        return reason
    if each.currency is not None and each.currency != currency:
        return Reason.OTHER_CURRENCY
    if each.code and each.code.casefold() not in codes:
        return Reason.CODE_NOT_GIVEN
    return None


def adjust(
    line: LineRequest,
    exact: Decimal,
    item: PriceItem | None,
    shelf: Shelf,
    extra: Decimal = ZERO,
) -> tuple[list[Moved], list[Lost]]:
    """What the rules make of the amount of a line, stage by stage, and which of them lost.

    A break of the item is the price of the list for that quantity, so it counts even when it raises the
    price; all others count only when they lower it. Who states a price of one unit, states it without the `extra`
    that its properties add.
    """
    moves: list[Moved] = []
    candidates = shelf.candidates(line.product)
    lost = list(candidates.lost)
    is_closed = False
    for stage in STAGES:
        rivals = candidates.by_stage.get(stage, ())
        if is_closed:
            lost += [each.lose(Reason.CLOSED) for each in rivals]
            continue
        own = _item_break(line, exact, item, lost, extra) if stage is Stage.QUANTITY_BREAK else None
        able = _weigh(rivals, line, exact, shelf, lost, extra=extra)
        won = _decide(own, able, lost)
        if won is not None:
            moves.append(Moved(KINDS[stage], STAGE_LABELS[stage], won[2], won[1]))
            adjustment = won[3].adjustment
            is_closed = adjustment.closes
            shelf.used_codes.add(adjustment.code.casefold())
        elif own is not None:
            moves.append(own)
        exact = moves[-1].exact if moves else exact
    return moves, lost


def all_lost(line: LineRequest, shelf: Shelf, reason: Reason) -> list[Lost]:
    """Every rule that would have touched a line which none may touch."""
    candidates = shelf.candidates(line.product)
    rivals = (each for stage in candidates.by_stage.values() for each in stage)
    return [*candidates.lost, *(each.lose(reason) for each in rivals)]


def _item_break(
    line: LineRequest,
    exact: Decimal,
    item: PriceItem | None,
    lost: list[Lost],
    extra: Decimal,
) -> Moved | None:
    if item is None or not item.breaks:
        return None
    won = item.break_for(line.quantity)
    for each in sorted(item.breaks, key=lambda each: each.from_quantity):
        if each is not won:
            is_reached = each.from_quantity <= line.quantity
            reason = Reason.HIGHER_BREAK if is_reached else Reason.QUANTITY_NOT_REACHED
            lost.append(Lost(StepKind.QUANTITY_BREAK, each.rule, reason))
    return _broken(won, exact, line.quantity, extra) if won else None


def _broken(won: QuantityBreak, exact: Decimal, quantity: Decimal, extra: Decimal) -> Moved:
    reached = _one(won.method, won.value, exact, quantity, extra)
    return Moved(StepKind.QUANTITY_BREAK, BREAK_LABELS[won.method], won.rule, reached)


def _weigh(
    rivals: Sequence[Candidate],
    line: LineRequest,
    exact: Decimal,
    shelf: Shelf,
    lost: list[Lost],
    *,
    extra: Decimal,
) -> list[Able]:
    """The adjustments of a stage that may decide it; why the others may not is added to `lost`."""
    able: list[Able] = []
    for each in rivals:
        if each.factor is None:
            reached = _reached(each, line, exact, shelf, extra)
        else:
            reached = exact * each.factor if each.first <= line.quantity else None
        if reached is not None and ZERO <= reached < exact:
            able.append((each.is_plain, reached, each.rule, each))
        else:
            lost.append(each.lose(_why_not(reached)))
    return able


def _why_not(reached: Decimal | None) -> Reason:
    if reached is None:
        return Reason.QUANTITY_NOT_REACHED
    return Reason.TOO_MUCH if reached < 0 else Reason.NOT_LOWER


def _decide(own: Moved | None, able: list[Able], lost: list[Lost]) -> Able | None:
    """The adjustment that decides a stage; None when the break of the item does, or nothing."""
    if not able:
        return None
    first = min(able)
    if own and first[0] and own.exact <= first[1]:
        lost += [each[3].lose(Reason.NOT_BEST) for each in able]
        return None
    shut_out = Reason.NOT_BEST if first[0] else Reason.EXCLUDED
    if own:
        lost.append(Lost(own.kind, own.rule, shut_out))
    for each in able:
        if each is not first:
            lost.append(each[3].lose(shut_out if each[0] else Reason.NOT_BEST))
    return first


def _reached(
    candidate: Candidate, line: LineRequest, exact: Decimal, shelf: Shelf, extra: Decimal
) -> Decimal | None:
    """What an adjustment makes of an amount; None where its first band is not reached."""
    adjustment, bands = candidate.adjustment, candidate.bands
    together = shelf.together(candidate, line) if adjustment.is_across else line.quantity
    deciding = max(together, adjustment.assured)
    if not bands or deciding < candidate.first:
        return None
    if adjustment.is_graduated:
        return _graduated(bands, together, exact, line.quantity, extra)
    band = next(each for each in reversed(bands) if each.from_quantity <= deciding)
    return _one(band.method, band.value, exact, line.quantity, extra)


def _one(
    method: BreakMethod, value: Decimal, exact: Decimal, quantity: Decimal, extra: Decimal
) -> Decimal:
    """An amount after a price, percentage or amount per unit for all units."""
    match method:
        case BreakMethod.UNIT_PRICE:
            return (value + extra) * quantity
        case BreakMethod.PERCENT_OFF:
            return (exact * (HUNDRED - value)).scaleb(-2)
        case BreakMethod.AMOUNT_OFF:
            return exact - value * quantity


def _graduated(
    bands: Sequence[Band], together: Decimal, exact: Decimal, quantity: Decimal, extra: Decimal
) -> Decimal:
    """Each band for the units in it, those below the first at the price as it was.

    `weight` units keep the price of the amount and `fixed` is what the bands add to it, both for all units that
    count together; the line has its part of them. One division, at the end: the rest is exact.
    """
    weight, fixed = min(together, bands[0].from_quantity), ZERO
    ends = [*(band.from_quantity for band in bands[1:]), together]
    for band, end in zip(bands, ends, strict=True):
        units = max(min(end, together) - band.from_quantity, ZERO)
        match band.method:
            case BreakMethod.UNIT_PRICE:
                fixed += units * (band.value + extra)
            case BreakMethod.PERCENT_OFF:
                weight += (units * (HUNDRED - band.value)).scaleb(-2)
            case BreakMethod.AMOUNT_OFF:
                weight += units
                fixed -= units * band.value
    return EXACT.divide(exact * weight + fixed * quantity, together)
