"""The catalogue over REST, as the registry declares it."""

from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from django.test import Client

from dealwright.catalog.models import PriceList, PriceListItem, Product, QuantityBreak
from dealwright.core.actor import Actor
from dealwright.records.rest.throttle import brake
from tests.catalog.refusals import everything
from tests.factories.catalog import breaks_of, price_list_of, product_of, unit_of

pytestmark = pytest.mark.django_db

type ApiFor = Callable[[Actor], Client]


@pytest.fixture(autouse=True)
def _brake_released() -> Iterator[None]:
    brake.release()
    yield
    brake.release()


def send(client: Client, method: str, path: str, body: Any = None, **headers: str) -> Any:
    """(status, JSON) of a call under /api/v1/."""
    answer = getattr(client, method)(
        f"/api/v1/{path}",
        data=None if body is None else orjson.dumps(body),
        content_type="application/json",
        headers=headers,
    )
    return answer.status_code, orjson.loads(answer.content) if answer.content else None


def get(client: Client, path: str) -> Any:
    answer = client.get(f"/api/v1/{path}")
    return answer.status_code, orjson.loads(answer.content)


def test_a_list_with_its_prices_and_breaks_is_built_over_the_api(
    olga: Actor, api_for: ApiFor
) -> None:
    client = api_for(olga)
    _, unit = send(client, "post", "units", {"code": "pc", "name": "piece"})
    values = {"code": "CH-1", "name": "Chute", "unit": unit["id"], "list_price": "14900.00"}
    status, product = send(client, "post", "products", values)
    assert (status, product["list_price"], product["state"]) == (201, "14900.0000", "active")
    _, price_list = send(client, "post", "price-lists", {"name": "Nordics", "currency": "SEK"})
    row = {"price_list": price_list["id"], "product": product["id"], "price": "14500"}
    _, item = send(client, "post", "price-list-items", row)
    breaks = [
        {"item": item["id"], "from_quantity": "10", "method": "percent_off", "value": "5"},
        {"item": item["id"], "from_quantity": "50", "value": "13000"},
    ]
    status, made = send(client, "post", "quantity-breaks", breaks)
    assert (status, [each["method"] for each in made["items"]]) == (
        201,
        ["percent_off", "unit_price"],
    )
    assert QuantityBreak.objects.filter(item__price_list__currency="SEK").count() == 2


def test_sales_people_read_and_are_refused_to_write(
    alice: Actor, api_for: ApiFor, item: PriceListItem
) -> None:
    client = api_for(alice)
    before = everything()
    for route in ("units", "products", "price-lists", "price-list-items"):
        status, found = get(client, route)
        assert (status, len(found["items"])) == (200, 1)
    assert send(client, "post", "price-lists", {"name": "X"})[0] == 403
    assert send(client, "post", f"products/{item.product_id}/retire", {})[0] == 403
    assert send(client, "delete", f"price-list-items/{item.pk}")[0] == 403
    assert everything() == before


def test_a_stranger_finds_nothing(roleless: Actor, api_for: ApiFor, item: PriceListItem) -> None:
    client = api_for(roleless)
    assert get(client, f"products/{item.product_id}")[0] == 404
    assert get(client, f"price-list-items/{item.pk}")[0] == 404


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_for_one_row_and_for_three(
    olga: Actor,
    api_for: ApiFor,
    django_assert_num_queries: Callable[..., Any],
    count: int,
) -> None:
    products = [product_of(f"P-{number}") for number in range(count)]
    for number in range(count):
        price_list_of(dict.fromkeys(products[: number + 1], "9"), name=f"List {number}")
    client = api_for(olga)
    for route in ("units", "products", "price-lists", "price-list-items", "quantity-breaks"):
        get(client, route)
        with django_assert_num_queries(3):
            assert get(client, route)[0] == 200


def test_verbs_are_called_by_name(
    olga: Actor, api_for: ApiFor, product: Product, price_list: PriceList
) -> None:
    client = api_for(olga)
    status, retired = send(client, "post", f"products/{product.pk}/retire", {})
    assert (status, retired["state"]) == (200, "retired")
    assert send(client, "post", f"products/{product.pk}/retire", {})[0] == 409
    status, default = send(client, "post", f"price-lists/{price_list.pk}/make_default", {})
    assert (status, default["is_default"]) == (200, True)


def test_a_price_somebody_changed_meanwhile_is_not_overwritten(
    olga: Actor, api_for: ApiFor, item: PriceListItem
) -> None:
    client = api_for(olga)
    path, tag = f"price-list-items/{item.pk}", {"If-Match": '"1"'}
    assert send(client, "patch", path, {"price": "14000"}, **tag)[0] == 200
    assert send(client, "patch", path, {"price": "13000"}, **tag)[0] == 412
    assert PriceListItem.objects.get().price == 14000


@pytest.mark.parametrize(
    ("route", "body", "field"),
    [
        ("products", {"list_price": "-1"}, "list_price"),
        ("products", {"list_price": "much"}, "list_price"),
        ("products", {"tax_rate": "101"}, "tax_rate"),
        ("products", {"code": "x" * 41}, "code"),
        ("products", {"unit": "pc"}, "unit"),
        ("products", {"state": "retired"}, "state"),
        ("products", {"colour": "red"}, "colour"),
        ("price-lists", {"currency": "GOLD"}, "currency"),
        ("price-lists", {"valid_from": "1899-12-31"}, "valid_from"),
        ("units", {"decimals": 5}, "decimals"),
    ],
)
def test_wrong_input_is_named_by_its_field(
    olga: Actor, api_for: ApiFor, route: str, body: dict[str, Any], field: str
) -> None:
    sound = {
        "products": {"code": "X", "name": "X", "unit": str(unit_of().pk), "list_price": "1"},
        "price-lists": {"name": "X"},
        "units": {"code": "X", "name": "X"},
    }
    client = api_for(olga)
    before = everything()
    status, problem = send(client, "post", route, sound[route] | body)
    assert (status, everything()) == (422, before)
    assert field in orjson.dumps(problem).decode()


def test_what_is_used_is_not_deleted(olga: Actor, api_for: ApiFor, item: PriceListItem) -> None:
    breaks_of(item, ("10", "percent_off", "5"))
    client = api_for(olga)
    assert send(client, "delete", f"units/{item.product.unit_id}")[0] == 409
    assert send(client, "delete", f"products/{item.product_id}")[0] == 409
    assert send(client, "delete", f"price-list-items/{item.pk}")[0] == 204
    assert send(client, "delete", f"products/{item.product_id}")[0] == 204
