"""Which price a line starts from: the one typed, or the one its price list offers on that day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from dealwright.catalog.pricing.book import Good, PriceBook, PriceItem, PriceMethod, Rules, unit_of
from dealwright.catalog.pricing.requests import DocumentRequest, LineRequest
from dealwright.catalog.pricing.results import Fault, FaultCode
from dealwright.catalog.pricing.rules import Reason, Rule
from dealwright.catalog.pricing.starting import LABELS, basis_of, converted, item_price
from dealwright.catalog.pricing.waterfall import Label, Lost, StepKind

OUT_OF_FORCE = {
    Reason.INACTIVE: FaultCode.LIST_INACTIVE,
    Reason.NOT_YET_VALID: FaultCode.LIST_NOT_YET_VALID,
    Reason.EXPIRED: FaultCode.LIST_EXPIRED,
}

type Key = tuple[str, str | None]
type Listed = tuple[PriceBook, PriceItem]


@dataclass(frozen=True, slots=True)
class Offer:
    """A unit price, the item it comes from, and the list price that the item's method worked on.

    Its faults leave the price standing: an expired list still says what it would cost. `extras` come on top of the
    unit price, each by the rule that says so. `basis` is the row of the cost that the method worked on.
    """

    unit_price: Decimal
    label: Label
    item: PriceItem | None = None
    list_price: Decimal | None = None
    lost: tuple[Lost, ...] = ()
    faults: tuple[Fault, ...] = ()
    extras: tuple[tuple[Rule, Decimal], ...] = ()
    basis: Rule | None = None


@dataclass(slots=True)
class Counter:
    """What the lists of a document offer; looked up once for each product and unit."""

    request: DocumentRequest
    rules: Rules
    on: date
    goods: Mapping[str, Good]
    items: Mapping[Key, Sequence[Listed]]
    units: Mapping[str, set[str | None]]
    _kept: dict[Key, Offer | Fault] = field(default_factory=dict)

    @classmethod
    def of(
        cls, request: DocumentRequest, rules: Rules, goods: Mapping[str, Good], on: date
    ) -> "Counter":
        """Raises `ValueError` when a list prices the same product and unit twice on that day."""
        items: dict[Key, list[Listed]] = defaultdict(list)
        units: dict[str, set[str | None]] = defaultdict(set)
        for book in rules.lists:
            in_force = set()
            for item in sorted(book.items, key=lambda item: item.rule):
                key = item.product, unit_of(item.product, item.unit, goods)
                items[key].append((book, item))
                units[item.product].add(key[1])
                if item.period.missed(on) is None:
                    if key in in_force:
                        raise ValueError("a list has one item for a product and unit at a time")
                    in_force.add(key)
        return cls(request, rules, on, goods, items, units)

    def offer(self, line: LineRequest) -> Offer | Fault:
        """The price of the lists for a line, or why there is none."""
        if line.product is None:
            return Fault(FaultCode.PRICE_MISSING, "unit_price")
        key = line.product, unit_of(line.product, line.unit, self.goods)
        if key not in self._kept:
            self._kept[key] = self._listed(key)
        return self._kept[key]

    @property
    def rate(self) -> Decimal | None:
        """What the document's currency is worth in the base currency."""
        if self.request.currency == self.rules.base_currency:
            return Decimal(1)
        return self.request.rate

    def _listed(self, key: Key) -> Offer | Fault:
        candidates = self.items.get(key, ())
        own = self.rules.lists[0] if self.rules.lists else None
        if own is not None and own.currency != self.request.currency:
            return Fault(FaultCode.WRONG_CURRENCY, "price_list", own.rule)
        if not candidates:
            is_in_other_unit = bool(self.units.get(key[0]))
            code = FaultCode.UNIT_NOT_PRICED if is_in_other_unit else FaultCode.PRICE_MISSING
            return Fault(code, "unit" if is_in_other_unit else "unit_price")
        reasons = [self._missed(book, item) for book, item in candidates]
        if None not in reasons:
            return Fault(FaultCode.PRICE_NOT_IN_FORCE, "unit_price", candidates[-1][1].rule)
        return self._offered(candidates, reasons)

    def _offered(
        self, candidates: Sequence[Listed], reasons: Sequence[Reason | None]
    ) -> Offer | Fault:
        place = reasons.index(None)
        book, item = candidates[place]
        good = self.goods.get(item.product)
        price = item_price(item, good, self.rate)
        if isinstance(price, Fault):
            return price
        return Offer(
            unit_price=price,
            label=LABELS[item.method],
            item=item,
            list_price=self._list_price(item, good),
            lost=tuple(
                Lost(StepKind.LIST, each.rule, reason or Reason.OWN_ITEM_FIRST)
                for position, ((_book, each), reason) in enumerate(
                    zip(candidates, reasons, strict=True)
                )
                if position != place
            ),
            faults=_faults(book, self.on),
            basis=basis_of(item, good),
        )

    def _list_price(self, item: PriceItem, good: Good | None) -> Decimal | None:
        """Where the waterfall begins. A fixed price is the list price of its list."""
        if item.method is PriceMethod.FIXED or good is None or good.list_price is None:
            return None
        return converted(good.list_price, self.rate) if self.rate else None

    def _missed(self, book: PriceBook, item: PriceItem) -> Reason | None:
        """Why an item does not count. The list of the document itself counts although it is out of force:
        its price shows, and a fault says what is wrong with it. A parent that is out of force says nothing."""
        if book is not self.rules.lists[0]:
            if book.currency != self.request.currency:
                return Reason.OTHER_CURRENCY
            if reason := book.period.missed(self.on):
                return reason
        return item.period.missed(self.on)


def _faults(book: PriceBook, on: date) -> tuple[Fault, ...]:
    """Why a list is out of force, when it is."""
    reason = book.period.missed(on)
    return (Fault(OUT_OF_FORCE[reason], "price_list", book.rule),) if reason else ()
