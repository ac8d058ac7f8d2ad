"""What products have to do with each other: verbs, suggestions, the panel on the product's page."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.catalog import actions as catalog
from dealwright.catalog import suggesting
from dealwright.catalog.models import Product, ProductRelationship
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, RefusedError
from tests.catalog.refusals import refused
from tests.factories.bundles import bundle_of, part_of, related
from tests.factories.catalog import product_of

pytestmark = pytest.mark.django_db

type ClientFor = Callable[[Actor], Client]


@pytest.fixture
def portal(product: Product) -> Product:
    return product_of("BP-20", "4500", name="Barcode portal")


@pytest.mark.parametrize("turned", [False, True])
def test_two_products_are_related_in_one_way_once(
    *, olga: Actor, at: datetime, product: Product, portal: Product, turned: bool
) -> None:
    related(product, portal)
    pair = (
        {"product": portal, "related": product}
        if turned
        else {"product": product, "related": portal}
    )
    row = pair | {"kind": "accessory"}
    refused(InvalidError, catalog.create_product_relationships, [row], by=olga, at=at)
    catalog.create_product_relationships([row | {"kind": "cross_sell"}], by=olga, at=at)
    assert ProductRelationship.objects.count() == 2


def test_a_product_is_not_related_to_itself(olga: Actor, at: datetime, product: Product) -> None:
    row = {"product": product, "related": product, "kind": "accessory"}
    refused(InvalidError, catalog.create_product_relationships, [row], by=olga, at=at)


def test_a_relationship_cannot_become_one_that_is_there(
    olga: Actor, at: datetime, product: Product, portal: Product
) -> None:
    related(product, portal)
    other = related(portal, product, "up_sell")
    change = catalog.update_product_relationship
    refused(InvalidError, change, other, {"kind": "accessory"}, by=olga, at=at)
    changed = change(other, {"is_mutual": True, "reason": "Better"}, by=olga, at=at)
    assert (changed.is_mutual, changed.version) == (True, 2)


def test_sales_people_relate_nothing(
    alice: Actor, at: datetime, product: Product, portal: Product
) -> None:
    row = {"product": product, "related": portal, "kind": "accessory"}
    refused(NotAllowedError, catalog.create_product_relationships, [row], by=alice, at=at)
    kept = related(product, portal)
    refused(NotAllowedError, catalog.update_product_relationship, kept, {}, by=alice, at=at)
    refused(NotAllowedError, catalog.delete_product_relationship, kept, by=alice, at=at)


def test_a_product_that_is_related_is_not_deleted(
    olga: Actor, at: datetime, product: Product, portal: Product
) -> None:
    related(product, portal)
    refused(RefusedError, catalog.delete_product, portal, by=olga, at=at)


def test_what_goes_with_a_product_is_suggested_accessories_first(
    alice: Actor, product: Product, portal: Product
) -> None:
    better, besides = product_of("CH-1000"), product_of("SV-9")
    related(product, better, "up_sell")
    related(product, besides, "cross_sell")
    related(product, portal)
    found = suggesting.suggestions([product.pk], alice)
    assert [one.product for one in found] == [portal, besides, better]
    assert {one.because_of for one in found} == {product}
    assert suggesting.suggestions([product.pk, portal.pk, better.pk], alice)[0].product == besides


def test_only_what_is_mutual_holds_the_other_way_round(
    alice: Actor, olga: Actor, at: datetime, product: Product, portal: Product
) -> None:
    kept = related(product, portal)
    assert suggesting.suggestions([portal.pk], alice) == []
    catalog.update_product_relationship(kept, {"is_mutual": True}, by=olga, at=at)
    assert [one.product for one in suggesting.suggestions([portal.pk], alice)] == [product]


def test_a_substitute_is_suggested_once_the_product_is_retired(
    alice: Actor, olga: Actor, at: datetime, product: Product, portal: Product
) -> None:
    related(product, portal, "substitute")
    assert suggesting.suggestions([product.pk], alice) == []
    catalog.retire(product, by=olga, at=at)
    assert [one.product for one in suggesting.suggestions([product.pk], alice)] == [portal]
    catalog.retire(portal, by=olga, at=at)
    assert suggesting.suggestions([product.pk], alice) == []


def test_who_may_not_read_relationships_is_suggested_nothing(
    roleless: Actor, product: Product, portal: Product
) -> None:
    related(product, portal)
    assert suggesting.suggestions([product.pk], roleless) == []


def test_suggestions_cost_one_query_however_many(
    alice: Actor,
    product: Product,
    django_assert_num_queries: Callable[..., object],
) -> None:
    suggesting.suggestions([], alice)
    related(product, product_of("A-1"))
    suggesting.suggestions([product.pk], alice)
    with django_assert_num_queries(1):
        suggesting.suggestions([product.pk], alice)
    for number in range(8):
        related(product, product_of(f"B-{number}"), "cross_sell")
    with django_assert_num_queries(1):
        assert len(suggesting.suggestions([product.pk], alice)) == suggesting.MOST


def test_the_page_of_a_product_shows_both_directions_and_its_bundles(
    olga: Actor, alice: Actor, client_for: ClientFor, product: Product, portal: Product
) -> None:
    kept = related(product, portal, reason="Reads six sides")
    part_of(bundle_of("SET-1"), portal)
    for one, says in ((product, "suggested with this"), (portal, "suggests this")):
        page = client_for(olga).get(reverse("catalog:relationships_of", args=[one.pk]))
        text = page.content.decode()
        assert says in text
        assert "Reads six sides" in text
        assert reverse("catalog:edit_relationship", args=[kept.pk]) in text
    assert "Product SET-1" in text
    page = client_for(alice).get(reverse("catalog:relationships_of", args=[product.pk]))
    assert reverse("catalog:edit_relationship", args=[kept.pk]) not in page.content.decode()


def test_a_relationship_is_shown_and_removed_on_its_product(
    olga: Actor,
    alice: Actor,
    roleless: Actor,
    client_for: ClientFor,
    product: Product,
    portal: Product,
) -> None:
    kept = related(product, portal)
    address = reverse("catalog:product_relationship", args=[kept.pk])
    tab = f"{reverse('catalog:product', args=[product.pk])}?tab=catalog-relationships-of"
    assert client_for(alice).get(address)["Location"] == tab
    assert client_for(roleless).get(address).status_code == 404
    remove = reverse("catalog:remove_relationship", args=[kept.pk])
    assert client_for(alice).post(remove).status_code == 403
    assert client_for(olga).post(remove)["Location"] == tab
    assert not ProductRelationship.objects.exists()
