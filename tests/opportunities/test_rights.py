"""What a role keeps from someone is given away by no order, cursor, tab or next step of deals."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.http import HttpRequest, QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse

from dealwright.activities.models import KEY as ACTIVITY
from dealwright.core import paging
from dealwright.core.actor import Actor
from dealwright.identity.models import User
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities import pages
from dealwright.opportunities.policies import DEAL
from dealwright.records import registry
from dealwright.ui import columns
from dealwright.ui.lanes import Laid
from dealwright.ui.listing import Listing
from tests.factories.activities import activity_of
from tests.factories.opportunities import competitor_of, deal_of
from tests.readers import reader_without

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]

type Login = Callable[[Actor], Client]

LIST = reverse("opportunities:opportunities")
BOARD = reverse("opportunities:board")
SECRET = date(2077, 7, 17)


@pytest.mark.parametrize("place", ["list", "board", "page"])
def test_deals_tell_of_no_next_step_to_those_who_may_read_no_activities(
    place: str, alice: Actor, people: SimpleNamespace, client_for: Login, at: datetime
) -> None:
    deal = deal_of(alice)
    activity_of(alice, "Send the plan", about=deal, due_at=at + timedelta(days=1))
    page = reverse("opportunities:opportunity", args=[deal.pk])
    address = {"list": f"{LIST}?view=all", "board": BOARD, "page": page}[place]
    assert "Send the plan" in client_for(alice).get(address).text

    told = client_for(reader_without(people, ACTIVITY)).get(address).text
    assert deal.name in told
    assert "Send the plan" not in told
    assert "Nothing planned" not in told


HIDDEN = {DEAL: ["close_on"]}
SOONEST_FIRST = ["First", "Second", "Last"]
NEWEST_FIRST = ["Last", "Second", "First"]


@pytest.fixture
def three(people: SimpleNamespace) -> None:
    """Deals of Charlie's: the first that was made closes first."""
    owner = reader_without(people, name="Owner")
    for number, name in enumerate(SOONEST_FIRST):
        deal_of(owner, name, close_on=SECRET + timedelta(days=number))


def asked(by: Actor, address: str) -> HttpRequest:
    request = RequestFactory().get(address)
    request.user = User.objects.get(pk=by.id)
    return request


def listed(by: Actor, address: str) -> tuple[list[str], str]:
    """The names of a list in its order, read on pages of one, and all that its cursors say."""
    page = replace(pages.OPPORTUNITIES, size=1)
    names, cursors = [], ""
    while address:
        listing = Listing(page, actor=by, asked=QueryDict(address.partition("?")[2]))
        names += [row.title for row in listing.rows]
        address = f"{LIST}{listing.following}" if listing.following else ""
        cursors += said(address)
    return names, cursors


def laid(by: Actor) -> tuple[list[str], str]:
    """The same of the first lane of the board."""
    page, address = replace(pages.BOARD, size=1), BOARD
    names, cursors = [], ""
    while address:
        lane = Laid(page, asked(by, address), address=BOARD).filled[0]
        names += [card.title for card in lane.cards]
        address = lane.following
        cursors += said(address)
    return names, cursors


def said(address: str) -> str:
    cursor = address.partition("after=")[2].partition("&")[0]
    return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("hidden", "order", "tells"), [({}, SOONEST_FIRST, True), (HIDDEN, NEWEST_FIRST, False)]
)
@pytest.mark.parametrize(
    "read",
    [
        lambda by: listed(by, LIST),
        lambda by: listed(by, f"{LIST}?view=team"),
        laid,
    ],
    ids=["mine", "team", "board"],
)
def test_neither_order_nor_cursor_tells_of_a_day_that_is_hidden(
    read: Callable[[Actor], tuple[list[str], str]],
    hidden: dict[str, Sequence[str]],
    order: list[str],
    tells: bool,
    people: SimpleNamespace,
) -> None:
    names, cursors = read(reader_without(people, hidden=hidden))
    assert names == order
    assert ("2077-07" in cursors) == tells
    assert cursors


@pytest.mark.usefixtures("three")
def test_programs_are_given_no_order_or_cursor_of_a_hidden_day(
    people: SimpleNamespace, api_for: Login
) -> None:
    found = api_for(reader_without(people, hidden=HIDDEN)).get("/api/v1/opportunities?limit=1")
    assert found.json()["items"][0]["name"] == "Last"
    assert "2077" not in said(f"?after={found.json()['next_cursor']}")


@pytest.mark.parametrize("view", ["month", "quarter"])
def test_tabs_by_a_hidden_day_are_not_there(
    view: str, people: SimpleNamespace, client_for: Login
) -> None:
    plain = client_for(reader_without(people, name="Plain")).get(f"{LIST}?view=all").text
    assert f"?view={view}" in plain
    client = client_for(reader_without(people, hidden=HIDDEN))
    assert f"?view={view}" not in client.get(f"{LIST}?view=all").text
    assert client.get(f"{LIST}?view={view}").context["list"].view is None


def test_a_list_falls_back_to_the_newest_when_all_that_orders_it_is_hidden(
    people: SimpleNamespace,
) -> None:
    activities = registry.entity(ACTIVITY)
    reader = reader_without(people, hidden={ACTIVITY: ["created_at"]})
    assert columns.order(activities, (("-created_at",),), reader) == paging.order("-pk")


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("customers.account", "parent"),
        ("customers.contact", "account"),
        (DEAL, "account"),
        (DEAL, "contact"),
        (DEAL, "lead"),
        (ACTIVITY, "about"),
    ],
)
def test_the_place_of_a_record_among_others_cannot_be_hidden(key: str, name: str) -> None:
    """The panels of those others would show it."""
    assert not registry.entity(key).can_restrict(name)


@pytest.mark.parametrize(
    ("name", "told"), [("lost_reason", "Lost because of"), ("lost_to", "to Vanterra Systems")]
)
def test_why_a_deal_was_lost_is_no_figure_for_those_from_whom_it_is_hidden(
    name: str,
    told: str,
    alice: Actor,
    people: SimpleNamespace,
    client_for: Login,
    at: datetime,
) -> None:
    deal, rival = deal_of(alice), competitor_of(alice)
    opportunities.lose(deal, "price", competitor=rival, by=alice, at=at)
    address = reverse("opportunities:opportunity", args=[deal.pk])
    assert told in client_for(alice).get(address).text
    client = client_for(reader_without(people, hidden={DEAL: [name]}))
    assert told not in client.get(address).text
