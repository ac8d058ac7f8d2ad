from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from dealwright.core import paging
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.customers import actions as customers
from dealwright.customers.models import Account

ORDERS = (
    ("name",),
    ("-name",),
    ("employees",),
    ("-employees",),
    ("employees", "-name"),
    ("-employees", "founded"),
    ("founded", "employees", "name"),
    ("industry", "-employees"),
    ("parent__name", "name"),
    ("parent", "-name"),
    ("-parent", "-name"),
    ("-annual_revenue",),
    ("-created_at",),
    ("-pk",),
)


def test_the_primary_key_breaks_ties() -> None:
    keys = paging.order("-close_on", "name")
    assert [(key.name, key.descending) for key in keys] == [
        ("close_on", True),
        ("name", False),
        ("id", False),
    ]


def test_a_cursor_of_another_order_is_refused() -> None:
    cursor = paging.encode(paging.order("name"), ["Acme", "1"])
    with pytest.raises(InvalidError) as refusal:
        paging.decode(paging.order("-name"), cursor)
    assert "another order" in str(refusal.value)


@given(st.text(max_size=40))
def test_a_damaged_cursor_is_refused_by_name(text: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        paging.decode(paging.order("name"), text)
    assert list(refusal.value.errors) == ["cursor"]


@given(st.one_of(st.none(), st.text()), st.uuids())
def test_a_cursor_brings_its_values_back(name: str | None, pk: object) -> None:
    keys = paging.order("name")
    assert paging.decode(keys, paging.encode(keys, [name, pk])) == [name, str(pk)]


@pytest.fixture
def accounts(alice: Actor, at: datetime) -> list[Account]:
    """Eleven accounts full of ties and gaps."""
    parent = customers.create_account({"name": "Aa parent"}, by=alice, at=at)
    rows = [
        {
            "name": name,
            "employees": employees,
            "founded": founded,
            "annual_revenue": None if employees is None else f"{employees}.50",
            "industry": "food" if founded else "",
            "parent": parent.pk if founded else None,
        }
        for name, employees, founded in (
            ("Borg", 10, None),
            ("Borg", 10, 1990),
            ("Borg", None, 1990),
            ("Åkerlund", None, None),
            ("Åkerlund", None, None),
            ("Ceres", 10, 1990),
            ("Ceres", 900, 2001),
            ("Dahl", 11, None),
            ("Dahl", 11, 2001),
            ("\u200fnūn", 12, 1990),
        )
    ]
    return [parent, *customers.create_accounts(rows, by=alice, at=at)]


def walk(keys: paging.Order, size: int) -> list[Any]:
    """The ids on all pages, one after the other."""
    found: list[Any] = []
    cursor: str | None = None
    while True:
        rows = Account.objects.select_related("parent")
        page = paging.page(rows, keys, size=size, cursor=cursor)
        assert page.rows or cursor is None
        found += [row.pk for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            return found


@pytest.mark.parametrize("size", [1, 2, 3, 11])
@pytest.mark.parametrize("names", ORDERS, ids=",".join)
def test_pages_lose_and_repeat_nothing_through_ties_and_missing_values(
    accounts: list[Account], names: tuple[str, ...], size: int
) -> None:
    keys = paging.order(*names)
    whole = Account.objects.order_by(
        *(
            f.desc(nulls_last=True) if key.descending else f.asc(nulls_last=True)
            for key in keys
            for f in [F(key.name)]
        )
    )
    assert walk(keys, size) == list(whole.values_list("pk", flat=True))


def test_a_full_page_without_missing_values_costs_one_query(accounts: list[Account]) -> None:
    with CaptureQueriesContext(connection) as queries:
        paging.page(Account.objects.all(), paging.order("employees"), size=3)
    assert len(queries) == 1


@pytest.mark.parametrize("names", [("name",), ("-name",), ("employees",), ("-employees",)])
def test_a_later_page_enters_the_index_at_the_cursor(
    accounts: list[Account], names: tuple[str, ...]
) -> None:
    keys = paging.order(*names)
    first = paging.page(Account.objects.all(), keys, size=3)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("CREATE INDEX ON customers_account (employees, id)")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    with CaptureQueriesContext(connection) as queries:
        paging.page(Account.objects.all(), keys, size=2, cursor=first.next_cursor)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + queries[0]["sql"])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    column = names[0].removeprefix("-")
    assert "Index Cond: " in plan
    assert "ROW(" in plan
    assert column in plan
    assert "Sort" not in plan
    assert "Filter" not in plan


@pytest.mark.parametrize(
    "values",
    [
        [None, None],
        ["a\0b", "01900000-0000-7000-8000-000000000000"],
        [{}, "x"],
        ["x" * 999, 1],
        [True, [1]],
    ],
)
def test_a_cursor_with_foreign_values_is_refused(db: None, values: list[Any]) -> None:
    keys = paging.order("name")
    with pytest.raises(InvalidError) as refusal:
        paging.page(Account.objects.all(), keys, size=2, cursor=paging.encode(keys, values))
    assert list(refusal.value.errors) == ["cursor"]


@pytest.mark.parametrize("number", [10**30, "many", -1, 1.5, True, float("nan")])
def test_a_number_beyond_its_column_is_refused(db: None, number: Any) -> None:
    keys = paging.order("employees")
    text = paging.encode(keys, [number, "01900000-0000-7000-8000-000000000000"])
    if number in {True, 1.5}:  # read as whole numbers, which does no harm
        assert paging.page(Account.objects.all(), keys, size=2, cursor=text).rows == []
        return
    with pytest.raises(InvalidError):
        paging.page(Account.objects.all(), keys, size=2, cursor=text)
