"""Sums under the columns of a list: of every amount and number that adds up, in its foot, its groups and its bar."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.customers.pages import ACCOUNTS
from dealwright.opportunities.pages import OPPORTUNITIES
from dealwright.organisation import actions as organisation
from dealwright.records.custom import actions as custom
from dealwright.ui.listing import Listing
from dealwright.ui.lists import ListPage
from tests.factories.customers import account_of
from tests.factories.opportunities import deal_of

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
COLUMNS = "name,annual_revenue,employees,founded,cf_vans,cf_fleet"
type SignIn = Callable[[Actor], Client]


@pytest.fixture
def fleets(admin: Actor, alice: Actor, at: datetime) -> None:
    """Two accounts of Alice's with the vans they have and what these are worth: fields that Ada added."""
    for label, kind in (("Vans", "integer"), ("Fleet", "money")):
        custom.add_field(ACCOUNTS.entity, {"label": label, "kind": kind}, by=admin, at=at)
    first = {"employees": 30, "founded": 1999, "industry": "food", "cf_vans": 4}
    account_of(alice, "Alpha", **first, cf_fleet=Decimal("12.50"), annual_revenue=Decimal(100))
    account_of(alice, "Beta", employees=12, founded=2001, cf_vans=3, cf_fleet=Decimal("2.50"))


def listing(page: ListPage, actor: Actor, **asked: str) -> Listing:
    return Listing(page, actor=actor, asked=QueryDict(urlencode({"view": "all"} | asked)))


def sums(page: ListPage, actor: Actor, **asked: str) -> dict[str, str]:
    return {total.name: total.text for total in listing(page, actor, **asked).totals}


def test_numbers_and_amounts_that_are_shown_are_added_up(fleets: None, alice: Actor) -> None:
    assert sums(ACCOUNTS, alice, cols=COLUMNS) == {
        "annual_revenue": "€100",
        "employees": "42",
        "cf_vans": "7",
        "cf_fleet": "€15",
    }
    assert sums(ACCOUNTS, alice, cols="name,cf_vans", filter="industry = food") == {"cf_vans": "4"}


def test_they_stand_in_the_foot_each_under_its_column(
    fleets: None, client_for: SignIn, alice: Actor
) -> None:
    client, query = client_for(alice), urlencode({"view": "all", "cols": COLUMNS})
    page = client.get(f"/accounts/?{query}").text
    for name in ("annual_revenue", "employees", "cf_vans", "cf_fleet"):
        assert page.count(f'id="sum-{name}"') == 1
    assert 'id="sum-founded"' not in page
    counts = client.get(f"/accounts/?{query}&summary=1", headers=PART).text
    assert '<hx-partial hx-target="#sum-cf_vans">7</hx-partial>' in counts
    assert "2 · Annual revenue €100 · Fleet €15<" in counts


def test_groups_and_the_bar_have_them_too(fleets: None, client_for: SignIn, alice: Actor) -> None:
    asked = {"cols": "name,cf_vans,cf_fleet", "group": "industry"}
    groups = listing(ACCOUNTS, alice, **asked).grouped.groups
    assert [[text for _column, text in group.sums] for group in groups] == [
        ["4", "€12.50"],
        ["3", "€2.50"],
    ]
    chosen = {"all": "1", "list": urlencode({"view": "all"} | asked)}
    bar = client_for(alice).post(reverse("ui:bulk_total", args=[ACCOUNTS.entity]), chosen).text
    assert "2 selected" in bar
    assert "Vans 7" in bar
    assert "Fleet €15" in bar


def test_all_of_them_are_one_statement(fleets: None, alice: Actor) -> None:
    shown = listing(ACCOUNTS, alice, cols=COLUMNS)
    with CaptureQueriesContext(connection) as caught:
        assert len(shown.totals) == 4
    assert len([one for one in caught.captured_queries if "SUM(" in one["sql"]]) == 1


def test_currencies_are_added_in_that_of_the_organisation_and_only_at_known_rates(
    alice: Actor, olga: Actor, at: datetime
) -> None:
    asked = {"cols": "name,estimated_revenue,budget"}
    rate = organisation.set_rate(
        currency="SEK", valid_from=at.date(), rate=Decimal("0.10"), by=olga, at=at
    )
    deal_of(alice, estimated_revenue=Decimal(100), budget=Decimal(50))
    deal_of(alice, currency="SEK", estimated_revenue=Decimal(1000), budget=Decimal(400))
    assert sums(OPPORTUNITIES, alice, **asked) == {"estimated_revenue": "≈ €200", "budget": "≈ €90"}
    organisation.remove_rate(rate.pk, by=olga, at=at)
    assert set(sums(OPPORTUNITIES, alice, **asked).values()) == {"several currencies"}


def test_a_stranger_adds_up_nothing_of_what_others_own(
    fleets: None, bob: Actor, charlie: Actor
) -> None:
    assert sums(ACCOUNTS, bob, cols="name,cf_vans") == {"cf_vans": "7"}
    assert sums(ACCOUNTS, charlie, cols="name,cf_vans") == {"cf_vans": "–"}


def test_nothing_to_add_up_stands_neither_beside_the_count_nor_in_the_bar(
    client_for: SignIn, alice: Actor
) -> None:
    account = account_of(alice, "Gamma")
    assert sums(ACCOUNTS, alice, cols="name,annual_revenue") == {"annual_revenue": "–"}
    assert listing(ACCOUNTS, alice, cols="name,annual_revenue").headline == []
    told = {"ids": str(account.pk), "list": "/accounts/?view=all&cols=name,annual_revenue"}
    bar = client_for(alice).post("/ui/bulk/customers.account/total", told, headers=PART)
    assert "1 selected" in bar.content.decode()
    assert "–" not in bar.content.decode()
