"""Accounts and contacts over REST."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from tests.factories.customers import account_of, contact_of

pytestmark = pytest.mark.django_db
type Program = Callable[..., Client]

JSON = "application/json"
ACCOUNTS, CONTACTS = "/api/v1/accounts", "/api/v1/contacts"


def post(client: Client, address: str, body: object) -> Any:
    return client.post(address, body, content_type=JSON)


def test_a_program_creates_an_account(alice: Actor, api_for: Program) -> None:
    answer = post(api_for(alice), ACCOUNTS, {"name": "Nordhaven", "phone": "030 1234567"})
    assert answer.status_code == 201
    found = answer.json()
    assert (found["number"], found["currency"]) == ("ACC-2026-000001", "EUR")
    assert found["phone"] == "+49301234567"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "N" * 201}, "name"),
        ({"name": "N", "employees": -1}, "employees"),
        ({"name": "N", "industry": "magic"}, "industry"),
        ({"name": "N", "email": "no"}, "email"),
        ({"name": "N", "phone": "no"}, "phone"),
        ({"name": "N", "number": "ACC-1"}, "number"),
        ({"name": "N", "currency": "XXQ"}, "currency"),
        ({"name": "N", "parent": "0190c5a8-0000-7000-8000-000000000000"}, "parent"),
    ],
)
def test_what_is_wrong_is_refused_with_its_field_and_nothing_is_written(
    body: dict[str, Any], field: str, alice: Actor, api_for: Program
) -> None:
    answer = post(api_for(alice), ACCOUNTS, body)
    assert answer.status_code == 422
    assert field in answer.text
    assert not Account.objects.exists()
    assert not EventRecord.objects.filter(subject_type="customers.account").exists()


@pytest.mark.parametrize(("who", "status"), [("alice", 200), ("bob", 200), ("charlie", 404)])
def test_owner_and_manager_read_an_account_and_a_stranger_finds_none(
    who: str, status: int, alice: Actor, api_for: Program, request: pytest.FixtureRequest
) -> None:
    account = account_of(alice)
    client = api_for(request.getfixturevalue(who))
    assert client.get(f"{ACCOUNTS}/{account.pk}").status_code == status
    assert len(client.get(ACCOUNTS).json()["items"]) == (status == 200)


def test_a_change_needs_the_version_that_was_read(
    alice: Actor, bob: Actor, api_for: Program
) -> None:
    account = account_of(alice)
    address = f"{ACCOUNTS}/{account.pk}"

    def change(client: Client, city: str) -> Any:
        body, headers = {"billing_city": city}, {"If-Match": '"1"'}
        return client.patch(address, body, content_type=JSON, headers=headers)

    assert change(api_for(bob), "Malmö").status_code == 200
    assert change(api_for(alice), "Lund").status_code == 412
    account.refresh_from_db()
    assert account.billing_city == "Malmö"


def test_a_colleague_reads_and_may_not_change_or_delete(
    alice: Actor, ann: Actor, api_for: Program
) -> None:
    account = account_of(alice)
    client, address = api_for(ann), f"{ACCOUNTS}/{account.pk}"
    assert client.get(address).status_code == 200
    headers = {"If-Match": '"1"'}
    body = {"name": "Mine"}
    assert client.patch(address, body, content_type=JSON, headers=headers).status_code == 403
    assert client.delete(address, headers=headers).status_code == 403
    assert Account.objects.get().name == "Nordhaven Cold Chain AB"


def test_an_account_in_use_is_not_deleted(alice: Actor, api_for: Program) -> None:
    account = account_of(alice)
    contact_of(alice, account=account)
    answer = api_for(alice).delete(f"{ACCOUNTS}/{account.pk}", headers={"If-Match": '"1"'})
    assert answer.status_code == 409
    assert "contacts" in answer.json()["detail"]


def test_the_contacts_of_an_account_are_found_by_it(alice: Actor, api_for: Program) -> None:
    account = account_of(alice)
    contact_of(alice, account=account)
    contact_of(alice, "Per Berg")
    items = api_for(alice).get(CONTACTS, {"account": str(account.pk)}).json()["items"]
    assert [item["name"] for item in items] == ["Annika Sjöberg-Lindqvist"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("address", [ACCOUNTS, CONTACTS])
def test_a_list_costs_the_same_for_one_row_and_for_three(
    address: str,
    count: int,
    alice: Actor,
    api_for: Program,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        contact_of(alice, account=account_of(alice, f"Account {number}"))
    client = api_for(alice)
    with django_assert_num_queries(LIST_QUERIES):
        assert len(client.get(address).json()["items"]) == count


LIST_QUERIES = 5
