"""The reference tells the truth: its examples are understood, and its refusals are those that are given."""

import re
from pathlib import Path

import pytest

from dealwright.core.actor import Actor
from dealwright.records import registry
from dealwright.records.filtering import compiling, limits
from dealwright.records.filtering.errors import FilterError
from dealwright.records.filtering.grammar import RESERVED
from dealwright.records.filtering.tree import Operator, Unit
from tests.people import AT

REFERENCE = (
    Path(__file__).parent.parent.parent.parent / "docs" / "reference" / "filters.md"
).read_text()
(GRAMMAR,) = re.findall(r"```ebnf\n(.*?)```", REFERENCE, re.DOTALL)
REFUSALS = re.findall(r"^\| `([^`]+)` \| (Line .+?)(?: …)? \|$", REFERENCE, re.MULTILINE)


@pytest.mark.django_db
def test_the_example_is_understood(alice: Actor) -> None:
    example = REFERENCE.split("```")[1]
    assert ask(example, alice)


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "told"), REFUSALS)
def test_refusals_are_as_shown(alice: Actor, text: str, told: str) -> None:
    with pytest.raises(FilterError) as refused:
        ask(text, alice)
    assert str(refused.value).startswith(told)


def ask(text: str, actor: Actor) -> object:
    """What a text stands for, of accounts where it speaks of industries, of deals otherwise."""
    key = "customers.account" if text.startswith("indus") else "opportunities.opportunity"
    return compiling.condition(text, registry.entity(key), actor=actor, at=AT)


def test_the_grammar_has_every_word_of_the_language() -> None:
    words = set(re.findall(r'"([a-z]+)"', GRAMMAR))
    assert words >= RESERVED | {unit.value for unit in Unit}
    assert set(re.findall(r'"([=!<>]+)"', GRAMMAR)) == {
        operator.value for operator in Operator if not operator.value[0].isalpha()
    }


def test_every_limit_is_named() -> None:
    told = REFERENCE.split("## Limits")[1].split("##")[0]
    for limit in (limits.LONGEST, limits.DEEPEST, limits.MOST_CONDITIONS, limits.MOST_VALUES, limits.MOST_UNITS):  # fmt: skip
        assert f"{limit:,}" in told


def test_there_are_refusals_to_compare() -> None:
    assert len(REFUSALS) == 6
