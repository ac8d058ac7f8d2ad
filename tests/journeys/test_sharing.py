"""An account is shared, seen by whom it is shared with, and taken back: told as those who do it meet it."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from tests.ui.test_journeys import enter, violations, visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["enter"]  # a fixture
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def account(alice: Actor, at: datetime) -> Account:
    return customers.create_account({"name": "Nordhaven Cold Chain"}, by=alice, at=at)


def open_access(page: "Page", account: Account) -> None:
    visit(page, f"/accounts/{account.pk}/")
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Who may see this, and why").click()
    page.get_by_role("heading", name="Access to Nordhaven Cold Chain").wait_for()


def test_an_account_is_shared_and_taken_back(
    account: Account, alice: Actor, charlie: Actor, enter: Callable[[Actor], "Page"]
) -> None:
    page = enter(charlie)
    visit(page, f"/accounts/{account.pk}/", status=404)

    enter(alice)
    open_access(page, account)
    page.get_by_text("It belongs to Alice Example.").first.wait_for()
    assert violations(page) == []
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Share", exact=True).click()
    page.get_by_role("combobox", name="Person or team").fill("Char")
    page.wait_for_timeout(600)  # until the options for the last letter are there
    page.get_by_role("option", name="Charlie Example").click()
    page.get_by_role("checkbox", name="May change it").check()
    dialog.get_by_role("button", name="Share", exact=True).click()
    page.get_by_text("Share: done").wait_for()

    enter(charlie)
    visit(page, "/")
    page.get_by_role("button", name="Notifications").click()
    page.get_by_text("Alice Example shared the account Nordhaven Cold Chain with you").click()
    page.get_by_role("heading", name="Nordhaven Cold Chain").wait_for()
    open_access(page, account)
    page.get_by_text("It is shared with Charlie Example by Alice Example.").first.wait_for()
    page.get_by_text("Change: yes").wait_for()
    page.get_by_text("Delete: no").wait_for()

    enter(alice)
    open_access(page, account)
    page.get_by_role("button", name="Take it from Charlie Example").click()
    page.get_by_text("Stop sharing: done").wait_for()

    enter(charlie)
    visit(page, f"/accounts/{account.pk}/", status=404)
