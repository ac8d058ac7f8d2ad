"""An administrator narrows what someone may do, and sees it: in a real browser, with keyboard and mouse, and without scripts."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import product
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from dealwright.administration import rights
from dealwright.core.actor import Actor
from dealwright.identity import actions as identity
from dealwright.identity.models import Role
from dealwright.identity.privileges import Depth, FieldLevel
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
    from playwright.sync_api import Browser, Page

__all__ = ["enter"]  # a fixture
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
type Enter = Callable[[Actor], "Page"]


def test_a_role_is_copied_narrowed_given_to_a_person_and_seen_in_their_rights(
    enter: Enter, admin: Actor, people: SimpleNamespace
) -> None:
    page = enter(admin)
    visit(page, "/settings/roles/")
    page.get_by_role("link", name="Create a role").click()
    page.get_by_label("Name").fill("Junior sales")
    page.get_by_label("Begin as a copy of").select_option("Salesperson")
    page.get_by_role("button", name="Create", exact=True).click()
    page.wait_for_url("**/settings/roles/*-*/")

    page.get_by_label("Read accounts", exact=True).focus()
    for _step in range(2):  # own unit, own teams, own
        page.keyboard.press("ArrowUp")
    page.get_by_label("Delete leads", exact=True).select_option("none")
    footer = page.locator(".dw-rights > footer")
    assert footer.locator("[data-count]").inner_text() == "2"
    assert "Read accounts: own unit → own" in footer.inner_text()
    page.get_by_role("button", name="Save role").click()
    page.wait_for_selector("text=changed the rights of Junior sales")

    page.get_by_label("What of the role").get_by_role("link", name="Fields").click()
    page.wait_for_url("**/fields/")
    page.get_by_label("Annual revenue: hidden").check()
    page.get_by_role("button", name="Save fields").click()
    page.wait_for_selector("text=changed the field rights of Junior sales")

    visit(page, f"/settings/people/{people.alice.pk}/")
    page.get_by_label("Salesperson").uncheck()
    page.get_by_label("Junior sales").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_selector("text=changed Alice Example")
    page.get_by_role("link", name="What they may do").click()
    page.wait_for_url("**/rights/")
    cell = page.get_by_role("row", name="Accounts").get_by_role("button").nth(1)
    cell.hover()
    assert "Junior sales (own)" in cell.inner_text()
    assert "Accounts: Annual revenue hidden" in " ".join(page.inner_text("main").split())

    role = Role.objects.get(name="Junior sales")
    held = rights.held_by(role)
    assert held["customers.account", "read"] == Depth.OWN
    assert ("leads.lead", "delete") not in held
    assert role.field_rights.get().level == FieldLevel.HIDDEN


def test_the_matrix_is_changed_without_scripts(
    chromium: "Browser", enter: Enter, admin: Actor, people: SimpleNamespace, live_server: Any
) -> None:
    role = Role.objects.get(key="salesperson")
    cookies: Any = enter(admin).context.cookies()
    context = chromium.new_context(base_url=str(live_server), java_script_enabled=False)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(f"/settings/roles/{role.pk}/")
    page.get_by_label("Read accounts", exact=True).select_option("everyone's")
    page.get_by_role("button", name="Save role").click()
    page.wait_for_selector("text=changed the rights of Salesperson")
    page.goto(f"/settings/roles/{role.pk}/fields/?kind=customers.account")
    page.get_by_label("Annual revenue: read only").check()
    page.get_by_role("button", name="Save fields").click()
    page.wait_for_selector("text=changed the field rights of Salesperson")
    context.close()
    assert rights.held_by(role)["customers.account", "read"] == Depth.ALL
    assert role.field_rights.get().level == FieldLevel.READ


def test_a_unit_in_use_is_said_where_one_stands(
    enter: Enter, admin: Actor, people: SimpleNamespace
) -> None:
    page = enter(admin)
    visit(page, f"/settings/units/{people.alice.unit_id}/")
    page.get_by_role("button", name="Delete").click()
    page.wait_for_selector("#toasts >> text=It is still used by")
    assert page.inner_text("h1") == "North"
    identity.create_unit(name="Malmö", parent=people.alice.unit, by=admin, at=people.ada.created_at)
    visit(page, "/settings/structure/")
    page.get_by_role("link", name="Malmö").click()
    page.get_by_role("button", name="Delete").click()
    page.wait_for_url("**/settings/structure/")
    assert page.get_by_role("link", name="Malmö").count() == 0


def test_a_person_is_looked_up_and_comes_into_a_team(
    enter: Enter, admin: Actor, people: SimpleNamespace, at: datetime
) -> None:
    team = identity.create_team(name="Harbour", unit=people.alice.unit, members=[], by=admin, at=at)
    page = enter(admin)
    visit(page, f"/settings/teams/{team.pk}/")
    page.get_by_role("combobox", name="Add a person").press_sequentially("char")
    page.wait_for_selector("[role=option] >> text=Charlie Example")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_selector("li >> text=Charlie Example")
    assert team.members.get() == people.charlie


def test_people_are_found_while_typing(enter: Enter, admin: Actor, people: SimpleNamespace) -> None:
    page = enter(admin)
    visit(page, "/settings/people/")
    page.get_by_label("Search people").press_sequentially("char")
    page.wait_for_selector("#found >> text=1 person")
    assert page.locator("#found table tbody tr").count() == 1
    page.wait_for_url("**/?q=char")
    page.reload()
    assert page.locator("#found table tbody tr").count() == 1


@pytest.fixture
def addresses(people: SimpleNamespace, admin: Actor, at: datetime) -> list[str]:
    """Every page of people and access, with something to show on it."""
    members = [people.alice, people.charlie]
    team = identity.create_team(
        name="Harbour", unit=people.alice.unit, members=members, by=admin, at=at
    )
    sales = Role.objects.get(key="salesperson")
    identity.set_grants(sales, {("leads.lead", "delete"): Depth.NONE}, by=admin, at=at)
    identity.set_field_rights(
        sales, "customers.account", {"annual_revenue": FieldLevel.HIDDEN}, by=admin, at=at
    )
    administrators = Role.objects.get(is_administrator=True)
    return [f"/settings/{path}/" for path in _paths(people, team.pk, sales.pk, administrators.pk)]


def _paths(people: SimpleNamespace, team: Any, role: Any, administrators: Any) -> Iterator[str]:
    yield from ("people", "people/invite", "structure", "units/new", "teams/new", "roles/new")
    yield from ("access", f"people/{people.alice.pk}", f"people/{people.alice.pk}/rights")
    yield from (f"units/{people.alice.unit_id}", f"teams/{team}", f"roles/{role}/rename")
    yield from (f"roles/{key}{tab}" for key in (role, administrators) for tab in ("", "/fields"))


@pytest.mark.parametrize(("theme", "size"), list(product(THEMES, (DESK, PHONE))))
def test_every_page_of_people_and_access_is_accessible_and_fits(
    *,
    theme: str,
    size: Any,
    enter: Enter,
    admin: Actor,
    addresses: list[str],
    live_server: Any,
) -> None:
    page = enter(admin)
    choose(page, live_server, theme=theme)
    page.set_viewport_size(size)
    found = {}
    for address in addresses:
        visit(page, address)
        found[address] = violations(page) + (["wider than the screen"] if is_too_wide(page) else [])
    assert {address: wrong for address, wrong in found.items() if wrong} == {}
