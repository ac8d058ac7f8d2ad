import pytest

from dealwright.catalog import policies
from dealwright.catalog.models import PriceList, PriceListItem, Product, QuantityBreak, Unit
from dealwright.core.actor import Actor
from tests.factories.catalog import price_list_of, product_of

pytestmark = pytest.mark.django_db

KINDS = (Unit, Product, PriceList, PriceListItem, QuantityBreak)


def test_sales_people_read_the_catalogue_and_change_nothing(alice: Actor) -> None:
    product = product_of("CH-1")
    assert Product.objects.visible_to(alice).get() == product
    assert not any(policies.can_create(alice, kind) for kind in KINDS)
    assert not policies.can_edit(alice, product)
    assert not policies.can_delete(alice, product)
    assert not policies.can_retire(alice, product)


def test_sales_operations_keep_the_catalogue(olga: Actor) -> None:
    product = product_of("CH-1")
    assert all(policies.can_create(olga, kind) for kind in KINDS)
    assert policies.can_edit(olga, product)
    assert policies.can_delete(olga, product)


def test_somebody_without_a_role_sees_nothing(roleless: Actor) -> None:
    product_of("CH-1")
    assert not any(kind.objects.visible_to(roleless).exists() for kind in KINDS)


def test_only_what_is_offered_can_be_retired_and_only_the_retired_come_back(olga: Actor) -> None:
    offered, retired = Product(state="active"), Product(state="retired")
    assert policies.can_retire(olga, offered)
    assert not policies.can_reactivate(olga, offered)
    assert policies.can_reactivate(olga, retired)
    assert not policies.can_retire(olga, retired)


@pytest.mark.parametrize(
    ("is_active", "is_default", "can"),
    [(True, False, True), (True, True, False), (False, False, False)],
)
def test_an_active_list_can_become_the_default(
    olga: Actor, is_active: bool, is_default: bool, can: bool
) -> None:
    price_list = price_list_of(is_active=is_active, is_default=is_default)
    assert policies.can_make_default(olga, price_list) is can
