"""The language itself: what is read from a text, how it is written back, what is refused, and where."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright.records import registry
from dealwright.records.filtering import comparing, printing
from dealwright.records.filtering.errors import FilterError
from dealwright.records.filtering.grammar import OPERATORS, RESERVED
from dealwright.records.filtering.limits import DEEPEST, LONGEST, MOST_CONDITIONS, MOST_VALUES
from dealwright.records.filtering.parsing import parse
from dealwright.records.filtering.tree import (
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
from tests.records.filtering import trees


def is_(name: str, text: str) -> Condition:
    return Condition((name,), Operator.EQUAL, (Literal(text),))


A, B, C, D = (is_(name, "1") for name in "abcd")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a=1", A),
        ("a = 1 and b = 1 and c = 1", And((A, B, C))),
        ("a = 1 or b = 1 and c = 1 or d = 1", Or((A, And((B, C)), D))),
        ("(a = 1 or b = 1) and c = 1", And((Or((A, B)), C))),
        ("a = 1 and (b = 1 and c = 1)", And((A, And((B, C))))),
        ("not a = 1 and b = 1", And((Not(A), B))),
        ("NOT (a = 1 OR b = 1)", Not(Or((A, B)))),
        ("((a = 1))", A),
        ('\n a\t= "say \\"hi\\" \\\\ …"', is_("a", 'say "hi" \\ …')),
        ("a = -1.5", is_("a", "-1.5")),
        ("a = 2026-09-01T09:00:00+02:00", is_("a", "2026-09-01T09:00:00+02:00")),
        ('a = "today"', is_("a", "today")),
        ("a is empty", Condition(("a",), Operator.EMPTY)),
        ("a is not empty", Condition(("a",), Operator.NOT_EMPTY)),
        ("a before 5", Condition(("a",), Operator.LESS, (Literal("5"),))),
        ("a not in (x, y)", Condition(("a",), Operator.NOT_IN, (Literal("x"), Literal("y")))),
        ("a between 1 and 2", Condition(("a",), Operator.BETWEEN, (Literal("1"), Literal("2")))),
        ("a starts with x", Condition(("a",), Operator.STARTS, (Literal("x"),))),
        ("a.b.c contains x", Condition(("a", "b", "c"), Operator.CONTAINS, (Literal("x"),))),
        ("a in my team", Condition(("a",), Operator.IN, (Mine(Who.TEAM),))),
        ("a in (me, my teams)", Condition(("a",), Operator.IN, (Mine(Who.ME), Mine(Who.TEAMS)))),
        ("a = yesterday", Condition(("a",), Operator.EQUAL, (Relative(Which.LAST, Unit.DAY),))),
        ("a in this week", Condition(("a",), Operator.IN, (Relative(Which.THIS, Unit.WEEK),))),
        ("a in the next 30 days", Condition(("a",), Operator.IN, (Relative(Which.NEXT, Unit.DAY, 30),))),
        ("a in last 1 month", Condition(("a",), Operator.IN, (Relative(Which.LAST, Unit.MONTH, 1),))),
        ("a in next fiscal year", Condition(("a",), Operator.IN, (Relative(Which.NEXT, Unit.YEAR, fiscal=True),))),
    ],
)  # fmt: skip
def test_a_text_is_read_as_its_tree(text: str, tree: Tree[Condition]) -> None:
    assert parse(text) == tree


@given(trees.of(trees.conditions()))
def test_every_tree_is_read_back_from_its_text(tree: Tree[Condition]) -> None:
    text = printing.text(tree)
    assert parse(text) == tree
    assert printing.text(parse(text)) == text


WORDS = [
    *RESERVED, *(" ".join(spelling) for spelling in OPERATORS), "team", "teams", "fiscal", "week",
    "days", "30", "(", ")", ",", '"x"', '"', "\\", "name", "account.name", "'", "\n", "é", "\0", "\ud800",
]  # fmt: skip


@given(
    st.one_of(
        st.text(max_size=200),
        st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join),
        st.lists(st.sampled_from(WORDS), max_size=30).map("".join),
    )
)
@settings(max_examples=400)
def test_any_text_is_read_or_refused_with_a_place_in_it(text: str) -> None:
    found = outcome(text)
    if not isinstance(found, FilterError):
        assert parse(printing.text(found)) == found
        return
    before = text[: found.place.offset]
    assert found.place.offset <= len(text)
    assert found.place.line == before.count("\n") + 1
    assert found.place.column == len(before) - before.rfind("\n")
    assert list(found.errors) == ["filter"]


def outcome(text: str) -> Tree[Condition] | FilterError:
    """The tree of a text, or its refusal; any other exception is a fault."""
    try:
        return parse(text)
    except FilterError as error:
        return error


@pytest.mark.parametrize(
    ("text", "offset", "told"),
    [
        ("", 0, "Expected a field, “not” or “(”, but found the end."),
        ("state", 5, "Expected a comparison such as “=”, “in”, “contains” or “is empty”, but found the end."),
        ("state =", 7, "Expected a value, but found the end."),
        ("state is open", 9, "Expected “empty” or “not empty”, but found “open”."),
        ("state in open", 9, "Expected “(”, a period such as “this quarter” or “my team”, but found “open”."),
        ("state in ()", 10, "Expected a value, but found “)”."),
        ("state in (open, won", 19, "Expected “,” or “)”, but found the end."),
        ("(state = open", 13, "Expected “and”, “or” or “)”, but found the end."),
        ("state = open)", 12, "Expected “and”, “or” or the end, but found “)”."),
        ("state = open name", 13, "but found “name”. Texts of several words stand in double quotes."),
        ("name = 'x'", 7, 'Write texts in double quotes: "…".'),
        ('name = "x', 7, "The text that begins here has no end"),
        ("name = a/b", 8, "“/” has no meaning here."),
        ("name = \ud800", 7, "“\\ud800” has no meaning here."),
        ("name = and", 7, "Expected a value; words of the language stand in quotes, but found “and”."),
        ("and = 5", 0, "Expected a field"),
        ('"name" = 5', 0, "Expected a field"),
        ("account. = 5", 0, "Expected a field"),
        ("close_on in this fortnight", 17, "Expected “week”, “month”, “quarter”, “year” or “fiscal”"),
        ("close_on in next 5 fiscal", 19, "Expected “day”, “week”"),
        ("close_on in the next 0 days", 21, "Count from 1 to 1000 here."),
        ("owner = my dog", 11, "Expected “team”, “teams” or “unit”, but found “dog”."),
        ("employees between 5, 6", 19, "Expected “and”, but found “,”."),
    ],
)  # fmt: skip
def test_a_refusal_says_where_what_was_found_and_what_may_stand_there(
    text: str, offset: int, told: str
) -> None:
    with pytest.raises(FilterError) as refused:
        parse(text)
    assert refused.value.place.offset == offset
    assert told in str(refused.value)


def test_a_refusal_counts_lines_and_columns_from_one() -> None:
    with pytest.raises(FilterError) as refused:
        parse("state = open\n  and close_on ?")
    assert str(refused.value).startswith("Line 2, column 16: ")


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("a=" + "x" * (LONGEST - 1), str(LONGEST)),
        ("not " * (DEEPEST + 1) + "a=1", str(DEEPEST)),
        ("(" * (DEEPEST + 1) + "a=1" + ")" * (DEEPEST + 1), str(DEEPEST)),
        (" or ".join(["a=1"] * (MOST_CONDITIONS + 1)), str(MOST_CONDITIONS)),
        (f"a in ({','.join('1' * (MOST_VALUES + 1))})", str(MOST_VALUES)),
        ("(" * LONGEST, str(DEEPEST)),
        ("(" * 1_000_000, str(LONGEST)),
        ("not " * 1_000_000, str(LONGEST)),
    ],
)
def test_what_is_too_large_is_refused_with_the_limit(text: str, limit: str) -> None:
    with pytest.raises(FilterError, match=rf"at most {limit}|At most {limit}"):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "x" * (LONGEST - 4),
        "not " * DEEPEST + "a=1",
        "(" * DEEPEST + "a=1" + ")" * DEEPEST,
        " or ".join(["a=1"] * MOST_CONDITIONS),
        f"a in ({','.join('1' * MOST_VALUES)})",
    ],
)
def test_what_is_just_as_large_as_the_limit_is_taken(text: str) -> None:
    assert parse(printing.text(parse(text))) == parse(text)


def test_every_field_of_every_kind_can_be_named_and_compared() -> None:
    for entity in registry.entities():
        for name, field in comparing.fields(entity).items():
            assert name not in RESERVED
            assert comparing.operators(entity, field, None), (entity.key, name)
            assert parse(f"{name} is empty") == Condition((name,), Operator.EMPTY)
