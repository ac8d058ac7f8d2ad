"""A working day in a real browser: write down a call, plan what follows, tick it off, take it back."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from dealwright.activities.models import Activity
from dealwright.core import clock
from dealwright.core.actor import Actor
from tests.factories.activities import activity_of, note_of
from tests.factories.customers import account_of, contact_of
from tests.ui.test_journeys import PHONE, THEMES, choose, enter, is_too_wide, violations, visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["enter"]  # a fixture
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
type Enter = Callable[[Actor], "Page"]


def test_alice_writes_down_a_call_and_plans_what_follows(
    enter: Enter,
    alice: Actor,
) -> None:
    account = account_of(alice)
    page = enter(alice)
    visit(page, f"/accounts/{account.pk}/")

    page.locator("#composer label", has_text="Call").click()
    page.get_by_label("Text", exact=True).fill("Annika\nShe asks for the plan, week 6.")
    page.get_by_label("Minutes").fill("ten")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("This must be a whole number.").wait_for()
    assert "week 6" in page.get_by_label("Text", exact=True).input_value()

    page.get_by_label("Minutes").fill("12")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Logged: Annika").wait_for()
    entry = page.locator("#timeline-stream li", has_text="You called Annika")
    entry.get_by_text("She asks for the plan, week 6.").wait_for()

    page.locator("#composer label", has_text="Task").click()
    page.get_by_label("Text", exact=True).fill("Send the plan")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Complete Send the plan").click()
    page.locator("#timeline-stream li", has_text="You completed Send the plan").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Complete Send the plan").wait_for()

    assert Activity.objects.get(kind="task").is_open
    assert Activity.objects.get(kind="call").duration == 12


def test_what_is_half_typed_stays_when_something_else_changes(
    enter: Enter,
    alice: Actor,
) -> None:
    account = account_of(alice)
    activity_of(alice, "Call back", about=account)
    page = enter(alice)
    visit(page, f"/accounts/{account.pk}/")

    page.get_by_label("Text", exact=True).fill("Half a thought")
    page.get_by_role("button", name="Complete Call back").click()
    page.locator("#timeline-stream li", has_text="You completed Call back").wait_for()

    assert page.get_by_label("Text", exact=True).input_value() == "Half a thought"


def test_a_timeline_is_narrowed_and_the_history_is_one_click_away(
    enter: Enter,
    alice: Actor,
    bob: Actor,
) -> None:
    account = account_of(alice)
    note_of(alice, "Alice said so.", about=account)
    note_of(bob, "Bob said so.", about=account)
    page = enter(alice)
    visit(page, f"/accounts/{account.pk}/")
    stream = page.locator("#timeline-stream")

    stream.get_by_role("button", name="Notes").click()
    stream.get_by_text("created the account").wait_for(state="detached")
    stream.get_by_label("By whom").select_option("Bob Example")
    stream.get_by_text("Alice said so.").wait_for(state="detached")
    assert stream.get_by_text("Bob said so.").is_visible()

    page.get_by_role("tab", name="History").click()
    page.get_by_text("Created", exact=True).wait_for()


def test_every_page_of_customers_and_activities_is_accessible_on_desk_and_phone(
    enter: Enter,
    alice: Actor,
    bob: Actor,
    live_server: Any,
) -> None:
    account = account_of(alice, "Kessler & Söhne Verpackungstechnik GmbH & Co. KG")
    contact = contact_of(alice, account=account, email="a@b.example", phone="+46701234567")
    account_of(alice, "Below", parent=account)
    late = activity_of(alice, "Call back", about=account, due_at=clock.now() - timedelta(days=5))
    activity_of(bob, "Gate review", about=account, due_at=clock.now())
    note_of(bob, "Malmö opens in week 6.", about=account)
    page = enter(alice)
    addresses = (
        "/",
        "/accounts/",
        f"/accounts/{account.pk}/",
        f"/accounts/{account.pk}/?tab=activities-history",
        "/contacts/",
        f"/contacts/{contact.pk}/",
        "/activities/",
        f"/activities/{late.pk}/",
    )
    found = {}
    for theme in THEMES:
        choose(page, live_server, theme=theme)
        for address in addresses:
            visit(page, address)
            found[theme, address] = violations(page)
    assert {where: each for where, each in found.items() if each} == {}
    page.set_viewport_size(PHONE)
    for address in addresses:
        visit(page, address)
        assert not is_too_wide(page), address
        assert violations(page) == [], address
