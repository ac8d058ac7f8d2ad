"""Somebody is mentioned and comes by the bell to the record; somebody leaves and comes back: told as they meet it."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.identity.models import User
from dealwright.records.changesets.models import ChangeSet
from tests.factories.leads import lead_of
from tests.records.changesets.acting import work_off
from tests.records.notifications.hearing import hear
from tests.ui.test_journeys import DESK, PHONE, enter, is_too_wide, violations, visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["enter"]  # a fixture
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def account(alice: Actor, at: datetime) -> Account:
    return customers.create_account({"name": "Nordhaven Cold Chain"}, by=alice, at=at)


def test_a_mention_leads_by_the_bell_to_the_record(
    account: Account, alice: Actor, bob: Actor, enter: Callable[[Actor], "Page"]
) -> None:
    page = enter(alice)
    visit(page, f"/accounts/{account.pk}/")
    page.get_by_role("button", name="Following").wait_for()
    text = page.get_by_role("textbox", name="Text")
    text.click()
    text.press_sequentially("Please ring them, @bo")
    page.get_by_role("option", name="Bob Example").wait_for()
    assert violations(page) == []
    text.press("Enter")
    assert text.input_value() == "Please ring them, @Bob Example "
    text.press_sequentially("and @cha")
    page.get_by_role("option", name="Charlie Example").click()
    page.locator("#composer").get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Charlie Example may not read this and has not been told.").wait_for()
    page.get_by_role("button", name="Share with Charlie Example").click()
    page.get_by_text("Share: done").wait_for()
    hear()

    enter(bob)
    visit(page, "/")
    page.get_by_role("button", name="Notifications 1 unread").wait_for()
    page.get_by_role("button", name="Notifications").click()
    page.get_by_text("Alice Example mentioned you").wait_for()
    assert violations(page) == []
    page.keyboard.press("Tab")  # the settings and the line are reached by the keyboard alone
    page.get_by_role("link", name="Alice Example mentioned you").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Nordhaven Cold Chain").first.wait_for()
    page.get_by_text("Please ring them, @Bob Example").first.wait_for()
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        for address in ("/notifications/", "/notifications/settings/", "/settings/away/"):
            visit(page, address)
            assert violations(page) == []
            assert not is_too_wide(page)


def test_names_are_offered_wherever_a_text_is_typed_by_the_keyboard_alone(
    account: Account, alice: Actor, enter: Callable[[Actor], "Page"]
) -> None:
    page = enter(alice)
    visit(page, "/accounts/?view=all&cols=name,description")
    page.click("tbody td[data-edit=description]")
    text = page.locator("[data-cell] textarea")
    text.press_sequentially("Ask @bo")
    page.get_by_role("option", name="Bob Example").wait_for()
    assert violations(page) == []
    page.keyboard.press("Enter")
    assert text.input_value() == "Ask @Bob Example "

    visit(page, "/accounts/?view=all")
    page.locator("tbody input[type=checkbox]").first.check()
    page.click("#bulk button:has-text('Edit')")
    page.select_option("#bulk-more", "description")
    page.locator("#bulk-description").press_sequentially("Ask @bo")
    page.get_by_role("option", name="Bob Example").wait_for()
    assert violations(page) == []
    page.keyboard.press("Escape")  # puts the names away, not the dialog
    page.locator(".dw-mentions [role=option]").wait_for(state="detached")
    page.locator("#bulk-description").press_sequentially("b")
    page.get_by_role("option", name="Bob Example").wait_for()
    page.keyboard.press("Tab")
    assert page.locator("#bulk-description").input_value() == "Ask @Bob Example "

    lead = lead_of(alice)
    visit(page, f"/leads/{lead.pk}/do/disqualify")
    note = page.get_by_role("textbox", name="Note")
    note.press_sequentially("Says @bo")
    page.get_by_role("option", name="Bob Example").wait_for()
    page.keyboard.press("Enter")
    assert note.input_value() == "Says @Bob Example "


@pytest.mark.usefixtures("account")
def test_a_person_leaves_and_comes_back(
    admin: Actor, people: SimpleNamespace, enter: Callable[[Actor], "Page"]
) -> None:
    page = enter(admin)
    visit(page, f"/settings/people/{people.alice.pk}/")
    page.get_by_role("link", name="Hand over and keep out…").click()
    page.get_by_role("heading", name="Alice Example leaves").wait_for()
    page.get_by_role("button", name="Choose by hand Accounts").click()
    page.get_by_role("combobox", name="Nordhaven Cold Chain").wait_for()
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    assert not is_too_wide(page)
    page.set_viewport_size(DESK)
    page.get_by_role("combobox", name="Who gets it").fill("Bob")
    page.wait_for_timeout(600)  # until the options for the last letter are there
    page.get_by_role("option", name="Bob Example").click()
    page.get_by_role("button", name="Hand over and keep out").click()
    page.get_by_role("heading", name="Hand over and keep out").wait_for()
    work_off(ChangeSet.objects.get())
    assert not User.objects.get(pk=people.alice.pk).is_active
    page.get_by_role("link", name="Undo…").click()
    page.get_by_text("Nordhaven Cold Chain").first.wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="Undo now").click()
    page.get_by_role("heading", name="Undo").wait_for()
    work_off(ChangeSet.objects.latest("started_at"))
    assert User.objects.get(pk=people.alice.pk).is_active
    assert Account.objects.get().owner_id == people.alice.pk
