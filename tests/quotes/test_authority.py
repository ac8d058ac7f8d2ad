"""How far below the rules a seller may go: no further, by any door."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, RefusedError
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.models import Role, User
from dealwright.identity.queries import actor_for
from dealwright.quotes import actions as quotes
from dealwright.quotes.authority import authority_of
from dealwright.quotes.models import Quote

pytestmark = pytest.mark.django_db

type ClientFor = Callable[[Actor], Client]


def anew(actor: Actor) -> Actor:
    """The actor as of the next request: rights are read once for each."""
    return actor_for(User.objects.get(pk=actor.id))


@pytest.fixture
def limited(alice: Actor, admin: Actor, at: datetime) -> Actor:
    """Alice, whose role may take 10 % off."""
    role = Role.objects.get(key="salesperson")
    identity.set_discount_limit(role, Decimal(10), by=admin, at=at)
    return anew(alice)


def most(actor: Actor) -> Decimal | None:
    found = authority_of(anew(actor))
    return found.percent if found else None


def test_the_widest_role_that_says_something_counts(
    *, alice: Actor, admin: Actor, system: Actor, at: datetime
) -> None:
    seller, manager = (Role.objects.get(key=key) for key in ("salesperson", "sales-manager"))
    user = User.objects.get(pk=alice.id)
    identity.set_roles(user, [seller, manager], by=admin, at=at)
    assert most(alice) is None
    identity.set_discount_limit(seller, Decimal(10), by=admin, at=at)
    assert most(alice) == 10
    identity.set_discount_limit(manager, Decimal(25), by=admin, at=at)
    assert most(alice) == 25
    identity.set_discount_limit(manager, None, by=admin, at=at)
    assert (most(alice), authority_of(admin), authority_of(system)) == (10, None, None)


@pytest.mark.parametrize(
    ("typed", "header"),
    [
        ({"discount": Decimal(100)}, {}),
        ({"unit_price": Decimal(80)}, {}),
        ({}, {"discount_percent": Decimal("10.1")}),
        ({"discount": Decimal(50)}, {"discount_percent": Decimal(6)}),
    ],
)
def test_more_off_than_one_may_give_is_saved_and_not_activated(
    *, limited: Actor, at: datetime, draft: Quote, typed: dict[str, Any], header: dict[str, Any]
) -> None:
    line = draft.lines.get(position=1)
    if typed:
        quotes.change_line(line, typed, by=limited, at=at)
    quotes.update(draft, {"freight": Decimal(1), **header}, by=limited, at=at)
    line.refresh_from_db()
    assert line.fault == "over_authority"
    with pytest.raises(InvalidError, match=r"more off than you may give.*10 % by hand"):
        quotes.activate(draft, by=limited, at=at)
    assert Quote.objects.get().is_draft


def test_whoever_may_give_more_activates_it(
    *, limited: Actor, bob: Actor, at: datetime, draft: Quote
) -> None:
    quotes.update(draft, {"discount_percent": Decimal(15)}, by=limited, at=at)
    assert quotes.activate(draft, by=bob, at=at).is_active
    assert set(draft.lines.values_list("fault", flat=True)) == {""}


def test_what_is_within_the_limit_or_off_by_rule_is_activated(
    *, limited: Actor, at: datetime, draft: Quote
) -> None:
    quotes.update(draft, {"discount_percent": Decimal(10)}, by=limited, at=at)
    assert quotes.activate(draft, by=limited, at=at).is_active


def test_a_revision_of_what_someone_else_gave_is_held_back_again(
    *, limited: Actor, bob: Actor, at: datetime, draft: Quote
) -> None:
    quotes.update(draft, {"discount_percent": Decimal(15)}, by=bob, at=at)
    revised = quotes.revise(quotes.activate(draft, by=bob, at=at), by=limited, at=at)
    assert revised.lines.first().fault == "over_authority"
    with pytest.raises(InvalidError):
        quotes.activate(revised, by=limited, at=at)


def test_rest_is_no_way_around_it(
    *, limited: Actor, at: datetime, draft: Quote, client_for: ClientFor
) -> None:
    quotes.update(draft, {"discount_percent": Decimal(50)}, by=limited, at=at)
    client = client_for(limited)
    client.post(reverse("quotes:quote_do", args=[draft.pk, "activate"]))
    assert Quote.objects.get().is_draft


def test_only_administrators_set_limits_and_their_own_role_has_none(
    *, bob: Actor, admin: Actor, at: datetime, people: SimpleNamespace
) -> None:
    role = Role.objects.get(key="salesperson")
    with pytest.raises(NotAllowedError):
        identity.set_discount_limit(role, Decimal(5), by=bob, at=at)
    with pytest.raises(InvalidError):
        identity.set_discount_limit(role, Decimal(101), by=admin, at=at)
    top = Role.objects.get(key="administrator")
    with pytest.raises(RefusedError):
        identity.set_discount_limit(top, Decimal(5), by=admin, at=at)
    assert not EventRecord.objects.filter(kind="identity.DiscountLimitSet").exists()


def test_a_limit_is_set_on_the_page_of_the_role(*, admin: Actor, client_for: ClientFor) -> None:
    role = Role.objects.get(key="salesperson")
    client, address = client_for(admin), reverse("administration:limit_role", args=[role.pk])
    assert client.post(address, {"discount_limit": "120"}).status_code == 422
    assert client.post(address, {"discount_limit": "12.5"}).status_code == 302
    role.refresh_from_db()
    assert role.discount_limit == Decimal("12.5")
    page = client.get(reverse("administration:role", args=[role.pk])).content.decode()
    assert "Discounts up to 12.5" in page
    assert "set how much" in page
