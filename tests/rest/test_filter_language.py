"""`?filter=` on every list: what it finds, for whom, beside what else, how it is refused, and what it costs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dealwright.core import actor as actors
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.exchange.exporting import tables
from dealwright.identity import actions as identity
from dealwright.identity.privileges import Depth, FieldLevel, Privilege
from dealwright.identity.queries import actor_for
from dealwright.opportunities.models import Opportunity
from dealwright.records import registry
from dealwright.records.filtering.limits import LONGEST
from dealwright.strategy import actions as strategy
from tests.factories.opportunities import deal_of
from tests.people import AT
from tests.rest import samples
from tests.rest.conftest import Api
from tests.rest.test_document import document
from tests.rest.test_lists import names, walk

pytestmark = pytest.mark.django_db
KINDS = [entity.key for entity in registry.entities() if entity.route]


@pytest.fixture
def accounts(alice: Actor, at: datetime) -> list[Account]:
    rows: list[dict[str, Any]] = [
        {"name": "Chute & Co", "employees": 900, "industry": "food"},
        {"name": "Parachutes", "employees": 12, "industry": "retail"},
        {"name": "Fjellstad Kraft", "employees": None, "industry": "energy"},
        {"name": "Organic", "employees": 3, "industry": ""},
    ]
    return customers.create_accounts(rows, by=alice, at=at)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('name contains "CHUTE"', ["Chute & Co", "Parachutes"]),
        ("name starts with chute or employees < 12", ["Chute & Co", "Organic"]),
        ("employees <= 12", ["Organic", "Parachutes"]),
        ("not employees <= 12", ["Chute & Co", "Fjellstad Kraft"]),
        ("employees between 3 and 12 and industry != Retail", ["Organic"]),
        ('industry in (food, "retail")', ["Chute & Co", "Parachutes"]),
        ("industry is empty or employees is empty", ["Fjellstad Kraft", "Organic"]),
        ("owner = me and industry is not empty and not name = organic", ["Chute & Co", "Fjellstad Kraft", "Parachutes"]),
        ("created_at before 2026-09-02 and created_at >= 2026-09-01T09:00Z and name = organic", ["Organic"]),
    ],
)  # fmt: skip
def test_a_filter_narrows_the_list(
    as_alice: Api, accounts: list[Account], text: str, expected: list[str]
) -> None:
    assert names(as_alice, filter=text) == expected


def test_terms_and_people_of_ones_unit_are_words_of_rest_and_export_too(
    as_alice: Api, alice: Actor, charlie: Actor, at: datetime
) -> None:
    ours, theirs = deal_of(alice, "Ours"), deal_of(charlie, "Theirs")
    with writing(by=actors.system()):
        Opportunity.objects.filter(pk__in=[ours.pk, theirs.pk]).update(
            stage_since=at - timedelta(days=400)
        )
    asked = "stalled = true and owner in my unit"
    found = as_alice.get("opportunities", filter=asked).json()["items"]
    assert [each["name"] for each in found] == ["Ours"]
    assert as_alice.get("opportunities", filter="stalled = false").json()["items"] == []
    table = tables.of_kind(
        registry.entity("opportunities.opportunity"), by=alice, at=AT, where=asked
    )
    assert [row.name for row in table.rows] == ["Ours"]


def test_a_filter_stands_beside_the_other_parameters(
    as_alice: Api, accounts: list[Account]
) -> None:
    found = names(as_alice, filter="employees > 5", industry="retail", search="para")
    assert found == ["Parachutes"]
    assert names(as_alice, filter="employees > 5", industry="energy") == []
    assert names(as_alice, filter="") == names(as_alice)


def test_everyone_filters_what_they_may_see(
    as_alice: Api, as_bob: Api, as_charlie: Api, accounts: list[Account]
) -> None:
    for text, mine, managers in (("employees > 5", 2, 2), ("owner = me", 4, 0)):
        assert len(names(as_alice, filter=text)) == mine
        assert len(names(as_bob, filter=text)) == managers
        assert names(as_charlie, filter=text) == []


def test_pages_of_a_filtered_list_follow_one_another(as_alice: Api, alice: Actor) -> None:
    food = customers.create_account({"name": "F", "industry": "food"}, by=alice, at=AT)
    for number in range(5):
        deal_of(alice, f"Deal {number}", account=food if number % 2 == 0 else None)
    asked = {"filter": "account.industry = food", "order": "-name", "limit": 2}
    found = [row["name"] for row in walk(as_alice, "opportunities", **asked)]
    assert found == ["Deal 4", "Deal 2", "Deal 0"]


def test_a_refusal_names_the_parameter_and_the_place(
    as_alice: Api, accounts: list[Account]
) -> None:
    answer = as_alice.get("accounts", filter="name = x and colour = red")
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {
            "field": "filter",
            "detail": "Line 1, column 14: There is no field “colour” of accounts.",
            "offset": 13,
        }
    ]
    for text in ("x" * (LONGEST + 1), "(" * 3000, "not " * 900, 'name = "', "\0", "name = 'x'"):
        answer = as_alice.get("accounts", filter=text)
        assert answer.status_code == 422, text[:20]
        assert [error["field"] for error in answer.json()["errors"]] == ["filter"]


@pytest.mark.parametrize("key", KINDS)
def test_every_kind_takes_the_filter_that_its_documentation_shows(
    api_for: Callable[[Actor], Client], admin: Actor, key: str
) -> None:
    strategy.keep_default_process(by=admin, at=AT)
    entity = registry.entity(key)
    if entity.create:
        samples.row(entity, admin)
    parameters = document()["paths"][f"/api/v1/{entity.route}"]["get"]["parameters"]
    (shown,) = [each for each in parameters if each["name"] == "filter"]
    api = Api(api_for(admin))
    assert api.get(entity.route, filter=shown["example"]).status_code == 200
    everything = api.get(entity.route).json()["items"]
    assert api.get(entity.route, filter="created_at is empty").status_code in {200, 422}
    for row in everything:
        assert api.get(entity.route, filter=f"id = {row['id']}").json()["items"] == [row]
        assert row not in api.get(entity.route, filter=f"id != {row['id']}").json()["items"]


def test_sums_of_the_pipeline_take_a_filter_and_know_no_hidden_field(
    people: SimpleNamespace, admin: Actor, alice: Actor, at: datetime, api_of: Callable[..., Api]
) -> None:
    key = "opportunities.opportunity"
    deal_of(alice, "Soon", close_on=at.date())
    deal_of(alice, "Some day")
    asked = {"filter": "close_on is not empty"}
    (process,) = api_of(admin).get("opportunities/pipeline", **asked).json()["processes"]
    assert process["count"] == 1

    role = identity.create_role("Reader", by=admin, at=at)
    identity.set_grants(role, {(key, Privilege.READ): Depth.ALL}, by=admin, at=at)
    identity.set_field_rights(role, key, {"close_on": FieldLevel.HIDDEN}, by=admin, at=at)
    identity.set_roles(people.charlie, [role], by=admin, at=at)
    charlie = api_of(actor_for(people.charlie))
    assert charlie.get("opportunities/pipeline").status_code == 200
    for parameters in (asked, {"close_on__gte": "2026-09-01"}):
        answer = charlie.get("opportunities/pipeline", **parameters)
        assert answer.status_code == 422
        assert "There is no" in answer.json()["detail"]


def test_a_token_for_one_context_tells_nothing_of_another(
    api_of: Callable[..., Api], alice: Actor, accounts: list[Account]
) -> None:
    deal_of(alice, "Deal", account=accounts[0])
    api = api_of(alice, "read:opportunities")
    asked = "account.industry = food"
    assert names(api, "opportunities", filter=asked) == []
    assert names(api_of(alice), "opportunities", filter=asked) == ["Deal"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_filtered_list_costs_the_same_for_one_row_and_three(
    as_alice: Api, alice: Actor, at: datetime, count: int
) -> None:
    account = customers.create_account({"name": "A"}, by=alice, at=at)
    rows = [{"last_name": str(number), "account": account.pk} for number in range(count)]
    customers.create_contacts(rows, by=alice, at=at)
    asked = "account.name = a and owner in (me, my team)"
    as_alice.get("contacts")
    with CaptureQueriesContext(connection) as queries:
        assert len(as_alice.get("contacts", filter=asked).json()["items"]) == count
    assert len(queries) == 3  # token, principals, rows
    with CaptureQueriesContext(connection) as queries:
        as_alice.get("contacts", filter=f"{asked} and created_at before today or name = x")
    assert len(queries) == 5  # the organisation and the reader's time zone besides
