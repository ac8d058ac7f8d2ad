"""Quotes over REST: with their lines, verb by verb, and what strangers get."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import orjson
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dealwright.catalog.models import PriceList
from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.opportunities.models import Opportunity
from dealwright.quotes import actions as quotes
from dealwright.quotes.models import Quote, QuoteLine
from tests.factories.catalog import breaks_of, price_list_of, product_of

pytestmark = pytest.mark.django_db

type ApiFor = Callable[..., Client]


def send(client: Client, method: str, path: str, body: Any = None, **headers: str) -> Any:
    data = b"" if body is None else orjson.dumps(body, default=str)
    call = getattr(client, method)
    return call(f"/api/v1/{path}", data=data, content_type="application/json", headers=headers)


@pytest.fixture
def as_alice(api_for: ApiFor, alice: Actor) -> Client:
    return api_for(alice)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch, at: datetime) -> datetime:
    """The edges read the clock; here it stands at the moment of the tests."""
    monkeypatch.setattr("dealwright.core.clock.now", lambda: at)
    return at


def test_a_quote_is_made_with_its_lines_and_priced(
    *,
    as_alice: Client,
    deal: Opportunity,
    goods: SimpleNamespace,
    nordics: PriceList,
    today: datetime,
) -> None:
    body = {
        "opportunity": deal.pk,
        "lines": [
            {"product": goods.sorter.pk, "quantity": "11"},
            {"name": "Crane hire", "quantity": 1, "unit_price": "49.95"},
        ],
    }
    answer = send(as_alice, "post", "quotes/with-lines", body)
    assert answer.status_code == 201
    found = answer.json()
    assert (found["net"], found["state"]) == ("1039.9500", "draft")
    assert [line["net"] for line in found["lines"]] == ["990.0000", "49.9500"]
    assert found["lines"][0]["product"] == {
        "id": str(goods.sorter.pk),
        "label": "Product CS-44",
    }
    assert answer["Location"] == f"/api/v1/quotes/{found['id']}"
    assert answer["ETag"] == '"1"'


def test_wrong_lines_are_named_and_nothing_is_written(as_alice: Client, account: Account) -> None:
    body = {
        "name": "Parts",
        "account": account.pk,
        "lines": [{"name": "A", "quantity": -1, "unit_price": 1}, {"name": "B", "colour": "red"}],
    }
    answer = send(as_alice, "post", "quotes/with-lines", body)
    assert answer.status_code == 422
    fields = [error["field"] for error in answer.json()["errors"]]
    assert fields == ["lines.0.quantity", "lines.1.colour"]
    assert not Quote.objects.exists()


@pytest.mark.parametrize("lines", ["none", {}, [7], [[]]])
def test_lines_of_another_form_are_refused(
    as_alice: Client, account: Account, lines: object
) -> None:
    body = {"name": "Parts", "account": account.pk, "lines": lines}
    assert send(as_alice, "post", "quotes/with-lines", body).status_code == 422


def test_a_quote_with_a_key_is_made_once(as_alice: Client, account: Account) -> None:
    body = {
        "name": "Parts",
        "account": account.pk,
        "lines": [{"name": "Crane", "quantity": 1, "unit_price": 5}],
    }
    key = {"idempotency-key": str(uuid4())}
    first = send(as_alice, "post", "quotes/with-lines", body, **key)
    second = send(as_alice, "post", "quotes/with-lines", body, **key)
    assert first.json() == second.json()
    assert Quote.objects.count() == 1


def test_twenty_lines_are_made_and_activated_in_few_statements(
    as_alice: Client, account: Account, system: Actor, today: datetime
) -> None:
    products = [product_of(f"P-{place}") for place in range(20)]
    listed = price_list_of(dict.fromkeys(products, "100"), name="Long", is_default=True)
    for item in listed.items.all():
        breaks_of(item, ("10", "percent_off", "5"))
    body = {
        "name": "Twenty",
        "account": account.pk,
        "lines": [{"product": product.pk, "quantity": 12} for product in products],
    }
    send(as_alice, "post", "quotes/with-lines", body)  # the token's use is noted once in a while
    with CaptureQueriesContext(connection) as counted:
        made = send(as_alice, "post", "quotes/with-lines", body)
        active = send(as_alice, "post", f"quotes/{made.json()['id']}/activate")
    assert active.json()["total"] == "22800.0000"
    statements = [query["sql"] for query in counted if "SAVEPOINT" not in query["sql"]]
    assert len(statements) <= MOST_STATEMENTS, "\n".join(s[:110] for s in statements)


MOST_STATEMENTS = 41  # three of them a request keep the search, one reads what may be chosen of the products, two what these cost


def test_lines_are_read_added_changed_and_removed(
    as_alice: Client, draft: Quote, today: datetime
) -> None:
    path = f"quotes/{draft.pk}/lines"
    assert len(send(as_alice, "get", path).json()["items"]) == 2
    added = send(as_alice, "post", path, {"name": "Crane", "quantity": 1, "unit_price": "5"})
    assert added.status_code == 201
    (line,) = added.json()["items"]
    changed = send(as_alice, "patch", f"{path}/{line['id']}", {"quantity": "3"})
    assert changed.json()["net"] == "15.0000"
    assert send(as_alice, "delete", f"{path}/{line['id']}").status_code == 204
    assert draft.lines.count() == 2


def test_a_typed_price_is_given_back_to_the_list_by_null(
    as_alice: Client, draft: Quote, today: datetime
) -> None:
    line = draft.lines.get(position=1)
    path = f"quotes/{draft.pk}/lines/{line.pk}"
    assert send(as_alice, "patch", path, {"unit_price": "80"}).json()["is_price_typed"]
    assert not send(as_alice, "patch", path, {"unit_price": None}).json()["is_price_typed"]


def test_a_frozen_quote_refuses_new_lines(as_alice: Client, active: Quote) -> None:
    body = {"name": "Crane", "quantity": 1, "unit_price": 5}
    answer = send(as_alice, "post", f"quotes/{active.pk}/lines", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "frozen")


def test_the_pdf_comes_with_its_hash(as_alice: Client, active: Quote, today: datetime) -> None:
    answer = send(as_alice, "get", f"quotes/{active.pk}/pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["ETag"] == f'"{hashlib.sha256(answer.content).hexdigest()}"'


def test_a_draft_has_no_pdf(as_alice: Client, draft: Quote) -> None:
    assert send(as_alice, "get", f"quotes/{draft.pk}/pdf").status_code == 409


def test_every_verb_of_a_quote_is_a_route(as_alice: Client, active: Quote, today: datetime) -> None:
    path = f"quotes/{active.pk}"
    assert send(as_alice, "post", f"{path}/send", {}).status_code == 200
    assert send(as_alice, "post", f"{path}/revoke-links", {}).status_code == 200
    revised = send(as_alice, "post", f"{path}/revise", {})
    assert revised.json()["revision"] == 2
    path = f"quotes/{revised.json()['id']}"
    assert send(as_alice, "post", f"{path}/activate", {}).json()["state"] == "active"
    won = send(as_alice, "post", f"{path}/accept", {"name": "Annika"})
    assert won.json()["state"] == "won"
    orders = send(as_alice, "get", "orders").json()["items"]
    assert [order["quote"]["id"] for order in orders] == [revised.json()["id"]]


def test_a_deal_is_quoted_by_its_own_verb(
    as_alice: Client, deal: Opportunity, today: datetime
) -> None:
    answer = send(as_alice, "post", f"opportunities/{deal.pk}/quote", {})
    assert answer.json()["opportunity"]["id"] == str(deal.pk)
    assert answer["Content-Location"] == f"/api/v1/quotes/{answer.json()['id']}"


def test_a_stranger_learns_of_nothing(api_for: ApiFor, charlie: Actor, active: Quote) -> None:
    client = api_for(charlie)
    line = QuoteLine.objects.filter(quote=active).first()
    for method, path in (
        ("get", f"quotes/{active.pk}"),
        ("get", f"quotes/{active.pk}/lines"),
        ("post", f"quotes/{active.pk}/lines"),
        ("patch", f"quotes/{active.pk}/lines/{line.pk}"),
        ("delete", f"quotes/{active.pk}/lines/{line.pk}"),
        ("get", f"quotes/{active.pk}/pdf"),
        ("post", f"quotes/{active.pk}/accept"),
    ):
        body = None if method == "get" else {"name": "X"}
        assert send(client, method, path, body).status_code == 404, path


def test_a_colleague_reads_and_a_manager_changes(
    api_for: ApiFor, ann: Actor, bob: Actor, draft: Quote, today: datetime
) -> None:
    body = {"name": "Crane", "quantity": 1, "unit_price": 5}
    assert send(api_for(ann), "get", f"quotes/{draft.pk}/lines").status_code == 200
    assert send(api_for(ann), "post", f"quotes/{draft.pk}/lines", body).status_code == 403
    assert send(api_for(bob), "post", f"quotes/{draft.pk}/lines", body).status_code == 201


def test_a_token_without_the_scope_is_refused(api_for: ApiFor, alice: Actor, draft: Quote) -> None:
    client = api_for(alice, ("read:quotes",))
    body = {"name": "Crane", "quantity": 1, "unit_price": 5}
    assert send(client, "get", f"quotes/{draft.pk}/lines").status_code == 200
    answer = send(client, "post", f"quotes/{draft.pk}/lines", body)
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_quotes_costs_the_same_for_one_and_for_three(
    *,
    as_alice: Client,
    alice: Actor,
    account: Account,
    at: datetime,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    rows = [{"name": f"Quote {place}", "account": account} for place in range(count)]
    quotes.create_many(rows, by=alice, at=at)
    send(as_alice, "get", "quotes")
    with django_assert_num_queries(3):
        assert len(send(as_alice, "get", "quotes").json()["items"]) == count


def test_a_quote_of_a_named_version_is_deleted_with_its_deal_locked_first(
    api_for: Callable[..., Client], alice: Actor, draft: Quote
) -> None:
    client, address = api_for(alice), f"/api/v1/quotes/{draft.pk}"
    assert client.delete(address, headers={"If-Match": '"9"'}).status_code == 412
    with CaptureQueriesContext(connection) as made:
        answer = client.delete(address, headers={"If-Match": f'"{draft.version}"'})
    assert answer.status_code == 204
    locks = [query["sql"] for query in made if "FOR UPDATE" in query["sql"]]
    first = [sql for sql in locks if "quotes_quote" in sql or "opportunities_opportunity" in sql]
    assert 'FROM "opportunities_opportunity"' in first[0]
    assert not Quote.objects.exists()
