"""What bundles are made of: verbs on parts, circles, retirement, the panel, and races."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from dealwright.catalog import actions as catalog
from dealwright.catalog import bundles
from dealwright.catalog.models import BundlePart, Product
from dealwright.core import actor as actors
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, RefusedError
from tests.catalog.refusals import refused
from tests.factories.bundles import OPTIONAL, bundle_of, part_of
from tests.factories.catalog import product_of
from tests.people import AT
from tests.racing import race

pytestmark = pytest.mark.django_db

type ClientFor = Callable[[Actor], Client]


@pytest.fixture
def bundle(product: Product) -> Product:
    """A bundle of two of the product."""
    made = bundle_of("SORT-1")
    part_of(made, product, "2")
    return made


def test_parts_come_in_their_order_at_any_depth(bundle: Product, product: Product) -> None:
    outer, extra = bundle_of("LINE-1"), product_of("X-1")
    part_of(outer, extra, "3", position=2)
    part_of(outer, bundle, "2", position=1)
    pieces = bundles.unfold(outer.pk, bundles.read({outer.pk}))
    assert [(one.product, one.quantity, one.inside) for one in pieces] == [
        (bundle, 2, None),
        (product, 2, 0),
        (extra, 3, None),
    ]


def test_what_is_optional_comes_only_when_it_is_chosen(bundle: Product, product: Product) -> None:
    extra = product_of("X-1")
    part_of(bundle, extra, **OPTIONAL)
    structure = bundles.read({bundle.pk})
    assert [one.product for one in bundles.unfold(bundle.pk, structure)] == [product]
    wanted = bundles.wanted(bundle, structure, {extra.pk: Decimal(4)})
    assert wanted == {product.pk: 2, extra.pk: 4}


def test_choices_that_cannot_be_are_refused(bundle: Product, product: Product) -> None:
    extra, stranger = product_of("X-1"), product_of("X-2")
    part_of(bundle, extra, **OPTIONAL)
    structure = bundles.read({bundle.pk})
    for chosen in ({stranger.pk: None}, {product.pk: Decimal(3)}, {extra.pk: Decimal(0)}):
        with pytest.raises(InvalidError) as error:
            bundles.wanted(bundle, structure, chosen)
        assert "parts" in error.value.errors


@pytest.mark.parametrize(
    "values",
    [{"quantity": Decimal(0)}, {"quantity": Decimal("1.5")}],
    ids=["nothing", "finer than its unit"],
)
def test_a_part_has_a_quantity_that_its_unit_takes(
    olga: Actor, at: datetime, bundle: Product, values: dict[str, Decimal]
) -> None:
    row = {"bundle": bundle, "product": product_of("X-1"), **values}
    refused(InvalidError, catalog.create_bundle_parts, [row], by=olga, at=at)
    refused(InvalidError, catalog.update_bundle_part, bundle.parts.get(), values, by=olga, at=at)


def test_a_part_is_in_a_bundle_once_and_is_sold(
    olga: Actor, at: datetime, bundle: Product, product: Product
) -> None:
    add = catalog.create_bundle_parts
    refused(InvalidError, add, [{"bundle": bundle, "product": product}], by=olga, at=at)
    refused(InvalidError, add, [{"bundle": product, "product": bundle}], by=olga, at=at)
    retired = product_of("OLD-1")
    catalog.retire(retired, by=olga, at=at)
    refused(InvalidError, add, [{"bundle": bundle, "product": retired}], by=olga, at=at)


def test_no_bundle_is_within_itself(olga: Actor, at: datetime, bundle: Product) -> None:
    middle, outer = bundle_of("MID-1"), bundle_of("OUT-1")
    part_of(middle, bundle)
    part_of(outer, middle)
    for inner in (bundle, outer, middle):
        row = {"bundle": bundle if inner != bundle else outer, "product": outer}
        refused(InvalidError, catalog.create_bundle_parts, [row], by=olga, at=at)
    both = [
        {"bundle": bundle, "product": (fresh := bundle_of("N-1"))},
        {"bundle": fresh, "product": middle},
    ]
    refused(InvalidError, catalog.create_bundle_parts, both, by=olga, at=at)


def test_a_part_of_a_bundle_that_is_sold_is_not_retired(
    olga: Actor, at: datetime, bundle: Product, product: Product
) -> None:
    error = refused(RefusedError, catalog.retire, product, by=olga, at=at)
    assert "SORT-1" in str(error)
    catalog.retire(bundle, by=olga, at=at)
    catalog.retire(product, by=olga, at=at)
    error = refused(RefusedError, catalog.reactivate, bundle, by=olga, at=at)
    assert product.code in str(error)
    catalog.reactivate(product, by=olga, at=at)
    assert catalog.reactivate(bundle, by=olga, at=at).is_active


def test_a_bundle_with_parts_stays_one(olga: Actor, at: datetime, bundle: Product) -> None:
    refused(RefusedError, catalog.update_product, bundle, {"kind": "goods"}, by=olga, at=at)
    catalog.delete_bundle_part(bundle.parts.get(), by=olga, at=at)
    assert catalog.update_product(bundle, {"kind": "goods"}, by=olga, at=at).kind == "goods"


def test_sales_people_change_no_bundle(alice: Actor, at: datetime, bundle: Product) -> None:
    part = bundle.parts.get()
    row = {"bundle": bundle, "product": product_of("X-1")}
    refused(NotAllowedError, catalog.create_bundle_parts, [row], by=alice, at=at)
    refused(NotAllowedError, catalog.update_bundle_part, part, {}, by=alice, at=at)
    refused(NotAllowedError, catalog.delete_bundle_part, part, by=alice, at=at)


def test_the_page_of_a_bundle_shows_its_parts(
    olga: Actor, alice: Actor, roleless: Actor, client_for: ClientFor, bundle: Product
) -> None:
    part_of(bundle, product_of("X-1"), group="Scanning", **OPTIONAL)
    part = bundle.parts.get(position=0, is_required=True)
    address = reverse("catalog:parts_of", args=[bundle.pk])
    text = client_for(olga).get(address).content.decode()
    for says in ("Required", "Optional", "Scanning", "included"):
        assert says in text
    remove = reverse("catalog:remove_part", args=[part.pk])
    assert remove in text
    assert remove not in client_for(alice).get(address).content.decode()
    assert client_for(roleless).get(address).status_code == 404
    tab = f"{reverse('catalog:product', args=[bundle.pk])}?tab=catalog-parts-of"
    assert client_for(alice).get(reverse("catalog:bundle_part", args=[part.pk]))["Location"] == tab
    assert client_for(alice).post(remove).status_code == 403
    assert client_for(olga).post(remove)["Location"] == tab
    assert bundle.parts.count() == 1


@pytest.mark.parametrize("count", [1, 4])
def test_bundles_are_read_in_three_statements(
    bundle: Product, django_assert_num_queries: Callable[..., object], count: int
) -> None:
    outers = {bundle.pk}
    for number in range(count):
        outer = bundle_of(f"OUT-{number}")
        part_of(outer, bundle)
        outers.add(outer.pk)
    with django_assert_num_queries(3):
        bundles.read(outers)


@pytest.mark.django_db(transaction=True)
def test_two_who_put_bundles_into_each_other_do_not_both_succeed(selling: object) -> None:
    a, b, c, d = (bundle_of(code) for code in ("A-1", "B-1", "C-1", "D-1"))
    part_of(b, c)
    part_of(d, a)

    def add(outer: Product, inner: Product) -> Callable[[], object]:
        row = {"bundle": outer.pk, "product": inner.pk}
        return lambda: catalog.create_bundle_parts([row], by=actors.system(), at=AT)

    done, failed = race(add(a, b), add(c, d))
    assert (len(done), len(failed)) == (1, 1)
    assert isinstance(failed[0], InvalidError)
    assert BundlePart.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_part_is_not_retired_while_it_is_put_into_a_bundle(selling: object) -> None:
    bundle, part = bundle_of("A-1"), product_of("P-1")
    row = {"bundle": bundle.pk, "product": part.pk}
    _done, failed = race(
        lambda: catalog.create_bundle_parts([row], by=actors.system(), at=AT),
        lambda: catalog.retire(part, by=actors.system(), at=AT),
    )
    assert len(failed) == 1
    part.refresh_from_db()
    assert part.is_active == BundlePart.objects.exists()


def test_the_database_keeps_a_bundle_out_of_itself(bundle: Product) -> None:
    parts = BundlePart.objects.filter(bundle=bundle)
    with (
        pytest.raises(IntegrityError, match="bundle_part_not_itself"),
        writing(actors.system()),
    ):
        parts.update(product=bundle)
