"""Families of products: a tree without circles."""

from datetime import datetime

import pytest

from dealwright.catalog import actions as catalog
from dealwright.catalog import inheriting
from dealwright.catalog.models import ProductFamily
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, RefusedError
from tests.catalog.refusals import refused
from tests.factories.catalog import family_of, product_of
from tests.racing import race

pytestmark = pytest.mark.django_db


def test_families_stand_below_one_another(olga: Actor, at: datetime) -> None:
    top = family_of("Conveyors")
    middle, other = family_of("Chutes", top), family_of("Belts", top)
    below = family_of("Spiral chutes", middle)
    assert inheriting.lineage([below.pk])[below.pk] == [below.pk, middle.pk, top.pk]
    assert set(inheriting.below(top.pk)) == {top.pk, middle.pk, other.pk, below.pk}


def test_no_family_stands_below_itself(olga: Actor, at: datetime) -> None:
    top = family_of("Conveyors")
    below = family_of("Spiral chutes", family_of("Chutes", top))
    update = catalog.update_product_family
    for parent in (top, below):
        found = refused(InvalidError, update, top, {"parent": parent}, by=olga, at=at)
        assert list(found.errors) == ["parent"]
    update(below, {"parent": top}, by=olga, at=at)
    update(below, {"parent": None}, by=olga, at=at)


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_close_no_circle(olga: Actor, at: datetime) -> None:
    one, other = family_of("Chutes"), family_of("Belts")
    moves = [(one, other), (other, one)]
    done, turned_down = race(
        *(
            lambda family=family, parent=parent: catalog.update_product_family(
                family, {"parent": parent}, by=olga, at=at
            )
            for family, parent in moves
        )
    )
    assert (len(done), len(turned_down)) == (1, 1)
    assert ProductFamily.objects.filter(parent__isnull=False).count() == 1


def test_a_name_is_taken_once_in_the_whole_tree(olga: Actor, at: datetime) -> None:
    family_of("Chutes", family_of("Conveyors"))
    rows = [{"name": "CHUTES"}]
    found = refused(InvalidError, catalog.create_product_families, rows, by=olga, at=at)
    assert "family with this name" in str(found)


def test_a_family_that_has_something_stays(olga: Actor, at: datetime) -> None:
    top = family_of("Conveyors")
    chutes = family_of("Chutes", top)
    product_of("A", family=chutes)
    for family in (top, chutes):
        refused(RefusedError, catalog.delete_product_family, family, by=olga, at=at)


def test_sales_people_keep_no_families(alice: Actor, at: datetime) -> None:
    family = family_of("Chutes")
    assert ProductFamily.objects.visible_to(alice).get() == family
    refused(NotAllowedError, catalog.create_product_families, [{"name": "X"}], by=alice, at=at)
    refused(NotAllowedError, catalog.update_product_family, family, {"name": "X"}, by=alice, at=at)
    refused(NotAllowedError, catalog.delete_product_family, family, by=alice, at=at)
