"""Every declared list: who sees what, at the same cost for one row and for three."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dealwright.core.actor import Actor
from dealwright.ui import totals
from tests.factories.leads import lead_of

pytestmark = pytest.mark.django_db

PART = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#results"}
MORE = PART | {"HX-Target": "tr#more"}
QUERIES = 7  # set up?, session, user, organisation's language, principals, views, rows
type SignIn = Callable[[Actor], Client]


def text_of(client: Client, query: str = "", **kwargs: dict[str, str]) -> str:
    address = f"{reverse('leads:leads')}?view=all&{query}"
    return unescape(client.get(address, **kwargs).content.decode())  # type: ignore[arg-type]  # headers only


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_for_one_row_and_for_three(
    client_for: SignIn, alice: Actor, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for number in range(rows):
        lead_of(alice, last_name=f"Number {number}")
    client = client_for(alice)
    with django_assert_num_queries(QUERIES):
        assert text_of(client).count("<tr data-href=") == rows


def test_owner_and_manager_see_a_row_and_a_stranger_does_not(
    client_for: SignIn, alice: Actor, bob: Actor, charlie: Actor
) -> None:
    lead_of(alice)
    seen = ["Sjöberg" in text_of(client_for(actor)) for actor in (alice, bob, charlie)]
    assert seen == [True, True, False]


def test_an_empty_list_says_what_it_is_for(client_for: SignIn, alice: Actor) -> None:
    text = text_of(client_for(alice))
    assert "No leads here yet" in text
    assert "New lead" in text


def test_a_search_that_finds_nothing_offers_to_clear_it(client_for: SignIn, alice: Actor) -> None:
    lead_of(alice)
    assert "Nothing matches" in text_of(client_for(alice), "q=zzzz")


def test_a_search_finds_any_part_of_a_name(client_for: SignIn, alice: Actor) -> None:
    lead_of(alice)
    lead_of(alice, first_name="Per", last_name="Åkerström")
    text = text_of(client_for(alice), "q=lindq")
    assert "Sjöberg-Lindqvist" in text
    assert "Åkerström" not in text


def test_filters_stand_in_the_address_and_as_chips(
    client_for: SignIn, alice: Actor, bob: Actor
) -> None:
    lead_of(alice)
    lead_of(bob, first_name="Per", last_name="Åkerström")
    text = text_of(client_for(bob), f"filter=owner = {alice.id}")
    assert "Sjöberg" in text
    assert "Åkerström" not in text
    assert "Remove filter: Owner Alice" in text


def test_a_filter_that_cannot_be_read_shows_no_rows_and_says_why(
    client_for: SignIn, alice: Actor
) -> None:
    lead_of(alice)
    text = text_of(client_for(alice), "filter=state = melted")
    assert "Sjöberg" not in text
    assert "“melted” is no choice here." in text
    assert "Line 1, column 9" in text


def test_an_order_or_a_search_that_cannot_be_read_changes_nothing(
    client_for: SignIn, alice: Actor
) -> None:
    lead_of(alice)
    assert "Sjöberg" in text_of(client_for(alice), "sort=password&cols=password&q=%00")


def test_a_row_is_ordered_by_any_head(client_for: SignIn, alice: Actor) -> None:
    for name in ("Beta", "Alpha", "Gamma"):
        lead_of(alice, first_name="", last_name=name, company=name)
    client = client_for(alice)
    text = text_of(client, "sort=-name")
    assert [text.index(f">{name}</a>") for name in ("Gamma", "Beta", "Alpha")] == sorted(
        text.index(f">{name}</a>") for name in ("Gamma", "Beta", "Alpha")
    )
    assert 'aria-sort="descending"' in text


def test_later_pages_follow_by_cursor(
    client_for: SignIn, alice: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        lead_of(alice, first_name="", last_name=f"Number {number}", company="")
    client = client_for(alice)
    first = listing_of(client, "sort=name", size=2, monkeypatch=monkeypatch)
    assert "Number 1" in first
    assert "Number 2" not in first
    cursor = first.partition("after=")[2].partition('"')[0]
    second = listing_of(
        client, f"sort=name&after={cursor}", size=2, monkeypatch=monkeypatch, headers=MORE
    )
    assert second.count("<tr data-href=") == 1
    assert "Number 2" in second
    assert "<html" not in second


def listing_of(
    client: Client,
    query: str,
    *,
    size: int,
    monkeypatch: pytest.MonkeyPatch,
    headers: dict[str, str] | None = None,
) -> str:
    pages = __import__("dealwright.leads.pages", fromlist=["LEADS"])
    monkeypatch.setitem(pages.LEADS.__dict__, "size", size)
    return text_of(client, query, headers=headers or {})


def test_a_damaged_cursor_is_refused_in_words(client_for: SignIn, alice: Actor) -> None:
    answer = client_for(alice).get(f"{reverse('leads:leads')}?after=broken")
    assert answer.status_code == 422
    assert "Start from the first page" in answer.content.decode()


def test_htmx_gets_the_results_and_not_the_frame(client_for: SignIn, alice: Actor) -> None:
    lead_of(alice)
    text = text_of(client_for(alice), headers=PART)
    assert "<html" not in text
    assert 'id="results"' in text
    assert "Sjöberg" in text


def test_counts_come_by_a_second_request(client_for: SignIn, alice: Actor) -> None:
    lead_of(alice)
    text = text_of(client_for(alice), "summary=1", headers=PART)
    assert 'hx-target="#list-sum"' in text
    assert 'hx-target="#count-mine"' in text


def test_a_count_is_exact_up_to_its_limit(alice: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    lead = lead_of(alice)
    lead_of(alice, last_name="Second")
    rows = type(lead).objects.all()
    assert totals.counted(rows) == "2"
    monkeypatch.setattr(totals, "COUNTED", 1)
    assert totals.counted(rows) == "1+"
