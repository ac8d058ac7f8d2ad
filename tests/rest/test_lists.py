"""Lists: what they hold, how they are filtered, ordered, cut and searched, and what they cost."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from tests.rest.conftest import Api

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts(alice: Actor, at: datetime) -> list[Account]:
    rows: list[dict[str, Any]] = [
        {"name": "Kessler & Söhne", "employees": 900, "industry": "manufacturing"},
        {"name": "Nordhaven Cold Chain", "employees": 12, "industry": "logistics"},
        {"name": "Fjellstad Kraft", "employees": None, "industry": "energy"},
        {"name": "100% Organic_", "employees": 12, "industry": ""},
        {"name": "1000 Organic-", "employees": 3, "industry": "food"},
    ]
    return customers.create_accounts(rows, by=alice, at=at)


def names(api: Api, path: str = "accounts", **parameters: Any) -> list[str]:
    answer = api.get(path, **parameters)
    assert answer.status_code == 200, answer.content
    return [found["name"] for found in answer.json()["items"]]


def walk(api: Api, path: str, **parameters: Any) -> Iterator[dict[str, Any]]:
    page = api.get(path, **parameters).json()
    yield from page["items"]
    while page["next_cursor"]:
        page = api.get(path, **parameters, cursor=page["next_cursor"]).json()
        yield from page["items"]


def test_everyone_lists_what_they_may_see(
    as_alice: Api, as_bob: Api, as_charlie: Api, accounts: list[Account]
) -> None:
    assert len(names(as_alice)) == len(names(as_bob)) == 5
    assert names(as_charlie) == []


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"industry": "energy"}, ["Fjellstad Kraft"]),
        ({"industry__in": "energy,food"}, ["1000 Organic-", "Fjellstad Kraft"]),
        ({"industry__isnull": "true"}, ["100% Organic_"]),
        ({"employees__gte": "12"}, ["100% Organic_", "Kessler & Söhne", "Nordhaven Cold Chain"]),
        ({"employees__gte": "4", "employees__lte": "12"}, ["100% Organic_", "Nordhaven Cold Chain"]),
        ({"employees__isnull": "true"}, ["Fjellstad Kraft"]),
        ({"employees__isnull": "false", "employees__lte": "3"}, ["1000 Organic-"]),
        ({"name": "Fjellstad Kraft"}, ["Fjellstad Kraft"]),
        ({"name__icontains": "söHNE"}, ["Kessler & Söhne"]),
        ({"name__icontains": "100% o"}, ["100% Organic_"]),
        ({"name__icontains": "c_"}, ["100% Organic_"]),
        ({"search": "chain nord"}, ["Nordhaven Cold Chain"]),
        ({"search": "chain kraft"}, []),
        ({"created_at__gte": "2026-09-01T09:00:01Z"}, []),
        ({"currency": "EUR", "created_at__lte": "2026-09-01T09:00:00Z", "search": "raft"}, ["Fjellstad Kraft"]),
    ],
)  # fmt: skip
def test_filters_narrow_the_list(
    as_alice: Api, accounts: list[Account], parameters: dict[str, str], expected: list[str]
) -> None:
    assert names(as_alice, **parameters) == expected


def test_links_are_filtered_by_id(
    as_alice: Api, alice: Actor, bob: Actor, accounts: list[Account]
) -> None:
    assert len(names(as_alice, owner=alice.id)) == 5
    assert names(as_alice, owner=bob.id) == []
    assert len(names(as_alice, owner__in=f"{alice.id},{bob.id}")) == 5
    assert len(names(as_alice, parent__isnull="true")) == 5
    assert names(as_alice, id=accounts[2].pk) == ["Fjellstad Kraft"]
    assert names(as_alice, id__in=f"{accounts[1].pk},{accounts[2].pk}") == [
        "Fjellstad Kraft",
        "Nordhaven Cold Chain",
    ]


def test_a_record_is_found_by_the_start_of_its_number(
    as_alice: Api, accounts: list[Account]
) -> None:
    assert names(as_alice, search=accounts[0].number.lower()) == ["Kessler & Söhne"]


@pytest.mark.parametrize(
    ("parameters", "field", "reason"),
    [
        ({"colour": "red"}, "colour", "There is no such parameter."),
        ({"employees": "many"}, "employees", "This must be a whole number."),
        ({"employees__gte": str(10**20)}, "employees__gte", "This is at most 2147483647."),
        ({"owner": "alice"}, "owner", "This is not an id."),
        ({"owner__in": "a,b"}, "owner__in", "This is not an id."),
        ({"industry": "piracy"}, "industry", "Choose one of"),
        ({"created_at__gte": "yesterday"}, "created_at__gte", "Write a time as"),
        ({"created_at__gte": "1066-10-14T00:00:00Z"}, "created_at__gte", "between 1900 and 2200"),
        ({"employees__isnull": "perhaps"}, "employees__isnull", "true or false"),
        ({"name": "a\0b"}, "name", "Control characters"),
        ({"search": "a\0b"}, "search", "Control characters"),
        ({"search": "x" * 201}, "search", "at most 200"),
        ({"limit": "0"}, "limit", "Ask for 1 to 200 records."),
        ({"limit": "201"}, "limit", "Ask for 1 to 200 records."),
        ({"limit": "ten"}, "limit", "Ask for 1 to 200 records."),
        ({"order": "colour"}, "order", "Order by at most three of"),
        ({"order": "name,-owner,founded,employees"}, "order", "at most three"),
        ({"order": "description"}, "order", "Order by"),
        ({"cursor": "abc"}, "cursor", "damaged"),
        ({"fields": "colour"}, "fields", "There is no field colour."),
        ({"name": ["a", "b"]}, "name", "Give this once."),
    ],
)  # fmt: skip
def test_a_parameter_that_cannot_be_read_is_refused_by_name(
    as_alice: Api, accounts: list[Account], parameters: dict[str, Any], field: str, reason: str
) -> None:
    answer = as_alice.get("accounts", **parameters)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"] == field
    assert reason in error["detail"]


def test_an_order_may_follow_several_fields_and_labels_of_links(
    as_alice: Api, accounts: list[Account]
) -> None:
    assert names(as_alice, order="-employees,name") == [
        "Kessler & Söhne",
        "100% Organic_",
        "Nordhaven Cold Chain",
        "1000 Organic-",
        "Fjellstad Kraft",
    ]
    assert names(as_alice, order="owner,-name")[0] == "Nordhaven Cold Chain"


@pytest.mark.parametrize(
    "order",
    ["name", "-name", "employees", "-employees", "industry,-employees", "-parent,name", "-owner"],
)
@pytest.mark.parametrize("limit", [1, 2, 4])
def test_pages_follow_one_another_without_loss(
    as_alice: Api, accounts: list[Account], order: str, limit: int
) -> None:
    parent = str(accounts[0].pk)
    as_alice.post("accounts", [{"name": "Twin", "employees": 12, "parent": parent}] * 3)
    whole = [found["id"] for found in as_alice.get("accounts", order=order).json()["items"]]
    assert [found["id"] for found in walk(as_alice, "accounts", order=order, limit=limit)] == whole
    assert len(set(whole)) == 8


def test_a_page_leads_to_the_next(as_alice: Api, accounts: list[Account]) -> None:
    first = as_alice.get("accounts", limit=3, fields="name")
    address, relation = first["Link"].split("; ")
    assert relation == 'rel="next"'
    second = as_alice.client.get(address.strip("<>"))
    assert len(second.json()["items"]) == 2
    assert second.json()["next_cursor"] is None
    assert "Link" not in second


def test_a_cursor_is_bound_to_its_order(as_alice: Api, accounts: list[Account]) -> None:
    cursor = as_alice.get("accounts", limit=3).json()["next_cursor"]
    answer = as_alice.get("accounts", limit=3, cursor=cursor, order="-name")
    assert answer.status_code == 422
    assert "another order" in answer.json()["detail"]


def test_rows_may_be_read_in_part(as_alice: Api, accounts: list[Account]) -> None:
    page = as_alice.get("accounts", fields="owner,name", order="employees", limit=1).json()
    assert list(page["items"][0]) == ["id", "owner", "name"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_for_one_row_and_three(
    as_alice: Api, alice: Actor, at: datetime, count: int
) -> None:
    account = customers.create_account({"name": "A"}, by=alice, at=at)
    rows = [{"last_name": str(number), "account": account.pk} for number in range(count)]
    customers.create_contacts(rows, by=alice, at=at)
    as_alice.get("contacts")
    with CaptureQueriesContext(connection) as queries:
        assert len(as_alice.get("contacts").json()["items"]) == count
    assert len(queries) == 3  # token, principals, rows
