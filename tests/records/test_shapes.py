from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.core.errors import InvalidError
from dealwright.records import shapes
from dealwright.records.fields import Field, Kind

FIELDS = (
    Field(name="name", label="Name", required=True, max_length=20),
    Field(name="note", label="Note", kind=Kind.LONG_TEXT),
    Field(name="email", label="Email", kind=Kind.EMAIL),
    Field(name="website", label="Website", kind=Kind.URL),
    Field(name="count", label="Count", kind=Kind.INTEGER, minimum=Decimal(0), maximum=Decimal(9)),
    Field(name="price", label="Price", kind=Kind.MONEY, digits=8, places=2, minimum=Decimal(0)),
    Field(name="off", label="Off", kind=Kind.PERCENT, minimum=Decimal(0), maximum=Decimal(100)),
    Field(name="currency", label="Currency", kind=Kind.CURRENCY),
    Field(name="due_on", label="Due", kind=Kind.DATE),
    Field(name="at", label="At", kind=Kind.DATETIME),
    Field(name="open", label="Open", kind=Kind.BOOLEAN),
    Field(
        name="colour", label="Colour", kind=Kind.CHOICE, choices=(("red", "Red"), ("blue", "Blue"))
    ),
    Field(name="account", label="Account", kind=Kind.LINK, to="customers.account"),
)
SHAPE = shapes.build("Anything", FIELDS)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "required"),
        ("name", "   ", "required"),
        ("name", "x" * 21, "at most 20 characters"),
        ("name", 5, "must be text"),
        ("name", "two\nlines", "one line"),
        ("name", "nul\x00", "Control characters"),
        ("email", "nobody", "not an email"),
        ("website", "no web", "not a web address"),
        ("count", -1, "at least 0"),
        ("count", 10, "at most 9"),
        ("count", "many", "whole number"),
        ("count", True, "must be a number"),
        ("price", "-0.01", "at least 0"),
        ("price", "1.005", "at most 2 decimals"),
        ("price", "NaN", "must be a number"),
        ("price", "Infinity", "must be a number"),
        ("off", 101, "at most 100"),
        ("currency", "XXY", "not a currency"),
        ("due_on", "1899-12-31", "between 1900"),
        ("due_on", 20260901, "2026-12-31"),
        ("due_on", "31.12.2026", "2026-12-31"),
        ("at", "yesterday", "2026-12-31T14:30"),
        ("open", "yes", "true or false"),
        ("colour", "green", "'red'"),
        ("account", "1", "not an id"),
        ("unknown", 1, "no such field"),
    ],
)
def test_wrong_input_is_refused_by_field_with_a_reason(
    field: str, value: object, words: str
) -> None:
    with pytest.raises(InvalidError) as refusal:
        shapes.check(SHAPE, {"name": "Fine"} | {field: value})
    assert list(refusal.value.errors) == [field]
    assert words in str(refusal.value)


@pytest.mark.parametrize(
    "text", ["Δοκιμή", "名前", "🎻 & Söhne", "\u200fأهلا\u200e", "zero\u200bwidth", "a'b\"c"]
)
def test_every_script_is_kept_as_it_is(text: str) -> None:
    assert shapes.check(SHAPE, {"name": text}) == {"name": text}


def test_only_what_was_given_comes_back_typed() -> None:
    values = {"name": " Fine ", "price": "12.50", "due_on": "2026-09-01", "email": None}
    assert shapes.check(SHAPE, values) == {
        "name": "Fine",
        "price": Decimal("12.50"),
        "due_on": date(2026, 9, 1),
        "email": "",
    }


def test_a_change_may_leave_out_what_is_required() -> None:
    change = shapes.build("Change", FIELDS, optional=True)
    assert shapes.check(change, {"count": 3}) == {"count": 3}
    with pytest.raises(InvalidError):
        shapes.check(change, {"name": ""})


@given(
    st.dictionaries(
        st.sampled_from([f.name for f in FIELDS]),
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(),
            st.text(),
            st.decimals(),
            st.lists(st.integers()),
        ),
    )
)
def test_nothing_but_a_refusal_comes_of_anything(values: dict[str, object]) -> None:
    with suppress(InvalidError):
        assert set(shapes.check(SHAPE, values)) == set(values)


FILLED = (
    Field(name="name", label="Name", required=True, clearable=False),
    Field(name="discount", label="Discount", kind=Kind.MONEY, clearable=False),
    Field(name="locale", label="Locale", clearable=False),
    Field(
        name="colour",
        label="Colour",
        kind=Kind.CHOICE,
        choices=(("red", "Red"), ("blue", "Blue")),
        clearable=False,
    ),
    Field(name="note", label="Note"),
    Field(name="due_on", label="Due", kind=Kind.DATE),
)


def test_what_the_verb_chooses_may_come_empty_and_then_counts_as_not_given() -> None:
    shape = shapes.build("New", FILLED, chosen=("discount", "locale"))
    given = {"name": "A", "discount": None, "locale": "", "note": "", "due_on": None}
    assert shapes.check(shape, given) == {"name": "A", "note": "", "due_on": None}


@pytest.mark.parametrize("empty", [{"discount": None}, {"locale": ""}, {"colour": ""}])
def test_what_always_has_a_value_cannot_be_emptied(empty: dict[str, object]) -> None:
    shape = shapes.build("Changed", FILLED, optional=True)
    with pytest.raises(InvalidError) as refusal:
        shapes.check(shape, empty)
    assert list(refusal.value.errors) == list(empty)
    assert "cannot be empty" in str(refusal.value)


def test_what_may_be_missing_can_be_emptied() -> None:
    shape = shapes.build("Changed", FILLED, optional=True)
    assert shapes.check(shape, {"note": None, "due_on": None}) == {"note": "", "due_on": None}
