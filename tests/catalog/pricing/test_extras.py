"""What chosen properties do to prices."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from dealwright.catalog.pricing import (
    Adjustment,
    Band,
    BreakMethod,
    Extra,
    FaultCode,
    Rule,
    Rules,
    Stage,
    StepKind,
    price,
)
from tests.catalog.pricing.documents import DAY, book, document, from_quantity, item, line

STEEL = Extra(rule=Rule("steel"), amount=Decimal(120))
LONG = Extra(rule=Rule("long"), percent=Decimal(5))


def bolt(**figures: object) -> object:
    return line(product="bolt", unit="pc", **figures)


def priced(found: object, rules: Rules) -> object:
    return price(document(found), rules, on=DAY).lines[0]


def in_euros(*breaks: object) -> Rules:
    listed = book(item("bolt", "1000", *breaks))
    return Rules(lists=listed.lists, base_currency="EUR")


def test_what_is_chosen_comes_on_top_of_the_price_of_the_list() -> None:
    found = priced(bolt(quantity=2, extras=(STEEL, LONG)), in_euros())
    assert (found.unit_price, found.net) == (Decimal(1170), 2340)
    steps = [(step.kind, step.rule.id, step.amount) for step in found.steps[:3]]
    assert steps == [
        (StepKind.LIST, "item of bolt", 2000),
        (StepKind.PROPERTY, "steel", 240),
        (StepKind.PROPERTY, "long", 100),
    ]


def test_a_price_for_a_quantity_is_without_what_is_chosen() -> None:
    breaks = from_quantity("2", BreakMethod.UNIT_PRICE, "900")
    found = priced(bolt(quantity=2, extras=(STEEL,)), in_euros(breaks))
    assert found.net == 2 * (900 + 120)


def test_a_percentage_is_off_the_whole_price() -> None:
    off = Adjustment(
        rule=Rule("spring"),
        stage=Stage.PROMOTION,
        bands=(Band(from_quantity=Decimal(0), method=BreakMethod.PERCENT_OFF, value=Decimal(10)),),
    )
    rules = Rules(lists=in_euros().lists, adjustments=(off,), base_currency="EUR")
    assert priced(bolt(extras=(STEEL,)), rules).net == 1008


def test_a_typed_price_stands_whatever_is_chosen() -> None:
    assert priced(bolt(unit_price=500, extras=(STEEL,)), in_euros()).net == 500


def test_amounts_are_converted_by_the_rate_of_the_document() -> None:
    rules = Rules(lists=book(item("bolt", "1000"), currency="USD").lists, base_currency="EUR")
    asked = document(bolt(extras=(STEEL,)), currency="USD", rate="0.8")
    assert price(asked, rules, on=DAY).detail == 1150
    [found] = price(document(bolt(extras=(STEEL,)), currency="USD"), rules, on=DAY).lines
    assert [fault.code for fault in found.faults] == [FaultCode.RATE_MISSING]


def test_what_is_chosen_takes_no_more_off_than_the_price() -> None:
    less = Extra(rule=Rule("bare"), amount=Decimal(-1001))
    found = priced(bolt(extras=(less,)), in_euros())
    assert [(fault.code, fault.field) for fault in found.faults] == [
        (FaultCode.DISCOUNT_EXCEEDS_AMOUNT, "properties")
    ]


def test_what_is_still_to_be_chosen_is_a_fault_that_leaves_the_price_standing() -> None:
    found = priced(bolt(is_incomplete=True), in_euros())
    assert [fault.code for fault in found.faults] == [FaultCode.PROPERTY_MISSING]
    assert found.net == 1000


@given(
    amounts=st.lists(st.integers(-400, 400), max_size=4),
    quantity=st.integers(1, 50),
)
def test_extras_commute_and_sum_up(amounts: list[int], quantity: int) -> None:
    chosen = tuple(
        Extra(rule=Rule(str(number)), amount=Decimal(amount))
        for number, amount in enumerate(amounts)
    )
    ways = [
        priced(bolt(quantity=quantity, extras=each), in_euros())
        for each in (chosen, tuple(reversed(chosen)))
    ]
    is_possible = sum(amounts) >= -1000
    assert ways[0].net == ways[1].net
    assert ways[0].net == ((1000 + sum(amounts)) * quantity if is_possible else 0)
