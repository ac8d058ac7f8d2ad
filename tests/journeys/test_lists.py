"""A list is made one's own, kept as a view of a team, and opened by a colleague: told as those who do it meet it."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from dealwright.core.actor import Actor
from dealwright.identity import actions as identity
from dealwright.identity.queries import actor_for
from tests.factories.customers import account_of
from tests.factories.opportunities import deal_of, stage
from tests.ui.test_journeys import DESK, PHONE, enter, is_too_wide, violations, visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["enter"]  # a fixture
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


OR = "Change filter: Account: industry Food or Estimated revenue ≥ 30,000"


@pytest.fixture
def team(people: SimpleNamespace, system: Actor, at: datetime) -> SimpleNamespace:
    """Alice and Ann, and three deals of Alice."""
    members = [people.alice, people.ann]
    unit = people.alice.unit
    identity.create_team(name="Cold chain", unit=unit, members=members, by=system, at=at)
    alice = actor_for(people.alice)
    food = account_of(alice, "Nordhaven Cold Chain AB", industry="food")
    deal_of(alice, "Sortation line", account=food, estimated_revenue=Decimal(90000))
    deal_of(alice, "Cold-store shuttle", stage=stage("Develop"), estimated_revenue=Decimal(40000))
    deal_of(alice, "Small scanners", estimated_revenue=Decimal(500))
    return SimpleNamespace(alice=alice, ann=actor_for(people.ann))


def choose_columns(page: "Page") -> None:
    page.get_by_role("button", name="Columns").click()
    page.get_by_label("Add a column").select_option("account.industry")
    page.get_by_role("checkbox", name="Account: industry").wait_for()
    assert violations(page) == []
    page.get_by_role("checkbox", name="Account: industry").press("Alt+ArrowUp")
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("columnheader", name="Account: industry").wait_for()


def add_condition(page: "Page", field: str) -> None:
    page.get_by_label("Field", exact=True).select_option(field)
    page.get_by_label("Comparison").wait_for()


def filter_with_or(page: "Page") -> None:
    page.get_by_role("button", name="Filter", exact=True).click()
    add_condition(page, "account.industry")
    page.get_by_role("checkbox", name="Food").check()
    assert violations(page) == []
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("button", name="Change filter: Account: industry Food").click()
    page.get_by_role("button", name="or …").click()
    page.locator('input[name="at"][value="0.+"]').wait_for(state="attached")
    add_condition(page, "estimated_revenue")
    page.get_by_label("Comparison").select_option(">=")
    page.locator('#filter-op option[value=">="][selected]').wait_for(state="attached")
    page.get_by_label("Number").fill("30,000")
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("button", name=OR).wait_for()
    page.get_by_role("link", name="Cold-store shuttle").wait_for()
    assert page.get_by_role("link", name="Small scanners").count() == 0


def group_by_stage(page: "Page") -> None:
    page.get_by_role("button", name="Group", exact=True).click()
    page.get_by_role("menuitemradio", name="Stage", exact=True).click()
    page.get_by_role("button", name="Qualify 1").wait_for()
    page.get_by_role("button", name="Develop 1").wait_for()


def save_for_the_team(page: "Page") -> None:
    page.get_by_role("link", name="Save as").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Large or food")
    dialog.get_by_label("Who sees it").select_option(label="Team Cold chain")
    dialog.get_by_role("button", name="Save").click()
    page.wait_for_url("**/opportunities/?view=0*")


def test_a_list_becomes_a_view_of_a_team(
    team: SimpleNamespace, enter: Callable[[Actor], "Page"]
) -> None:
    page = enter(team.alice)
    page.set_viewport_size(DESK)
    visit(page, "/opportunities/?view=all")
    choose_columns(page)
    filter_with_or(page)
    group_by_stage(page)
    save_for_the_team(page)

    enter(team.ann)
    visit(page, "/opportunities/?view=all")
    page.get_by_role("link", name="Large or food 2").click()
    page.get_by_role("button", name="Develop 1").wait_for()
    assert page.get_by_role("link", name="Small scanners").count() == 0
    assert violations(page) == []
    page.get_by_role("button", name="Develop 1").click()
    page.get_by_role("link", name="Cold-store shuttle").wait_for(state="hidden")
    page.get_by_role("button", name="This view").click()
    page.get_by_role("menuitemcheckbox", name="Show in the navigation").click()
    page.get_by_role("navigation", name="Main").get_by_role(
        "link", name="Large or food 2"
    ).wait_for()

    page.set_viewport_size(PHONE)
    page.reload()
    page.get_by_role("button", name="Develop 1").wait_for()
    assert not is_too_wide(page)
    assert violations(page) == []


def test_a_width_is_that_of_its_column_alone_and_clips_no_control(
    team: SimpleNamespace, enter: Callable[[Actor], "Page"]
) -> None:
    page = enter(team.alice)
    page.set_viewport_size(DESK)
    visit(page, "/opportunities/?view=all&cols=name,close_on:60,estimated_revenue&group=stage")
    page.get_by_role("button", name="Qualify 2").wait_for()
    spared = "tr.group > :nth-child(3), tfoot td:nth-child(3)"
    assert "60px" not in page.eval_on_selector_all(
        spared, "all => all.map((each) => getComputedStyle(each).minWidth)"
    )
    page.locator("td[data-edit='close_on']").first.click()
    page.wait_for_selector("td.edit input:focus")
    clipped = "cell => getComputedStyle(cell).overflow"
    assert page.eval_on_selector("td.edit", clipped) == "visible"


def test_a_column_is_made_wider_by_keyboard(
    team: SimpleNamespace, enter: Callable[[Actor], "Page"]
) -> None:
    page = enter(team.alice)
    page.set_viewport_size(DESK)
    visit(page, "/opportunities/?view=all&cols=name,account:120,close_on")
    head = page.get_by_role("columnheader", name="Account")
    assert round(head.bounding_box()["width"]) == 120  # type: ignore[index]  # it is drawn
    page.get_by_role("separator", name="Width of Account").press("ArrowRight")
    page.wait_for_url("**cols=name,account:136,close_on")
    page.wait_for_load_state("networkidle")
    assert round(head.bounding_box()["width"]) == 136  # type: ignore[index]  # likewise
