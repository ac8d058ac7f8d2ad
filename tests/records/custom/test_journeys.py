"""An administrator adds fields to accounts; a salesperson fills them in, finds by them, sees them: in a real browser."""

from collections.abc import Callable
from itertools import product
from typing import TYPE_CHECKING

import pytest

from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from tests.people import AT
from tests.ui.test_journeys import DESK, PHONE, THEMES, enter, is_too_wide, violations, visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["enter"]  # a fixture
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
type Enter = Callable[..., "Page"]


def add(page: "Page", kind: str, label: str, **settings: str) -> None:
    visit(page, "/settings/fields/")
    page.get_by_role("link", name="Add a field").click()
    page.get_by_role("link", name=kind).click()
    page.get_by_label("Label").fill(label)
    for name, value in settings.items():
        page.get_by_label(name).fill(value)
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_selector(f"text={label} added")


def test_fields_are_added_filled_in_and_seen(enter: Enter, admin: Actor, alice: Actor) -> None:
    made = customers.create_account({"name": "Nordhaven", "currency": "SEK"}, by=alice, at=AT)
    ada = enter(admin)
    add(ada, "Choice One of several", "Customer tier", Choices="Gold\nSilver")
    add(ada, "Money", "Contract value", Section="Contract")

    page = enter(alice)
    visit(page, f"/accounts/{made.pk}/edit")
    page.get_by_label("Customer tier").select_option("Gold")
    page.get_by_label("Contract value").fill("48500")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_selector("text=Saved")
    shown = page.inner_text("main")
    assert "Contract value" in shown
    assert "48,500" in shown
    assert "Gold" in shown
    stored = Account.objects.get().custom
    assert stored == {"cf_customer_tier": "gold", "cf_contract_value": 48500}


def test_the_pages_of_fields_fit_and_pass_the_audit(enter: Enter, admin: Actor) -> None:
    page = enter(admin)
    add(page, "Choice One of several", "Tier", Choices="Gold\nSilver")
    visit(page, "/settings/fields/")
    field = page.get_by_role("link", name="Tier", exact=True).get_attribute("href") or ""
    new = "/settings/fields/customers.account/new/"
    for size, theme in product((DESK, PHONE), THEMES):
        page.set_viewport_size(size)
        page.context.add_cookies([{"name": "dw_theme", "value": theme, "url": page.url}])
        for address in ("/settings/fields/", new, f"{new}?kind=money", field):
            visit(page, address)
            assert violations(page) == [], (address, theme)
            assert not is_too_wide(page), (address, size)
