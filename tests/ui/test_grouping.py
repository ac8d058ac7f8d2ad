"""Rows in groups: counted and summed over all that was found, shown as far as a page goes, opened page by page."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from dealwright.core import actor as actors
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.opportunities.models import Opportunity
from dealwright.opportunities.pages import OPPORTUNITIES
from dealwright.organisation import actions as organisation
from dealwright.records.filtering.days import first_of
from dealwright.records.filtering.tree import Unit
from dealwright.ui.dated import FiscalYear
from dealwright.ui.grouped import DrawnGroup
from dealwright.ui.listing import Listing, Row
from tests.factories.customers import account_of
from tests.factories.opportunities import deal_of, stage, won_deal_of

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "tr#group-1"}
type SignIn = Callable[[Actor], Client]


def grouped(actor: Actor, group: str, **asked: str) -> list[DrawnGroup[Row]]:
    query = urlencode({"view": "all", "group": group} | asked)
    return Listing(OPPORTUNITIES, actor=actor, asked=QueryDict(query)).grouped.groups


def told(groups: list[DrawnGroup[Row]]) -> list[tuple[str, int]]:
    return [(group.label, group.count) for group in groups]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(OPPORTUNITIES.__dict__, "size", 2)


def test_choices_stand_in_their_own_order(alice: Actor) -> None:
    won_deal_of(alice, name="Won")
    deal_of(alice, "Open")
    deal_of(alice, "Open too")
    assert told(grouped(alice, "state")) == [("Open", 2), ("Won", 1)]


def test_links_stand_in_the_order_of_their_column(alice: Actor) -> None:
    deal_of(alice, stage=stage("Develop"))
    deal_of(alice)
    assert told(grouped(alice, "stage")) == [("Qualify", 1), ("Develop", 1)]


@pytest.mark.parametrize(
    ("unit", "wanted"),
    [
        (
            "month",
            [("November 2026", 1), ("December 2026", 1), ("January 2027", 1), ("No value", 1)],
        ),
        ("quarter", [("Quarter 4, 2026", 2), ("Quarter 1, 2027", 1), ("No value", 1)]),
        ("year", [("2026", 2), ("2027", 1), ("No value", 1)]),
    ],
)
def test_days_are_grouped_by_month_quarter_and_year(
    alice: Actor, unit: str, wanted: list[tuple[str, int]]
) -> None:
    for day in (date(2026, 11, 30), date(2026, 12, 1), date(2027, 1, 1), None):
        deal_of(alice, close_on=day)
    assert told(grouped(alice, f"close_on:{unit}")) == wanted


@pytest.fixture
def from_april(admin: Actor, at: datetime) -> None:
    """The organisation's fiscal year begins in April."""
    organisation.change({"fiscal_year_start": 4}, by=admin, at=at)


@pytest.mark.usefixtures("from_april")
@pytest.mark.parametrize(
    ("unit", "wanted"),
    [
        (
            "fiscal_quarter",
            [
                ("Fiscal quarter 4, 2025/26", 1),
                ("Fiscal quarter 1, 2026/27", 2),
                ("Fiscal quarter 3, 2026/27", 1),
                ("No value", 1),
            ],
        ),
        ("fiscal_year", [("Fiscal year 2025/26", 1), ("Fiscal year 2026/27", 3), ("No value", 1)]),
        (
            "quarter",
            [
                ("Quarter 1, 2026", 1),
                ("Quarter 2, 2026", 2),
                ("Quarter 4, 2026", 1),
                ("No value", 1),
            ],
        ),
    ],
)
def test_days_are_grouped_by_the_fiscal_calendar_beside_the_other(
    alice: Actor, unit: str, wanted: list[tuple[str, int]]
) -> None:
    for day in (date(2026, 3, 31), date(2026, 4, 1), date(2026, 5, 31), date(2026, 12, 31), None):
        deal_of(alice, close_on=day)
    assert told(grouped(alice, f"close_on:{unit}")) == wanted


@pytest.mark.usefixtures("from_april")
def test_a_group_of_a_fiscal_quarter_opens(client_for: SignIn, alice: Actor) -> None:
    deal_of(alice, "Deal X", close_on=date(2026, 5, 31))
    (group,) = grouped(alice, "close_on:fiscal_quarter")
    assert parse_qs(urlsplit(group.opening).query)["in"] == ["2026-04-01"]
    path = reverse("opportunities:opportunities")
    assert "Deal X" in client_for(alice).get(f"{path}{group.opening}", headers=PART).text


def test_fiscal_groups_of_moments_go_by_the_time_zone_of_the_organisation(
    alice: Actor, admin: Actor, at: datetime
) -> None:
    organisation.change({"fiscal_year_start": 9, "time_zone": "Pacific/Auckland"}, by=admin, at=at)
    deal = deal_of(alice)
    since = datetime(2026, 8, 31, 14, tzinfo=UTC)  # the first of September there
    with writing(by=actors.system()):
        Opportunity.objects.filter(pk=deal.pk).update(stage_since=since)
    assert told(grouped(alice, "stage_since:fiscal_year")) == [("Fiscal year 2026/27", 1)]


def test_the_menu_offers_units_of_the_days_that_the_list_is_grouped_by(
    client_for: SignIn, alice: Actor
) -> None:
    query = urlencode({"view": "all", "group": "close_on:fiscal_year", "form": "group"})
    page = client_for(alice).get(f"{reverse('opportunities:opportunities')}?{query}").text
    assert "By fiscal quarter" in page
    assert page.count("By calendar quarter") == 1
    assert page.count('aria-checked="true"') == 2  # the days, and their unit


@given(days=st.dates(date(1900, 1, 1), date(2200, 12, 31)), start=st.integers(1, 12))
def test_the_quarters_of_a_fiscal_year_are_those_of_relative_dates(days: date, start: int) -> None:
    fiscal = FiscalYear(start, ZoneInfo("UTC"))
    first = first_of(Unit.QUARTER, days, start)
    year = first_of(Unit.YEAR, days, start)
    assert fiscal.quarter(first) == fiscal.quarter(days) == (first - year).days // 89 + 1
    assert fiscal.year(days).startswith(str(year.year))


def test_moments_and_yes_or_no_and_linked_fields_make_groups(alice: Actor) -> None:
    deal_of(alice, account=account_of(alice, industry="food"))
    deal_of(alice)
    assert told(grouped(alice, "account.industry")) == [("Food", 1), ("No value", 1)]
    assert [group.count for group in grouped(alice, "created_at:month")] == [2]
    assert told(grouped(alice, "owner")) == [("Alice Example", 2)]


@pytest.mark.parametrize("group", ["", "name", "password", "account.password", "estimated_revenue"])
def test_what_makes_no_groups_leaves_the_list_as_it_is(
    client_for: SignIn, alice: Actor, group: str
) -> None:
    deal_of(alice)
    text = (
        client_for(alice)
        .get(f"{reverse('opportunities:opportunities')}?view=all&group={group}")
        .text
    )
    assert "data-group" not in text
    assert "Sortation line" in text


@pytest.mark.usefixtures("small")
def test_sums_are_over_all_rows_of_the_group_in_the_base_currency(alice: Actor) -> None:
    for amount in ("100", "200", "300"):
        deal_of(alice, estimated_revenue=Decimal(amount))
    (group,) = grouped(alice, "stage")
    assert group.sum == "€600"
    assert len(group.drawn) == 2


@pytest.mark.usefixtures("small")
def test_groups_that_fit_are_open_and_the_others_closed(alice: Actor) -> None:
    deal_of(alice)
    for _place in range(2):
        deal_of(alice, stage=stage("Develop"))
    deal_of(alice, stage=stage("Propose"), account=account_of(alice))
    assert [(group.is_open, len(group.drawn)) for group in grouped(alice, "stage")] == [
        (True, 1),
        (False, 0),
        (False, 0),
    ]


@pytest.mark.usefixtures("small")
def test_a_group_is_read_page_by_page_in_the_order_of_the_list(
    client_for: SignIn, alice: Actor
) -> None:
    for name in "ABCDE":
        deal_of(alice, f"Deal {name}", stage=stage("Develop"))
    deal_of(alice, "Deal Z")
    (_first, second) = grouped(alice, "stage", sort="-name")
    client, found, following = client_for(alice), "", second.opening
    while following:
        text = unescape(
            client.get(f"{reverse('opportunities:opportunities')}{following}", headers=PART).text
        )
        found += "".join(part[:1] for part in text.split('title="Deal ')[1:])
        following = text.partition('hx-get="/opportunities/')[2].partition('"')[0]
    assert found == "EDCBA"


def test_a_group_without_a_value_opens_too(client_for: SignIn, alice: Actor) -> None:
    deal_of(alice, "Deal X")
    (group,) = grouped(alice, "close_on:month")
    assert parse_qs(urlsplit(group.opening).query)["in"] == ["-"]
    text = (
        client_for(alice)
        .get(f"{reverse('opportunities:opportunities')}{group.opening}", headers=PART)
        .text
    )
    assert "Deal X" in text


@pytest.mark.parametrize("key", ["nonsense", "", "01997f4e-0000-7000-8000-000000000000"])
def test_a_group_that_is_not_there_has_no_rows(client_for: SignIn, alice: Actor, key: str) -> None:
    deal_of(alice, "Deal X")
    query = urlencode({"view": "all", "group": "stage", "in": key})
    answer = client_for(alice).get(
        f"{reverse('opportunities:opportunities')}?{query}", headers=PART
    )
    assert answer.status_code == 200
    assert "Deal X" not in answer.text


def test_strangers_see_no_groups_of_what_they_may_not_read(
    alice: Actor, bob: Actor, charlie: Actor
) -> None:
    deal_of(alice)
    assert [len(grouped(actor, "stage")) for actor in (alice, bob, charlie)] == [1, 1, 0]


@pytest.mark.parametrize("count", [1, 3])
def test_groups_cost_two_queries_however_many_they_are(
    client_for: SignIn, alice: Actor, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for name in ("Qualify", "Develop", "Propose")[:count]:
        deal_of(alice, stage=stage(name), account=account_of(alice, name))
    client = client_for(alice)
    address = (
        f"{reverse('opportunities:opportunities')}?view=all&group=stage&cols=name,account.industry"
    )
    with django_assert_num_queries(9):  # as any list with a linked column, and the groups
        assert client.get(address).text.count("<tbody data-group") == count


def test_one_grouped_statement_counts_and_sums(alice: Actor) -> None:
    for name in ("Qualify", "Develop"):
        deal_of(alice, stage=stage(name), estimated_revenue=Decimal(10))
    with CaptureQueriesContext(
        connection,
    ) as caught:
        groups = grouped(alice, "stage")
    grouping: list[dict[str, Any]] = [
        one for one in caught.captured_queries if "GROUP BY" in one["sql"]
    ]
    assert len(grouping) == 1
    assert [group.sum for group in groups] == ["€10", "€10"]
