"""Random trees, as a page of chips might build them, and as nobody would."""

from typing import Any

from hypothesis import strategies as st

from dealwright.records.filtering.limits import MOST_UNITS
from dealwright.records.filtering.tree import (
    BARE,
    FISCAL,
    LISTS,
    PAIRS,
    And,
    Condition,
    Literal,
    Mine,
    Not,
    Operator,
    Or,
    Relative,
    Tree,
    Unit,
    Which,
    Who,
)

names = st.from_regex(r"[a-z][a-z0-9_]{0,8}x", fullmatch=True)  # no word of the language ends in x
texts = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=20),
    st.sampled_from(
        ["open", "and", "Today", "this", "is", "me", "\\", '"', "a b", "12.5", "İn", ""]
    ),
)
counted = st.builds(
    Relative,
    st.sampled_from([Which.LAST, Which.NEXT]),
    st.sampled_from(Unit),
    st.integers(1, MOST_UNITS),
)
periods = st.builds(Relative, st.sampled_from(Which), st.sampled_from(Unit))
fiscal = st.builds(
    Relative, st.sampled_from(Which), st.sampled_from(sorted(FISCAL)), fiscal=st.just(True)
)
relatives = st.one_of(counted, periods, fiscal)
values = st.one_of(st.builds(Literal, texts), st.builds(Mine, st.sampled_from(Who)), relatives)


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    """A condition of any shape that the grammar knows."""
    operator = draw(st.sampled_from(Operator))
    fewest, most = 1, 1
    if operator in BARE:
        fewest, most = 0, 0
    elif operator in PAIRS:
        fewest, most = 2, 2
    elif operator in LISTS:
        most = 4
    path = draw(st.lists(names, min_size=1, max_size=4))
    given = draw(st.lists(values, min_size=fewest, max_size=most))
    return Condition(tuple(path), operator, tuple(given))


def of(leaves: st.SearchStrategy[Any], *, most: int = 12) -> st.SearchStrategy[Tree[Any]]:
    """Trees over these leaves, not as deep as the language allows."""
    return st.recursive(leaves, _grown, max_leaves=most).filter(lambda tree: depth(tree) <= 8)


def _grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=2, max_size=4).map(tuple)
    return st.one_of(st.builds(And, several), st.builds(Or, several), st.builds(Not, inner))


def depth(tree: Tree[Any]) -> int:
    """How many groups and negations stand within one another."""
    match tree:
        case Not(operand):
            return 1 + depth(operand)
        case And(operands) | Or(operands):
            return 1 + max(map(depth, operands))
        case _:
            return 0
