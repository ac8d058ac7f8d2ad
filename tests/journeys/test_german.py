"""Work in German: someone chooses the language, and a lead becomes a quote with its first line, in German words and figures."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from dealwright.core.actor import Actor
from dealwright.leads.models import Lead
from dealwright.quotes.models import Quote

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def dialog(page: "Page") -> "Locator":
    return page.locator("dialog[open]")


def choose_german(page: "Page") -> None:
    page.goto("/settings/profile/")
    page.get_by_label("Language and formats").select_option(label="Deutsch (Deutschland)")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator("html[lang=de-de]").wait_for()


def capture_a_lead(page: "Page") -> None:
    page.goto("/")
    page.get_by_role("button", name="Neu", exact=True).click()
    page.get_by_role("menuitem", name="Lead", exact=True).click()
    form = dialog(page)
    form.get_by_label("Nachname").fill("Großmann")
    form.get_by_label("Unternehmen").fill("Kühlhaus Nord GmbH")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/leads/*/")
    page.get_by_text("Erster Kontakt").wait_for()


def qualify_it(page: "Page") -> None:
    page.get_by_role("button", name="Qualifizieren", exact=True).first.click()
    dialog(page).get_by_role("button", name="Qualifizieren", exact=True).click()
    page.wait_for_url("**/opportunities/*/")
    page.get_by_text("Erwarteter Abschluss").wait_for()


def make_a_quote(page: "Page") -> None:
    page.get_by_role("button", name="Angebot", exact=True).click()
    dialog(page).get_by_role("button", name="Angebot", exact=True).click()
    page.wait_for_url("**/quotes/*/")


def write_a_line_in(page: "Page") -> None:
    """With figures as Germans write them, and those that come back."""
    page.get_by_role("button", name="Frei eintragen").click()
    form = dialog(page)
    form.get_by_label("Name").fill("Montage vor Ort")
    form.get_by_label("Menge").fill("1,5")
    form.get_by_label("Einzelpreis").fill("1.234,50")
    form.get_by_role("button", name="Speichern", exact=True).click()
    page.get_by_text("1.851,75").first.wait_for()


def test_someone_chooses_german_and_brings_a_lead_to_the_first_line_of_a_quote(
    enter: Callable[[Actor], "Page"], alice: Actor, shop: None
) -> None:
    page = enter(alice)
    choose_german(page)
    capture_a_lead(page)
    qualify_it(page)
    make_a_quote(page)
    write_a_line_in(page)

    assert Lead.objects.get().state == "qualified"
    (line,) = Quote.objects.get().lines.all()
    assert (line.quantity, line.unit_price) == (Decimal("1.5"), Decimal("1234.50"))
    page.get_by_text(re.compile("Gesamt mit Steuer")).first.wait_for()
