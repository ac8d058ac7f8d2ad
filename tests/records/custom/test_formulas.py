"""Formulas: the language, what fits its fields, what comes out, and when it is worked out again."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, RefusedError
from dealwright.customers import actions as customers
from dealwright.customers.models import Account, Contact
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.models import Role
from dealwright.identity.privileges import FieldLevel
from dealwright.identity.queries import actor_for
from dealwright.records import registry
from dealwright.records.custom import actions, deriving
from dealwright.records.custom.formulas import working
from dealwright.records.custom.formulas.reading import parse
from dealwright.records.custom.formulas.tree import DEEPEST, FormulaError
from dealwright.records.fields import Kind
from tests.records.custom.conftest import ACCOUNT, CONTACT, Add, Make

VALUES = {
    "a": Decimal(7),
    "b": Decimal(2),
    "none": None,
    "word": "North",
    "day": date(2026, 12, 31),
    "yes": True,
    "count": 3,
}


def worked_out(text: str) -> Any:
    return working.work_out(parse(text), lambda name: VALUES[str(name)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("7 - 2 - 1", 4),
        ("-a + 1", -6),
        ("a / b", Decimal("3.5")),
        ("a / 0", None),
        ("a / (b - 2)", None),
        ("a + none", None),
        ("round(10 / 3, 2)", Decimal("3.33")),
        ("round(2.5)", 3),
        ("round(2, 99)", None),
        ("min(a, none, b)", 2),
        ("max(a, b)", 7),
        ("min(none)", None),
        ("abs(-3)", 3),
        ("count + 1", 4),
        ('concat(word, "-", a, none, yes)', "North-7true"),
        ('concat("a \\"quoted\\" \\\\ word")', 'a "quoted" \\ word'),
        ('if(a > b, "more", "less")', "more"),
        ('if(none > b, "more", "less")', "less"),
        ("if(none > b or yes, 1, 2)", 1),
        ("not (a > b and yes)", False),
        ("a != b", True),
        ("none = none", None),
        ("is_empty(none) and not is_empty(a)", True),
        ("day + 1", date(2027, 1, 1)),
        ("day - day", 0),
        ("days(date(2026, 1, 1), day)", 364),
        ("year(day) * 100 + month(day)", 202612),
        ("date(2026, 2, 30)", None),
        ("day + 99999999", None),
        ("day - 999999999999999", None),
        ("999999999999999 * 10", None),
        ('if(word = "North", 1, 2)', 1),
    ],
)
def test_a_formula_comes_to(text: str, expected: Any) -> None:
    assert worked_out(text) == expected


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("", 0),
        ("1 +", 3),
        ("(1", 2),
        ("1 2", 2),
        ("a = b = c", 6),
        ("round(", 6),
        ("'a'", 0),
        ('"a', 0),
        ("a..b", 1),
        ("a;b", 1),
        ("1e9", 0),
        ("a\0", 1),
        ("__import__('os')", 11),
        ("12345678901234567890", 0),
        ("(" * (DEEPEST + 1), DEEPEST + 1),
        ("not " * (DEEPEST + 1) + "a", 4 * (DEEPEST + 1)),
        ("-" * (DEEPEST + 1) + "a", DEEPEST + 1),
        ("a" * 1001, 1000),
        ("a+" * 150 + "a", 200),
    ],
)
def test_what_is_no_formula_is_refused_where_it_stands(text: str, at: int) -> None:
    with pytest.raises(FormulaError) as refused:
        parse(text)
    assert refused.value.at == at
    assert list(refused.value.errors) == ["formula"]


@given(st.text(max_size=60) | st.text('abc()+-*/=<>,."1 ', max_size=60))
def test_any_text_is_a_formula_or_is_refused_with_a_place_in_it(text: str) -> None:
    place = refused_at(text)
    assert place is None or 0 <= place <= len(text)


def refused_at(text: str) -> int | None:
    """Where a text is refused; None when it is a formula, which then comes to something or to nothing."""
    try:
        working.work_out(parse(text), lambda _name: Decimal(2))
    except FormulaError as error:
        return error.at
    return None


EXPRESSIONS = st.recursive(
    st.integers(0, 10**6).map(str) | st.sampled_from(["a", "b"]),
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(
        lambda p: f"({p[0]} {p[1]} {p[2]})"
    ),
    max_leaves=8,
)


@given(EXPRESSIONS)
def test_numbers_come_out_as_python_reckons_them(text: str) -> None:
    plain = eval(text, {"__builtins__": {}}, {"a": 7, "b": 2})
    expected = plain if abs(plain) < 10**15 else None
    assert worked_out(text) == expected


@given(st.decimals(-(10**16), 10**16, allow_nan=False), st.integers(0, 6))
def test_what_is_rounded_can_be_stored(number: Decimal, places: int) -> None:
    found = working.rounded(number, places)
    if found is not None:
        assert len(found.as_tuple().digits) <= 16
        assert Decimal(repr(float(found))) == found or found == int(found)


# over the fields of records


@pytest.fixture
def formula(add: Add) -> Callable[..., Any]:
    return lambda label, text, **values: add(label, "formula", formula=text, **values)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("employees * 2", Kind.DECIMAL),
        ("name", Kind.TEXT),
        ('industry = "food"', Kind.BOOLEAN),
        ("if(is_empty(parent.name), name, parent.name)", Kind.TEXT),
        ("cf_start + 365", Kind.DATE),
    ],
)
def test_the_result_has_the_kind_of_what_comes_out(
    text: str, kind: Kind, add: Add, formula: Any
) -> None:
    add("Start", "date")
    formula("X", text)
    field = registry.entity(ACCOUNT).field("cf_x")
    assert field.kind == kind
    assert not field.editable
    assert not field.creatable


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("employes", "no field “employes” of accounts"),
        ("parent.nothing", "no field “nothing” of accounts"),
        ("name.first", "leads to no record"),
        ("parent.parent.name", "one link only"),
        ("owner", "of a kind that no formula reads"),
        ("name + 1", "does not take text, number"),
        ("employees = name", "does not take number, text"),
        ("if(employees, 1, 2)", "does not take number, number, number"),
        ("sqrt(employees)", "no function “sqrt”"),
        ("today", "another day is today"),
        ("days(cf_start, today())", "another day is today"),
        ("cf_x + 1", "depend on itself|no field"),
    ],
)
def test_a_formula_that_does_not_fit_is_refused(
    text: str, told: str, add: Add, formula: Any
) -> None:
    add("Start", "date")
    with pytest.raises(InvalidError, match=told):
        formula("X", text)
    assert "cf_x" not in registry.entity(ACCOUNT).by_name


@pytest.mark.django_db
def test_formulas_that_read_one_another_in_a_circle_are_refused(
    formula: Any, admin: Actor, at: datetime
) -> None:
    first = formula("A", "employees")
    formula("B", "cf_a + 1")
    formula("C", "cf_b + 1")
    with pytest.raises(InvalidError, match="depend on itself"):
        actions.change_field(first, {"formula": "cf_c + 1"}, by=admin, at=at)


@pytest.mark.django_db
def test_what_a_formula_reads_is_not_retired_and_keeps_its_kind(
    add: Add, formula: Any, admin: Actor, at: datetime
) -> None:
    field = add("Seats", "integer")
    first = formula("A", "cf_seats * 2")
    formula("B", "cf_a + 1")
    with pytest.raises(RefusedError, match="“A”"):
        actions.retire_field(field, by=admin, at=at)
    with pytest.raises(InvalidError, match="Other formulas read it"):
        actions.change_field(first, {"formula": "name"}, by=admin, at=at)


@pytest.mark.django_db
def test_it_is_worked_out_with_every_write(
    add: Add, account: Make, formula: Any, alice: Actor, at: datetime
) -> None:
    add("Seats", "integer")
    add("Each", "money")
    formula("Total", "cf_each * cf_seats")
    formula("Twice", "cf_total * 2")
    made = account(cf_seats=3, cf_each=Decimal("1.5"))
    assert made.custom == {"cf_seats": 3, "cf_each": 1.5, "cf_total": 4.5, "cf_twice": 9}
    customers.update_account(made, {"cf_seats": 4}, by=alice, at=at)
    made.refresh_from_db()
    assert made.custom["cf_twice"] == 12
    event = EventRecord.objects.filter(subject_id=made.pk).latest("pk")
    assert list(event.changes) == ["cf_seats"]


@pytest.mark.django_db
def test_it_cannot_be_given(formula: Any, alice: Actor, api_for: Any) -> None:
    formula("X", "employees * 2")
    body = {"name": "N", "employees": 4, "cf_x": 1}
    client = api_for(alice)
    answer = client.post("/api/v1/accounts", body, content_type="application/json")
    assert answer.json()["errors"] == [
        {"field": "cf_x", "detail": "This can be read, not written."}
    ]
    del body["cf_x"]
    answer = client.post("/api/v1/accounts", body, content_type="application/json")
    assert answer.json()["cf_x"] == "8"
    found = client.get("/api/v1/accounts", {"filter": "cf_x > 7", "order": "-cf_x"})
    assert [each["name"] for each in found.json()["items"]] == ["N"]


@pytest.mark.django_db
def test_it_reads_the_record_that_a_link_leads_to(
    add: Add, account: Make, alice: Actor, at: datetime
) -> None:
    add("Label", "formula", entity=CONTACT, formula='concat(last_name, ", ", account.name)')
    company = account("Nordhaven")
    contact = customers.create_contact({"last_name": "Berg", "account": company}, by=alice, at=at)
    assert contact.custom == {"cf_label": "Berg, Nordhaven"}
    customers.update_account(company, {"name": "Sydhaven"}, by=alice, at=at)
    (reader,) = deriving.linked_readers(ACCOUNT)
    assert (reader.entity, reader.link, reader.fields) == (CONTACT, "account", {"name"})
    version = Contact.objects.get().version
    last = actions.work_out_some(
        CONTACT, link="account", target=company.pk, after=None, by=alice, at=at
    )
    assert last == contact.pk
    contact.refresh_from_db()
    assert contact.custom == {"cf_label": "Berg, Sydhaven"}
    assert contact.version == version


@pytest.mark.django_db
def test_records_that_were_there_before_are_worked_out_in_batches(
    account: Make, formula: Any, alice: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        account(str(number), employees=number)
    formula("X", "employees + 1")
    monkeypatch.setattr(actions, "WORKED_OUT_AT_ONCE", 2)
    first = actions.work_out_some(ACCOUNT, after=None, by=alice, at=at)
    last = actions.work_out_some(ACCOUNT, after=first, by=alice, at=at)
    assert actions.work_out_some(ACCOUNT, after=last, by=alice, at=at) is None
    column = registry.entity(ACCOUNT).field("cf_x").column
    assert sorted(Account.objects.values_list(column, flat=True)) == [1, 2, 3]
    assert set(Account.objects.values_list("version", flat=True)) == {1}


@pytest.mark.django_db
def test_who_may_not_see_what_it_reads_may_not_see_it(
    add: Add, formula: Any, admin: Actor, people: Any, at: datetime
) -> None:
    formula("A", "employees * 2")
    formula("B", "cf_a + 1")
    add("Size", "formula", entity=CONTACT, formula="account.employees")
    role = Role.objects.get(key="salesperson")
    identity.set_field_rights(role, ACCOUNT, {"employees": FieldLevel.HIDDEN}, by=admin, at=at)
    alice = actor_for(people.alice)
    seen = registry.entity(ACCOUNT).seen_by(alice)
    assert not {"employees", "cf_a", "cf_b"} & seen.by_name.keys()
    assert "cf_size" not in registry.entity(CONTACT).seen_by(alice).by_name
    assert "cf_size" in registry.entity(CONTACT).seen_by(admin).by_name
