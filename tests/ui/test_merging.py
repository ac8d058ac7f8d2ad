"""The page of a merge, as Alice, Bob and Charlie see it; and where old addresses lead."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.identity import actions as identity
from dealwright.identity.models import Role
from dealwright.identity.privileges import FieldLevel
from tests.factories.customers import account_of, contact_of
from tests.factories.leads import lead_of
from tests.people import AT
from tests.records.custom.conftest import add, choices
from tests.records.merging.merging import merged

__all__ = ["add"]  # a fixture
pytestmark = pytest.mark.django_db
type Login = Callable[[Actor], Client]

PAGE = reverse("ui:merge", args=["customers.account"])


@pytest.fixture
def two(alice: Actor) -> list[Account]:
    first = account_of(alice, name="Nordhaven", industry="food")
    return [first, account_of(alice, name="Nordhaven AB", industry="energy")]


def ids(rows: list[Any]) -> str:
    return ",".join(str(row.pk) for row in rows)


def form(rows: list[Any], **more: Any) -> dict[str, Any]:
    versions = {f"version-{row.pk}": row.version for row in rows}
    return {"ids": ids(rows), "master": str(rows[0].pk)} | versions | more


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_owner_and_manager_see_both_side_by_side_and_merge_them(
    who: str, two: list[Account], alice: Actor, client_for: Login, request: pytest.FixtureRequest
) -> None:
    contact_of(alice, account=two[1].pk)
    client = client_for(request.getfixturevalue(who))
    page = client.get(PAGE, {"ids": ids(two)})
    assert page.status_code == 200
    for text in ("Nordhaven AB", "Energy", "Food", "Contacts", "Merge into Nordhaven"):
        assert text in page.text, text
    answer = client.post(PAGE, form(two, **{"pick-industry": str(two[1].pk)}))
    assert answer["Location"] == reverse("customers:account", args=[two[0].pk])
    found = Account.objects.get()
    assert (found.name, found.industry) == ("Nordhaven", "energy")


def test_a_stranger_sees_none_of_them(
    two: list[Account], charlie: Actor, client_for: Login
) -> None:
    client = client_for(charlie)
    assert client.get(PAGE, {"ids": ids(two)}).status_code == 404
    assert client.post(PAGE, form(two)).status_code == 404
    assert Account.objects.count() == 2


def test_a_colleague_sees_them_and_why_they_cannot_be_merged(
    two: list[Account], ann: Actor, client_for: Login
) -> None:
    client = client_for(ann)
    page = client.get(PAGE, {"ids": ids(two)})
    assert "Ask their owners" in page.text
    assert "Merge into" not in page.text
    assert client.post(PAGE, form(two)).status_code == 403
    assert Account.objects.count() == 2


def test_the_page_costs_the_same_for_two_records_and_for_four(
    alice: Actor, client_for: Login
) -> None:
    rows = [account_of(alice, name=f"Account {number}") for number in range(4)]
    client = client_for(alice)
    counts = []
    for several in (rows[:2], rows):
        client.get(PAGE, {"ids": ids(several)})
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE, {"ids": ids(several)})
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_another_one_is_let_stay_by_its_address(
    two: list[Account], alice: Actor, client_for: Login
) -> None:
    page = client_for(alice).get(PAGE, {"ids": ids(two), "master": str(two[1].pk)})
    assert "Merge into Nordhaven AB" in page.text


def test_a_single_record_asks_for_another(
    two: list[Account], alice: Actor, client_for: Login
) -> None:
    page = client_for(alice).get(PAGE, {"ids": [str(two[0].pk)]})
    assert "With which other record?" in page.text
    page = client_for(alice).get(PAGE, {"ids": [str(row.pk) for row in two]})
    assert "Merge 2 accounts into one" in page.text


def test_a_record_that_was_changed_meanwhile_is_said_on_the_page_that_was_filled_in(
    two: list[Account], alice: Actor, client_for: Login
) -> None:
    stale = form(two, **{"pick-industry": str(two[1].pk)})
    customers.update_account(two[1], {"employees": 7}, by=alice, at=AT)
    page = client_for(alice).post(PAGE, stale)
    assert page.status_code == 412
    assert "Someone else changed Nordhaven AB" in page.text
    energy = page.text.partition('name="pick-industry"')[2]
    assert f'value="{two[1].pk}" checked' in energy
    assert Account.objects.count() == 2


@pytest.mark.parametrize("given", ["", "nothing", "00000000-0000-0000-0000-000000000000"])
def test_ids_that_lead_nowhere_are_not_found(alice: Actor, client_for: Login, given: str) -> None:
    assert client_for(alice).get(PAGE, {"ids": given}).status_code == 404


def test_a_kind_that_is_not_merged_has_no_such_page(alice: Actor, client_for: Login) -> None:
    page = reverse("ui:merge", args=["opportunities.opportunity"])
    assert client_for(alice).get(page, {"ids": "x"}).status_code == 403


def test_a_hidden_field_is_absent_and_filled_by_the_rule(
    alice: Actor, client_for: Login, system: Actor
) -> None:
    rows = [
        account_of(alice, name="A", annual_revenue=None),
        account_of(alice, name="B", annual_revenue=918273),
    ]
    role = Role.objects.get(key="salesperson")
    levels = {"annual_revenue": FieldLevel.HIDDEN}
    identity.set_field_rights(role, "customers.account", levels, by=system, at=AT)
    client = client_for(alice)
    page = client.get(PAGE, {"ids": ids(rows)})
    assert "918273" not in page.text
    assert "918,273" not in page.text
    assert "Annual revenue" not in page.text
    refused = client.post(PAGE, form(rows, **{"pick-annual_revenue": str(rows[1].pk)}))
    assert refused.status_code == 422
    client.post(PAGE, form(rows))
    assert Account.objects.get().annual_revenue == 918273


def test_an_old_address_leads_to_the_record_that_stayed(
    two: list[Account], alice: Actor, client_for: Login
) -> None:
    merged(*two, by=alice)
    old = reverse("customers:account", args=[two[1].pk])
    answer = client_for(alice).get(old, follow=True)
    assert answer.redirect_chain == [(reverse("customers:account", args=[two[0].pk]), 302)]
    assert "was merged into Nordhaven" in answer.text


def test_a_stranger_is_not_told_where_it_went(
    two: list[Account], alice: Actor, charlie: Actor, client_for: Login
) -> None:
    merged(*two, by=alice)
    old = reverse("customers:account", args=[two[1].pk])
    answer = client_for(charlie).get(old)
    assert answer.status_code == 404
    assert "Nordhaven" not in answer.text


def test_leads_have_the_page_too(alice: Actor, client_for: Login) -> None:
    rows = [lead_of(alice), lead_of(alice, company="Other")]
    page = client_for(alice).get(reverse("ui:merge", args=["leads.lead"]), {"ids": ids(rows)})
    assert "Merge 2 leads into one" in page.text


def test_fields_that_administrators_added_are_compared_and_picked(
    add: Any, alice: Actor, client_for: Login
) -> None:
    add("Partner", "link", to="customers.account")
    add("Size", "choice", choices=choices("Small", "Large"))
    add("Tags", "list", choices=choices("Cold", "Wide"))
    partner = account_of(alice, name="Lindqvist Partners")
    first = account_of(alice, name="Nordhaven", cf_size="small")
    values = {"cf_size": "large", "cf_tags": ["cold", "wide"], "cf_partner": partner.pk}
    rows = [first, account_of(alice, name="Nordhaven AB", **values)]
    client = client_for(alice)
    page = client.get(PAGE, {"ids": ids(rows)})
    for text in ("Lindqvist Partners", "Large", "Small", "Cold"):
        assert text in page.text, text
    client.post(PAGE, form(rows, **{"pick-cf_size": str(rows[1].pk)}))
    first.refresh_from_db()
    assert first.custom.text_cf_size == "large"
    assert first.custom.link_cf_partner == partner.pk


def test_a_record_that_was_merged_keeps_its_name_in_what_is_told_of_it(
    two: list[Account], alice: Actor, charlie: Actor, client_for: Login
) -> None:
    contact_of(alice, account=two[1].pk)
    change_set = merged(*two, by=alice)
    browser = client_for(alice)
    told = [
        browser.get(reverse("activities:timeline", args=["customers.account", two[0].pk])).text,
        browser.get(reverse("administration:undo_change_set", args=[change_set.pk])).text,
    ]
    assert all("Nordhaven AB (deleted)" in text for text in told)
    assert all("a record you may not see" not in text for text in told)
