"""Working on many records of a list, and on one value where it stands, as a person does."""

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.records.changesets.models import ChangeSet
from tests.factories.customers import account_of
from tests.records.changesets.acting import work_off
from tests.ui.test_journeys import (
    DESK,
    PHONE,
    THEMES,
    choose,
    enter,
    is_too_wide,
    violations,
    visit,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

__all__ = ["enter"]  # a fixture
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
type Enter = Callable[[Actor], "Page"]

LIST = "/accounts/?view=all&sort=name"


@pytest.fixture
def accounts(alice: Actor) -> list[Account]:
    return [
        account_of(alice, name=name, industry="food", employees=5, annual_revenue=Decimal(1000))
        for name in ("Alfa", "Beta", "Gamma", "Omega")
    ]


def settled(page: "Page") -> None:
    page.wait_for_load_state("networkidle")


def tick(page: "Page", row: int) -> None:
    page.click(f"tbody tr:nth-child({row}) td.tick")


def test_all_that_match_are_edited_watched_and_taken_back(
    accounts: list[Account], alice: Actor, enter: Enter
) -> None:
    page = enter(alice)
    visit(page, f"{LIST}&q=a")
    tick(page, 1)
    every = page.locator("#bulk").get_by_role("button", name="All that match")
    pressed = every.bounding_box()
    every.click()
    page.wait_for_selector("#bulk [data-all][aria-pressed=true]:disabled")
    settled(page)
    assert every.bounding_box() == pressed
    page.wait_for_selector("#bulk >> text=4 selected")
    assert "€4,000" in page.inner_text("#bulk")

    page.click("#bulk button:has-text('Edit')")
    page.select_option("#bulk-more", "industry")
    page.wait_for_selector("#bulk-industry")
    page.select_option("#bulk-industry", "energy")
    page.click("#dialog >> text=Change 4 accounts")
    page.wait_for_selector("#dialog >> text=0 of 4")
    assert not page.is_visible("#bulk")
    work_off(ChangeSet.objects.get(), clock.now())
    page.wait_for_selector("#dialog >> text=Undo…")
    assert set(Account.objects.values_list("industry", flat=True)) == {"energy"}

    page.click("#dialog >> text=Undo…")
    page.wait_for_url("**/undo/")
    page.click("main form button[type=submit], main form button.btn-primary")
    page.wait_for_url("**/changes/*/")
    work_off(ChangeSet.objects.get(kind="undo"), clock.now())
    assert set(Account.objects.values_list("industry", flat=True)) == {"food"}


def test_rows_are_ticked_by_range_and_by_keyboard_and_stay_ticked(
    accounts: list[Account], alice: Actor, enter: Enter
) -> None:
    page = enter(alice)
    visit(page, LIST)
    tick(page, 2)
    page.click("tbody tr:nth-child(4) td.tick", modifiers=["Shift"])
    page.wait_for_selector("#bulk >> text=3 selected")
    page.keyboard.press("j")
    page.keyboard.press("x")
    ticked = "[...document.querySelectorAll('tr [data-tick]')].map((box) => box.checked)"
    assert page.evaluate(ticked).count(True) == 2  # the last row was ticked and is no more
    page.evaluate("document.body.dispatchEvent(new CustomEvent('dw:changed'))")
    settled(page)
    assert page.evaluate(ticked).count(True) == 2
    page.keyboard.press("Escape")
    assert page.evaluate(ticked).count(True) == 0
    assert not page.is_visible("#bulk")
    page.click("[data-tick-page]")
    assert page.evaluate(ticked) == [True] * 4
    page.fill("#list-search", "Alfa")
    page.wait_for_selector("tbody tr[data-id]:nth-child(2)", state="detached")
    assert page.evaluate(ticked) == [False]  # another list


def test_values_are_edited_by_keyboard_alone(
    accounts: list[Account], alice: Actor, enter: Enter
) -> None:
    page = enter(alice)
    visit(page, LIST)
    page.keyboard.press("j")
    employees = "td[data-edit=employees]"
    columns = "[...document.querySelectorAll('tbody tr:first-child td')].findIndex((td) => td.matches('[data-edit=employees]')) - 1"
    for _step in range(page.evaluate(columns)):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{employees} input:focus")
    page.keyboard.type("many")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{employees} [aria-invalid=true]:focus")
    assert "This must be a whole number." in page.inner_text(f"{employees}.edit")
    assert violations(page) == []
    page.keyboard.press("Control+a")
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"tbody tr:nth-child(2) {employees} input:focus")  # down to the next row
    assert page.inner_text(f"tbody tr:nth-child(1) {employees}") == "12"
    page.keyboard.type("7")
    page.keyboard.press("Tab")
    page.wait_for_selector("tbody tr:nth-child(2) td[data-edit=annual_revenue] input:focus")
    page.keyboard.type("99")
    page.keyboard.press("Escape")
    settled(page)
    found = dict(Account.objects.values_list("name", "employees"))
    assert (found["Alfa"], found["Beta"]) == (12, 7)
    assert Account.objects.get(name="Beta").annual_revenue == 1000


def test_a_conflict_shows_both_values_and_lets_one_be_chosen(
    accounts: list[Account], alice: Actor, bob: Actor, enter: Enter
) -> None:
    page = enter(alice)
    visit(page, LIST)
    cell = "tbody tr:nth-child(1) td[data-edit=employees]"
    page.click(cell)
    page.wait_for_selector(f"{cell} input:focus")
    customers.update_account(accounts[0], {"employees": 50}, by=bob, at=clock.now())
    page.keyboard.type("70")
    page.keyboard.press("Enter")
    page.wait_for_selector(".dw-both")
    said = page.inner_text(".dw-both")
    assert "Bob Example" in said
    assert "50" in said
    assert violations(page) == []
    page.click("text=Keep theirs")
    page.wait_for_selector("[data-cell]", state="detached")
    assert page.inner_text(cell) == "50"

    page.click(cell)
    page.wait_for_selector(f"{cell} input:focus")
    accounts[0].refresh_from_db()
    customers.update_account(accounts[0], {"employees": 51}, by=bob, at=clock.now())
    page.keyboard.type("70")
    page.keyboard.press("Enter")
    page.wait_for_selector(".dw-both")
    page.click("text=Save mine")
    page.wait_for_selector("[data-cell]", state="detached")
    accounts[0].refresh_from_db()
    assert accounts[0].employees == 70


def test_enter_pressed_twice_keeps_every_row_with_its_own_record(
    accounts: list[Account], alice: Actor, bob: Actor, enter: Enter
) -> None:
    page = enter(alice)
    visit(page, LIST)
    titles = page.locator("tbody a.name").all_inner_texts()
    industry = page.locator("tbody tr:nth-child(1) [data-edit='industry']")
    industry.click()
    page.wait_for_selector("[data-cell] select")
    customers.update_account(accounts[0], {"industry": "logistics"}, by=bob, at=clock.now())
    page.select_option("[data-cell] select", "energy")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_selector(".dw-both")
    settled(page)
    assert page.locator(f"tr[data-id='{accounts[0].pk}'] .dw-both").count() == 1
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_selector("tbody tr:nth-child(2) [data-cell]")
    settled(page)
    assert page.locator("tbody a.name").all_inner_texts() == titles
    assert "Energy" in page.inner_text("tbody tr:nth-child(1)")


def test_a_press_elsewhere_keeps_what_was_typed(
    accounts: list[Account], alice: Actor, enter: Enter
) -> None:
    page = enter(alice)
    visit(page, LIST)
    page.click("tbody tr:nth-child(1) td[data-edit=employees]")
    page.wait_for_selector("td.edit input:focus")
    page.keyboard.type("33")
    page.click("tbody tr:nth-child(3) td[data-edit=employees]")
    page.wait_for_selector("tbody tr:nth-child(3) td.edit input:focus")
    assert Account.objects.get(name="Alfa").employees == 33


def test_the_panel_follows_the_rows_and_is_edited_in(
    accounts: list[Account], alice: Actor, enter: Enter
) -> None:
    page = enter(alice)
    visit(page, LIST)
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_selector("#side h2:has-text('Alfa')")
    page.keyboard.press("j")
    page.wait_for_selector("#side h2:has-text('Beta')")
    assert f"open={accounts[1].pk}" in page.url
    settled(page)
    assert violations(page) == []

    page.click("#side dd[data-edit=employees]")
    page.wait_for_selector("#side dd input:focus")
    page.keyboard.type("42")
    page.keyboard.press("Enter")
    page.wait_for_selector("tbody tr:nth-child(2) td[data-edit=employees]:has-text('42')")
    settled(page)
    page.reload()
    page.wait_for_selector("#side h2:has-text('Beta')")
    assert page.inner_text("#side dd[data-edit=employees]") == "42"
    page.keyboard.press("Escape")
    page.wait_for_selector("#side", state="hidden")
    assert "open=" not in page.url


def test_on_a_phone_a_row_opens_its_page(
    accounts: list[Account], alice: Actor, enter: Enter
) -> None:
    page = enter(alice)
    page.set_viewport_size(PHONE)
    visit(page, LIST)
    assert not is_too_wide(page)
    page.click("li[data-href] >> nth=0")
    page.wait_for_url(f"**/accounts/{accounts[0].pk}/")


def test_cards_are_selected_and_edited_on_a_phone(
    accounts: list[Account], alice: Actor, enter: Enter, live_server: Any
) -> None:
    for number in range(12):
        account_of(alice, name=f"Zeta {number}", industry="food")
    page = enter(alice)
    page.set_viewport_size(PHONE)
    visit(page, LIST)
    first = page.get_by_role("checkbox", name="Select Alfa")
    assert not first.is_visible()
    select = page.get_by_role("button", name="Select accounts")
    select.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#bulk >> text=0 selected")
    page.click("li[data-href] >> nth=0")
    page.get_by_role("checkbox", name="Select Beta").focus()
    page.keyboard.press("Space")
    page.wait_for_selector("#bulk >> text=2 selected")
    assert [box.is_checked() for box in page.locator("li [data-tick]").all()[:3]] == [True, True, False]  # fmt: skip
    settled(page)
    last = page.locator("li[data-href]").last
    last.scroll_into_view_if_needed()
    card, bar = last.bounding_box(), page.locator("#bulk").bounding_box()
    assert card
    assert bar
    assert card["y"] + card["height"] <= bar["y"] + 1
    found = {}
    for theme in THEMES:
        page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        found[theme] = violations(page)
    assert found == {theme: [] for theme in THEMES}
    assert not is_too_wide(page)

    page.click("#bulk [data-all]")
    page.wait_for_selector("#bulk >> text=16 selected")
    page.click("#bulk button:has-text('Edit')")
    page.select_option("#bulk-more", "industry")
    page.wait_for_selector("#bulk-industry")
    page.select_option("#bulk-industry", "energy")
    page.click("#dialog >> text=Change 16 accounts")
    page.wait_for_selector("#dialog >> text=0 of 16")
    assert not page.is_visible("#bulk")
    work_off(ChangeSet.objects.get(), clock.now())
    assert set(Account.objects.values_list("industry", flat=True)) == {"energy"}


def test_whoever_stops_selecting_finds_cards_as_they_were(
    accounts: list[Account], alice: Actor, enter: Enter
) -> None:
    page = enter(alice)
    page.set_viewport_size(PHONE)
    visit(page, LIST)
    page.click("[data-select]")
    page.click("li[data-href] >> nth=1")
    page.wait_for_selector("#bulk >> text=1 selected")
    page.click("#bulk [data-clear]")
    page.wait_for_selector("#bulk", state="hidden")
    assert page.evaluate("document.activeElement.matches('[data-select]')")
    page.click("li[data-href] >> nth=1")
    page.wait_for_url(f"**/accounts/{accounts[1].pk}/")


def test_groups_follow_what_is_edited_in_them(
    accounts: list[Account], alice: Actor, enter: Enter
) -> None:
    account_of(alice, name="Volt", industry="energy", annual_revenue=Decimal(70))
    page = enter(alice)
    visit(page, f"{LIST}&group=industry&cols=name,industry,annual_revenue")
    row = f"tr[data-id='{accounts[0].pk}']"
    page.click(f"{row} td[data-edit=annual_revenue]")
    page.wait_for_selector("td.edit input:focus")
    page.keyboard.press("Control+a")
    page.keyboard.type("500")
    page.keyboard.press("Enter")
    food, energy, retail = (f"tbody[data-group={key}]" for key in ("food", "energy", "retail"))
    page.wait_for_selector(f"{food} tr.group:has-text('€3,500')")
    page.keyboard.press("Escape")

    page.click(f"{row} td[data-edit=industry]")
    page.wait_for_selector("td.edit select:focus")
    page.select_option("td.edit select", "energy")
    page.keyboard.press("Tab")
    page.wait_for_selector(
        f"{energy} > {row} td.edit input:focus"
    )  # on to the next cell, over there
    page.wait_for_selector("text=“Alfa” stands in “Energy” now.")
    page.wait_for_selector(f"{energy} tr.group:has-text('€570')")
    assert page.locator(f"{food} .dw-fold small").inner_text() == "3"
    assert page.locator(f"{energy} .dw-fold small").inner_text() == "2"
    page.keyboard.press("Escape")

    page.click(f"{row} td[data-edit=industry]")
    page.wait_for_selector("td.edit select:focus")
    page.select_option("td.edit select", "retail")
    page.keyboard.press("Tab")
    page.wait_for_selector(f"{retail} > {row}")  # a group that was not there
    settled(page)
    assert page.locator(f"{retail} {row}").count() == 1
    assert page.locator(f"{energy} .dw-fold small").inner_text() == "1"
    page.keyboard.press("Escape")
    seen = page.locator("tbody[data-group] tr.group").all_inner_texts()
    page.reload()
    assert page.locator("tbody[data-group] tr.group").all_inner_texts() == seen


def test_the_cell_that_was_chosen_last_opens_and_escape_opens_none(
    accounts: list[Account], alice: Actor, enter: Enter
) -> None:
    page = enter(alice)
    visit(page, f"{LIST}&cols=name,industry,annual_revenue")
    held: list[Route] = []  # requests for a control
    page.route("**/cell/annual_revenue?*", lambda route: held.append(route))  # noqa: PLW0108  a builtin cannot be marked
    row = f"tr[data-id='{accounts[0].pk}']"
    page.click(f"{row} td[data-edit=annual_revenue]")
    page.click(f"{row} td[data-edit=industry]")
    page.wait_for_selector("td.edit select:focus")
    with page.expect_response("**/cell/annual_revenue?*"):
        held.pop().continue_()
    settled(page)
    assert page.locator("[data-cell]").count() == 1
    assert page.locator("td.edit select:focus").count() == 1
    page.keyboard.press("Escape")

    page.click(f"{row} td[data-edit=annual_revenue]")
    page.keyboard.press("Escape")
    with page.expect_response("**/cell/annual_revenue?*"):
        held.pop().continue_()
    settled(page)
    assert page.locator("[data-cell]").count() == 0
    assert page.locator(f"{row} td[data-edit=annual_revenue]:focus").count() == 1


def downloaded(page: "Page", into: Path) -> bytes:
    with page.expect_download() as found:
        page.click("#dialog button[data-save]")
    found.value.save_as(into / "file")
    return (into / "file").read_bytes()


def test_ticked_rows_are_exported_and_read_back(
    accounts: list[Account], alice: Actor, enter: Enter, tmp_path: Path
) -> None:
    account_of(alice, name="=1+1")
    page = enter(alice)
    visit(page, LIST)
    for row in (1, 2):
        tick(page, row)
    page.click("#bulk button:has-text('Export')")
    page.wait_for_selector("#dialog[open]")
    assert violations(page) == []
    book = load_workbook(io.BytesIO(downloaded(page, tmp_path)))
    head, *rows = book.active.iter_rows()
    names = [row[0] for row in rows]
    assert [cell.value for cell in names] == ["=1+1", "Alfa"]
    assert {cell.data_type for cell in names} == {"s"}
    revenue = [cell.value for cell in head].index("Annual revenue")
    assert (rows[1][revenue].value, rows[1][revenue].number_format) == (1000, '"€"#,##0.00')

    page.wait_for_selector("#dialog", state="hidden")
    page.click(".dw-head button:has-text('Export')")
    page.check("#dialog [value=csv]")
    lines = list(csv.DictReader(io.StringIO(downloaded(page, tmp_path).decode("utf-8-sig"))))
    assert [line["Name"] for line in lines] == ["'=1+1", "Alfa", "Beta", "Gamma", "Omega"]


def test_every_state_is_accessible_in_both_themes(
    accounts: list[Account], bob: Actor, enter: Enter, live_server: Any
) -> None:
    page = enter(bob)
    found = {}
    for theme in THEMES:
        choose(page, live_server, theme=theme)
        page.set_viewport_size(DESK)
        visit(page, f"{LIST}&open={accounts[0].pk}")
        tick(page, 1)
        settled(page)
        found[theme, "ticked"] = violations(page)
        for act in ("Assign", "Edit", "Delete"):
            page.click(f"#bulk button:has-text('{act}')")
            page.wait_for_selector("#dialog[open]")
            found[theme, act] = violations(page)
            page.keyboard.press("Escape")
            page.wait_for_selector("#dialog", state="hidden")
        page.click("tbody tr:nth-child(2) td[data-edit=industry]")
        page.wait_for_selector("td.edit select:focus")
        found[theme, "cell"] = violations(page)
        page.keyboard.press("Escape")
    assert {where: each for where, each in found.items() if each} == {}
