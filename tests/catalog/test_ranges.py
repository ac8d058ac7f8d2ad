"""Publishing, revising and retiring all products of a family at once."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.catalog import actions as catalog
from dealwright.catalog.actions.ranges import Sweep
from dealwright.catalog.events import ProductRetired
from dealwright.catalog.models import Product, ProductFamily, ProductVersion
from dealwright.core.actor import Actor
from dealwright.core.errors import NotAllowedError, RefusedError
from dealwright.events import bus
from dealwright.events.models import EventRecord
from dealwright.records.changesets.models import ChangeSet
from tests.catalog.refusals import everything, refused
from tests.factories.bundles import bundle_of, part_of
from tests.factories.catalog import family_of, product_of
from tests.records.changesets.acting import outcomes, undo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("selling")]

type ClientFor = Callable[[Actor], Client]


@pytest.fixture
def shop() -> SimpleNamespace:
    """A family with one below: a part within a bundle of it, one within a bundle elsewhere, a draft, one by itself."""
    top = family_of("Conveyors")
    below = family_of("Chutes", top)
    inner = product_of("A-1", family=below)
    part_of(bundle_of("B-1", family=top), inner)
    needed = product_of("C-1", family=below)
    part_of(bundle_of("Z-9"), needed)
    return SimpleNamespace(
        top=top,
        needed=needed,
        draft=product_of("D-1", family=below, state="draft"),
        alone=product_of("E-1", family=below),
    )


def states() -> dict[str, str]:
    return dict(Product.objects.order_by("code").values_list("code", "state"))


def test_the_products_of_a_family_are_retired_bundles_before_their_parts(
    olga: Actor, at: datetime, shop: SimpleNamespace
) -> None:
    done = catalog.retire_products(shop.top, by=olga, at=at)
    assert states() == {
        "A-1": "retired",
        "B-1": "retired",
        "C-1": "active",
        "D-1": "draft",
        "E-1": "retired",
        "Z-9": "active",
    }
    assert (done.name, done.changed, done.refused) == ("Conveyors", 3, 2)
    reasons = dict(done.rows.values_list("label", "reason"))
    assert "part of bundles that are sold: Z-9" in reasons[str(shop.needed)]
    assert "Publish it first" in reasons[str(shop.draft)]
    told = EventRecord.objects.filter(kind=bus.kind_of(ProductRetired), change_set=done.pk)
    assert told.count() == 3


def test_what_would_be_done_is_foreseen_and_nothing_is_changed(
    olga: Actor, at: datetime, shop: SimpleNamespace
) -> None:
    before = everything()
    found = catalog.foresee(catalog.RETIRE, shop.top, by=olga, at=at)
    assert everything() == before
    assert sorted(product.code for product in found.done) == ["A-1", "B-1", "E-1"]
    assert sorted(each.product.code for each in found.refused) == ["C-1", "D-1"]
    assert not ChangeSet.objects.exists()


def test_a_family_that_is_retired_is_offered_again_by_undo(
    olga: Actor, at: datetime, shop: SimpleNamespace
) -> None:
    before = states()
    undone = undo(catalog.retire_products(shop.top, by=olga, at=at), by=olga)
    assert (undone.changed, undone.refused) == (3, 0)
    assert states() == before


def test_a_family_is_revised_published_and_not_published_backwards(
    olga: Actor, at: datetime, shop: SimpleNamespace
) -> None:
    done = catalog.revise_products(shop.top, by=olga, at=at)
    assert (done.changed, done.refused) == (4, 1)
    assert ProductVersion.objects.filter(replaced_at=None).count() == 4
    for version in ProductVersion.objects.all():
        catalog.update_product_version(version, {"list_price": Decimal(7)}, by=olga, at=at)
    done = catalog.publish_products(shop.top, by=olga, at=at)
    assert (done.changed, done.refused) == (5, 0)
    assert set(Product.objects.exclude(code__in=["D-1", "Z-9"]).values_list("list_price")) == {(7,)}
    assert set(states().values()) == {"active"}
    with pytest.raises(RefusedError, match="offered since"):
        undo(done, by=olga)


def test_versions_that_were_prepared_together_are_dropped_together_by_undo(
    olga: Actor, at: datetime, shop: SimpleNamespace
) -> None:
    before = states()
    done = catalog.revise_products(shop.top, by=olga, at=at)
    undone = undo(done, by=olga)
    assert undone.refused == 0, outcomes(undone)
    assert states() == before
    assert not ProductVersion.objects.exists()


@pytest.mark.parametrize("how", [catalog.PUBLISH, catalog.REVISE, catalog.RETIRE])
def test_sales_people_do_nothing_with_a_family(
    alice: Actor, at: datetime, shop: SimpleNamespace, how: Sweep
) -> None:
    refused(NotAllowedError, catalog.foresee, how, shop.top, by=alice, at=at)
    for verb in (catalog.publish_products, catalog.revise_products, catalog.retire_products):
        refused(NotAllowedError, verb, shop.top, by=alice, at=at)


def test_what_would_change_nothing_is_refused_with_the_reason(
    olga: Actor, at: datetime, shop: SimpleNamespace
) -> None:
    empty = family_of("Belts")
    refused(RefusedError, catalog.retire_products, empty, by=olga, at=at)
    catalog.retire_products(shop.top, by=olga, at=at)
    found = refused(RefusedError, catalog.retire_products, shop.top, by=olga, at=at)
    assert found.remedy
    assert not ChangeSet.objects.filter(kind="catalog.retire").exclude(changed=3).exists()


def test_too_many_products_are_refused_before_any_is_touched(
    olga: Actor, at: datetime, shop: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dealwright.catalog.actions.ranges.MOST", 3)
    found = refused(RefusedError, catalog.retire_products, shop.top, by=olga, at=at)
    assert found.code == "too_many"


def test_the_dialog_says_beforehand_what_is_refused_and_the_toast_undoes(
    olga: Actor, alice: Actor, client_for: ClientFor, shop: SimpleNamespace
) -> None:
    address = reverse("catalog:family_do", args=[shop.top.pk, "retire_products"])
    assert client_for(alice).get(address).status_code == 403
    client = client_for(olga)
    dialog = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#dialog-body"}
    for headers in ({}, dialog):
        text = client.get(address, headers=headers).content.decode()
        assert "3 products will be changed." in text
        assert "2 products are left as they are" in text
        assert "part of bundles that are sold: Z-9" in text
    assert set(states().values()) == {"active", "draft"}
    parts = {"HX-Request": "true", "HX-Request-Type": "partial"}
    answer = client.post(address, headers=parts)
    made = ChangeSet.objects.get()
    assert "3 done, 2 left as they are" in answer["HX-Trigger"]
    assert f"{made.pk}/undo/now/" in answer["HX-Trigger"]


def test_a_family_is_retired_over_rest(
    olga: Actor, api_for: Callable[[Actor], Client], shop: SimpleNamespace
) -> None:
    family: ProductFamily = shop.top
    path = f"/api/v1/product-families/{family.pk}/retire_products"
    answer = api_for(olga).post(path, data={}, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert ChangeSet.objects.get().changed == 3
