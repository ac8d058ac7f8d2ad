"""The board, on accounts laid out by industry: moved by hand, asked in place, put back when refused."""

import json
from collections.abc import Mapping
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotFoundError, RefusedError
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.identity.models import User
from dealwright.ui.board import Board, BoardCard, Lane

pytestmark = pytest.mark.django_db

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
LANES = (
    Lane(key="logistics", name="Logistics", percent=25),
    Lane(key="energy", name="Energy", percent=50),
    Lane(key="food", name="Food", percent=75),
)


def move(
    account: Account, to: str, *, by: Actor, at: datetime, values: Mapping[str, Any]
) -> Account:
    """Energy asks for the number of employees, food takes nobody."""
    if to == "energy" and not values.get("employees"):
        raise InvalidError({"employees": "Energy needs the number of employees."})
    if to == "food":
        raise RefusedError("Food is closed.", remedy="Choose another column.")
    return customers.update_account(account, {**values, "industry": to}, by=by, at=at)


BOARD = Board(
    entity="customers.account",
    lanes=lambda _actor, _asked: LANES,
    lane_path="industry",
    move=move,
    amount="annual_revenue",
    weight="founded",
    card=BoardCard(second="billing_city", amount="annual_revenue"),
    order=("name",),
    size=2,
)


def asked(
    by: Actor, method: str = "get", query: str = "", target: str = "", **sent: Any
) -> HttpRequest:
    factory = RequestFactory(headers=PART | {"HX-Target": target})
    request: HttpRequest = getattr(factory, method)(f"/board/?{query}", sent)
    assert by.id is not None
    request.user = User.objects.get(pk=by.id)
    return request


def body(answer: HttpResponse) -> str:
    return unescape(answer.content.decode())


def account_of(owner: Actor, at: datetime, name: str = "Nordhaven", **values: Any) -> Account:
    given = {"name": name, "industry": "logistics", "owner": owner.id, **values}
    return customers.create_account(given, by=owner, at=at)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_board_costs_the_same_for_one_card_and_for_three(
    alice: Actor, at: datetime, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for number in range(rows):
        account_of(alice, at, name=f"Number {number}", industry=LANES[number].key)
    request = asked(alice)
    with django_assert_num_queries(4):  # the actor's rights, and one page of each lane
        assert body(BOARD.show(request)).count("data-card=") == rows


def test_a_stranger_sees_an_empty_board(alice: Actor, charlie: Actor, at: datetime) -> None:
    account_of(alice, at)
    assert "Nordhaven" in body(BOARD.show(asked(alice)))
    assert "Nordhaven" not in body(BOARD.show(asked(charlie)))


def test_the_cards_that_follow_come_lane_by_lane(alice: Actor, at: datetime) -> None:
    for number in range(3):
        account_of(alice, at, name=f"Number {number}")
    first = body(BOARD.show(asked(alice)))
    assert first.count("data-card=") == 2
    following = first.partition("lane=logistics&after=")[2].partition('"')[0]
    request = asked(alice, query=f"lane=logistics&after={following}", target="li#more-logistics")
    assert "Number 2" in body(BOARD.show(request))


def test_counts_and_sums_of_all_lanes_take_one_statement(
    alice: Actor, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    account_of(alice, at, annual_revenue="1200000", founded=50)
    account_of(alice, at, name="Second", annual_revenue="800000", founded=100)
    request = asked(alice, query="summary=1")
    with django_assert_num_queries(3):  # rights, sums, the organisation's currency
        text = body(BOARD.show(request))
    assert "€2M" in text
    assert "weighted €1.4M at 25 %" in text


def test_a_card_is_moved_and_the_move_can_be_undone(alice: Actor, at: datetime) -> None:
    account = account_of(alice, at)
    answer = BOARD.moved(asked(alice, "post", to="logistics"), account.pk)
    assert 'data-home="logistics"' in body(answer)
    toast = json.loads(answer["HX-Trigger"])["dw:toast"]
    assert toast["text"] == "Nordhaven moved to Logistics"
    assert toast["undo"].endswith("?to=logistics")


def test_a_lane_that_needs_something_asks_for_it_on_the_card(alice: Actor, at: datetime) -> None:
    account = account_of(alice, at)
    before = EventRecord.objects.count()
    text = body(BOARD.moved(asked(alice, "post", to="energy"), account.pk))
    assert "Not moved yet." in text
    assert 'name="employees"' in text
    assert 'data-home="logistics"' in text
    account.refresh_from_db()
    assert account.industry == "logistics"
    assert EventRecord.objects.count() == before


def test_the_answer_on_the_card_moves_it(alice: Actor, at: datetime) -> None:
    account = account_of(alice, at)
    BOARD.moved(asked(alice, "post", to="energy", employees="1,250"), account.pk)
    account.refresh_from_db()
    assert (account.industry, account.employees) == ("energy", 1250)


def test_a_wrong_answer_on_the_card_is_kept(alice: Actor, at: datetime) -> None:
    account = account_of(alice, at)
    text = body(BOARD.moved(asked(alice, "post", to="energy", employees=""), account.pk))
    assert "Energy needs the number of employees." in text


def test_a_refused_move_changes_nothing(alice: Actor, at: datetime) -> None:
    account = account_of(alice, at)
    before = EventRecord.objects.count()
    with pytest.raises(RefusedError):
        BOARD.moved(asked(alice, "post", to="food"), account.pk)
    account.refresh_from_db()
    assert account.industry == "logistics"
    assert EventRecord.objects.count() == before


@pytest.mark.parametrize("to", ["", "no-such-lane", "\x00"])
def test_a_column_that_does_not_exist_is_not_found(alice: Actor, at: datetime, to: str) -> None:
    account = account_of(alice, at)
    with pytest.raises(NotFoundError):
        BOARD.moved(asked(alice, "post", to=to), account.pk)


def test_a_stranger_cannot_move_a_card(alice: Actor, charlie: Actor, at: datetime) -> None:
    account = account_of(alice, at)
    with pytest.raises(NotFoundError):
        BOARD.moved(asked(charlie, "post", to="energy"), account.pk)
