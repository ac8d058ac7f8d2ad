"""What every rule has: a name by which a frozen price can speak of it, and a time in which it counts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class Rule(NamedTuple):
    """One version of one rule. `name` is what it was called then, `kind` what sort of record it is."""

    id: str
    version: int = 1
    name: str = ""
    kind: str = ""


class Reason(StrEnum):
    """Why a rule was considered and did not decide."""

    INACTIVE = "inactive"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    OTHER_CURRENCY = "other_currency"
    OUTRANKED = "outranked"
    OTHER_CUSTOMERS = "other_customers"
    OWN_ITEM_FIRST = "own_item_first"
    TYPED = "typed"
    QUANTITY_NOT_REACHED = "quantity_not_reached"
    HIGHER_BREAK = "higher_break"
    CODE_NOT_GIVEN = "code_not_given"
    TOO_MUCH = "too_much"
    NOT_LOWER = "not_lower"
    NOT_BEST = "not_best"
    EXCLUDED = "excluded"
    CLOSED = "closed"
    LESS_SPECIFIC = "less_specific"


@dataclass(frozen=True, slots=True)
class Period:
    """The days on which a rule counts, both ends included; open where an end is missing."""

    first: date | None = None
    last: date | None = None
    is_active: bool = True

    def missed(self, day: date) -> Reason | None:
        """Why the rule does not count on a day, or None when it does."""
        if not self.is_active:
            return Reason.INACTIVE
        if self.first is not None and day < self.first:
            return Reason.NOT_YET_VALID
        if self.last is not None and self.last < day:
            return Reason.EXPIRED
        return None


ALWAYS = Period()


class BreakMethod(StrEnum):
    """How a break, a band or an adjustment states its price."""

    UNIT_PRICE = "unit_price"
    PERCENT_OFF = "percent_off"
    AMOUNT_OFF = "amount_off"


class Stage(StrEnum):
    """When an adjustment has its turn. Of each stage at most one decides, and works on what the one before reached."""

    QUANTITY_BREAK = "quantity_break"
    AGREEMENT = "agreement"
    PROMOTION = "promotion"
    OTHER = "other"


STAGES = tuple(Stage)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """From this quantity on, units cost `value`, or `value` less: percent or amount per unit."""

    from_quantity: Decimal
    method: BreakMethod
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """What takes something off a price: a volume discount, an agreement, a promotion, loyalty: all of one form.

    It touches lines of `products` or of `families`, or all when neither is named. The highest band that
    the quantity reaches counts for all units; of a graduated one each band counts for the units in it.
    `is_across` counts the quantities of all its lines in one unit together. `assured` is a quantity that
    counts as bought whatever the line says: a volume that the customer committed to. With a `code` it
    counts only where that is given. An exclusive one goes before all others of its stage; of the rest the
    best for the customer counts. After one that `closes`, later stages do nothing.
    """

    rule: Rule
    stage: Stage
    bands: tuple[Band, ...]
    products: frozenset[str] = frozenset()
    families: frozenset[str] = frozenset()
    currency: str | None = None
    period: Period = ALWAYS
    code: str = ""
    is_graduated: bool = False
    is_across: bool = False
    is_exclusive: bool = False
    closes: bool = False
    assured: Decimal = Decimal(0)
