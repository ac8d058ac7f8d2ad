"""The browser of the journeys: Debian's Chromium, driven by Playwright.

Without one the journeys are skipped and one line says so; with DEALWRIGHT_REQUIRE_JOURNEYS=1 a journey that does not
run is a failure.
"""

import os
import shutil
import threading
import time
from collections.abc import Generator, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.signals import request_finished, request_started

if TYPE_CHECKING:  # Playwright takes half a second to import, and most runs have no journey
    from playwright.sync_api import Browser, ConsoleMessage, Page

type Reporting = Generator[None, pytest.TestReport, pytest.TestReport]

LONGEST_ANSWER, QUIET = 20, 3  # seconds, and looks a hundredth of a second apart
REQUIRED = os.environ.get("DEALWRIGHT_REQUIRE_JOURNEYS") == "1"
NO_CHROMIUM = "no Chromium found: install Debian's `chromium`, or name one in CHROMIUM"
# Chromium reports every refused form as an error; the page shows what was refused, and that is what counts.
ANSWERED = tuple(
    f"Failed to load resource: the server responded with a status of {status}"
    for status in (403, 404, 409, 412, 422)
)
ARGUMENTS = [
    "--no-sandbox",  # root in a container has no other way
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@cache
def chromium_path() -> str | None:
    """The browser's program, None when there is none."""
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        return chosen if Path(chosen).is_file() else None
    return shutil.which("chromium") or shutil.which("/usr/bin/chromium")


def pytest_configure(config: pytest.Config) -> None:
    if REQUIRED and chromium_path() is None:
        raise pytest.UsageError(NO_CHROMIUM)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if chromium_path() is None:
        for item in items:
            if item.get_closest_marker("journey"):
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Reporting:
    report = yield
    if REQUIRED and report.skipped and item.get_closest_marker("journey"):
        report.outcome = "failed"
        report.longrepr = f"a required journey was skipped: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if NO_CHROMIUM in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.write_line(f"{len(skipped)} journeys skipped: {NO_CHROMIUM}")


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """One browser for all journeys of a test process."""
    from playwright.sync_api import sync_playwright

    # Playwright runs an event loop in this thread, so Django would refuse the ORM here although nothing is async.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield browser
        browser.close()


class Underway:
    """How many requests the live server is answering."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0

    def begin(self, **_sent: object) -> None:
        with self._lock:
            self._count += 1

    def end(self, **_sent: object) -> None:
        with self._lock:
            self._count -= 1

    def wait(self) -> None:
        """Return when nothing has been underway for a moment: a page that is left takes no request back."""
        quiet, until = 0, time.monotonic() + LONGEST_ANSWER
        while quiet < QUIET and time.monotonic() < until:
            quiet = 0 if self._count else quiet + 1
            time.sleep(0.01)
        assert quiet, "the live server is still answering a request of this journey"


@pytest.fixture
def underway() -> Iterator[Underway]:
    """Lets a journey end only when its requests have: the tables are emptied next."""
    found = Underway()
    request_started.connect(found.begin)
    request_finished.connect(found.end)
    yield found
    found.wait()
    request_started.disconnect(found.begin)
    request_finished.disconnect(found.end)


@pytest.fixture
def page(
    chromium: "Browser",
    live_server: object,
    underway: Underway,  # it ends after the page has
) -> Iterator["Page"]:
    """A fresh page at 1440 by 900 on the live server. An error in the console fails the journey."""
    errors: list[str] = []

    def listen(message: "ConsoleMessage") -> None:
        if message.type == "error" and not message.text.startswith(ANSWERED):
            errors.append(message.text)

    context = chromium.new_context(
        base_url=str(live_server), viewport={"width": 1440, "height": 900}
    )
    opened = context.new_page()
    opened.on("console", listen)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []
