"""The way from list price to total, written down while it is walked."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from dealwright.catalog.pricing.rules import Reason, Rule
from dealwright.core.money import round_money


class StepKind(StrEnum):
    """What sort of thing moved the amount."""

    LIST = "list"
    LIST_RULE = "list_rule"
    PROPERTY = "property"
    QUANTITY_BREAK = "quantity_break"
    AGREEMENT = "agreement"
    PROMOTION = "promotion"
    OTHER = "other"
    MANUAL_DISCOUNT = "manual_discount"
    DETAIL = "detail"
    HEADER_DISCOUNT = "header_discount"
    FREIGHT = "freight"
    TAX = "tax"


class Label(StrEnum):
    """What a step is called, as a code that screens and documents put into words."""

    PRODUCT_LIST_PRICE = "product_list_price"
    PRICE_LIST = "price_list"
    TYPED_PRICE = "typed_price"
    WRITE_IN = "write_in"
    INCLUDED = "included"
    PERCENT_OF_LIST = "percent_of_list"
    MARKUP = "markup"
    MARGIN = "margin"
    PROPERTY = "property"
    BREAK_UNIT_PRICE = "break_unit_price"
    BREAK_PERCENT_OFF = "break_percent_off"
    BREAK_AMOUNT_OFF = "break_amount_off"
    VOLUME_DISCOUNT = "volume_discount"
    AGREEMENT = "agreement"
    PROMOTION = "promotion"
    OTHER = "other"
    DISCOUNT_PER_LINE = "discount_per_line"
    DISCOUNT_PER_UNIT = "discount_per_unit"
    SHARE_OF_HEADER_DISCOUNT = "share_of_header_discount"
    LINES = "lines"
    HEADER_PERCENT = "header_percent"
    HEADER_AMOUNT = "header_amount"
    FREIGHT = "freight"
    TAX = "tax"


@dataclass(frozen=True, slots=True)
class Step:
    """One move: what it added, by which rule, and the rounded value that it reached. `basis` is the cost that the rule
    worked on, where one was stated for the day.
    """

    kind: StepKind
    label: Label
    amount: Decimal
    rule: Rule | None
    running: Decimal
    basis: Rule | None = None


class Lost(NamedTuple):
    """A rule that was considered for a step and did not decide, and why."""

    kind: StepKind
    rule: Rule
    reason: Reason


class Waterfall:
    """Collects steps. Each value reached is rounded, and the amount of its step is the difference
    from the value before, so that the amounts always sum to the last value."""

    __slots__ = ("_currency", "_steps", "running")

    def __init__(self, currency: str, steps: tuple[Step, ...] = ()) -> None:
        """Starts at nothing, or goes on from where earlier steps ended."""
        self._currency = currency
        self._steps = list(steps)
        self.running = steps[-1].running if steps else round_money(Decimal(0), currency)

    def reach(
        self,
        kind: StepKind,
        label: Label,
        exact: Decimal,
        rule: Rule | None = None,
        basis: Rule | None = None,
    ) -> Decimal:
        """Step to a value that was computed exactly; returns it rounded."""
        reached = round_money(exact, self._currency)
        self._steps.append(Step(kind, label, reached - self.running, rule, reached, basis))
        self.running = reached
        return reached

    def add(self, kind: StepKind, label: Label, amount: Decimal, rule: Rule | None = None) -> None:
        """Step by an amount; nothing is no step."""
        if amount:
            self.reach(kind, label, self.running + amount, rule)

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(self._steps)
