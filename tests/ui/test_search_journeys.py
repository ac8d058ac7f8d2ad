"""Finding things in a real browser, by keyboard and on a phone."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from dealwright.core.actor import Actor
from dealwright.records.searching import actions
from tests.factories.customers import account_of
from tests.factories.leads import lead_of
from tests.people import AT
from tests.ui.test_journeys import PHONE, THEMES, choose, enter, is_too_wide, violations, visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["enter"]

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_misspelt_record_is_found_and_opened_by_keyboard(
    enter: Callable[[Actor], "Page"], alice: Actor, system: Actor, live_server: Any
) -> None:
    account = account_of(alice)
    lead_of(alice)
    actions.learn(by=system, at=AT)
    page = enter(alice)
    for theme in THEMES:
        choose(page, live_server, theme=theme)
        visit(page, "/leads/")
        page.keyboard.press("Control+k")
        page.keyboard.type("nordhavn chian")
        page.wait_for_selector("#palette-told p")
        assert "nordhaven chain" in page.inner_text("#palette-told")
        assert violations(page) == []
        page.keyboard.type("zzzz")
        page.wait_for_selector("text=Nothing found for")
        assert violations(page) == []
        page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("nordhavn")
    page.wait_for_selector(".dw-palette mark")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/accounts/{account.pk}/")


def test_all_results_are_reached_from_the_palette_and_walked_by_keyboard(
    enter: Callable[[Actor], "Page"], alice: Actor, live_server: Any
) -> None:
    lead = lead_of(alice)
    account_of(alice)
    page = enter(alice)
    visit(page, "/")
    page.keyboard.press("Control+k")
    page.keyboard.type("nordhaven")
    page.wait_for_selector("text=All results for")
    page.keyboard.press("ArrowUp")  # the last line, from the first
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=nordhaven")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/leads/{lead.pk}/")
    for theme in THEMES:
        choose(page, live_server, theme=theme)
        visit(page, "/search?q=nordhaven")
        assert violations(page) == []


def test_the_search_is_at_hand_on_a_phone(
    enter: Callable[[Actor], "Page"], alice: Actor, live_server: Any
) -> None:
    account = account_of(alice, "Kessler & Söhne Verpackungstechnik GmbH & Co. KG")
    page = enter(alice)
    page.set_viewport_size(PHONE)
    visit(page, "/search?q=verpackung")
    assert not is_too_wide(page)
    assert violations(page) == []
    page.click("text=Kessler")
    page.wait_for_url(f"**/accounts/{account.pk}/")
    page.click("header [data-palette]:visible")
    page.keyboard.type("sohne")
    page.wait_for_selector(".dw-palette mark")
    assert not is_too_wide(page)
