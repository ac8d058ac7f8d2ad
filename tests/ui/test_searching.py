"""The page of all that a search finds, and what the palette says of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dealwright.core.actor import Actor
from dealwright.records.searching import actions
from dealwright.ui import finding
from tests.factories.customers import account_of, contact_of
from tests.factories.leads import lead_of
from tests.people import AT

pytestmark = pytest.mark.django_db

type SignIn = Callable[[Actor], Client]


def page(client: Client, query: str) -> str:
    answer = client.get(f"/search?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_best_of_every_kind_stand_under_their_kinds(client_for: SignIn, alice: Actor) -> None:
    lead_of(alice)
    account_of(alice)
    text = page(client_for(alice), "q=nordhaven")
    assert text.index("Nordhaven</mark> Cold Chain AB") < text.index("Annika Sjöberg-Lindqvist")
    assert "<small>1</small>" in text


def test_one_kind_is_looked_at_page_by_page(client_for: SignIn, alice: Actor) -> None:
    for n in range(53):
        account_of(alice, f"Harbour {n:02d}")
    contact_of(alice, "Harbour Master")
    client = client_for(alice)
    assert "?q=harbour&amp;kind=customers.account" in page(client, "q=harbour")
    first = page(client, "q=harbour&kind=customers.account")
    assert "</mark> 49" in first
    assert "</mark> 50" not in first
    assert "Master" not in first
    second = page(client, "q=harbour&kind=customers.account&page=2")
    assert "</mark> 52" in second
    assert "page=2" not in second
    assert "?q=harbour&amp;kind=customers.account&quot;" not in second


def test_a_stranger_finds_nothing(
    client_for: SignIn, alice: Actor, bob: Actor, charlie: Actor
) -> None:
    lead_of(alice)
    found = ["Sjöberg" in page(client_for(who), "q=annika") for who in (alice, bob, charlie)]
    assert found == [True, True, False]
    assert "Nothing found" in page(client_for(charlie), "q=annika")


@pytest.mark.parametrize("place", ["/search?q=", "/ui/palette?q="])
def test_a_correction_is_told(client_for: SignIn, alice: Actor, system: Actor, place: str) -> None:
    account_of(alice)
    actions.learn(by=system, at=AT)
    text = client_for(alice).get(f"{place}nordhavn").content.decode()
    assert "Nothing has “nordhavn”. These have <b>nordhaven</b>." in text
    assert "<mark" in text


@pytest.mark.parametrize(
    "query",
    [
        *("", "q=", "q=%00", "q=x&page=-1", "q=%F0%9F%92%A9&page=²", "q=" + "a" * 5000),
        *("q=xx&kind=no.such", "q=xx&kind=leads.lead&page=99999999999"),
    ],
)
def test_any_input_is_borne(client_for: SignIn, alice: Actor, query: str) -> None:
    account_of(alice)
    assert "<h1>Search</h1>" in page(client_for(alice), query)


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_for_one_hit_and_for_many(
    client_for: SignIn,
    alice: Actor,
    count: int,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    for n in range(count):
        lead_of(alice, last_name=f"Harbour{n}", email="", phone="")
        account_of(alice, f"Harbour {n}")
    client = client_for(alice)
    page(client, "q=harbour")
    with django_assert_num_queries(7):
        page(client, "q=harbour")


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("Åkerström Åke", [["ake"]], ["Åke", "Åke"]),
        ("Straße 7", [["strasse"]], ["Straße"]),
        ("Nordhaven", [["dhave"]], ["dhave"]),
        ("Nordhaven", [["nordhavn", "nordhaven"]], ["Nordhaven"]),
        ("Cold Chain", [["chain"], ["cold"]], ["Cold", "Chain"]),
        ("O’Brien", [["obrien"]], ["O", "Brien"]),
        ("A\u030akerstro\u0308m", [["aker"]], ["A", "ker"]),
        ("Nothing", [["x"], []], []),
        ("", [["x"]], []),
    ],
)
def test_what_was_looked_for_is_marked(
    text: str, words: list[list[str]], marked: list[str]
) -> None:
    pieces = finding.matches(text, words)
    assert [piece for piece, is_marked in pieces if is_marked] == marked
    assert "".join(piece for piece, _is_marked in pieces) == text
