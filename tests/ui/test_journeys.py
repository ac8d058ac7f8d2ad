"""The frame and the page kinds in a real browser, as a person meets them."""

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

import dealwright
from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from tests.factories.leads import lead_of

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

AXE = Path(dealwright.__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
THEMES = ("light", "dark")
NOWHERE = "/no-such-page"
DESK: "ViewportSize" = {"width": 1440, "height": 900}
PHONE: "ViewportSize" = {"width": 390, "height": 844}
type SignIn = Callable[[Actor], Client]


@pytest.fixture
def enter(page: "Page", client_for: SignIn, live_server: Any) -> Callable[[Actor], "Page"]:
    """Signs an actor in on the page of this journey."""

    def signed_in(actor: Actor) -> "Page":
        session = client_for(actor).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": str(live_server)}])
        return page

    return signed_in


def visit(page: "Page", address: str, *, status: int = 200) -> None:
    """Opens a page and waits until what loads by itself has come."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == status
    page.wait_for_load_state("networkidle")


def violations(page: "Page") -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, one line each."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => window.axe.run({runOnly: rules})", RULES)["violations"]
    return [f"{each['id']}: {[node['target'] for node in each['nodes']][:5]}" for each in found]


def is_too_wide(page: "Page") -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def choose(page: "Page", live_server: Any, **wishes: str) -> None:
    """Theme and density as this person has chosen them before."""
    page.context.add_cookies(
        [
            {"name": f"dw_{name}", "value": value, "url": str(live_server)}
            for name, value in wishes.items()
        ]
    )


def test_the_gallery_is_accessible_in_both_themes_and_every_density(
    enter: Callable[[Actor], "Page"], alice: Actor, live_server: Any
) -> None:
    page = enter(alice)
    found = {}
    for theme, density in product(THEMES, ("compact", "normal", "roomy")):
        choose(page, live_server, theme=theme, density=density)
        visit(page, "/gallery")
        found[theme, density] = violations(page)
    assert {where: each for where, each in found.items() if each} == {}
    page.set_viewport_size(PHONE)
    assert not is_too_wide(page)


def test_every_kind_of_page_is_accessible_on_desk_and_phone(
    enter: Callable[[Actor], "Page"], alice: Actor, live_server: Any
) -> None:
    lead = lead_of(alice)
    page = enter(alice)
    addresses = ("/", "/leads/", f"/leads/{lead.pk}/", "/accounts/new", NOWHERE)
    found = {}
    for theme, size in product(THEMES, (DESK, PHONE)):
        choose(page, live_server, theme=theme)
        page.set_viewport_size(size)
        for address in addresses:
            visit(page, address, status=404 if address == NOWHERE else 200)
            found[theme, size["width"], address] = violations(page)
            assert not is_too_wide(page), address
    assert {where: each for where, each in found.items() if each} == {}


def test_an_account_is_created_by_keyboard_alone(
    enter: Callable[[Actor], "Page"], alice: Actor
) -> None:
    page = enter(alice)
    visit(page, "/accounts/")
    page.keyboard.press("c")
    page.wait_for_selector("#dialog[open]")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#dialog [aria-invalid=true]")
    assert "This is required." in page.inner_text("#dialog")
    page.keyboard.type("Nordhaven Cold Chain AB")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/accounts/*-*/")
    assert page.inner_text("h1") == "Nordhaven Cold Chain AB"
    assert Account.objects.get().owner_id == alice.id


def test_a_second_account_of_that_name_is_hinted_at(
    enter: Callable[[Actor], "Page"], alice: Actor
) -> None:
    page = enter(alice)
    visit(page, "/accounts/new")
    page.fill("[name=name]", "Nordhaven Cold Chain AB")
    page.click("[data-save]")
    page.wait_for_url("**/accounts/*-*/")
    visit(page, "/accounts/new")
    page.locator("[name=name]").press_sequentially("Nordhaven Cold")
    page.wait_for_selector("#duplicates .dw-banner")
    assert "Nordhaven Cold Chain AB" in page.inner_text("#duplicates")


def test_two_people_who_edit_one_record_see_both_values(
    enter: Callable[[Actor], "Page"], client_for: SignIn, alice: Actor, bob: Actor
) -> None:
    lead = lead_of(alice, company="Nordhaven")
    page = enter(alice)
    visit(page, f"/leads/{lead.pk}/")
    page.keyboard.press("e")
    page.fill("#dialog [name=company]", "Nordhaven AB")
    client_for(bob).post(
        f"/leads/{lead.pk}/edit",
        {"version": "1", "company": "Nordhaven Group", "was.company": "Nordhaven"},
    )
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#dialog [role=alert]")
    assert "Bob Example changed this while you were editing." in page.inner_text("#dialog")
    assert "Nordhaven Group" in page.inner_text("#dialog")
    assert page.input_value("#dialog [name=company]") == "Nordhaven AB"
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#dialog:not([open])", state="attached")
    lead.refresh_from_db()
    assert lead.company == "Nordhaven AB"


def test_what_is_typed_is_not_lost_by_one_escape(
    enter: Callable[[Actor], "Page"], alice: Actor
) -> None:
    page = enter(alice)
    visit(page, "/accounts/")
    page.keyboard.press("c")
    page.fill("#dialog [name=name]", "Nordhaven")
    page.keyboard.press("Escape")
    assert page.locator("#dialog[open]").count() == 1
    assert "Not saved yet" in page.inner_text("#toasts")
    page.keyboard.press("Escape")
    assert page.locator("#dialog[open]").count() == 0
    assert page.evaluate("document.activeElement.dataset.key") == "c"


def test_the_palette_opens_a_record_and_runs_a_command(
    enter: Callable[[Actor], "Page"], alice: Actor
) -> None:
    lead = lead_of(alice)
    page = enter(alice)
    visit(page, "/")
    page.keyboard.press("Control+k")
    page.keyboard.type("annika")
    page.wait_for_selector(".dw-palette mark")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/leads/{lead.pk}/")
    page.keyboard.press("Control+k")
    page.keyboard.type("edit")
    page.wait_for_selector("[data-page-group]:not([hidden])")
    page.keyboard.press("Enter")
    page.wait_for_selector("#dialog[open]")
    assert page.input_value("#dialog [name=last_name]") == "Sjöberg-Lindqvist"


def test_a_list_is_walked_searched_and_left_by_keyboard(
    enter: Callable[[Actor], "Page"], alice: Actor
) -> None:
    lead_of(alice)
    lead_of(alice, first_name="Per-Olof", last_name="Åkerström", email="", phone="")
    page = enter(alice)
    visit(page, "/leads/")
    page.keyboard.press("/")
    page.keyboard.type("åker")
    page.wait_for_url("**q=*")
    page.wait_for_function("document.querySelectorAll('tbody tr[data-href]').length === 1")
    page.locator("#list-search").blur()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/leads/*-*/")
    assert page.inner_text("h1").startswith("Per-Olof Åkerström")
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.wait_for_url("**/accounts/")
    assert page.inner_text("h1") == "Accounts"


def test_theme_and_folded_navigation_outlive_a_reload(
    enter: Callable[[Actor], "Page"], alice: Actor
) -> None:
    page = enter(alice)
    visit(page, "/")
    page.click("[popovertarget=person-menu]")
    page.click("[data-choose=theme][value=dark]")
    page.keyboard.press("Escape")
    page.keyboard.press("[")
    page.reload()
    assert page.get_attribute("html", "data-theme") == "dealwright-dark"
    assert "narrow" in (page.get_attribute("body", "class") or "")


def test_after_a_swap_the_page_equals_a_reload(
    enter: Callable[[Actor], "Page"], alice: Actor
) -> None:
    lead_of(alice)
    page = enter(alice)
    visit(page, "/leads/")
    page.click("nav.dw-views a:has-text('New')")
    page.wait_for_url("**view=new")
    page.wait_for_selector("#count-new:not(:empty)")
    shown = page.inner_text("main")
    page.reload()
    page.wait_for_selector("#count-new:not(:empty)")
    assert page.inner_text("main") == shown
