"""Many records are changed at once, seen under Recent changes and taken back; a field is restored; the audit tells."""

from collections.abc import Callable
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.records.changesets import queries
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
    from playwright.sync_api import Page

__all__ = ["enter"]  # a fixture
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

NAMES = ("Aldermoor Dairies B.V.", "Brightwater Foods AB", "Kessler & Söhne GmbH & Co. KG")


@pytest.fixture
def accounts(admin: Actor) -> list[Account]:
    return [account_of(admin, name=name, industry="food", employees=40) for name in NAMES]


def edit_all(api: Client) -> ChangeSet:
    """A program sets the industry of every account in food."""
    body = {"where": {"industry": "food"}, "set": {"industry": "energy"}}
    answer = api.post("/api/v1/accounts/bulk", body, content_type="application/json")
    assert answer.status_code == 202
    return ChangeSet.objects.get(pk=answer.json()["id"])


def test_a_deleted_record_comes_back_from_the_toast_that_tells_of_it(
    accounts: list[Account], admin: Actor, enter: Callable[[Actor], "Page"]
) -> None:
    page = enter(admin)
    visit(page, f"/accounts/{accounts[0].pk}/")
    page.click("[popovertarget=record-menu]")
    page.click("[data-open=delete-dialog]")
    page.click("#delete-dialog .btn-error")
    page.wait_for_selector(f"#toasts :text('{NAMES[0]} deleted')")
    assert not Account.objects.filter(pk=accounts[0].pk).exists()
    page.click("#toasts [data-undo]")
    page.wait_for_selector(f"#toasts :text('Undone: {NAMES[0]}')")
    page.wait_for_selector(f"#results :text('{NAMES[0]}')")
    assert Account.objects.filter(pk=accounts[0].pk).exists()


def test_what_is_ticked_stays_ticked_while_more_is_shown(
    accounts: list[Account],
    admin: Actor,
    api_for: Callable[..., Client],
    enter: Callable[[Actor], "Page"],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queries, "SHOWN", 1)
    edit = work_off(edit_all(api_for(admin)), clock.now())
    for account in accounts:
        customers.update_account(account, {"industry": "finance"}, by=admin, at=clock.now())
    page = enter(admin)
    visit(page, f"/changes/{edit.pk}/undo/")
    ticks = page.locator("input[name=also]:not([value=all])")
    ticks.first.check()
    for count in (2, 3):
        page.click("#more a")
        page.wait_for_function(
            "count => document.querySelectorAll('input[name=also]:not([value=all])').length == count",
            arg=count,
        )
    ticks.last.check()
    page.click("text=Undo now")
    page.wait_for_url("**/changes/*/")
    work_off(ChangeSet.objects.get(kind="undo"), clock.now())
    assert Account.objects.filter(industry="food").count() == 2
    assert Account.objects.filter(industry="finance").count() == 1


def test_a_bulk_edit_is_watched_and_taken_back_but_for_what_changed_since(
    accounts: list[Account],
    admin: Actor,
    api_for: Callable[..., Client],
    enter: Callable[[Actor], "Page"],
) -> None:
    edit = edit_all(api_for(admin))
    page = enter(admin)
    visit(page, "/changes/")
    page.click("text=Bulk edit accounts")
    page.wait_for_selector("text=0 of 3")
    work_off(edit, clock.now())
    page.wait_for_selector("text=Every row was taken")  # the page looks by itself

    customers.update_account(accounts[1], {"industry": "finance"}, by=admin, at=clock.now())
    page.click("main >> text=Undo…")
    page.wait_for_selector("text=was changed since")
    assert page.locator("input[name=also]").count() == 1
    page.click("text=Undo now")
    page.wait_for_url("**/changes/*/")
    work_off(ChangeSet.objects.get(kind="undo"), clock.now())
    page.wait_for_selector("text=Not taken")
    assert "Brightwater Foods AB" in page.inner_text("main")

    found = dict(Account.objects.values_list("name", "industry"))
    assert found == dict(zip(NAMES, ("food", "finance", "food"), strict=True))
    visit(page, "/changes/")
    assert "partly undone" in page.inner_text("main")


def test_an_earlier_value_is_restored_from_the_history(
    accounts: list[Account], admin: Actor, enter: Callable[[Actor], "Page"]
) -> None:
    account = accounts[0]
    customers.update_account(account, {"employees": 45}, by=admin, at=clock.now())
    page = enter(admin)
    visit(page, f"/accounts/{account.pk}/")
    page.click("role=tab[name=/History/]")
    page.click("role=button[name='Restore Employees: 40']")
    page.wait_for_selector("text=Restored: employees")
    page.wait_for_selector("#record-fields >> text=40")
    page.wait_for_selector("role=button[name='Restore Employees: 45']")  # the table is anew
    account.refresh_from_db()
    assert account.employees == 40

    page.locator("#tab-activities-history a").last.click()
    page.wait_for_url("**/then?at=*")
    assert page.inner_text("h1") == account.name
    page.click("text=Today")
    page.wait_for_url(f"**/accounts/{account.pk}/")


def test_the_audit_finds_who_did_it_and_leads_there(
    accounts: list[Account], admin: Actor, enter: Callable[[Actor], "Page"]
) -> None:
    page = enter(admin)
    visit(page, "/settings/audit/")
    page.fill("role=textbox[name=Record]", "kessler")
    page.keyboard.press("Enter")
    page.wait_for_url("**record=kessler**")
    assert page.locator("main tbody tr").count() == 1
    page.click("main tbody >> text=Kessler")
    page.wait_for_url("**/accounts/*/")
    visit(page, "/settings/audit/?record=kessler")
    with page.expect_download() as file:
        page.click("text=Export CSV")
    assert file.value.suggested_filename == "audit.csv"


def test_these_pages_are_accessible_and_fit(
    accounts: list[Account],
    admin: Actor,
    api_for: Callable[..., Client],
    enter: Callable[[Actor], "Page"],
    live_server: Any,
) -> None:
    edit = work_off(edit_all(api_for(admin)), clock.now())
    customers.update_account(accounts[1], {"industry": "finance"}, by=admin, at=clock.now())
    record = f"/accounts/{accounts[1].pk}/"
    addresses = (
        "/changes/",
        f"/changes/{edit.pk}/",
        f"/changes/{edit.pk}/undo/",
        "/settings/audit/",
        f"{record}?tab=activities-history",
        f"/history/customers.account/{accounts[1].pk}/then",
        f"/history/customers.account/{accounts[1].pk}/then?at=2100-01-01",
    )
    page, wrong = enter(admin), {}
    for theme, size in product(THEMES, (DESK, PHONE)):
        choose(page, live_server, theme=theme)
        page.set_viewport_size(size)
        for address in addresses:
            visit(page, address)
            found = violations(page) + (["too wide"] if is_too_wide(page) else [])
            if found:
                wrong[theme, size["width"], address] = found
    assert wrong == {}
