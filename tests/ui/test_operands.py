"""Filters as chips show and change them: whatever is put or taken, what is written is read as the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.records.filtering import parsing, printing
from dealwright.records.filtering.tree import And, Condition, Literal, Not, Operator, Or
from dealwright.ui import operands
from dealwright.ui.operands import Spot

A, B, C, D = (
    Condition((name,), Operator.EQUAL, (Literal("x"),))
    for name in ("alpha", "beta", "gamma", "delta")
)
CONDITIONS = st.sampled_from([A, B, C, D])
FILTERS = st.recursive(
    CONDITIONS,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(
            lambda parts: operands.put(None, Spot(), And(tuple(parts))),
            st.lists(inner, min_size=2, max_size=3),
        ),
        st.builds(lambda parts: Or(tuple(parts)), st.lists(CONDITIONS, min_size=2, max_size=3)),
    ),
    max_leaves=6,
)
SPOTS = st.builds(
    Spot,
    st.none() | st.integers(0, 3),
    st.none() | st.integers(0, 3),
    st.booleans(),
)


@given(FILTERS.map(lambda tree: parsing.parse(printing.text(tree))), SPOTS, CONDITIONS)
def test_what_was_put_is_written_as_it_is_read(
    tree: operands.Filter, spot: Spot, what: Condition
) -> None:
    changed = operands.put(tree, spot, what)
    assert parsing.parse(printing.text(changed)) == changed


@given(FILTERS.map(lambda tree: parsing.parse(printing.text(tree))), SPOTS)
def test_what_is_left_is_written_as_it_is_read(tree: operands.Filter, spot: Spot) -> None:
    left = operands.taken(tree, spot)
    assert left is None or parsing.parse(printing.text(left)) == left


@given(SPOTS)
def test_a_spot_is_read_as_it_was_written(spot: Spot) -> None:
    again = Spot.read(str(spot))
    assert str(again) == str(spot)


@pytest.mark.parametrize(
    ("text", "spot", "wanted"),
    [
        ("", "", "delta = x"),
        ("alpha = x", "", "alpha = x and delta = x"),
        ("alpha = x", "0", "delta = x"),
        ("alpha = x", "0.+", "alpha = x or delta = x"),
        ("alpha = x and (beta = x or gamma = x)", "1.0", "alpha = x and (delta = x or gamma = x)"),
        (
            "alpha = x and (beta = x or gamma = x)",
            "1.+",
            "alpha = x and (beta = x or gamma = x or delta = x)",
        ),
        ("alpha = x or beta = x", "", "(alpha = x or beta = x) and delta = x"),
        ("alpha = x", "7", "alpha = x and delta = x"),
    ],
)
def test_a_condition_is_put_where_it_belongs(text: str, spot: str, wanted: str) -> None:
    tree = parsing.parse(text) if text else None
    assert printing.text(operands.put(tree, Spot.read(spot), D)) == wanted


@pytest.mark.parametrize(
    ("spot", "wanted"),
    [
        ("0", "beta = x or gamma = x"),
        ("1", "alpha = x"),
        ("1.1", "alpha = x and beta = x"),
        ("9", "alpha = x and (beta = x or gamma = x)"),
    ],
)
def test_a_condition_is_taken_from_where_it_stands(spot: str, wanted: str) -> None:
    tree = parsing.parse("alpha = x and (beta = x or gamma = x)")
    left = operands.taken(tree, Spot.read(spot))
    assert left is not None
    assert printing.text(left) == wanted
