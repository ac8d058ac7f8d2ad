"""Why may I see this, why may I not do that: on the record's own page, in refusals, and for administrators about others."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.identity import actions as identity
from dealwright.records import actions as records

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(alice: Actor, at: datetime) -> Account:
    return customers.create_account({"name": "Nordhaven"}, by=alice, at=at)


def page(client: Client, account: Account, **asked: Any) -> str:
    answer = client.get(reverse("ui:access", args=["customers.account", account.pk]), asked)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_owner_reads_why(
    account: Account, alice: Actor, client_for: Callable[[Actor], Client]
) -> None:
    text = page(client_for(alice), account)
    assert "By role: Salesperson (own unit)." in text
    assert "It belongs to Alice Example." in text
    assert "It is in North, where Alice Example works." in text
    assert "Ask for someone else" not in text


def test_a_colleague_reads_what_is_lacking(
    account: Account, ann: Actor, client_for: Callable[[Actor], Client]
) -> None:
    text = page(client_for(ann), account)
    assert "It is in North, where Ann Example works." in text
    lack = (
        "Salesperson reaches own. It belongs to Alice Example in North, and is not shared for this."
    )
    assert lack in text


def test_a_stranger_learns_nothing(
    account: Account, charlie: Actor, client_for: Callable[[Actor], Client]
) -> None:
    address = reverse("ui:access", args=["customers.account", account.pk])
    assert client_for(charlie).get(address).status_code == 404


def test_a_share_is_told_with_who_gave_it(
    account: Account,
    alice: Actor,
    charlie: Actor,
    people: SimpleNamespace,
    at: datetime,
    client_for: Callable[[Actor], Client],
) -> None:
    records.share(account, people.charlie, by=alice, at=at)
    text = page(client_for(charlie), account)
    assert "It is shared with Charlie Example by Alice Example." in text
    records.add_member(account, people.charlie, by=alice, at=at)
    assert "Charlie Example is in the team of this record." in page(client_for(charlie), account)


def test_a_manager_reads_that_the_owner_reports_to_them(
    account: Account,
    people: SimpleNamespace,
    charlie: Actor,
    admin: Actor,
    at: datetime,
    client_for: Callable[[Actor], Client],
) -> None:
    identity.move_user(
        people.alice, unit=people.alice.unit, manager=people.charlie, by=admin, at=at
    )
    identity.set_manager_depth(2, by=admin, at=at)
    assert "Alice Example reports to Charlie Example." in page(client_for(charlie), account)


def test_an_administrator_asks_for_someone_else(
    account: Account,
    admin: Actor,
    ann: Actor,
    people: SimpleNamespace,
    client_for: Callable[[Actor], Client],
) -> None:
    text = page(client_for(admin), account, person=str(people.mia.pk))
    assert "What Mia Example may do, and why" in text
    assert "Marketing" in text
    text = page(client_for(ann), account, person=str(people.mia.pk))
    assert "Mia Example" not in text  # only administrators may ask
    address = reverse("ui:access", args=["customers.account", account.pk])
    assert client_for(admin).get(address, {"person": "nobody"}).status_code == 404


def test_a_refused_verb_says_which_role_falls_short(
    account: Account,
    ann: Actor,
    client_for: Callable[[Actor], Client],
    api_for: Callable[[Actor], Client],
) -> None:
    sentence = (
        "Salesperson lets Ann Example delete accounts as far as: own. This one belongs to"
        " Alice Example in North and is not shared with Ann Example for that."
    )
    answer = client_for(ann).post(reverse("customers:account_delete", args=[account.pk]))
    assert (answer.status_code, sentence in answer.content.decode()) == (403, True)
    refused = api_for(ann).delete(f"/api/v1/accounts/{account.pk}")
    assert (refused.status_code, refused.json()["why"]) == (403, sentence)


def test_a_right_that_no_role_gives_is_said_to_be_missing(
    ann: Actor, api_for: Callable[[Actor], Client]
) -> None:
    refused = api_for(ann).post(
        "/api/v1/units", {"name": "Pallet", "code": "pal"}, content_type="application/json"
    )
    why = "No role of Ann Example lets one create units (Salesperson)."
    assert (refused.status_code, refused.json().get("why")) == (403, why)


def test_the_page_costs_the_same_for_one_share_and_for_three(
    account: Account,
    alice: Actor,
    people: SimpleNamespace,
    at: datetime,
    client_for: Callable[[Actor], Client],
    django_assert_num_queries: Any,
) -> None:
    client = client_for(alice)
    page(client, account)
    records.share(account, people.charlie, by=alice, at=at)
    with django_assert_num_queries(9):
        page(client, account)
    for person in (people.mia, people.olga):
        records.share(account, person, by=alice, at=at)
    with django_assert_num_queries(9):
        assert "Mia Example" in page(client, account)
