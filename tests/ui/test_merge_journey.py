"""Two contacts are found to be one, merged, and taken apart again; the pages are accessible and fit a phone."""

from collections.abc import Callable
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from dealwright.core import actor as actors
from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.customers.models import Contact
from dealwright.opportunities.models import Opportunity
from dealwright.records.changesets.models import ChangeSet
from dealwright.records.matching import actions as matching
from tests.factories.activities import note_of
from tests.factories.customers import account_of, contact_of
from tests.factories.opportunities import deal_of
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


@pytest.fixture
def twins(admin: Actor) -> list[Contact]:
    email = "annika@nordhaven.example"
    account = account_of(admin)
    first = contact_of(admin, name="Annika Lindqvist", email=email, account=account.pk)
    second = contact_of(admin, name="Anika Lindqvist", email=email, job_title="Buyer")
    deal_of(admin, contact=second.pk)
    note_of(admin, "Prefers calls", about=second)
    matching.search("customers.contact", by=actors.system(), at=clock.now())
    return [first, second]


def test_duplicates_are_merged_and_the_merge_is_undone(
    twins: list[Contact], admin: Actor, enter: Callable[[Actor], "Page"]
) -> None:
    first, second = twins
    page = enter(admin)
    visit(page, "/duplicates/?kind=customers.contact")
    assert "same email; name 96 % alike" in page.inner_text("main")
    page.click("main >> text=Compare")
    page.wait_for_url("**/merge/customers.contact?ids=*")
    assert page.locator("input[name=pick-job_title]:checked").get_attribute("value") == str(
        second.pk
    )
    page.click("main button:has-text('Merge into Annika Lindqvist')")
    page.wait_for_url(f"**/contacts/{first.pk}/")
    page.wait_for_selector("text=Prefers calls")
    assert Opportunity.objects.get().contact_id == first.pk

    visit(page, f"/contacts/{second.pk}/")
    assert page.url.endswith(f"/contacts/{first.pk}/")
    visit(page, "/duplicates/?kind=customers.contact")
    assert "Nothing to look through" in page.inner_text("main")

    visit(page, "/changes/")
    page.click("text=Undo…")
    page.wait_for_selector("text=will be brought back")
    assert "Activities 1" in page.inner_text("main")
    page.click("text=Undo now")
    page.wait_for_url("**/changes/*/")
    work_off(ChangeSet.objects.get(kind="undo"), clock.now())
    page.wait_for_selector("text=Every row was taken")
    visit(page, f"/contacts/{second.pk}/")
    page.wait_for_selector("text=Prefers calls")
    assert Opportunity.objects.get().contact_id == second.pk


def test_the_pages_are_accessible_and_fit(
    twins: list[Contact], admin: Actor, enter: Callable[[Actor], "Page"], live_server: Any
) -> None:
    ids = ",".join(str(row.pk) for row in twins)
    addresses = (
        "/duplicates/?kind=customers.contact",
        "/duplicates/?kind=leads.lead",
        f"/merge/customers.contact?ids={ids}",
        f"/merge/customers.contact?ids={twins[0].pk}",
        f"/contacts/{twins[0].pk}/",
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
