from dataclasses import fields, is_dataclass, replace
from decimal import Decimal, localcontext
from enum import Enum
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright.catalog.pricing import (
    Adjustment,
    Authority,
    DocumentRequest,
    FaultCode,
    LineRequest,
    PriceItem,
    Rule,
    Rules,
    Stage,
    TaxTable,
    price,
)
from dealwright.catalog.pricing.adjusting import Shelf, adjust
from dealwright.core.money import round_money
from tests.catalog.pricing.documents import (
    DAY,
    bands,
    decimals,
    quantities,
    requests_with_rules,
)
from tests.catalog.pricing.reference import reckon

ALLOWED_LEAVES = (Decimal, str, int, Enum, type(None))


def leaves(value):
    """Everything in a result that is not made of something else."""
    if is_dataclass(value):
        for field in fields(value):
            yield from leaves(getattr(value, field.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from leaves(each)
    else:
        yield value


def total(amounts):
    return sum(amounts, Decimal(0))


@given(case=requests_with_rules(), data=st.data())
def test_the_order_of_lines_never_matters(case, data):
    request, rules = case
    shuffled = replace(request, lines=tuple(data.draw(st.permutations(request.lines))))
    found, again = price(request, rules, on=DAY), price(shuffled, rules, on=DAY)
    assert {line.key: line for line in again.lines} == {line.key: line for line in found.lines}
    assert replace(again, lines=()) == replace(found, lines=())


@given(case=requests_with_rules(), header=decimals("0", "100", 3))
def test_who_concedes_nothing_by_hand_needs_no_authority(case, header):
    """Rounding is no concession; of a discount on the total each line bears its part and no more."""
    request, rules = case
    lines = tuple(
        replace(line, manual_discount=Decimal(0), unit_price=None) for line in request.lines
    )
    bare = replace(request, lines=lines, discount_percent=header, discount_amount=Decimal(0))
    found = price(replace(bare, authority=Authority(percent=header)), rules, on=DAY)
    assert not [
        fault
        for line in found.lines
        for fault in line.faults
        if fault.code is FaultCode.OVER_AUTHORITY
    ]


@given(case=requests_with_rules())
def test_lines_always_sum_to_the_header(case):
    found = price(*case, on=DAY)
    assert total(line.net for line in found.lines) == found.detail
    assert total(line.header_discount for line in found.lines) == found.discount
    assert total(line.tax for line in found.lines) == found.tax
    assert total(line.total for line in found.lines) + found.freight == found.total


@given(case=requests_with_rules())
def test_every_amount_is_in_whole_minor_units_and_none_is_negative(case):
    found = price(*case, on=DAY)
    amounts = [found.detail, found.discount, found.freight, found.tax, found.total]
    for line in found.lines:
        amounts += [line.gross, line.base, line.net, line.header_discount, line.tax, line.total]
    for amount in amounts:
        assert str(amount) == str(round_money(amount, found.currency))
        assert amount >= 0


@given(case=requests_with_rules())
def test_steps_sum_to_the_total_and_run_without_gaps(case):
    found = price(*case, on=DAY)
    for whole in (found, *found.lines):
        running = Decimal(0)
        for step in whole.steps:
            running += step.amount
            assert step.running == running
        assert running == whole.total


@given(case=requests_with_rules())
def test_a_margin_is_never_reported_on_a_missing_cost(case):
    request, rules = case
    found = price(request, rules, on=DAY)
    costs = {line.key: line.unit_cost for line in request.lines}
    for line in found.lines:
        assert (line.margin is None) == (costs[line.key] is None or line.steps == ())
    assert (found.margin is None) == any(line.margin is None for line in found.lines)


@given(case=requests_with_rules())
def test_results_hold_no_float_and_nothing_that_can_change(case):
    assert all(isinstance(leaf, ALLOWED_LEAVES) for leaf in leaves(price(*case, on=DAY)))


@given(case=requests_with_rules())
def test_the_ambient_decimal_context_does_not_matter(case):
    with localcontext(prec=3):
        found = price(*case, on=DAY)
    assert found == price(*case, on=DAY)


@given(case=requests_with_rules())
def test_removing_a_rule_that_lost_changes_nothing_but_the_list_of_losers(case):
    request, rules = case
    found = price(request, rules, on=DAY)
    lost = {each.rule for line in found.lines for each in line.lost}
    decided = {each.rule for line in found.lines for each in (*line.steps, *line.faults)}
    taxed = {line.tax_rule for line in found.lines}
    again = price(request, without(rules, lost - decided - taxed), on=DAY)
    for before, after in zip(found.lines, again.lines, strict=True):
        assert replace(before, lost=()) == replace(after, lost=())
    assert replace(again, lines=()) == replace(found, lines=())


def without(rules, gone):
    """The rules but for some of them. A break that decided keeps its item."""
    lists = tuple(
        replace(
            book,
            items=tuple(
                replace(item, breaks=tuple(each for each in item.breaks if each.rule not in gone))
                for item in book.items
                if item.rule not in gone
            ),
        )
        for book in rules.lists
    )
    kept = tuple(each for each in rules.adjustments if each.rule not in gone)
    rates = tuple(rate for rate in rules.taxes.rates if rate.rule not in gone)
    return replace(rules, lists=lists, adjustments=kept, taxes=TaxTable(rates))


@given(case=requests_with_rules())
def test_a_rule_never_wins_and_loses_on_one_line(case):
    for line in price(*case, on=DAY).lines:
        won = [step.rule for step in line.steps if step.rule]
        lost = [each.rule for each in line.lost]
        assert len({*won, *lost}) == len(won) + len(lost)


@given(case=requests_with_rules())
def test_the_same_document_gives_the_same_bytes(case):
    request, rules = case
    again = replace(rules, adjustments=rules.adjustments[::-1], goods=rules.goods[::-1])
    assert repr(price(request, rules, on=DAY)) == repr(price(request, again, on=DAY))


@given(
    drawn=bands,
    quantity=quantities,
    unit_price=decimals("40", "5000", 4),
)
def test_a_graduated_discount_is_the_sum_of_its_bands(drawn, quantity, unit_price):
    first, *rest = sorted(drawn, key=lambda band: band.from_quantity)
    ends = [*(band.from_quantity for band in rest), max(quantity, drawn[-1].from_quantity)]
    expected = min(quantity, first.from_quantity) * unit_price
    for band, end in zip([first, *rest], ends, strict=True):
        units = max(min(end, quantity) - band.from_quantity, Decimal(0))
        if units:
            expected += amount_of(units, unit_price, band)
    found = amount_of(quantity, unit_price, *drawn, is_graduated=True)
    assert found == min(expected, quantity * unit_price)


def amount_of(quantity, unit_price, *drawn, is_graduated=False):
    """What a line comes to with a discount of these bands, unrounded enough to be summed up."""
    rule = Adjustment(
        rule=Rule("graduated"),
        stage=Stage.QUANTITY_BREAK,
        bands=drawn if is_graduated else (replace(drawn[0], from_quantity=Decimal(0)),),
        is_graduated=is_graduated,
    )
    line = LineRequest(key="1", quantity=quantity, product="bolt")
    item = PriceItem(rule=Rule("bolt"), product="bolt", unit_price=unit_price)
    moves, _lost = adjust(
        line,
        unit_price * quantity,
        item,
        Shelf.of(DocumentRequest(currency="EUR", lines=()), Rules(adjustments=(rule,)), {}, DAY),
    )
    return moves[-1].exact if moves else unit_price * quantity


def compare(request, rules):
    found = price(request, rules, on=DAY)
    by_line, header = reckon(request, rules, DAY)
    assert by_line == {
        line.key: exact(line.net, line.header_discount, line.tax, line.total)
        for line in found.lines
    }
    assert header == exact(found.detail, found.discount, found.freight, found.tax, found.total)


def exact(*amounts):
    return tuple(Fraction(amount) for amount in amounts)


@given(case=requests_with_rules())
def test_an_independent_reckoning_agrees(case):
    compare(*case)


@pytest.mark.slow
@settings(max_examples=1_000)
@given(case=requests_with_rules())
def test_an_independent_reckoning_agrees_on_thousands_of_documents(case):
    compare(*case)
