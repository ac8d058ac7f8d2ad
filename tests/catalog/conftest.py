"""What the tests of the catalogue share."""

from types import SimpleNamespace

import pytest

from dealwright.catalog.models import PriceList, PriceListItem, Product
from dealwright.core.actor import Actor
from dealwright.identity import actions as identity
from dealwright.identity.queries import actor_for
from tests.factories.catalog import price_list_of, product_of
from tests.people import AT


@pytest.fixture
def roleless(people: SimpleNamespace, system: Actor) -> Actor:
    """Signed in, but with no role: a stranger to the catalogue, which every role may read."""
    user = identity.create_user(
        email="nora@corvane.example",
        name="Nora Example",
        unit=people.alice.unit,
        role_keys=[],
        by=system,
        at=AT,
    )
    return actor_for(user)


@pytest.fixture
def product(selling: object) -> Product:
    return product_of("CH-0915", "14900")


@pytest.fixture
def price_list(product: Product) -> PriceList:
    return price_list_of({product: "14500"})


@pytest.fixture
def item(price_list: PriceList) -> PriceListItem:
    return PriceListItem.objects.get()
