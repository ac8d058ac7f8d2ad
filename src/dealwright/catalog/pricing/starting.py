"""What an item of a list says that one unit costs: its method applied to list price or cost, then rounded."""

from decimal import Decimal

from dealwright.catalog.pricing.book import Good, PriceItem, PriceMethod
from dealwright.catalog.pricing.requests import HUNDRED
from dealwright.catalog.pricing.results import Fault, FaultCode
from dealwright.catalog.pricing.rules import Rule
from dealwright.catalog.pricing.waterfall import Label
from dealwright.core.money import EXACT, round_price

MARKUPS = {
    PriceMethod.MARKUP_ON_CURRENT_COST: "current_cost",
    PriceMethod.MARKUP_ON_STANDARD_COST: "standard_cost",
}
MARGINS = {
    PriceMethod.MARGIN_ON_CURRENT_COST: "current_cost",
    PriceMethod.MARGIN_ON_STANDARD_COST: "standard_cost",
}
LABELS = {
    PriceMethod.FIXED: Label.PRICE_LIST,
    PriceMethod.PERCENT_OF_LIST: Label.PERCENT_OF_LIST,
    **dict.fromkeys(MARKUPS, Label.MARKUP),
    **dict.fromkeys(MARGINS, Label.MARGIN),
}


def converted(amount: Decimal, rate: Decimal) -> Decimal:
    """An amount per unit in the base currency as one in a currency of this rate."""
    return amount if rate == 1 else round_price(EXACT.divide(amount, rate))


def item_price(item: PriceItem, good: Good | None, rate: Decimal | None) -> Decimal | Fault:
    """The price of one unit by an item, or why there is none. `rate` is that of the list's currency."""
    if item.method is PriceMethod.FIXED:
        return item.unit_price
    computed = _computed(item, good, rate)
    if isinstance(computed, Fault) or item.rounding is None:
        return computed
    rounded = item.rounding.of(computed) if item.rounding.is_possible else None
    if rounded is None or (computed and not rounded):
        return Fault(FaultCode.ROUNDING_IMPOSSIBLE, "unit_price", item.rule)
    return rounded


def basis_of(item: PriceItem, good: Good | None) -> Rule | None:
    """The row that states the cost that an item's method works on; None where the product says it, or it is no cost."""
    name = MARKUPS.get(item.method) or MARGINS.get(item.method)
    found: Rule | None = getattr(good, f"{name}_rule") if good and name else None
    return found


def _computed(item: PriceItem, good: Good | None, rate: Decimal | None) -> Decimal | Fault:
    is_margin = item.method in MARGINS
    if item.percent < 0 or (is_margin and item.percent >= HUNDRED):
        return Fault(FaultCode.PERCENT_OUT_OF_RANGE, "unit_price", item.rule)
    basis = _basis(item, good)
    if isinstance(basis, Fault):
        return basis
    if rate is None:
        return Fault(FaultCode.RATE_MISSING, "currency", item.rule)
    return round_price(EXACT.divide(_by_method(item, basis, is_margin=is_margin), rate))


def _basis(item: PriceItem, good: Good | None) -> Decimal | Fault:
    """The list price or cost that a method starts from."""
    is_of_list = item.method is PriceMethod.PERCENT_OF_LIST
    name = "list_price" if is_of_list else MARKUPS.get(item.method) or MARGINS[item.method]
    found: Decimal | None = getattr(good, name) if good else None
    if found is None:
        missing = FaultCode.LIST_PRICE_MISSING if is_of_list else FaultCode.COST_MISSING
        return Fault(missing, "unit_price", item.rule)
    return found


def _by_method(item: PriceItem, basis: Decimal, *, is_margin: bool) -> Decimal:
    if is_margin:
        return EXACT.divide(basis * HUNDRED, HUNDRED - item.percent)
    if item.method is PriceMethod.PERCENT_OF_LIST:
        return (basis * item.percent).scaleb(-2)
    return (basis * (HUNDRED + item.percent)).scaleb(-2)
