"""Files in a real browser: chosen, dropped, pasted; looked at, replaced, restored, removed, put back."""

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dealwright.core.actor import Actor
from dealwright.records.files.models import File
from tests.factories.customers import account_of
from tests.records.files.conftest import picture
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
INPUT = "form[data-upload]:visible input[type=file]"
type Enter = Callable[[Actor], "Page"]

BROUGHT = """([name, text, how]) => {
  const transfer = new DataTransfer()
  transfer.items.add(new File([text], name, { type: 'text/plain' }))
  const given = { bubbles: true, cancelable: true }
  const event = how === 'paste'
    ? new ClipboardEvent(how, { ...given, clipboardData: transfer })
    : new DragEvent(how, { ...given, dataTransfer: transfer })
  document.querySelector('main').dispatchEvent(event)
}"""


def bring(page: "Page", name: str, text: str, how: str) -> None:
    """Drop or paste a file, as a person would."""
    page.evaluate(BROUGHT, [name, text, how])


def open_files(page: "Page", address: str) -> None:
    visit(page, address)
    page.click("[role=tab]:has-text('Files')")
    page.wait_for_selector("form[data-upload]:visible")


def test_files_are_added_by_button_drop_and_paste(
    enter: Enter, alice: Actor, tmp_path: Path
) -> None:
    account = account_of(alice)
    offer, dock = tmp_path / "offer.txt", tmp_path / "dock.png"
    offer.write_text("Our offer.")
    dock.write_bytes(picture(600, 400))
    page = enter(alice)
    open_files(page, f"/accounts/{account.pk}/")
    page.set_input_files(INPUT, [offer, dock])
    page.wait_for_selector("#files-list a:has-text('dock.png')")
    page.wait_for_selector("#toasts :text('2 files added')")
    bring(page, "dropped.txt", "Dropped.", "drop")
    page.wait_for_selector("#files-list a:has-text('dropped.txt')")
    bring(page, "pasted.txt", "Pasted.", "paste")
    page.wait_for_selector("#files-list a:has-text('pasted.txt')")
    assert page.inner_text("#count-of-ui-files") == "4"
    assert page.locator("[data-uploads] > li:visible").count() == 0
    page.reload()
    page.wait_for_selector("#files-list a:has-text('pasted.txt')")
    assert {file.name for file in File.objects.all()} == {
        "offer.txt",
        "dock.png",
        "dropped.txt",
        "pasted.txt",
    }


def test_progress_is_seen_and_an_upload_can_be_cancelled(
    enter: Enter, alice: Actor, tmp_path: Path
) -> None:
    account = account_of(alice)
    (tmp_path / "slow.bin").write_bytes(bytes(3_000_000))
    page = enter(alice)
    open_files(page, f"/accounts/{account.pk}/")
    slow = page.context.new_cdp_session(page)
    slow.send("Network.enable")
    slow.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 200_000},
    )
    page.set_input_files(INPUT, tmp_path / "slow.bin")
    page.wait_for_selector("[data-percent]:text-matches('^[1-9][0-9]? %$')")
    page.click("[data-uploads] li:visible [data-cancel]")
    page.wait_for_selector("[data-uploads] li:visible", state="detached")
    assert not File.objects.exists()


def test_what_is_too_large_is_told_beside_its_name(
    enter: Enter, alice: Actor, tmp_path: Path, settings: Any
) -> None:
    settings.FILES_MAX_BYTES = 2**20
    account = account_of(alice)
    (tmp_path / "big.bin").write_bytes(bytes(2**20 + 1))
    page = enter(alice)
    open_files(page, f"/accounts/{account.pk}/")
    page.set_input_files(INPUT, tmp_path / "big.bin")
    page.wait_for_selector("[data-uploads] [data-failed]:visible")
    assert "Larger than 1 MB" in page.inner_text("[data-uploads] li:visible")
    page.click("[data-uploads] li:visible [data-cancel]")
    assert page.locator("[data-uploads] > li:visible").count() == 0


def test_what_is_too_large_takes_no_other_along(
    enter: Enter, alice: Actor, tmp_path: Path, settings: Any
) -> None:
    settings.FILES_MAX_BYTES = 2**20
    account = account_of(alice)
    names = ["big.bin", "one.bin", "two.bin", "three.bin"]
    for name in names:
        (tmp_path / name).write_bytes(bytes(2**20 + (name == "big.bin")))
    page = enter(alice)
    open_files(page, f"/accounts/{account.pk}/")
    slow = page.context.new_cdp_session(page)
    slow.send("Network.enable")
    slow.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 500_000},
    )
    page.set_input_files(INPUT, [tmp_path / name for name in names])
    page.click("[data-uploads] li:has([data-failed]:visible) [data-cancel]")
    page.wait_for_selector("#toasts :text('3 files added')")
    assert File.objects.count() == 3


def test_a_file_input_takes_what_is_dropped_on_it(enter: Enter, alice: Actor) -> None:
    page = enter(alice)
    visit(page, "/imports/new/")
    is_left = """([kind, place]) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File(['Name'], 'accounts.csv', { type: 'text/csv' }))
      const event = new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: transfer })
      return document.querySelector(place).dispatchEvent(event)
    }"""
    for kind in ("dragover", "drop"):
        assert page.evaluate(is_left, [kind, "input[type=file]"])
        assert not page.evaluate(is_left, [kind, "main"])


def test_a_file_is_looked_at_replaced_restored_removed_and_put_back(
    enter: Enter, alice: Actor, tmp_path: Path
) -> None:
    account = account_of(alice)
    first, second = tmp_path / "terms.txt", tmp_path / "terms two.txt"
    first.write_text("Thirty days.")
    second.write_text("Sixty days.")
    page = enter(alice)
    open_files(page, f"/accounts/{account.pk}/")
    page.set_input_files(INPUT, first)
    page.click("#files-list a:has-text('terms.txt')")
    page.wait_for_selector("pre:has-text('Thirty days.')")

    page.fill("[name=note]", "As agreed on the phone")
    page.set_input_files(INPUT, second)
    page.wait_for_selector("pre:has-text('Sixty days.')")
    assert "As agreed on the phone" in page.inner_text("[aria-label=Versions]")
    page.click("[aria-label='Restore version 1']")
    page.wait_for_selector("pre:has-text('Thirty days.')")

    page.click("a:has-text('Rename')")
    page.fill("#dialog [name=name]", "Terms of payment.txt")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("h1:has-text('Terms of payment.txt')")

    page.click("#file button:has-text('Remove')")
    page.wait_for_selector(":text('It can be put back until')")
    page.click("#file button:has-text('Put back')")
    page.wait_for_selector(":text('It can be put back until')", state="detached")
    file = File.objects.get()
    assert (file.number, file.is_removed, file.name) == (3, False, "Terms of payment.txt")


def test_a_removal_is_taken_back_from_its_toast(enter: Enter, alice: Actor, tmp_path: Path) -> None:
    account = account_of(alice)
    (tmp_path / "terms.txt").write_text("Thirty days.")
    page = enter(alice)
    open_files(page, f"/accounts/{account.pk}/")
    page.set_input_files(INPUT, tmp_path / "terms.txt")
    page.click("[aria-label='Remove terms.txt']")
    page.wait_for_selector("#files-list :text('Recently removed')")
    page.click("#toasts [data-undo]")
    page.wait_for_selector("#files-list a:has-text('terms.txt')")
    page.wait_for_selector("#files-list :text('Recently removed')", state="detached")
    assert not File.objects.get().is_removed


def test_files_are_accessible_in_both_themes_on_desk_and_phone(
    enter: Enter, alice: Actor, tmp_path: Path, live_server: Any
) -> None:
    account = account_of(alice)
    long = "Kessler & Söhne Verpackungstechnik GmbH & Co. KG – frame contract, signed by both.txt"
    for name in (long, "site.png", "tool.pdf"):
        path = tmp_path / name
        path.write_bytes({"site.png": picture(), "tool.pdf": b"MZ\x90\0"}.get(name, b"Hello."))
    page = enter(alice)
    open_files(page, f"/accounts/{account.pk}/")
    page.set_input_files(INPUT, list(tmp_path.iterdir()))
    page.wait_for_selector("#toasts :text('3 files added')")
    page.click("[aria-label='Remove site.png']")
    page.wait_for_selector("#files-list :text('Recently removed')")
    pages = [f"/accounts/{account.pk}/?tab=ui-files"]
    pages += [f"/files/{file.pk}/" for file in File.objects.all()]
    pages.append(f"{pages[-1]}name")
    found = {}
    for theme, size in product(THEMES, (DESK, PHONE)):
        choose(page, live_server, theme=theme)
        page.set_viewport_size(size)
        for address in pages:
            visit(page, address)
            found[theme, size["width"], address] = violations(page)
            assert not is_too_wide(page), address
    assert {where: each for where, each in found.items() if each} == {}
