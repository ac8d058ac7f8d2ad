"""What a browser asks for: a list with two filters, its sums, a record, the board and its sums, a page far down."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from bench import measure, site
from bench.operations import Client, Facts

FILTERED = {
    "view": "all",
    "filter": "state = open and estimated_revenue > 1000",
    "sort": "-estimated_revenue",
}
PAGES = (
    20  # to the page far down, of as many rows as a program may ask for; the smaller size has 41
)
LARGE = 1_000  # from this scale on the aims for a million deals hold


class Screen(NamedTuple):
    """One line of the table; `aims` are milliseconds at the 95th percentile, for the smaller size and for the larger."""

    name: str
    aims: tuple[int, int]
    run: Callable[[int], object]

    @property
    def aim(self) -> int:
        return self.aims[site.SCALE >= LARGE]


class Browser:
    """Pages as one person who is signed in, over a connection that stays open. Anything but a page stops the benchmark."""

    def __init__(self, address: str, email: str) -> None:
        self.connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
        self.headers = {"Cookie": _signed_in(email)}

    def get(self, path: str, **query: str) -> bytes:
        self.connection.request("GET", f"{path}?{urlencode(query)}", headers=self.headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != HTTPStatus.OK:
            msg = f"{path}: {answer.status} {content[:500]!r}"
            raise RuntimeError(msg)
        return content


def _signed_in(email: str) -> str:
    """The cookie of a new session."""
    from django.conf import settings
    from django.test import Client as Signing

    from dealwright.core import actor
    from dealwright.core.action import writing
    from dealwright.identity.models import User

    signing = Signing()
    with writing(actor.system()):
        signing.force_login(User.objects.get(email=email), settings.AUTHENTICATION_BACKENDS[0])
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={signing.cookies[name].value}"


def filtered(browser: Browser) -> Callable[[int], object]:
    return lambda _n: browser.get("/opportunities/", **FILTERED)


def of_everyone(browser: Browser, program: Client, known: Facts) -> Iterator[Screen]:
    """The screens of someone who sees everything."""

    def record(n: int) -> object:
        return browser.get(f"/opportunities/{known.deals[n % len(known.deals)]}/")

    def sums(_n: int) -> object:
        return browser.get("/opportunities/", **FILTERED, summary="1")

    def board(_n: int) -> object:
        return browser.get("/opportunities/board/")

    def sums_of_board(_n: int) -> object:
        return browser.get("/opportunities/board/", summary="1")

    yield Screen("list of deals, two filters and an order", (60, 80), filtered(browser))
    yield Screen("its sums", (45, 150), sums)
    yield Screen("record", (60, 60), record)
    yield Screen("board", (60, 100), board)
    yield Screen("its sums by stage", (45, 150), sums_of_board)
    yield Screen(f"page {PAGES + 1} of a list over REST", (20, 40), _far_down(program))


def _far_down(program: Client) -> Callable[[int], object]:
    query: dict[str, Any] = {"state": "open", "order": "close_on", "limit": 200}
    for _page in range(PAGES):
        query["cursor"] = program.get("/opportunities", **query)["next_cursor"]
    return lambda _n: program.get("/opportunities", **query | {"limit": 50})


def timed(screen: Screen) -> measure.Timing:
    return measure.times(screen.run, runs=100)
