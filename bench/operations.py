"""The operations of the benchmark: what a program does all day, over REST, as one of five users."""

import itertools
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPResponse, RemoteDisconnected
from typing import Any
from urllib.parse import urlencode, urlsplit

FIRST = ("Ana", "Bo", "Cleo", "Dag", "Eva", "Finn", "Gro", "Hal")
SYLLABLES = (
    "ka", "ro", "mi", "tel", "sun", "vor", "lin", "ber", "dax", "o", "fen", "gri", "hul", "jo", "wes", "pra", "zen", "quo", "ny", "ta",
)  # fmt: skip


def surname(number: int) -> str:
    """A name of four syllables, unlike the next one's."""
    number = number * 48_271 % 160_000
    places = (number % 20, number // 20 % 20, number // 400 % 20, number // 8000)
    return "".join(SYLLABLES[place] for place in places).capitalize()


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the table: what is done, the target in milliseconds, and the best open peer's figure."""

    name: str
    target: tuple[int, int] | None
    peer: str
    run: Callable[[int], object]
    runs: int = 200


@dataclass(frozen=True, slots=True)
class Facts:
    """Ids that the operations need, read once from the database."""

    owner: str
    deals: list[str]
    stages: dict[str, str]  # of these deals
    two_stages: tuple[str, str]  # the stages in which they are
    products: list[str]
    price_list: str
    account: str
    process: str


class Client:
    """REST as one user over connections that stay open, one for each thread. Any refusal stops the benchmark.

    The plain client of the standard library: it takes little of the time that is measured.
    """

    def __init__(self, address: str, token: str) -> None:
        self.place = urlsplit(address).netloc
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._mine = threading.local()

    def get(self, path: str, **query: Any) -> Any:
        return self._ask("GET", f"{path}?{urlencode(query)}" if query else path)

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        return self._ask("POST", path, json.dumps(body))

    def _ask(self, method: str, path: str, body: str | None = None) -> Any:
        try:
            answer, content = self._sent(method, path, body)
        except (
            RemoteDisconnected
        ):  # the server closes what was idle for long; the next request opens it again
            self._connection().close()
            answer, content = self._sent(method, path, body)
        if answer.status >= HTTPStatus.BAD_REQUEST:
            msg = f"{method} {path}: {answer.status} {content[:500]!r}"
            raise RuntimeError(msg)
        return json.loads(content)

    def _sent(self, method: str, path: str, body: str | None) -> tuple[HTTPResponse, bytes]:
        connection = self._connection()
        connection.request(method, f"/api/v1{path}", body, self.headers)
        answer = connection.getresponse()
        return answer, answer.read()

    def _connection(self) -> HTTPConnection:
        if not hasattr(self._mine, "connection"):
            self._mine.connection = HTTPConnection(self.place, timeout=60)
        found: HTTPConnection = self._mine.connection
        return found


QUESTIONS = (
    "nordh", "cold chain", "kings freight", "sortation", "nordhavn", "verpakcung", "haven",
    "anna.berg", "@mail.example", "5550142", "OPP-2026-0012", "call back", "phase", "zzzzz",
)  # fmt: skip


def search(client: Client) -> Callable[[int], object]:
    """One question after the other."""
    return lambda n: client.get("/search", q=QUESTIONS[n % len(QUESTIONS)])


def lists(client: Client, facts: Facts) -> list[Operation]:
    """What is read."""

    def of_owner(_n: int) -> object:
        query = {"state": "open", "owner": facts.owner, "order": "close_on", "limit": 50}
        return client.get("/opportunities", **query)

    def one(n: int) -> object:
        return client.get(f"/opportunities/{facts.deals[n % len(facts.deals)]}")

    def by_name(n: int) -> object:
        words = ("haven", "stadt", "verpack", "robot", "freight", "kings")
        return client.get("/accounts", search=words[n % len(words)], limit=20)

    def pipeline(_n: int) -> object:
        return client.get("/opportunities/pipeline")

    return [
        Operation(
            "list of 50 open deals of one owner by close date", (10, 20), "22.5 ms, 9 SQL", of_owner
        ),
        Operation("open one deal", (8, 16), "11.9 ms, 16 SQL", one),
        Operation("pipeline over all", (30, 45), "46.8 ms", pipeline),
        Operation("account by any part of the name", (8, 16), "145 ms", by_name),
    ]


def writes(client: Client, facts: Facts) -> list[Operation]:
    """What is changed."""
    count = itertools.count()

    def lead(_n: int) -> object:
        n = next(count)
        first, last = FIRST[n % len(FIRST)], surname(n)
        body = {
            "first_name": first,
            "last_name": last,
            "company": f"{surname(n + 7)} {surname(n + 13)} {n}",
            "email": f"{first.lower()}.{last.lower()}@{n}.example",
        }
        return client.post("/leads", body)

    def move(n: int) -> object:
        deal = facts.deals[n % len(facts.deals)]
        first, second = facts.two_stages
        facts.stages[deal] = second if facts.stages[deal] == first else first
        return client.post(f"/opportunities/{deal}/move", {"stage": facts.stages[deal]})

    def quote(n: int) -> object:
        products = [facts.products[(n + k) % len(facts.products)] for k in range(20)]
        body = {
            "name": f"Bench {n}",
            "account": facts.account,
            "price_list": facts.price_list,
            "lines": [
                {"product": one, "quantity": str(5 + 10 * (k % 3))}
                for k, one in enumerate(products)
            ],
        }
        made = client.post("/quotes/with-lines", body)
        return client.post(f"/quotes/{made['id']}/activate", {})

    return [
        Operation(
            "create lead, with duplicate hint", (10, 20), "10.2 ms without, 175 ms with", lead
        ),
        Operation("move stage", (9, 18), "12.9 ms, 21 SQL", move),
        Operation(
            "quote of 20 lines, priced, created and activated",
            (50, 90),
            "569 ms, 650 SQL",
            quote,
            60,
        ),
    ]
