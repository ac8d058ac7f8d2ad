"""Columns that are chosen in the address: in their order, of the kind and of what it links to, as far as the reader knows them."""

from collections.abc import Callable
from html import unescape
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dealwright.core.actor import Actor
from dealwright.ui import chosen
from dealwright.ui.chosen import Choice
from tests.factories.customers import account_of
from tests.factories.opportunities import deal_of
from tests.readers import reader_without

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#results"}
MORE = PART | {"HX-Target": "tr#more"}
type SignIn = Callable[[Actor], Client]


def listed(client: Client, headers: dict[str, str] | None = None, **asked: str) -> str:
    query = urlencode({"view": "all"} | asked)
    answer = client.get(f"{reverse('opportunities:opportunities')}?{query}", headers=headers or {})
    return unescape(answer.text)


def heads(text: str) -> list[str]:
    return [part.partition('"')[0] for part in text.split('id="resize-')[1:]]


def test_columns_stand_in_the_order_of_the_address_with_their_widths(
    client_for: SignIn, alice: Actor
) -> None:
    deal_of(alice)
    text = listed(client_for(alice), cols="close_on:120,name,account.industry,state")
    assert heads(text) == ["close_on", "name", "account.industry", "state"]
    assert 'data-width="120"' in text
    assert "Account: industry" in text


@pytest.mark.parametrize("cols", ["", "password", "account.password,owner.name.x", ",,:"])
def test_columns_that_nobody_knows_leave_the_usual_ones(
    client_for: SignIn, alice: Actor, cols: str
) -> None:
    deal_of(alice)
    assert heads(listed(client_for(alice), cols=cols))[:2] == ["name", "account"]


def test_a_width_is_kept_within_bounds_and_a_column_stands_once() -> None:
    assert chosen.read("a:9,b:99999,c:100000000,a:70,d:x") == [
        Choice("a", chosen.NARROWEST),
        Choice("b", chosen.WIDEST),
        Choice("c", chosen.WIDEST),
        Choice("d"),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_linked_columns_cost_one_query_for_each_link(
    client_for: SignIn, alice: Actor, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        account = account_of(alice, f"Number {number}", industry="food")
        deal_of(alice, f"Deal {number}", account=account)
    client = client_for(alice)
    cols = "name,account.industry,account.billing_city,account.owner,owner.name"
    with django_assert_num_queries(9):  # as without them, and accounts, and owners
        assert listed(client, cols=cols).count(">Food<") == count


def test_a_linked_record_that_the_reader_may_not_see_shows_nothing(
    client_for: SignIn, people: SimpleNamespace, alice: Actor
) -> None:
    deal_of(alice, account=account_of(alice, industry="food"))
    reader = reader_without(people, "customers.account")
    text = listed(client_for(reader), cols="name,account.industry", sort="account.industry")
    assert heads(text) == ["name"]
    assert "Sortation line" in text
    assert "Food" not in text


def test_a_field_that_is_hidden_in_the_linked_kind_is_no_column(
    client_for: SignIn, people: SimpleNamespace, alice: Actor
) -> None:
    deal_of(alice, account=account_of(alice, industry="food"))
    reader = reader_without(people, hidden={"customers.account": ["industry"]})
    client = client_for(reader)
    text = listed(
        client, cols="name,account.industry", sort="account.industry", group="account.industry"
    )
    assert heads(text) == ["name"]
    assert "Food" not in text
    assert "account.industry" not in listed(client, form="columns")
    assert "account.industry" not in listed(client, form="group")


@pytest.mark.parametrize(
    ("sort", "wanted"), [("account.industry", "ABC"), ("-account.industry", "BAC")]
)
def test_rows_are_ordered_by_a_field_of_a_linked_record_page_by_page(
    client_for: SignIn, alice: Actor, monkeypatch: pytest.MonkeyPatch, sort: str, wanted: str
) -> None:
    pages = __import__("dealwright.opportunities.pages", fromlist=["OPPORTUNITIES"])
    monkeypatch.setitem(pages.OPPORTUNITIES.__dict__, "size", 1)
    deal_of(alice, "Deal A", account=account_of(alice, "One", industry="energy"))
    deal_of(alice, "Deal B", account=account_of(alice, "Two", industry="food"))
    deal_of(alice, "Deal C")
    client = client_for(alice)
    found, after = "", None
    for _page in range(3):
        text = listed(
            client, MORE if after else PART, sort=sort, **({"after": after} if after else {})
        )
        found += text.partition('title="Deal ')[2][:1]
        after = text.partition("after=")[2].partition('"')[0]
    assert found == wanted


def test_a_second_key_orders_what_the_first_leaves_equal(client_for: SignIn, alice: Actor) -> None:
    for name, days in (
        ("Deal A", "2026-12-01"),
        ("Deal B", "2026-12-02"),
        ("Deal C", "2026-12-01"),
    ):
        deal_of(alice, name, close_on=days)
    text = listed(client_for(alice), sort="-close_on,-name")
    assert [part[:1] for part in text.split('title="Deal ')[1:]] == ["B", "C", "A"]


def test_the_menu_makes_the_columns_of_the_address(client_for: SignIn, alice: Actor) -> None:
    deal_of(alice)
    query = [
        ("view", "all"),
        ("form", "columns"),
        ("do", "apply"),
        ("col", "close_on:90"),
        ("col", "name"),
    ]
    address = f"{reverse('opportunities:opportunities')}?{urlencode(query)}"
    answer = client_for(alice).get(address, headers=PART)
    assert answer["HX-Push-Url"].endswith("?view=all&cols=close_on%3A90%2Cname")
    assert heads(answer.text) == ["close_on", "name"]


def test_a_column_that_is_added_joins_the_menu(client_for: SignIn, alice: Actor) -> None:
    text = listed(client_for(alice), form="columns", col="name", add="account.industry")
    assert 'value="account.industry" checked' in text
