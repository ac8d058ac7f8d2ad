"""Prices that include tax, and tax rates that an outside service tells."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client, TestCase
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from dealwright.catalog import actions as catalog
from dealwright.catalog import tasks, tax_service
from dealwright.catalog.models import PriceList, TaxClass
from dealwright.catalog.pricing import Place
from dealwright.catalog.tax_service import HttpTaxService, TaxServiceError
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, RefusedError
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.quotes import actions as quotes
from dealwright.quotes import contract, snapshots, waterfall
from dealwright.quotes.document.figures import Figures
from dealwright.quotes.models import Quote
from dealwright.quotes.trying import try_price
from tests.factories.catalog import price_list_of

pytestmark = pytest.mark.django_db

DAY = date(2026, 9, 1)


def test_prices_that_include_tax_hold_it_and_add_none(
    *, olga: Actor, alice: Actor, at: datetime, draft: Quote, nordics: PriceList
) -> None:
    catalog.update_price_list(nordics, {"includes_tax": True}, by=olga, at=at)
    quotes.update(draft, {"freight": Decimal(30)}, by=alice, at=at)
    draft = Quote.objects.get()
    line = draft.lines.get(position=1)  # eleven sorters at 90, of which 19 % tax
    assert (line.net, line.tax, line.total) == (990, Decimal("158.07"), 990)
    assert draft.is_tax_included
    assert (draft.lines_total, draft.total) == (2590, 2620)
    assert draft.net + draft.tax_total == 2590
    fall = contract.fall_of(line, is_with_cost=True)
    assert (fall["net"], fall["margin"]) == (Decimal("831.93"), Decimal("171.93"))
    bars = waterfall.bars_of(line, Figures.of("en-GB", "EUR"), is_with_cost=True)
    assert [str(bar.label) for bar in bars][-5:] == ["Tax in it", "Net", "Cost", "Margin", "Total"]
    frozen = quotes.activate(draft, by=alice, at=at)
    totals = snapshots.thaw(frozen.snapshot).totals
    assert (totals.is_tax_included, totals.lines, totals.total) == (True, 2590, 2620)


def test_a_list_and_its_parent_agree_on_whether_prices_include_tax(
    *, olga: Actor, at: datetime, selling: object
) -> None:
    top = price_list_of(name="Top")
    child = price_list_of(name="Child", parent=top)
    row = {"name": "Gross", "parent": top.pk, "includes_tax": True}
    with pytest.raises(InvalidError, match="include tax"):
        catalog.create_price_list(row, by=olga, at=at)
    with pytest.raises(InvalidError, match="include tax"):
        catalog.update_price_list(child, {"includes_tax": True}, by=olga, at=at)
    with pytest.raises(RefusedError, match="with tax or without"):
        catalog.update_price_list(top, {"includes_tax": True}, by=olga, at=at)
    assert not PriceList.objects.filter(includes_tax=True).exists()


class Teller(BaseHTTPRequestHandler):
    """A tax service of one rate, which can be made to fail."""

    def do_POST(self) -> None:
        server: Any = self.server
        server.asked.append(
            (json.loads(self.rfile.read(int(self.headers["Content-Length"]))), self.headers)
        )
        server.wait.wait(5) if server.is_slow else None
        self.send_response(server.status)
        if server.location:
            self.send_header("Location", server.location)
        self.end_headers()
        self.wfile.write(server.answer.encode())

    def do_GET(self) -> None:
        server: Any = self.server
        server.asked.append((None, self.headers))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Nothing on the screen of the tests."""


@pytest.fixture
def service(settings: Any) -> Iterator[Any]:
    """A running service, configured for this installation."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Teller)
    server.asked, server.status, server.is_slow, server.wait = [], 200, False, Event()
    server.location = ""
    server.answer = '{"rates": [{"tax_class": "full", "percent": 25.5}]}'
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.TAX_SERVICE_URL = f"http://127.0.0.1:{server.server_port}/rates"
    settings.TAX_SERVICE_TOKEN = "sesame"
    settings.TAX_SERVICE_TIMEOUT = 30.0
    yield server
    server.wait.set()
    server.shutdown()
    server.server_close()
    thread.join()


def http() -> HttpTaxService:
    found = tax_service.configured()
    assert isinstance(found, HttpTaxService)
    return found


def test_a_service_is_asked_by_post_and_tells_rates(service: Any) -> None:
    told = http().rates(["full", "none"], Place("SE", "SKÅNE"), DAY)
    assert told == {"full": Decimal("25.5"), "none": None}
    [(body, headers)] = service.asked
    assert body == {
        "country": "SE",
        "region": "SKÅNE",
        "date": "2026-09-01",
        "tax_classes": ["full", "none"],
    }
    assert headers["Authorization"] == "Bearer sesame"


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": 500},
        {"status": 302, "location": "/elsewhere"},
        {"status": 307, "location": "/elsewhere"},
        {"answer": "<html>"},
        {"answer": "{}"},
        {"answer": '{"rates": [{"tax_class": "full", "percent": "many"}]}'},
        {"answer": '{"rates": [{"tax_class": "full", "percent": 101}]}'},
        {"answer": '{"rates": [{"tax_class": "full", "percent": NaN}]}'},
        {"answer": "x" * 2**21},
        {"is_slow": True},
    ],
    ids=lambda wrong: str(wrong)[:40],
)
def test_a_service_that_does_not_tell_rates_is_an_error(
    service: Any, settings: Any, wrong: dict[str, Any]
) -> None:
    vars(service).update(wrong)
    if "is_slow" in wrong:
        settings.TAX_SERVICE_TIMEOUT = 0.3
    with pytest.raises(TaxServiceError):
        http().rates(["full"], Place("SE"), DAY)
    assert len(service.asked) == 1  # a redirect is not followed


def test_a_service_that_is_not_there_is_an_error(settings: Any) -> None:
    settings.TAX_SERVICE_URL = "http://127.0.0.1:9/"
    with pytest.raises(TaxServiceError):
        http().rates(["full"], Place("SE"), DAY)


@pytest.fixture
def full(
    *, olga: Actor, alice: Actor, at: datetime, goods: SimpleNamespace, account: Account
) -> TaxClass:
    """The class of all goods, which Alice's customer in Sweden buys."""
    customers.update_account(account, {"billing_country": "Sweden"}, by=alice, at=at)
    [made] = catalog.create_tax_classes([{"name": "full"}], by=olga, at=at)
    for product in (goods.sorter, goods.service):
        catalog.update_product(product, {"tax_class": made.pk}, by=olga, at=at)
    return made


@contextmanager
def committed() -> Iterator[None]:
    """What is done in here is followed by what follows a commit."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        yield


def waiting() -> list[dict[str, str]]:
    rows = ProcrastinateJob.objects.filter(task_name="catalog.ask_tax_rates", status="todo")
    return list(rows.values_list("args", flat=True))


def test_a_rate_is_asked_for_by_a_job_and_counts_from_then_on(
    *, alice: Actor, at: datetime, service: Any, full: TaxClass, draft: Quote
) -> None:
    line = draft.lines.get(position=1)
    assert (line.fault, line.tax, service.asked) == ("tax_not_told", 0, [])
    with pytest.raises(InvalidError, match="has not told the rate yet"):
        quotes.activate(draft, by=alice, at=at)
    with committed():
        quotes.update(draft, {"freight": Decimal(1)}, by=alice, at=at)
        quotes.update(draft, {"freight": Decimal(2)}, by=alice, at=at)
    [args] = waiting()
    tasks.ask_tax_rates(**args)
    assert len(service.asked) == 1
    assert quotes.activate(draft, by=alice, at=at).is_active
    line.refresh_from_db()
    assert (line.tax_rate, line.tax, line.fault) == (Decimal("25.5"), Decimal("252.45"), "")
    assert line.steps[-1]["rule"]["name"] == "Tax service, SE"
    assert len(waiting()) == 1  # asked for twice, waiting once


@pytest.mark.parametrize(
    ("age", "fault", "name", "asks"),
    [
        (timedelta(hours=20), "", "Tax service, SE", 0),
        (timedelta(days=3), "", "Tax service, SE, as told on 2026-08-29", 1),
        (timedelta(days=40), "tax_not_told", None, 1),
    ],
)
def test_an_old_answer_counts_for_a_time_and_says_its_age(
    *, alice: Actor, system: Actor, at: datetime, service: Any, full: TaxClass, draft: Quote,
    age: timedelta, fault: str, name: str | None, asks: int,
) -> None:  # fmt: skip
    told = {full: Decimal(25)}
    catalog.keep_tax_answers(told, Place("SE"), by=system, at=at - age)
    with committed():
        quotes.update(draft, {"freight": Decimal(1)}, by=alice, at=at)
    line = draft.lines.get(position=1)
    step = line.steps[-1] if line.steps[-1]["kind"] == "tax" else None
    assert (line.fault, step and step["rule"]["name"], len(waiting())) == (fault, name, asks)


def test_a_refused_activation_asks_for_the_rates_it_lacks(
    *, alice: Actor, at: datetime, service: Any, full: TaxClass, draft: Quote
) -> None:
    with committed(), pytest.raises(InvalidError, match="has not told the rate yet"):
        quotes.activate(draft, by=alice, at=at)
    [args] = waiting()
    tasks.ask_tax_rates(**args)
    assert quotes.activate(draft, by=alice, at=at).is_active


def test_a_price_that_is_only_tried_asks_for_its_rates(
    *, alice: Actor, at: datetime, service: Any, full: TaxClass, goods: SimpleNamespace,
    account: Account,
) -> None:  # fmt: skip
    with committed():
        try_price(
            product=goods.sorter.pk, quantity=Decimal(1), account=account.pk, codes="", by=alice,
            on=at.date(),
        )  # fmt: skip
    assert waiting() == [{"country": "SE", "region": ""}]


def test_many_quotes_ask_for_each_place_once_and_after_the_commit(
    *, alice: Actor, at: datetime, service: Any, full: TaxClass, goods: SimpleNamespace,
    account: Account,
) -> None:  # fmt: skip
    line = {"product": goods.sorter.pk, "quantity": Decimal(1)}
    row = {"account": account.pk, "name": "Sorters", "lines": [line]}
    for many in (1, 3):
        with TestCase.captureOnCommitCallbacks() as asking:
            quotes.create_many([row] * many, by=alice, at=at)
        assert (len(asking), waiting()) == (1, [])


def test_a_place_that_is_not_known_has_no_rate(
    *, alice: Actor, at: datetime, service: Any, full: TaxClass, draft: Quote
) -> None:
    customers.update_account(draft.account, {"billing_country": ""}, by=alice, at=at)
    quotes.update(draft, {"freight": Decimal(1)}, by=alice, at=at)
    assert draft.lines.get(position=1).fault == "tax_rate_missing"


def test_a_typed_rate_asks_nobody(
    *, alice: Actor, at: datetime, service: Any, full: TaxClass, draft: Quote
) -> None:
    for line in draft.lines.all():
        quotes.change_line(line, {"tax_rate": Decimal(6)}, by=alice, at=at)
    assert quotes.activate(draft, by=alice, at=at).is_active


def test_the_client_reads_that_the_tax_is_included(
    *, olga: Actor, alice: Actor, at: datetime, draft: Quote, nordics: PriceList,
    client_for: Callable[[Actor], Client],
) -> None:  # fmt: skip
    catalog.update_price_list(nordics, {"includes_tax": True}, by=olga, at=at)
    quotes.update(draft, {"freight": Decimal(1)}, by=alice, at=at)
    page = client_for(alice).get(reverse("quotes:quote", args=[draft.pk])).content.decode()
    assert "Tax in the prices" in page
