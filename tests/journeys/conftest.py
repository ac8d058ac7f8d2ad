"""What journeys share: something to sell, and a way in."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from dealwright.catalog import actions as catalog
from dealwright.catalog.models import Unit
from dealwright.core.actor import Actor
from dealwright.strategy import actions as strategy

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def shop(olga: Actor, system: Actor, at: datetime) -> None:
    """A sales process and one product with a quantity break: what selling takes."""
    strategy.keep_default_process(by=system, at=at)
    catalog.keep_standard_units(by=olga, at=at)
    chute = catalog.create_product(
        {
            "code": "CH-0915",
            "name": "Gravity chute",
            "unit": Unit.objects.get(code="pc"),
            "list_price": Decimal(1500),
            "tax_rate": Decimal(19),
        },
        by=olga,
        at=at,
    )
    listed = catalog.create_price_list({"name": "Europe"}, by=olga, at=at)
    item = catalog.create_price_list_item(
        {"price_list": listed, "product": chute, "price": Decimal(1490)}, by=olga, at=at
    )
    ten = {"item": item, "from_quantity": Decimal(10), "method": "percent_off", "value": Decimal(5)}
    catalog.create_quantity_breaks([ten], by=olga, at=at)
    catalog.make_default(listed, by=olga, at=at)


@pytest.fixture
def enter(
    page: "Page", client_for: Callable[[Actor], Client], live_server: Any
) -> Callable[[Actor], "Page"]:
    """Sign an actor in on this page."""

    def signed_in(actor: Actor) -> "Page":
        session = client_for(actor).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": str(live_server)}])
        return page

    return signed_in
