from dataclasses import fields, is_dataclass, replace
from decimal import Decimal, localcontext
from enum import Enum
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dealwright.catalog.pricing import price
from dealwright.core.money import round_money
from tests.catalog.pricing.documents import DAY, requests_with_books
from tests.catalog.pricing.reference import reckon

ALLOWED_LEAVES = (Decimal, str, Enum, type(None))


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


@given(case=requests_with_books(), data=st.data())
def test_the_order_of_lines_never_matters(case, data):
    request, listed = case
    shuffled = replace(request, lines=tuple(data.draw(st.permutations(request.lines))))
    found, again = price(request, listed, on=DAY), price(shuffled, listed, on=DAY)
    assert {line.key: line for line in again.lines} == {line.key: line for line in found.lines}
    assert replace(again, lines=()) == replace(found, lines=())


@given(case=requests_with_books())
def test_lines_always_sum_to_the_header(case):
    found = price(*case, on=DAY)
    assert total(line.net for line in found.lines) == found.detail
    assert total(line.header_discount for line in found.lines) == found.discount
    assert total(line.tax for line in found.lines) == found.tax
    assert total(line.total for line in found.lines) + found.freight == found.total


@given(case=requests_with_books())
def test_every_amount_is_in_whole_minor_units_and_none_is_negative(case):
    found = price(*case, on=DAY)
    amounts = [found.detail, found.discount, found.freight, found.tax, found.total]
    for line in found.lines:
        amounts += [line.gross, line.base, line.net, line.header_discount, line.tax, line.total]
    for amount in amounts:
        assert str(amount) == str(round_money(amount, found.currency))
        assert amount >= 0


@given(case=requests_with_books())
def test_steps_sum_to_the_total_and_run_without_gaps(case):
    found = price(*case, on=DAY)
    for whole in (found, *found.lines):
        running = Decimal(0)
        for step in whole.steps:
            running += step.amount
            assert step.running == running
        assert running == whole.total


@given(case=requests_with_books())
def test_a_margin_is_never_reported_on_a_missing_cost(case):
    request, listed = case
    found = price(request, listed, on=DAY)
    costs = {line.key: line.unit_cost for line in request.lines}
    for line in found.lines:
        assert (line.margin is None) == (costs[line.key] is None or line.steps == ())
    assert (found.margin is None) == any(line.margin is None for line in found.lines)


@given(case=requests_with_books())
def test_results_hold_no_float_and_nothing_that_can_change(case):
    assert all(isinstance(leaf, ALLOWED_LEAVES) for leaf in leaves(price(*case, on=DAY)))


@given(case=requests_with_books())
def test_the_ambient_decimal_context_does_not_matter(case):
    with localcontext(prec=3):
        found = price(*case, on=DAY)
    assert found == price(*case, on=DAY)


@given(case=requests_with_books())
def test_removing_the_rules_that_did_not_decide_changes_no_amount(case):
    request, listed = case
    assume(listed is not None)
    found = price(request, listed, on=DAY)
    decided = {each.rule for line in found.lines for each in (*line.steps, *line.faults)}
    kept = tuple(
        replace(item, breaks=tuple(each for each in item.breaks if each.rule in decided))
        for item in listed.items
        if item.rule in decided or {each.rule for each in item.breaks} & decided
    )
    again = price(request, replace(listed, items=kept), on=DAY)
    assert [line.steps for line in again.lines] == [line.steps for line in found.lines]
    assert again.steps == found.steps


def compare(request, listed):
    found = price(request, listed, on=DAY)
    by_line, header = reckon(request, listed)
    assert by_line == {
        line.key: exact(line.net, line.header_discount, line.tax, line.total)
        for line in found.lines
    }
    assert header == exact(found.detail, found.discount, found.freight, found.tax, found.total)


def exact(*amounts):
    return tuple(Fraction(amount) for amount in amounts)


@given(case=requests_with_books())
def test_an_independent_reckoning_agrees(case):
    compare(*case)


@pytest.mark.slow
@settings(max_examples=1_000)
@given(case=requests_with_books())
def test_an_independent_reckoning_agrees_on_thousands_of_documents(case):
    compare(*case)
