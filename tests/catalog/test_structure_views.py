"""Pages of families, versions and properties."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.catalog import actions as catalog
from dealwright.catalog.models import Product, ProductProperty, PropertyChoice
from dealwright.core.actor import Actor
from tests.factories.catalog import family_of, product_of

pytestmark = pytest.mark.django_db

type ClientFor = Callable[[Actor], Client]

LISTS = ("families", "versions", "properties", "choices", "overrides")


@pytest.fixture
def sorter(olga: Actor, at: datetime, selling: object) -> Product:
    """A product of a family below another, with properties of all three and a prepared version."""
    top = family_of("Conveyors")
    sorter = product_of("SO-1", "9000", family=family_of("Sorters", top))
    rows = [
        {"family": top, "name": "Frame", "is_required": True, "default": "steel"},
        {"family": top, "name": "Voltage", "kind": "text", "default": "400 V"},
        {"product": sorter, "name": "Length", "kind": "number", "unit": "m", "price_amount": 35},
    ]
    frame, voltage, _length = catalog.create_product_properties(rows, by=olga, at=at)
    choices = [
        {"property": frame, "name": "steel"},
        {"property": frame, "name": "stainless", "price_percent": Decimal(12)},
    ]
    catalog.create_property_choices(choices, by=olga, at=at)
    overrides = [{"property": voltage, "product": sorter, "is_read_only": "yes"}]
    catalog.create_property_overrides(overrides, by=olga, at=at)
    version = catalog.revise(sorter, by=olga, at=at)
    catalog.update_product_version(version, {"list_price": Decimal(9500)}, by=olga, at=at)
    return sorter


def pages_of(sorter: Product) -> list[str]:
    family = sorter.family
    assert family
    frame = ProductProperty.objects.get(name="Frame")
    one = PropertyChoice.objects.get(name="steel")
    records: list[tuple[str, Any]] = [
        ("family", family),
        ("product", sorter),
        ("version", sorter.versions.get()),
        ("property", frame),
        ("choice", one),
        ("override", sorter.propertyoverride_rows.get()),
        ("products_of_family", family.parent),
        ("properties_of_family", family),
        ("families_below", family.parent),
        ("properties_of_product", sorter),
        ("versions_of_product", sorter),
        ("choices_of_property", frame),
    ]
    return [reverse(f"catalog:{name}", args=[row.pk]) for name, row in records]


def test_every_page_opens_for_sales_people_and_keepers(
    alice: Actor, olga: Actor, client_for: ClientFor, sorter: Product
) -> None:
    lists = [reverse(f"catalog:{name}") for name in LISTS]
    for actor in (alice, olga):
        client = client_for(actor)
        for address in (*lists, *pages_of(sorter)):
            assert client.get(address).status_code == 200, address


def test_a_stranger_finds_nothing(roleless: Actor, client_for: ClientFor, sorter: Product) -> None:
    client = client_for(roleless)
    assert {client.get(address).status_code for address in pages_of(sorter)} == {404}


def test_a_product_shows_its_own_and_inherited_properties(
    alice: Actor, client_for: ClientFor, sorter: Product
) -> None:
    shown = client_for(alice).get(reverse("catalog:properties_of_product", args=[sorter.pk]))
    page = shown.content.decode()
    for said in ("Frame", "stainless", "12", "from Conveyors", "Overridden", "Read only", "Length"):
        assert said in page
    assert page.index("Frame") < page.index("Length")


def test_the_versions_of_a_product_say_what_is_different(
    alice: Actor, client_for: ClientFor, sorter: Product
) -> None:
    shown = client_for(alice).get(reverse("catalog:versions_of_product", args=[sorter.pk]))
    page = shown.content.decode()
    assert "Version 2" in page
    assert "9,500" in page
    assert "Sold now" in page


def test_a_family_shows_the_products_of_those_below_it(
    alice: Actor, client_for: ClientFor, sorter: Product
) -> None:
    assert sorter.family
    address = reverse("catalog:products_of_family", args=[sorter.family.parent_id])
    page = client_for(alice).get(address).content.decode()
    assert sorter.name in page
    assert "Sorters" in page


def test_products_are_found_under_a_family(
    alice: Actor, client_for: ClientFor, sorter: Product
) -> None:
    product_of("OTHER", family=family_of("Elsewhere"))
    assert sorter.family
    asked = {"view": "all", "filter": f"family under {sorter.family.parent_id}"}
    page = client_for(alice).get(reverse("catalog:products"), asked).content.decode()
    assert sorter.name in page
    assert "Product OTHER" not in page


def test_the_short_form_knows_whose_property_it_is(
    olga: Actor, client_for: ClientFor, sorter: Product
) -> None:
    address = reverse("catalog:add_property_of_product", args=[sorter.pk])
    answer = client_for(olga).get(address, follow=True)
    assert answer.status_code == 200
    assert str(sorter.pk) in answer.content.decode()
