"""The life of a product: drafts, versions, retiring, clones."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import pytest

from dealwright.catalog import actions as catalog
from dealwright.catalog.events import (
    ProductPublished,
    ProductReactivated,
    ProductRetired,
    RevisionDropped,
)
from dealwright.catalog.models import Product, ProductState, ProductVersion
from dealwright.core import guards
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, RefusedError
from dealwright.events import bus
from dealwright.events.models import EventRecord
from tests.catalog.refusals import last_event, refused
from tests.factories.catalog import family_of, product_of

pytestmark = pytest.mark.django_db


def kinds_of(product: Product) -> list[str]:
    rows = EventRecord.objects.filter(subject_id=product.pk).order_by("at", "pk")
    return list(rows.values_list("kind", flat=True))


def test_a_draft_is_sold_once_it_is_published(olga: Actor, at: datetime) -> None:
    draft = product_of("A", state="draft")
    assert not draft.is_active
    assert not Product.objects.sold().exists()
    assert catalog.publish(draft, by=olga, at=at).is_active
    assert last_event().kind == bus.kind_of(ProductPublished)
    found = refused(RefusedError, catalog.publish, draft, by=olga, at=at)
    assert "is active" in str(found)


def test_a_revised_product_is_sold_as_it_was_until_its_next_version_is_published(
    olga: Actor, at: datetime, product: Product
) -> None:
    family = family_of("Chutes")
    version = catalog.revise(product, by=olga, at=at)
    catalog.update_product_version(
        version,
        {"name": "Chute II", "list_price": Decimal(16000), "family": family},
        by=olga,
        at=at,
    )
    product.refresh_from_db()
    assert product.is_active
    assert (product.state, product.list_price, product.version_number) == ("revised", 14900, 1)
    catalog.publish(product, by=olga, at=at)
    product.refresh_from_db()
    assert (product.name, product.list_price, product.family) == ("Chute II", 16000, family)
    assert (product.state, product.version_number) == ("active", 2)
    former = ProductVersion.objects.get()
    assert (former.number, former.list_price, former.name) == (1, 14900, "Product CH-0915")
    assert former.replaced_at == at
    event = EventRecord.objects.get(kind=bus.kind_of(ProductPublished))
    assert event.data["number"] == 2
    assert event.changes["list_price"] == ["14900.0000", "16000.0000"]
    assert event.changes["family"] == [None, str(family.pk)]


def test_what_the_prepared_version_says_cannot_be_changed_beside_it(
    olga: Actor, at: datetime, product: Product
) -> None:
    catalog.revise(product, by=olga, at=at)
    found = refused(
        RefusedError, catalog.update_product, product, {"list_price": Decimal(1)}, by=olga, at=at
    )
    assert "prepared" in str(found)
    catalog.update_product(product, {"current_cost": Decimal(7)}, by=olga, at=at)
    assert Product.objects.get().current_cost == 7


def test_a_revision_that_is_dropped_leaves_the_product_as_it_was(
    olga: Actor, at: datetime, product: Product
) -> None:
    version = catalog.revise(product, by=olga, at=at)
    catalog.update_product_version(version, {"name": "Never"}, by=olga, at=at)
    catalog.drop_revision(product, by=olga, at=at)
    product.refresh_from_db()
    assert (product.state, product.name) == ("active", "Product CH-0915")
    assert not ProductVersion.objects.exists()
    assert bus.kind_of(RevisionDropped) in kinds_of(product)
    refused(RefusedError, catalog.drop_revision, product, by=olga, at=at)


def test_a_product_has_one_prepared_version_at_most(
    olga: Actor, at: datetime, product: Product
) -> None:
    catalog.revise(product, by=olga, at=at)
    refused(RefusedError, catalog.revise, product, by=olga, at=at)
    refused(RefusedError, catalog.retire, product, by=olga, at=at)


def test_a_replaced_version_stays_as_it_was_sold(
    olga: Actor, at: datetime, product: Product
) -> None:
    version = catalog.revise(product, by=olga, at=at)
    catalog.publish_version(version, by=olga, at=at)
    refused(RefusedError, catalog.update_product_version, version, {"name": "X"}, by=olga, at=at)
    refused(RefusedError, catalog.delete_product_version, version, by=olga, at=at)


def test_versions_count_up(olga: Actor, at: datetime, product: Product) -> None:
    for name in ("Two", "Three"):
        version = catalog.create_product_versions(
            [{"product": product, "name": name}], by=olga, at=at
        )
        catalog.publish_version(version[0], by=olga, at=at)
    product.refresh_from_db()
    assert (product.name, product.version_number) == ("Three", 3)
    rows = ProductVersion.objects.order_by("number").values_list("number", "name")
    assert list(rows) == [(1, "Product CH-0915"), (2, "Two")]


def test_a_salesperson_moves_no_product(
    alice: Actor, olga: Actor, at: datetime, product: Product
) -> None:
    draft = product_of("D", state="draft")
    version = catalog.revise(product, by=olga, at=at)
    for verb in (catalog.publish, catalog.revise, catalog.retire, catalog.reactivate):
        refused(NotAllowedError, verb, draft, by=alice, at=at)
    refused(NotAllowedError, catalog.clone, product, "E", by=alice, at=at)
    refused(NotAllowedError, catalog.publish_version, version, by=alice, at=at)
    refused(NotAllowedError, catalog.update_product_version, version, {}, by=alice, at=at)
    refused(NotAllowedError, catalog.delete_product_version, version, by=alice, at=at)


def test_a_product_is_retired_and_comes_back(olga: Actor, at: datetime, product: Product) -> None:
    assert not catalog.retire(product, by=olga, at=at).is_active
    assert last_event().kind == bus.kind_of(ProductRetired)
    found = refused(RefusedError, catalog.retire, product, by=olga, at=at)
    assert "retired already" in str(found)
    refused(RefusedError, catalog.revise, product, by=olga, at=at)
    assert catalog.reactivate(product, by=olga, at=at).is_active
    assert last_event().kind == bus.kind_of(ProductReactivated)
    refused(RefusedError, catalog.reactivate, product, by=olga, at=at)


@pytest.fixture
def objection() -> Iterator[None]:
    @guards.guard("catalog.retire")
    @guards.guard("catalog.publish")
    def object_to(product: Product) -> None:
        if product.code == "HELD":
            raise RefusedError("A bundle needs it.")

    yield
    for verb in ("catalog.retire", "catalog.publish"):
        guards._guards[verb].remove(object_to)


@pytest.mark.usefixtures("objection")
def test_what_a_guard_objects_to_is_neither_retired_nor_published(
    olga: Actor, at: datetime
) -> None:
    held, draft = product_of("HELD"), product_of("X", state="draft")
    refused(RefusedError, catalog.retire, held, by=olga, at=at)
    catalog.publish(draft, by=olga, at=at)
    catalog.revise(held, by=olga, at=at)
    refused(RefusedError, catalog.publish, held, by=olga, at=at)


@pytest.mark.parametrize("state", ["revised", "retired"])
def test_a_new_product_is_a_draft_or_active(
    olga: Actor, at: datetime, product: Product, state: str
) -> None:
    row = {"code": "B", "name": "B", "unit": product.unit_id, "list_price": 1, "state": state}
    found = refused(InvalidError, catalog.create_product, row, by=olga, at=at)
    assert list(found.errors) == ["state"]
    assert "a draft or active" in str(found)


def test_a_clone_is_a_draft_with_all_that_the_product_has(
    olga: Actor, at: datetime, product: Product
) -> None:
    catalog.update_product(product, {"current_cost": Decimal(9000)}, by=olga, at=at)
    rows = [{"product": product, "name": "Colour", "kind": "choice", "default": "red"}]
    [colour] = catalog.create_product_properties(rows, by=olga, at=at)
    catalog.create_property_choices(
        [{"property": colour, "name": "red", "price_amount": Decimal(5)}], by=olga, at=at
    )
    made = catalog.clone(product, "CH-0916", by=olga, at=at)
    assert (made.code, made.name, made.state) == ("CH-0916", product.name, ProductState.DRAFT)
    assert (made.list_price, made.current_cost, made.unit) == (14900, 9000, product.unit)
    copied = made.productproperty_rows.get()
    assert (copied.name, copied.default, copied.pk != colour.pk) == ("Colour", "red", True)
    assert copied.choices.get().price_amount == 5
    found = refused(InvalidError, catalog.clone, product, "ch-0916", by=olga, at=at)
    assert "code" in str(found)
