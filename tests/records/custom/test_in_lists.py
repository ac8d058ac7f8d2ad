"""Custom fields in the lists that people work in: columns, order, filters, groups, those of linked records too."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dealwright.core import actor as actors
from dealwright.core import typed
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.customers.pages import ACCOUNTS, CONTACTS
from dealwright.ui.listing import Listing
from dealwright.ui.lists import ListPage
from tests.records.custom.conftest import ACCOUNT, Add, Make, choices

pytestmark = pytest.mark.django_db
type SignIn = Callable[[Actor], Client]


@pytest.fixture
def client(client_for: SignIn, alice: Actor) -> Client:
    return client_for(alice)


@pytest.fixture
def filled(add: Add, account: Make) -> None:
    add("Tier", "choice", choices=choices("Gold", "Silver"))
    add("Budget", "money")
    add("Renewal", "date")
    add("Partner", "link", to=ACCOUNT)
    first = account("Alpha", cf_tier="gold", cf_budget=Decimal(900))
    account("Beta", cf_tier="silver", cf_budget=Decimal(1200), cf_partner=first.pk)
    account("Gamma")


COLUMNS = "name,cf_tier,cf_budget,cf_renewal,cf_partner"


def rows(client: Client, **asked: str) -> str:
    answer = client.get("/accounts/", {"view": "all", "cols": COLUMNS, **asked})
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_they_are_columns(filled: None, client: Client) -> None:
    page = rows(client)
    for text in ("Tier", "Budget", "Partner", "Gold", "1,200"):
        assert text in page
    assert re.search(r'<td class="text-muted[^>]*>Alpha</td>', page)


@pytest.mark.parametrize("name", ["cf_tier", "cf_budget", "cf_renewal", "cf_partner"])
def test_lists_are_ordered_by_them(name: str, filled: None, client: Client) -> None:
    for sort in (name, f"-{name}"):
        rows(client, sort=sort)
    if name == "cf_budget":
        page = rows(client, sort="-cf_budget")
        assert page.index(">Beta<") < page.index(">Alpha<") < page.index(">Gamma<")


def test_lists_are_filtered_by_them(filled: None, client: Client) -> None:
    page = rows(client, filter="cf_tier = gold and cf_budget >= 900")
    assert ">Alpha<" in page
    assert ">Beta<" not in page


@pytest.fixture
def dated(add: Add, account: Make, bob: Actor) -> None:
    """Accounts with days, moments, and a colleague each."""
    add("Renewal", "date")
    add("Seen", "datetime")
    add("Coach", "link", to="identity.user")
    seen = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    account("Alpha", cf_renewal=date(2028, 2, 29), cf_seen=seen, cf_coach=bob.id)
    account("Beta", cf_renewal=date(2028, 2, 1))


def heads(actor: Actor, group: str, page: ListPage = ACCOUNTS) -> list[tuple[str, int, int]]:
    """What the groups of a list are called, how many rows they have, and how many are shown."""
    asked = QueryDict(urlencode({"view": "all", "group": group}))
    groups = Listing(page, actor=actor, asked=asked).grouped.groups
    return [(group.label, group.count, len(group.drawn)) for group in groups]


@pytest.mark.parametrize(
    ("group", "wanted"),
    [
        ("cf_tier", [("Gold", 1, 1), ("Silver", 1, 1), ("No value", 1, 1)]),
        ("cf_partner", [("Alpha", 1, 1), ("No value", 2, 2)]),
    ],
)
def test_choices_and_links_make_groups(
    group: str, wanted: list[tuple[str, int, int]], filled: None, client: Client, alice: Actor
) -> None:
    assert heads(alice, group) == wanted
    assert rows(client, group=group).count("<tbody data-group") == len(wanted)


@pytest.mark.parametrize(
    ("group", "wanted"),
    [
        ("cf_renewal:month", [("February 2028", 2, 2)]),
        ("cf_renewal:day", [("Feb 1, 2028", 1, 1), ("Feb 29, 2028", 1, 1)]),
        ("cf_renewal:fiscal_year", [("Fiscal year 2028", 2, 2)]),
        ("cf_seen:year", [("2027", 1, 1), ("No value", 1, 1)]),
        ("cf_coach", [("Bob Example", 1, 1), ("No value", 1, 1)]),
    ],
)
def test_days_moments_and_people_make_groups(
    group: str, wanted: list[tuple[str, int, int]], dated: None, alice: Actor
) -> None:
    with timezone.override(ZoneInfo("Europe/Stockholm")):
        assert heads(alice, group) == wanted


PART = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "tr#group-1"}


def opened(client: Client, group: str, key: str) -> str:
    """The rows of one group, as they come when it is opened."""
    asked = {"view": "all", "group": group, "in": key, "number": "1"}
    answer = client.get("/accounts/", asked, headers=PART)
    assert answer.status_code == 200
    return answer.text


def shown(text: str) -> set[str]:
    return {name for name in ("Alpha", "Beta", "Gamma", "Delta") if f">{name}<" in text}


def test_a_row_stands_in_the_group_of_each_of_several_choices(
    add: Add, account: Make, client: Client, alice: Actor
) -> None:
    add("Tags", "list", choices=choices("Fair", "Export", "Press"))
    account("Alpha", cf_tags=["export", "fair"], employees=3)
    account("Beta", cf_tags=["export"], employees=4)
    account("Gamma")
    with writing(by=actors.system()):
        Account.objects.filter(name="Gamma").update(custom={"cf_tags": []})
    account("Delta", cf_tags=None)
    assert heads(alice, "cf_tags") == [("Fair", 1, 1), ("Export", 2, 2), ("No value", 2, 2)]
    assert shown(opened(client, "cf_tags", "export")) == {"Alpha", "Beta"}
    assert shown(opened(client, "cf_tags", "-")) == {"Gamma", "Delta"}
    assert shown(opened(client, "cf_tags", "press")) == set()


def test_whole_numbers_make_groups_by_value(
    add: Add, account: Make, client: Client, alice: Actor
) -> None:
    add("Sites", "integer")
    for name, sites in (("Alpha", 10), ("Beta", 9), ("Gamma", -1), ("Delta", None)):
        account(name, cf_sites=sites, employees=1200 if name == "Beta" else None)
    wanted = [("\N{MINUS SIGN}1", 1, 1), ("9", 1, 1), ("10", 1, 1), ("No value", 1, 1)]
    assert heads(alice, "cf_sites") == wanted
    assert heads(alice, "employees") == [("1,200", 1, 1), ("No value", 3, 3)]
    assert shown(opened(client, "cf_sites", "-1")) == {"Gamma"}
    assert shown(opened(client, "employees", "1200")) == {"Beta"}
    for wrong in ("x", "9" * 40, "1.5"):
        for group in ("cf_sites", "employees"):
            assert "Beta" not in shown(opened(client, group, wrong))


def test_texts_make_groups_the_most_frequent_first(
    add: Add, account: Make, client: Client, alice: Actor
) -> None:
    add("Fair", "text")
    for name, fair in (("Alpha", "Hanover"), ("Beta", "-"), ("Gamma", "Hanover"), ("Delta", None)):
        account(name, cf_fair=fair)
    assert heads(alice, "cf_fair") == [("Hanover", 2, 2), ("-", 1, 1), ("No value", 1, 1)]
    assert shown(opened(client, "cf_fair", "Hanover")) == {"Alpha", "Gamma"}
    assert shown(opened(client, "cf_fair", "--")) == {"Beta"}
    assert shown(opened(client, "cf_fair", "-")) == {"Delta"}
    asked = {"view": "all", "group": "cf_fair", "in": "a\0b", "number": "1"}
    assert client.get("/accounts/", asked, headers=PART).status_code == 422


@pytest.mark.parametrize("group", ["cf_tags", "cf_sites", "cf_fair"])
@pytest.mark.parametrize("count", [1, 4])
def test_such_groups_cost_the_same_however_many_they_are(
    group: str, count: int, add: Add, account: Make, client: Client
) -> None:
    add("Tags", "list", choices=choices("Fair", "Export", "Press", "Web"))
    add("Sites", "integer")
    add("Fair", "text")
    tags = ["fair", "export", "press", "web"]
    for number in range(count):
        account(f"A{number}", cf_tags=tags[: number + 1], cf_sites=number, cf_fair=f"T{number}")
    rows(client, group=group)
    with CaptureQueriesContext(connection) as queries:
        rows(client, group=group)
    of_groups = [query for query in queries if "grouped_by" in query["sql"]]
    assert len(of_groups) == 2


def test_over_rest_links_are_ordered_by_the_names_of_what_they_lead_to(
    add: Add, account: Make, alice: Actor, api_for: Callable[[Actor], Client]
) -> None:
    add("Partner", "link", to=ACCOUNT)
    zebra, apple = account("Zebra"), account("Apple")
    account("One", cf_partner=zebra.pk)
    account("Two", cf_partner=apple.pk)
    api = api_for(alice)
    for order, wanted in (
        ("cf_partner,name", ["Two", "One", "Apple", "Zebra"]),
        ("-cf_partner,name", ["One", "Two", "Apple", "Zebra"]),
    ):
        found, cursor = [], ""
        for _page in range(4):
            asked = {"order": order, "limit": "1", "fields": "name"}
            answer = api.get("/api/v1/accounts", asked | ({"cursor": cursor} if cursor else {}))
            assert answer.status_code == 200, answer.content
            found += [row["name"] for row in answer.json()["items"]]
            cursor = answer.json()["next_cursor"]
        assert (found, cursor) == (wanted, None)


def test_a_group_of_custom_days_opens(dated: None, client: Client) -> None:
    asked = {"view": "all", "group": "cf_renewal:day", "in": "2028-02-29", "number": "1"}
    part = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "tr#group-1"}
    page = client.get("/accounts/", asked, headers=part).text
    assert ">Alpha<" in page
    assert ">Beta<" not in page


def test_days_of_a_linked_record_make_groups(
    dated: None, alice: Actor, charlie: Actor, at: datetime
) -> None:
    company = Account.objects.get(name="Alpha")
    customers.create_contact({"last_name": "Berg", "account": company}, by=alice, at=at)
    assert heads(alice, "account.cf_renewal:month", CONTACTS) == [("February 2028", 1, 1)]
    assert heads(charlie, "account.cf_renewal:month", CONTACTS) == []


@pytest.mark.parametrize(
    "stored", ["2026-02-30", "2027-02-29", "0000-01-01", "soon", "", "2026-1-1", 5, None]
)
def test_what_is_no_day_is_in_the_group_without_a_value(
    stored: object, dated: None, alice: Actor
) -> None:
    with writing(by=actors.system()):
        Account.objects.filter(name="Alpha").update(
            custom={"cf_renewal": stored, "cf_seen": f"{stored}T25:00:00.000000Z"}
        )
    assert heads(alice, "cf_renewal:year") == [("2028", 1, 1), ("No value", 1, 1)]
    assert heads(alice, "cf_seen:year") == [("No value", 2, 2)]


@given(day=st.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_every_day_is_read_as_one(day: date) -> None:
    assert re.fullmatch(typed.A_DAY, day.isoformat())


def test_links_are_ordered_by_the_names_of_what_they_lead_to(
    add: Add, account: Make, client: Client
) -> None:
    add("Partner", "link", to=ACCOUNT)
    zebra, apple = account("Zebra"), account("Apple")
    account("One", cf_partner=zebra.pk)
    account("Two", cf_partner=apple.pk)
    asked = {"filter": "cf_partner is not empty", "cols": "name,cf_partner"}
    up, down = rows(client, sort="cf_partner", **asked), rows(client, sort="-cf_partner", **asked)
    assert up.index(">Two<") < up.index(">One<")
    assert down.index(">One<") < down.index(">Two<")


def test_those_of_a_linked_record_are_columns_too(
    filled: None, add: Add, account: Make, alice: Actor, at: datetime, client: Client
) -> None:
    company = account("Delta", cf_tier="gold")
    customers.create_contact({"last_name": "Berg", "account": company}, by=alice, at=at)
    asked = {
        "view": "all",
        "cols": "name,account.cf_tier,account.cf_partner",
        "sort": "account.cf_tier",
    }
    answer = client.get("/contacts/", asked)
    assert answer.status_code == 200
    assert "Gold" in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_they_cost_the_same_for_one_row_and_three(
    count: int, add: Add, account: Make, client: Client
) -> None:
    add("Partner", "link", to=ACCOUNT)
    partners = [account(f"P{number}") for number in range(count)]
    for number, partner in enumerate(partners):
        account(f"N{number}", cf_partner=partner.pk)
    asked = {"view": "all", "cols": "name,cf_partner", "filter": "not cf_partner is empty"}
    client.get("/accounts/", asked)
    with CaptureQueriesContext(connection) as queries:
        client.get("/accounts/", asked)
    assert len([q for q in queries if '"customers_account"' in q["sql"]]) == 2
