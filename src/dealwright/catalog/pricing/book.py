"""Where prices come from: lists with their items and quantity breaks, and what is known of the goods."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from dealwright.catalog.pricing.rules import (
    ALWAYS,
    Adjustment,
    BreakMethod,
    Period,
    Rule,
)
from dealwright.catalog.pricing.taxes import TaxSource, TaxTable
from dealwright.core.money import step_to

NO_TAXES = TaxTable()


class PriceMethod(StrEnum):
    """How an item of a list states its price."""

    FIXED = "fixed"
    PERCENT_OF_LIST = "percent_of_list"
    MARKUP_ON_CURRENT_COST = "markup_on_current_cost"
    MARKUP_ON_STANDARD_COST = "markup_on_standard_cost"
    MARGIN_ON_CURRENT_COST = "margin_on_current_cost"
    MARGIN_ON_STANDARD_COST = "margin_on_standard_cost"


class Direction(StrEnum):
    """Which way a computed price is rounded; nearest goes up from the middle."""

    UP = "up"
    DOWN = "down"
    NEAREST = "nearest"


class Grid(StrEnum):
    """What a computed price is rounded to: a multiple of an amount, or an amount that ends in it."""

    MULTIPLE_OF = "multiple_of"
    ENDS_IN = "ends_in"


@dataclass(frozen=True, slots=True)
class Rounding:
    """100.20 up to a multiple of 5 is 105; up to what ends in 0.99 it is 100.99, in 9 it is 109.

    What ends in an amount below one is one of these for every whole unit; below ten, for every ten, and so on.
    """

    direction: Direction
    grid: Grid
    amount: Decimal

    @property
    def is_possible(self) -> bool:
        return self.amount > 0

    def of(self, price: Decimal) -> Decimal:
        """The rounded price, zero or more."""
        if self.grid is Grid.MULTIPLE_OF:
            return step_to(price, self.amount, Decimal(0), self.direction)
        period = Decimal(1).scaleb(max(self.amount.adjusted() + 1, 0))
        return step_to(price, period, self.amount, self.direction)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityBreak:
    """From this quantity on, all units cost less: an all-units volume discount of one item."""

    rule: Rule
    from_quantity: Decimal
    method: BreakMethod
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceItem:
    """The price of one product in one unit for a time, with its quantity breaks in any order.

    `unit_price` is the price of a fixed one; `percent` is of the list price, or the markup or margin on a cost.
    """

    rule: Rule
    product: str
    unit: str | None = None
    method: PriceMethod = PriceMethod.FIXED
    unit_price: Decimal = Decimal(0)
    percent: Decimal = Decimal(0)
    rounding: Rounding | None = None
    period: Period = ALWAYS
    breaks: tuple[QuantityBreak, ...] = ()

    def break_for(self, quantity: Decimal) -> QuantityBreak | None:
        """The break that counts: the highest `from_quantity` that the quantity reaches."""
        reached = (each for each in self.breaks if each.from_quantity <= quantity)
        return max(reached, key=lambda each: each.from_quantity, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceBook:
    """A price list: its currency, when it counts, the items asked for, and whether its prices hold the tax."""

    rule: Rule
    currency: str
    period: Period = ALWAYS
    items: tuple[PriceItem, ...] = ()
    includes_tax: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """What is known of a product: its own unit, family and tax class, and figures in the base currency.

    Of a cost that was stated for a time the rule says which; one that the product says by itself has none.
    """

    product: str
    unit: str | None = None
    family: str = ""
    list_price: Decimal | None = None
    current_cost: Decimal | None = None
    standard_cost: Decimal | None = None
    current_cost_rule: Rule | None = None
    standard_cost_rule: Rule | None = None
    tax_class: str | None = None
    floor_percent: Decimal | None = None

    @property
    def cost(self) -> tuple[Decimal | None, Rule | None]:
        """What margins are reckoned by: the current cost or, where that is not known, the standard one; and its rule."""
        if self.current_cost is None:
            return self.standard_cost, self.standard_cost_rule
        return self.current_cost, self.current_cost_rule


def unit_of(product: str | None, unit: str | None, goods: Mapping[str, Good]) -> str | None:
    """The unit that is named or, when none is, the product's own."""
    good = goods.get(product or "")
    return good.unit if unit is None and good else unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything that prices a document: its list followed by the parents of that, goods, adjustments, taxes.

    What the list does not price, its parent does. `base_currency` is what the figures of goods are in.
    """

    lists: tuple[PriceBook, ...] = ()
    goods: tuple[Good, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    taxes: TaxSource = NO_TAXES
    base_currency: str | None = None

    @property
    def includes_tax(self) -> bool:
        """Whether the prices of the document hold the tax: those of its list do."""
        return bool(self.lists) and self.lists[0].includes_tax
