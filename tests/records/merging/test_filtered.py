"""Filters, views and addresses that name a record which was merged find what it has become."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.records import registry
from dealwright.records.filtering import compiling
from tests.factories.customers import account_of, contact_of
from tests.records.changesets.acting import undo
from tests.records.merging.merging import merged

pytestmark = pytest.mark.django_db
type Login = Callable[[Actor], Client]


@pytest.fixture
def chain(alice: Actor) -> list[Account]:
    """Three accounts, each merged into the next, the last of which has a contact of the first."""
    rows = [account_of(alice, name=name) for name in ("Nord", "Nordhaven", "Nordhaven AB")]
    contact_of(alice, last_name="Lindqvist", account=rows[0].pk)
    merged(rows[1], rows[0], by=alice)
    merged(rows[2], rows[1], by=alice)
    return rows


@pytest.mark.parametrize("asked", ["account = {0}", "account in ({1}, {2})", "account under {0}"])
def test_a_filter_follows_every_merge_since(
    asked: str, chain: list[Account], alice: Actor, client_for: Login, api_for: Login
) -> None:
    text = asked.format(*(row.pk for row in chain))
    (found,) = api_for(alice).get("/api/v1/contacts", {"filter": text}).json()["items"]
    assert found["last_name"] == "Lindqvist"
    page = client_for(alice).get("/contacts/", {"view": "all", "filter": text}).content.decode()
    assert "Lindqvist" in page
    none = api_for(alice).get("/api/v1/contacts", {"filter": f"not ({text})"})
    assert none.json()["items"] == []


def test_a_chip_names_what_the_record_has_become(
    chain: list[Account], alice: Actor, client_for: Login
) -> None:
    address = urlencode({"view": "all", "filter": f"account = {chain[0].pk}"})
    chips = client_for(alice).get(f"/contacts/?{address}").content.decode().partition("<table")[0]
    assert "Nordhaven AB" in chips


@pytest.mark.parametrize("name", ["account", "account__in"])
def test_a_parameter_of_the_api_follows_them_too(
    name: str, chain: list[Account], alice: Actor, api_for: Login
) -> None:
    (found,) = api_for(alice).get("/api/v1/contacts", {name: str(chain[0].pk)}).json()["items"]
    assert found["last_name"] == "Lindqvist"
    (itself,) = api_for(alice).get("/api/v1/accounts", {"id": str(chain[0].pk)}).json()["items"]
    assert itself["id"] == str(chain[2].pk)


def test_who_may_not_see_the_winner_finds_nothing(
    chain: list[Account], charlie: Actor, api_for: Login
) -> None:
    answer = api_for(charlie).get("/api/v1/contacts", {"filter": f"account = {chain[0].pk}"})
    assert answer.json()["items"] == []


def test_an_undone_merge_is_not_followed(alice: Actor, api_for: Login) -> None:
    winner, loser = account_of(alice), account_of(alice)
    contact_of(alice, account=loser.pk)
    change_set = merged(winner, loser, by=alice)
    undo(change_set, by=alice)
    for row, count in ((winner, 0), (loser, 1)):
        answer = api_for(alice).get("/api/v1/contacts", {"filter": f"account = {row.pk}"})
        assert len(answer.json()["items"]) == count


def test_any_number_of_ids_costs_one_query_and_owners_none(
    chain: list[Account], alice: Actor, at: datetime
) -> None:
    entity = registry.entity("customers.contact")
    ids = ", ".join(str(row.pk) for row in chain)
    for text, count in ((f"account in ({ids})", 1), (f"owner = {alice.id}", 0)):
        with CaptureQueriesContext(connection) as queries:
            compiling.condition(text, entity, actor=alice, at=at)
        assert sum("mergedrecord" in each["sql"] for each in queries) == count
