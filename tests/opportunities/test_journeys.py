"""Working deals in a real browser: the board by mouse and keyboard, the process bar, lines, qualifying."""

import re
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from dealwright.core.actor import Actor
from dealwright.opportunities.models import Opportunity
from tests.factories.catalog import product_of
from tests.factories.customers import account_of
from tests.factories.leads import lead_of
from tests.factories.opportunities import (
    competitor_of,
    deal_of,
    ready_deal_of,
    stakeholder_in,
    standard_process,
)
from tests.ui.test_journeys import DESK, PHONE, is_too_wide, violations, visit

if TYPE_CHECKING:
    from playwright.sync_api import APIResponse, Locator, Page, Route

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

BOARD = "/opportunities/board/"


@pytest.fixture
def enter(
    page: "Page", client_for: Callable[[Actor], Client], live_server: Any
) -> Callable[[Actor], "Page"]:
    """Signs an actor in on the page of this journey."""

    def signed_in(actor: Actor) -> "Page":
        session = client_for(actor).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": str(live_server)}])
        return page

    return signed_in


def card(page: "Page", name: str) -> "Locator":
    return page.locator("[data-card]", has_text=name)


def drag(page: "Page", what: "Locator", where: "Locator") -> None:
    """Picks a card up, which shows where it may be dropped, and lets it go there."""
    box = what.bounding_box()
    assert box
    page.mouse.move(box["x"] + 30, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 80, steps=4)
    where.wait_for(state="visible")
    target = where.bounding_box()
    assert target
    for nudge in (0, 4, 8):  # what is dragged follows the pointer a frame later
        page.mouse.move(target["x"] + 60 + nudge, target["y"] + 30, steps=6)
        page.wait_for_timeout(100)
    page.mouse.up()


def test_a_card_is_dragged_asks_is_won_and_comes_back(
    alice: Actor, enter: Callable[[Actor], "Page"]
) -> None:
    ready_deal_of(alice, name="Sortation line")
    page = enter(alice)
    visit(page, BOARD)
    develop = page.locator("[data-column]", has_text="Develop").locator("[data-cards]")
    drag(page, card(page, "Sortation line"), develop)
    page.get_by_text("Sortation line moved to Develop").wait_for()
    drag(page, card(page, "Sortation line"), page.locator("[data-column=win]"))
    card(page, "Sortation line").get_by_label("Actual revenue").fill("950")
    card(page, "Sortation line").get_by_role("button", name="Win").click()
    card(page, "Sortation line").wait_for(state="detached")
    assert Opportunity.objects.get().actual_revenue == Decimal(950)
    page.locator(".dw-toast", has_text="Win").get_by_role("button", name="Undo").click()
    card(page, "Sortation line").wait_for()
    deal = Opportunity.objects.select_related("stage").get()
    assert (deal.state, deal.stage.name) == ("open", "Develop")


def test_a_card_is_moved_by_keyboard_and_asks_for_what_is_missing(
    alice: Actor, enter: Callable[[Actor], "Page"]
) -> None:
    account_of(alice, "Nordhaven")
    deal_of(alice, "Sortation line")
    page = enter(alice)
    visit(page, BOARD)
    card(page, "Sortation line").focus()
    for key in ("m", "ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    card(page, "Sortation line").get_by_text("Not moved yet.").wait_for()
    field = card(page, "Sortation line").get_by_role("combobox", name="Account")
    field.click()
    field.press_sequentially("Nord")
    page.wait_for_timeout(600)  # until the options for the last letter are there
    page.get_by_role("option", name="Nordhaven").click()
    card(page, "Sortation line").get_by_role("button", name="Save and move").click()
    page.get_by_text("Sortation line moved to Propose").wait_for()
    assert str(Opportunity.objects.select_related("account").get().account) == "Nordhaven"


def test_the_process_bar_asks_for_what_a_stage_needs(
    alice: Actor, enter: Callable[[Actor], "Page"]
) -> None:
    deal = ready_deal_of(alice)
    page = enter(alice)
    visit(page, f"/opportunities/{deal.pk}/")
    page.get_by_role("button", name="Close").first.click()
    page.get_by_label("Close date").fill("2027-03-31")
    page.get_by_role("button", name="Save and move").click()
    page.get_by_text("Moved to Close").wait_for()
    assert Opportunity.objects.select_related("stage").get().stage.name == "Close"


def test_what_a_verb_did_is_seen_though_an_older_answer_comes_later(
    alice: Actor, enter: Callable[[Actor], "Page"]
) -> None:
    deal = ready_deal_of(alice)
    page = enter(alice)
    visit(page, f"/opportunities/{deal.pk}/")
    page.wait_for_load_state("networkidle")
    late: list[tuple[Route, APIResponse]] = []
    page.route(f"**/{deal.pk}/", lambda route: late.append((route, route.fetch())), times=1)
    page.evaluate("document.body.dispatchEvent(new CustomEvent('dw:changed', { bubbles: true }))")
    while not late:
        page.wait_for_timeout(20)
    page.get_by_role("button", name=re.compile("^Develop")).click()
    page.get_by_text("Moved to Develop").wait_for()
    route, older = late[0]
    with suppress(Exception):  # whoever asked may not want it any more
        route.fulfill(response=older)
    page.locator("button[aria-current=step]", has_text="Develop").wait_for(timeout=5_000)


def test_a_product_is_found_priced_and_added(
    alice: Actor, enter: Callable[[Actor], "Page"]
) -> None:
    product_of("SORT-1", "250", name="Sortation module")
    deal = deal_of(alice)
    page = enter(alice)
    visit(page, f"/opportunities/{deal.pk}/?tab=opportunities-lines-of")
    page.get_by_role("button", name="Add line").first.click()
    field = page.get_by_role("combobox", name="Product")
    field.click()
    field.press_sequentially("Sort")
    page.wait_for_timeout(600)  # until the options for the last letter are there
    page.get_by_role("option", name="Sortation module").click()
    page.get_by_label("Quantity").fill("4")
    page.get_by_role("button", name="Save line").click()
    page.get_by_role("cell", name="1,000.00").first.wait_for()
    assert deal.lines.get().amount == Decimal(1000)


def test_a_lead_is_qualified_in_one_dialog(alice: Actor, enter: Callable[[Actor], "Page"]) -> None:
    standard_process()
    lead = lead_of(alice, need="A cold store")
    page = enter(alice)
    visit(page, f"/leads/{lead.pk}/")
    page.get_by_role("button", name="Qualify", exact=True).first.click()
    page.get_by_label("Name").last.fill("Cold store by spring")
    page.get_by_role("dialog").get_by_role("button", name="Qualify").click()
    page.wait_for_url("**/opportunities/*/")
    assert page.get_by_role("heading", name="Cold store by spring").is_visible()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_of_deals_are_accessible_and_fit(
    size: Any, theme: str, alice: Actor, enter: Callable[[Actor], "Page"]
) -> None:
    deal = ready_deal_of(alice, name="Sortation line, hub Gothenburg and Malmö cross-dock")
    stakeholder_in(deal, alice)
    rival = competitor_of(alice)
    page = enter(alice)
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    for address in (
        "/opportunities/",
        BOARD,
        f"/opportunities/{deal.pk}/",
        f"/opportunities/{deal.pk}/?tab=opportunities-lines-of",
        f"/competitors/{rival.pk}/",
        f"/leads/{lead_of(alice).pk}/do/qualify",
    ):
        visit(page, address)
        assert violations(page) == [], address
        assert not is_too_wide(page), address
