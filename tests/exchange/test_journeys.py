"""A messy file through the wizard, as a person does it; every step accessible, on the desk and on the phone."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.exchange import running
from dealwright.exchange.models import Import
from tests.ui.test_journeys import DESK, PHONE, choose, enter, is_too_wide, violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["enter"]  # a fixture
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

MESSY = """Firma;Mitarbeiter;Branche;Umsatz;Telefon;Ort;Stand
Kessler & Söhne Verpackungstechnik GmbH & Co. KG;465;logistics;2.000.000,00;+49 30 5550142;Berlin;03/04/2026
Fjellstad Kraft;80;Packaging;800.000,00;;Trondheim;05/06/2026
Halcyon;420;Packaging;1.234,50;call me;Malmö;07/08/2026
"""


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    path = tmp_path / "customers_q4.csv"
    path.write_bytes(MESSY.encode("cp1252"))
    return path


def look(page: "Page", live_server: Any) -> None:
    """The page as it stands is accessible and as wide as the screen, in light and dark, on desk and phone."""
    for theme, size in (("light", DESK), ("dark", PHONE)):
        choose(page, live_server, theme=theme)
        page.set_viewport_size(size)
        page.reload()
        page.wait_for_load_state("networkidle")
        assert violations(page) == [], (theme, page.url)
        assert not is_too_wide(page), page.url
    page.set_viewport_size(DESK)


def work() -> None:
    """What the worker does meanwhile."""
    pk = Import.objects.latest("created_at").pk
    while running.advance(pk, at=clock.now()):
        pass


def test_a_messy_file_becomes_accounts(
    enter: Callable[[Actor], "Page"], alice: Actor, live_server: Any, messy: Path
) -> None:
    page = enter(alice)
    page.goto("/accounts/")
    page.get_by_role("link", name="Import", exact=True).click()
    look(page, live_server)
    page.get_by_label("File", exact=True).set_input_files(messy)
    page.get_by_role("button", name="Upload", exact=True).last.click()

    page.get_by_text("Are all letters right?").wait_for()
    assert page.get_by_text("Kessler & Söhne").first.is_visible()
    look(page, live_server)
    page.get_by_role("button", name="Columns").last.click()

    page.get_by_label("Stand becomes").wait_for()
    assert page.get_by_label("Umsatz is written as").input_value() == ","
    look(page, live_server)
    page.get_by_label("Firma becomes").select_option("")
    page.get_by_text("left out").nth(1).wait_for()
    page.get_by_label("Firma becomes").select_option("name")
    page.get_by_label("Firma becomes").wait_for()
    page.get_by_role("checkbox", name="Name", exact=True).check()
    page.get_by_role("button", name="Dry run").last.click()

    page.get_by_text("Checking…").wait_for()
    work()
    page.get_by_text("Nothing has been written yet").wait_for()
    look(page, live_server)
    page.get_by_label("Industry: “Packaging” is none of the choices.").select_option(
        "manufacturing"
    )
    page.get_by_role("button", name="Use for 2 rows").click()
    page.get_by_text("Checking…").wait_for()
    work()
    page.get_by_role("button", name="Import 2 rows").click()
    page.get_by_text("You can leave").wait_for()
    work()
    page.get_by_text("Done: 3 rows read").wait_for()
    look(page, live_server)
    assert page.get_by_text("Phone: This is not a phone number.").is_visible()

    with page.expect_download() as download:
        page.get_by_role("link", name="Error file").click()
    mended = Path(download.value.path()).read_bytes().splitlines(keepends=True)
    assert mended[1].endswith(MESSY.encode("cp1252").splitlines(keepends=True)[3])
    page.get_by_role("link", name="See the accounts").click()
    page.get_by_text("Fjellstad Kraft").first.wait_for()
    assert Account.objects.filter(industry="manufacturing").count() == 1
    page.goto("/imports/")
    look(page, live_server)
