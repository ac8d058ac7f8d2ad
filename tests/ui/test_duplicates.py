"""The queue of possible duplicates and the panel of a record, as Alice, Bob and Charlie see them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dealwright.core import actor as actors
from dealwright.core.actor import Actor
from dealwright.customers.models import Contact
from dealwright.records.matching import actions
from dealwright.records.matching.models import DuplicatePair
from tests.factories.customers import contact_of
from tests.factories.opportunities import deal_of
from tests.people import AT

pytestmark = pytest.mark.django_db
type Login = Callable[[Actor], Client]
KEY = "customers.contact"
QUEUE = reverse("ui:duplicate_queue")


def twins(by: Actor, email: str) -> list[Contact]:
    name = email.partition("@")[0]
    return [contact_of(by, name=f"{name} Lindqvist", email=email) for _each in range(2)]


def search() -> None:
    actions.search(KEY, by=actors.system(), at=AT)


@pytest.mark.parametrize(("who", "sees"), [("alice", True), ("bob", True), ("charlie", False)])
def test_the_queue_shows_pairs_to_those_who_may_read_both(
    who: str, sees: bool, alice: Actor, client_for: Login, request: pytest.FixtureRequest
) -> None:
    twins(alice, "annika@nordhaven.example")
    search()
    page = client_for(request.getfixturevalue(who)).get(QUEUE, {"kind": KEY})
    assert page.status_code == 200
    assert ("annika Lindqvist" in page.text) == sees
    assert ("same email" in page.text) == sees
    assert ("Nothing to look through" in page.text) != sees


def test_the_queue_costs_the_same_for_one_pair_and_for_three(
    alice: Actor, client_for: Login
) -> None:
    client, counts = client_for(alice), []
    for names in (("a",), ("b", "c")):
        for name in names:
            twins(alice, f"{name}@nordhaven.example")
        search()
        client.get(QUEUE, {"kind": KEY})
        with CaptureQueriesContext(connection) as captured:
            client.get(QUEUE, {"kind": KEY})
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_pair_is_said_to_be_none(alice: Actor, client_for: Login) -> None:
    twins(alice, "annika@nordhaven.example")
    search()
    pair, client = DuplicatePair.objects.get(), client_for(alice)
    answer = client.post(reverse("ui:decide_duplicate", args=[pair.pk]), {"state": "apart"})
    assert answer.status_code == 302
    assert "Nothing to look through" in client.get(QUEUE, {"kind": KEY}).text


def test_a_stranger_decides_nothing(alice: Actor, charlie: Actor, client_for: Login) -> None:
    twins(alice, "annika@nordhaven.example")
    search()
    pair = DuplicatePair.objects.get()
    address = reverse("ui:decide_duplicate", args=[pair.pk])
    assert client_for(charlie).post(address, {"state": "apart"}).status_code == 404
    pair.refresh_from_db()
    assert pair.state == "open"


def test_a_record_says_who_it_may_be(alice: Actor, charlie: Actor, client_for: Login) -> None:
    one, other = twins(alice, "annika@nordhaven.example")
    search()
    address = reverse("ui:like", args=[KEY, one.pk])
    panel = client_for(alice).get(address)
    assert str(other.pk) in panel.text
    assert "same email" in panel.text
    assert client_for(charlie).get(address).status_code == 404


def test_kinds_that_are_not_merged_have_no_such_panel(alice: Actor, client_for: Login) -> None:
    deal: Any = deal_of(alice)
    address = reverse("ui:like", args=["opportunities.opportunity", deal.pk])
    assert client_for(alice).get(address).status_code == 404
    page = client_for(alice).get(reverse("opportunities:opportunity", args=[deal.pk]))
    assert "panel-ui-like" not in page.text
