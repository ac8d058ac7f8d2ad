"""Pages of the catalogue: who sees them, what they ask the database, what the dialogs do."""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.catalog.models import PriceList, PriceListItem, Product, QuantityBreak
from dealwright.core.actor import Actor
from tests.catalog.refusals import everything
from tests.factories.catalog import breaks_of, price_list_of, product_of

pytestmark = pytest.mark.django_db

type ClientFor = Callable[[Actor], Client]

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
DIALOG = {**PART, "HX-Target": "div#dialog-body"}
LISTS = ("catalog:products", "catalog:price_lists", "catalog:units")


def pages_of(item: PriceListItem) -> list[str]:
    return [
        reverse("catalog:product", args=[item.product_id]),
        reverse("catalog:price_list", args=[item.price_list_id]),
        reverse("catalog:unit", args=[item.product.unit_id]),
        reverse("catalog:prices_of_list", args=[item.price_list_id]),
        reverse("catalog:prices_of_product", args=[item.product_id]),
    ]


def dialogs_of(item: PriceListItem) -> list[str]:
    return [
        reverse("catalog:add_price", args=[item.price_list_id]),
        reverse("catalog:change_price", args=[item.pk]),
    ]


def test_every_page_opens_for_sales_people_and_keepers(
    alice: Actor, olga: Actor, client_for: ClientFor, item: PriceListItem
) -> None:
    for actor in (alice, olga):
        client = client_for(actor)
        for address in [*map(reverse, LISTS), *pages_of(item)]:
            assert client.get(address).status_code == 200, address


def test_a_stranger_finds_no_record(
    roleless: Actor, client_for: ClientFor, item: PriceListItem
) -> None:
    client = client_for(roleless)
    found = [client.get(address).status_code for address in [*pages_of(item), *dialogs_of(item)]]
    assert found == [404] * 7


def test_sales_people_are_offered_no_change(
    alice: Actor, client_for: ClientFor, item: PriceListItem
) -> None:
    client = client_for(alice)
    panel = client.get(reverse("catalog:prices_of_list", args=[item.price_list_id]))
    assert b"dialog-body" not in panel.content
    for address in dialogs_of(item):
        assert client.get(address, headers=DIALOG).status_code == 403
        assert client.post(address, headers=DIALOG).status_code == 403
    removal = client.post(reverse("catalog:remove_price", args=[item.pk]), headers=DIALOG)
    assert (removal.status_code, PriceListItem.objects.count()) == (403, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_cost_the_same_for_one_row_and_for_three(
    olga: Actor,
    client_for: ClientFor,
    django_assert_num_queries: Callable[..., Any],
    count: int,
) -> None:
    products = [product_of(f"P-{number}") for number in range(count)]
    for number in range(count):
        price_list_of(dict.fromkeys(products, "9"), name=f"List {number}")
    client = client_for(olga)
    for name, queries in (("products", 8), ("price_lists", 8), ("units", 7)):
        address = reverse(f"catalog:{name}")
        client.get(address)  # what is read once per process
        with django_assert_num_queries(queries):
            client.get(address)


@pytest.mark.parametrize("count", [1, 3])
def test_the_prices_of_a_list_cost_the_same_for_one_and_for_three(
    olga: Actor,
    client_for: ClientFor,
    django_assert_num_queries: Callable[..., Any],
    count: int,
) -> None:
    products = [product_of(f"P-{number}") for number in range(count)]
    price_list = price_list_of(dict.fromkeys(products, "90"))
    for found in PriceListItem.objects.all():
        breaks_of(found, ("10", "percent_off", "5"), ("50", "amount_off", "9"))
    client = client_for(olga)
    address = reverse("catalog:prices_of_list", args=[price_list.pk])
    client.get(address)
    with django_assert_num_queries(8):
        answer = client.get(address)
    assert answer.content.decode().count("from 10") == 2 * count  # in the table and on the cards


def test_the_prices_of_a_list_are_searched(
    olga: Actor, client_for: ClientFor, item: PriceListItem
) -> None:
    address = reverse("catalog:prices_of_list", args=[item.price_list_id])
    client = client_for(olga)
    found = client.get(address, {"q": "0915"}, headers={**PART, "HX-Target": "div#prices"})
    missed = client.get(address, {"q": "zzz"}, headers={**PART, "HX-Target": "div#prices"})
    assert b"CH-0915" in found.content
    assert b"search" not in found.content
    assert b"Nothing matches" in missed.content


def terms(**more: str) -> dict[str, str]:
    """What the dialog sends: a price and three rows for breaks."""
    rows = {f"{name}_{row}": "" for row in range(3) for name in ("from_quantity", "value")}
    methods = {f"method_{row}": "unit_price" for row in range(3)}
    return {"price": "14000", **rows, **methods, **more}


def test_a_product_is_added_with_its_breaks_in_one_dialog(
    olga: Actor, client_for: ClientFor, item: PriceListItem
) -> None:
    product = product_of("NEW")
    address = reverse("catalog:add_price", args=[item.price_list_id])
    client = client_for(olga)
    assert b"Add product" in client.get(address, headers=DIALOG).content
    sent = terms(product=str(product.pk), from_quantity_1="10", value_1="5", method_1="percent_off")
    answer = client.post(address, sent, headers=DIALOG)
    assert "dw:changed" in answer["HX-Trigger"]
    made = PriceListItem.objects.get(product=product)
    assert (made.price, [str(each) for each in made.breaks.all()]) == (14000, ["10+"])


def test_a_price_is_changed_without_a_dialog_too(
    olga: Actor, client_for: ClientFor, item: PriceListItem
) -> None:
    address = reverse("catalog:change_price", args=[item.pk])
    answer = client_for(olga).post(address, terms(version=str(item.version)))
    item.refresh_from_db()
    assert (answer.status_code, item.price) == (302, 14000)
    assert answer["Location"] == reverse("catalog:price_list", args=[item.price_list_id])


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"price": "much"}, "This must be a number."),
        ({"price": "-1"}, "This is at least 0."),
        ({"from_quantity_0": "10"}, "This is required."),
        ({"value_2": "5"}, "This is required."),
        ({"from_quantity_0": "0", "value_0": "1"}, "This is at least 0.0001."),
        (
            {"from_quantity_0": "10", "value_0": "14001", "method_0": "amount_off"},
            "The break from 10 takes more off than the price.",
        ),
        (
            {"from_quantity_0": "10", "value_0": "1", "from_quantity_1": "10", "value_1": "2"},
            "Two breaks start at 10.",
        ),
        (
            {"from_quantity_0": "10", "value_0": "101", "method_0": "percent_off"},
            "a percentage at most 100",
        ),
    ],
)
def test_wrong_terms_come_back_with_the_reason_and_the_input(
    olga: Actor, client_for: ClientFor, item: PriceListItem, sent: dict[str, str], sentence: str
) -> None:
    before = everything()
    address = reverse("catalog:change_price", args=[item.pk])
    answer = client_for(olga).post(address, terms(version="1", **sent), headers=DIALOG)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert all(f'value="{value}"' in answer.content.decode() for value in sent.values())
    assert everything() == before


def test_the_second_of_two_editors_is_shown_what_is_there_now(
    olga: Actor, client_for: ClientFor, item: PriceListItem
) -> None:
    read = item.version
    breaks_of(item, ("25", "percent_off", "3"))
    address = reverse("catalog:change_price", args=[item.pk])
    client = client_for(olga)
    answer = client.post(address, terms(version=str(read)), headers=DIALOG)
    assert answer.status_code == 412
    assert "from 25" in answer.content.decode()
    item.refresh_from_db()
    again = client.post(address, terms(version=str(item.version)), headers=DIALOG)
    assert (again.status_code, item.breaks.count()) == (200, 0)


def test_a_product_is_taken_off_the_list(
    olga: Actor, client_for: ClientFor, item: PriceListItem
) -> None:
    answer = client_for(olga).post(reverse("catalog:remove_price", args=[item.pk]), headers=DIALOG)
    assert (answer.status_code, PriceListItem.objects.count()) == (200, 0)


def test_products_are_created_changed_retired_and_deleted_in_the_browser(
    olga: Actor, client_for: ClientFor, product: Product
) -> None:
    client = client_for(olga)
    values = {"code": "X-1", "name": "New", "unit": str(product.unit_id), "list_price": "12.50"}
    made = client.post(reverse("ui:quick_create", args=["catalog.product"]), values)
    new = Product.objects.get(code="X-1")
    assert made["Location"] == reverse("catalog:product", args=[new.pk])
    client.post(reverse("catalog:product_do", args=[new.pk, "retire"]))
    new.refresh_from_db()
    assert (new.list_price, new.is_active) == (Decimal("12.50"), False)
    client.post(reverse("catalog:product_delete", args=[new.pk]))
    assert not Product.objects.filter(code="X-1").exists()


@pytest.mark.parametrize("address", ["/promotions/new", "/agreements/new", "/price-lists/new"])
def test_what_is_new_counts_unless_somebody_says_otherwise(
    address: str, client_for: ClientFor, olga: Actor
) -> None:
    page = client_for(olga).get(address).content.decode()
    (ticked,) = re.findall(r"<input[^>]*name=\"is_active\"[^>]*>", page)
    assert " checked" in ticked


def test_a_price_list_is_made_the_default_in_the_browser(
    olga: Actor, client_for: ClientFor, price_list: PriceList, at: datetime
) -> None:
    client = client_for(olga)
    client.post(reverse("catalog:price_list_do", args=[price_list.pk, "make_default"]))
    page = client.get(reverse("catalog:price_list", args=[price_list.pk]))
    assert b"Default for its currency" in page.content
    assert QuantityBreak.objects.count() == 0


def test_a_price_is_found_by_its_product(
    olga: Actor, client_for: ClientFor, item: PriceListItem
) -> None:
    answer = client_for(olga).get(
        reverse("ui:lookup", args=["catalog.pricelistitem"]), {"q": "0915"}
    )
    assert item.product.name in answer.content.decode()
    assert item.price_list.name in answer.content.decode()
