"""Lists and filters over custom fields: what a plain reading finds, whatever is stored, by the index of the field."""

import json
import random
import string
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dealwright.core import paging, typed
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.records import registry
from dealwright.records.custom import actions, indexes, indexing
from dealwright.records.custom.models import CustomField, IndexState
from dealwright.records.fields import STORED, Kind
from dealwright.records.filtering import comparing, compiling
from dealwright.records.filtering.tree import OPPOSITES, Condition, Literal, Not, Operator
from tests.people import AT
from tests.records.custom.conftest import ACCOUNT, Add, Make, choices

pytestmark = pytest.mark.django_db

FIELDS = {
    "text": {},
    "long_text": {},
    "integer": {},
    "decimal": {},
    "money": {},
    "date": {},
    "datetime": {},
    "boolean": {},
    "choice": {"choices": choices("Gold", "Silver")},
    "list": {"choices": choices("Red", "Blue")},
    "email": {},
    "phone": {},
    "url": {},
    "link": {"to": ACCOUNT},
}
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
NUMBERS = st.decimals(-(10**12), 10**12, places=2)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": st.text(st.characters(exclude_categories=["C"]), max_size=20).filter(str.strip),
    "whole": st.integers(-(10**15) + 1, 10**15 - 1),
    "number": NUMBERS,
    "day": DAYS,
    "moment": st.datetimes(
        datetime(1990, 1, 1),  # noqa: DTZ001  Hypothesis adds the zone
        datetime(2100, 1, 1),  # noqa: DTZ001  the same
        timezones=st.just(UTC),
    ),
    "flag": st.booleans(),
    "link": st.uuids(),
    "list": st.lists(st.sampled_from(["red", "blue"]), min_size=1, unique=True),
}  # fmt: skip
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["2026-02-30", "2026-12-31", "now", "1e9", "true", "red", ""])
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.just("a"), inner, max_size=1),
    max_leaves=4,
)


@given(st.data())
def test_every_value_is_read_back_as_it_was_stored(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(sorted(VALUES)))
    value = data.draw(VALUES[form])
    stored = typed.Values().having({f"{form}_cf_x": value})
    again = typed.Values(json.loads(json.dumps(stored)))
    assert getattr(again, f"{form}_cf_x") == value
    assert typed.from_plain(form, json.loads(json.dumps(stored))["cf_x"]) == value


@given(JSON, st.sampled_from(sorted(typed.FORMS)))
def test_whatever_is_stored_is_read_as_a_value_or_as_none(stored: Any, form: str) -> None:
    read = typed.read({"cf_x": stored}, f"{form}_cf_x")
    assert read is None or typed.Values().having({f"{form}_cf_x": read}) is not None


@pytest.fixture
def rows(add: Add, account: Make) -> list[Account]:
    """Three accounts; a field of each kind."""
    for kind, values in FIELDS.items():
        add(kind, kind, name=kind, **values)
    return [account(name) for name in "abc"]


def hold(row: Account, custom: Any) -> None:
    """What someone wrote into the column by hand."""
    with connection.cursor() as cursor:
        cursor.execute(
            "/* by hand */ UPDATE customers_account SET custom = %s::jsonb WHERE id = %s",
            [json.dumps(custom), row.pk],
        )


def literal(field: Any, value: Any) -> Literal:
    plain = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else None
    text = plain or (value.isoformat() if isinstance(value, date) else str(value))
    return Literal(text.replace("+00:00", "Z"))


def found_by(tree: Any, entity: Any, actor: Actor) -> list[Any]:
    condition = compiling.condition_of(tree, entity, actor=actor, at=AT)
    return list(entity.rows(actor).filter(condition).values_list("pk", flat=True))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_stored_json_makes_a_query_fail(
    data: st.DataObject, rows: list[Account], alice: Actor
) -> None:
    entity = registry.entity(ACCOUNT)
    names = [field.name for field in entity.customs]
    for row in rows:
        hold(row, data.draw(st.dictionaries(st.sampled_from(names), JSON) | JSON))
    for field in entity.customs:
        linked = registry.entity(ACCOUNT) if field.kind == Kind.LINK else None
        for operator in comparing.operators(entity, field, linked):
            condition = condition_for(field, operator, data.draw(VALUES[form_of(field)]))
            holds = found_by(condition, entity, alice)
            does_not = found_by(Not(condition), entity, alice)
            assert sorted(holds + does_not) == sorted(row.pk for row in rows)
        for order in (field.column, f"-{field.column}"):
            first = paging.page(entity.rows(alice), paging.order(order), size=1)
            if first.next_cursor:
                second = paging.page(
                    entity.rows(alice), paging.order(order), size=1, cursor=first.next_cursor
                )
                assert first.rows != second.rows


def test_a_whole_number_of_any_length_can_end_a_page(rows: list[Account], alice: Actor) -> None:
    entity = registry.entity(ACCOUNT)
    (column,) = (field.column for field in entity.customs if field.kind == Kind.INTEGER)
    stored = [10**28, 10**28 + 1, 7]
    for row, number in zip(rows, stored, strict=True):
        hold(row, {"cf_integer": number})
    found: list[Any] = []
    cursor = None
    for _each in rows:
        page = paging.page(entity.rows(alice), paging.order(f"-{column}"), size=1, cursor=cursor)
        found += [row.pk for row in page.rows]
        cursor = page.next_cursor
    assert (found, cursor) == ([rows[1].pk, rows[0].pk, rows[2].pk], None)


def form_of(field: Any) -> str:
    return STORED[field.kind]


def condition_for(field: Any, operator: Operator, value: Any) -> Condition:
    if field.kind in {Kind.CHOICE, Kind.LIST}:
        value = field.choices[0][0]
    if field.kind == Kind.PHONE:
        value = "+4930123456"
    count = {
        Operator.EMPTY: 0,
        Operator.NOT_EMPTY: 0,
        Operator.BETWEEN: 2,
        Operator.NOT_BETWEEN: 2,
    }.get(operator, 1)
    if field.kind in {Kind.MONEY, Kind.DECIMAL}:
        value = Decimal(value).quantize(Decimal("0.01"))
    return Condition((field.name,), operator, (literal(field, value),) * count)


COMPARED: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUAL: lambda held, asked: held == asked,
    Operator.LESS: lambda held, asked: held < asked,
    Operator.AT_MOST: lambda held, asked: held <= asked,
    Operator.GREATER: lambda held, asked: held > asked,
    Operator.AT_LEAST: lambda held, asked: held >= asked,
}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_filter_finds_what_a_plain_reading_finds(
    data: st.DataObject, rows: list[Account], alice: Actor
) -> None:
    kind = data.draw(st.sampled_from(["integer", "decimal", "money", "date", "datetime"]))
    entity = registry.entity(ACCOUNT)
    field = entity.field(f"cf_{kind}")
    value = st.none() | VALUES[form_of(field)]
    held = [data.draw(value) for _row in rows]
    for row, each in zip(rows, held, strict=True):
        hold(row, typed.Values().having({field.column.removeprefix("custom__"): each}))
    asked = data.draw(st.sampled_from([each for each in held if each is not None] or [None]))
    if asked is None:
        return
    for operator, holds in COMPARED.items():
        for negated in (False, True):
            wanted = next((k for k, v in OPPOSITES.items() if v == operator), None)
            if negated and wanted is None:
                continue
            condition = Condition(
                (field.name,), wanted if negated and wanted else operator, (literal(field, asked),)
            )
            q = compiling.condition_of(condition, entity, actor=alice, at=AT)
            found = set(entity.rows(alice).filter(q).values_list("pk", flat=True))
            expected = {
                row.pk
                for row, each in zip(rows, held, strict=True)
                if (each is not None and holds(each, asked)) != negated
            }
            assert found == expected


@pytest.mark.parametrize("kind", sorted(set(FIELDS) - {"list", "long_text", "link"}))
def test_a_list_is_ordered_and_paged_by_a_custom_field(
    kind: str, rows: list[Account], alice: Actor, api_for: Callable[..., Client]
) -> None:
    field = registry.entity(ACCOUNT).field(f"cf_{kind}")
    values = {
        "text": ["a", "b"],
        "whole": [9, 10],
        "number": [Decimal("9.5"), Decimal(10)],
        "day": [date(2026, 9, 1), date(2026, 10, 1)],
        "moment": [datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)],
        "flag": [False, True],
    }[form_of(field)]
    low, high, none = rows
    for row, value in ((low, values[0]), (high, values[1])):
        hold(row, typed.Values().having({field.column.removeprefix("custom__"): value}))
    client = api_for(alice)
    for order, expected in ((field.name, [low, high, none]), (f"-{field.name}", [high, low, none])):
        found, cursor = [], ""
        for _page in range(3):
            parameters = {"order": order, "limit": 1} | ({"cursor": cursor} if cursor else {})
            answer = client.get("/api/v1/accounts", parameters)
            assert answer.status_code == 200, answer.content
            found += [item["id"] for item in answer.json()["items"]]
            cursor = answer.json()["next_cursor"]
        assert found == [str(row.pk) for row in expected]
        assert cursor is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cf_choice = Gold", "a"),
        ("cf_choice != gold", "bc"),
        ("cf_list contains Red", "a"),
        ("cf_list contains blue", "ab"),
        ("cf_list is empty", "c"),
        ("cf_text contains ORD", "a"),
        ("cf_text = nordhaven", "a"),
        ("cf_boolean = true", "b"),
        ("cf_link.name = c", "a"),
        ("cf_date in this year", "a"),
        ("cf_integer between 1 and 5", "a"),
        ("not (cf_integer > 1)", "bc"),
    ],
)
def test_the_filter_language_knows_custom_fields(
    text: str, expected: str, rows: list[Account], alice: Actor
) -> None:
    a, b, c = rows
    first = {
        "cf_choice": "gold", "cf_list": ["red", "blue"], "cf_text": "Nordhaven", "cf_boolean": False,
        "cf_link": str(c.pk), "cf_date": "2026-05-01", "cf_integer": 5,
    }  # fmt: skip
    hold(a, first)
    hold(b, {"cf_list": ["blue"], "cf_boolean": True})
    q = compiling.condition(text, registry.entity(ACCOUNT), actor=alice, at=AT)
    assert {row.name for row in Account.objects.filter(q)} == set(expected)


# indexes


@pytest.fixture
def committed(transactional_db: None) -> None:
    """Indexes are built outside of transactions."""


ASKED = {
    "text": ["cf_x = n5", "cf_x contains n5", "cf_x starts with n5"],
    "long_text": ["cf_x contains n55"],
    "integer": ["cf_x = 5", "cf_x > 2990"],
    "decimal": ["cf_x between 5 and 6"],
    "date": ["cf_x = 2020-01-05", "cf_x < 2020-01-03"],
    "datetime": ["cf_x = 2020-01-05"],
    "choice": ["cf_x = Rare"],
    "list": ["cf_x contains Rare"],
    "email": ["cf_x = n5@x.example"],
    "phone": ['cf_x = "+4930000005"'],
    "link": ["cf_x = 01997f4e-2b6a-7c31-9d0e-5a4b8c7f1e20"],
}
HELD = {
    "text": "'\"n' || n || '\"'",
    "long_text": "'\"n' || n || '\"'",
    "integer": "n::text",
    "decimal": "n || '.5'",
    "date": "to_json(date '2020-01-01' + n)::text",
    "datetime": "'\"' || (date '2020-01-01' + n) || 'T00:00:00.000000Z\"'",
    "choice": "CASE n % 500 WHEN 0 THEN '\"rare\"' ELSE '\"usual\"' END",
    "list": "CASE n % 500 WHEN 0 THEN '[\"rare\"]' ELSE '[\"usual\"]' END",
    "email": "'\"n' || n || '@x.example\"'",
    "phone": "'\"+49' || (3000000000 + n) || '\"'",
    "link": "to_json(gen_random_uuid())::text",
}
SETTINGS = {
    "choice": {"choices": choices("Rare", "Usual")},
    "list": {"choices": choices("Rare", "Usual")},
    "link": {"to": ACCOUNT},
}


@pytest.mark.slow
def test_every_filter_uses_the_index_of_its_field(
    committed: None, selling: Any, add: Add, alice: Actor, at: datetime
) -> None:
    kinds = list(ASKED)
    fields = {
        kind: add("X", kind, name=f"x_{kind}", is_searchable=True, **SETTINGS.get(kind, {}))
        for kind in kinds
    }
    many = [{"name": f"n{n}"} for n in range(1500)]
    customers.create_accounts(many, by=alice, at=at)
    held = ", ".join(f"'cf_x_{kind}', ({HELD[kind]})::jsonb" for kind in kinds)
    with connection.cursor() as cursor:
        cursor.execute(
            f"/* by hand */ UPDATE customers_account SET custom = jsonb_build_object({held}) FROM"
            " (SELECT id AS pk, (row_number() OVER (ORDER BY id))::int - 1 AS n FROM customers_account) AS numbered"
            " WHERE id = pk"
        )
    for field in fields.values():
        indexes.bring_up_to_date(field.pk, at=at)
    assert set(CustomField.objects.values_list("index_state", "index_note")) == {("ready", "")}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customers_account")
        cursor.execute("SET enable_seqscan = off")
    entity = registry.entity(ACCOUNT)
    for kind, texts in ASKED.items():
        for text in texts:
            q = compiling.condition(
                text.replace("cf_x", f"cf_x_{kind}"), entity, actor=alice, at=at
            )
            plan = Account.objects.filter(q).order_by().explain()
            assert fields[kind].pk.hex in plan, (text, plan)
        if kind not in {"long_text", "list"}:
            field = entity.field(f"cf_x_{kind}")
            ordered = paging.order(f"-{field.column}")
            plan = plan_of_page(ordered)
            assert f"cfi_{fields[kind].pk.hex}" in plan, (kind, plan)
    assert entity.field("cf_x_text").column in entity.search


def plan_of_page(order: paging.Order) -> str:
    first, second = order
    from django.db.models import F

    rows = Account.objects.filter(**{f"{first.name}__isnull": False})
    return str(rows.order_by(F(first.name).desc(), F(second.name).desc())[:50].explain())


def test_values_that_stand_twice_are_named_and_the_index_tried_again(
    committed: None, selling: Any, add: Add, account: Make, admin: Actor, alice: Actor, at: datetime
) -> None:
    field = add("Number", is_unique=True)
    first, second = account("First", cf_number="A1"), account("Second", cf_number="a1")
    indexes.bring_up_to_date(field.pk, at=at)
    field.refresh_from_db()
    assert field.index_state == IndexState.FAILED
    assert "“A1” (2)" in field.index_note
    customers.update_account(second, {"cf_number": "A2"}, by=alice, at=at)
    actions.index_again(field, by=admin, at=at)
    indexes.bring_up_to_date(field.pk, at=at)
    field.refresh_from_db()
    assert field.index_state == IndexState.READY
    with pytest.raises(Exception, match="Another record has this value already") as refused:
        account("Third", cf_number="a1")
    assert list(refused.value.errors) == ["cf_number"]
    assert Account.objects.count() == 2
    assert first.pk


def test_values_too_long_for_an_index_leave_none_behind(
    committed: None, selling: Any, add: Add, account: Make, admin: Actor, alice: Actor, at: datetime
) -> None:
    field = add("Remark", max_length=20_000)
    text = "".join(random.Random(1).choices(string.ascii_letters, k=20_000))
    long = account("First", cf_remark=text)
    actions.change_field(field, {"max_length": 500, "is_searchable": True}, by=admin, at=at)
    indexes.bring_up_to_date(field.pk, at=at)
    field.refresh_from_db()
    assert field.index_state == IndexState.FAILED
    assert "too long" in field.index_note
    assert not present(field)
    customers.update_account(long, {"cf_remark": "x" * 500}, by=alice, at=at)
    indexes.bring_up_to_date(field.pk, at=at)
    field.refresh_from_db()
    assert field.index_state == IndexState.READY
    widest = "".join(chr(0x10400 + random.Random(n).randrange(40)) for n in range(500))
    account("Second", cf_remark=widest)
    indexing.drop(field.pk)


def test_the_index_goes_with_the_field(
    committed: None, selling: Any, add: Add, admin: Actor, at: datetime
) -> None:
    field = add("Number", is_searchable=True)
    indexes.bring_up_to_date(field.pk, at=at)
    assert present(field)
    actions.change_field(field, {"is_searchable": False}, by=admin, at=at)
    indexes.bring_up_to_date(field.pk, at=at)
    assert not present(field)
    with writing(admin):
        CustomField.objects.all().delete()


def present(field: CustomField) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_class WHERE relname LIKE %s", [f"%{field.pk.hex}"])
        return cursor.fetchone() is not None
