"""`GET /search`."""

from collections.abc import Callable

import pytest
from django.test import Client

from dealwright.core.actor import Actor
from tests.factories.customers import account_of
from tests.factories.leads import lead_of
from tests.records.merging.merging import merged

pytestmark = pytest.mark.django_db

type SignIn = Callable[[Actor], Client]


def test_records_of_every_kind_are_found(api_for: SignIn, alice: Actor) -> None:
    lead = lead_of(alice)
    account = account_of(alice)
    found = api_for(alice).get("/api/v1/search?q=nordhaven").json()
    assert found["corrected"] == ""
    assert [item["kind"] for item in found["items"]] == ["customers.account", "leads.lead"]
    assert found["items"][0] == {
        "kind": "customers.account",
        "id": str(account.pk),
        "title": "Nordhaven Cold Chain AB",
        "about": "",
        "merged": None,
        "route": f"/api/v1/accounts/{account.pk}",
        "page": f"/accounts/{account.pk}/",
    }
    assert found["items"][1]["id"] == str(lead.pk)


def test_a_number_that_was_merged_away_is_told_beside_what_was_kept(
    api_for: SignIn, alice: Actor
) -> None:
    winner, loser = account_of(alice, "Nordhaven AB"), account_of(alice, "Sundfrakt")
    merged(winner, loser, by=alice)
    (item,) = api_for(alice).get(f"/api/v1/search?q={loser.number}").json()["items"]
    assert (item["id"], item["merged"]) == (str(winner.pk), loser.number)


def test_kinds_and_how_many_of_each_can_be_named(api_for: SignIn, alice: Actor) -> None:
    for n in range(3):
        account_of(alice, f"Harbour {n}")
        lead_of(alice, last_name=f"Harbour {n}", email="", phone="")
    address = "/api/v1/search?q=harbour&kinds=customers.account&limit=2"
    titles = [item["title"] for item in api_for(alice).get(address).json()["items"]]
    assert titles == ["Harbour 0", "Harbour 1"]


def test_a_stranger_finds_nothing(
    api_for: SignIn, alice: Actor, bob: Actor, charlie: Actor
) -> None:
    lead_of(alice)
    counts = [
        len(api_for(actor).get("/api/v1/search?q=annika").json()["items"])
        for actor in (alice, bob, charlie)
    ]
    assert counts == [1, 1, 0]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "q"),
        ("q=%20", "q"),
        ("q=x&kinds=no.such", "kinds"),
        ("q=x&kinds=catalog.pricelistitem", "kinds"),
        ("q=x&limit=0", "limit"),
        ("q=x&limit=51", "limit"),
        ("q=x&limit=%C2%B2", "limit"),
        ("q=x&page=2", "page"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(
    api_for: SignIn, alice: Actor, query: str, field: str
) -> None:
    answer = api_for(alice).get(f"/api/v1/search?{query}")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("text", ["%00", "%25", "_", "a" * 10_000, "%F0%9F%92%A9", "'|", "!!!"])
def test_any_text_is_borne(api_for: SignIn, alice: Actor, text: str) -> None:
    assert api_for(alice).get(f"/api/v1/search?q={text}").status_code == 200
