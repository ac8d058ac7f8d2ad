"""A seller configures a bundle on a quote without a mouse: what is missing is said beside it, the price follows, the client reads it."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from dealwright.catalog import actions as catalog
from dealwright.catalog.models import PriceList, Product
from dealwright.core.actor import Actor
from dealwright.quotes import actions as quotes
from dealwright.quotes.models import Quote
from tests.factories.bundles import OPTIONAL, bundle_of, part_of, related
from tests.factories.catalog import product_of
from tests.factories.customers import account_of
from tests.ui.test_journeys import PHONE, is_too_wide, violations

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sorter(shop: None, olga: Actor, at: datetime) -> Product:
    """A sorter that includes its cabinet; a tunnel asks for a camera, which comes along, and rules a mirror out."""
    bundle = bundle_of("SET-SORT", "98500", name="Sorter, complete")
    cabinet = product_of("CC-2400", "6400", name="Control cabinet")
    tunnel = product_of("BT-6", "32400", name="Barcode tunnel")
    camera = product_of("VC-1", "2450", name="Vision camera")
    mirror = product_of("MI-1", "300", name="Mirror")
    part_of(bundle, cabinet, "1", position=1)
    for place, product in enumerate((tunnel, camera, mirror), start=2):
        part_of(bundle, product, "1", position=place, group="Scanning", **OPTIONAL)
    rows = [
        {"name": "Tunnels see", "kind": "requires", "product": camera},
        {"name": "Cameras come along", "kind": "default", "product": camera},
        {"name": "No mirrors", "kind": "excludes", "product": mirror},
    ]
    usual = {"bundle": bundle, "when": tunnel}
    catalog.create_configuration_rules([usual | row for row in rows], by=olga, at=at)
    listed = PriceList.objects.get(is_default=True)
    priced = [
        {"price_list": listed, "product": each, "price": each.list_price}
        for each in (bundle, tunnel, camera, mirror)
    ]
    catalog.create_price_list_items(priced, by=olga, at=at)
    related(bundle, Product.objects.get(code="CH-0915"), reason="Takes parcels down")
    return bundle


@pytest.fixture
def quote(alice: Actor, sorter: Product, at: datetime) -> Quote:
    values = {"name": "New hub", "account": account_of(alice), "lines": []}
    return quotes.create(values, by=alice, at=at)


def dialog(page: "Page") -> "Locator":
    return page.locator("dialog[open]")


def type_the_product(page: "Page") -> None:
    page.keyboard.press("/")
    page.keyboard.type("SET-SORT")
    page.get_by_role("option", name="Sorter, complete").wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Configure, line 1").wait_for()


def tick_the_tunnel(page: "Page") -> None:
    page.get_by_role("button", name="Configure, line 1").focus()
    page.keyboard.press("Enter")
    sheet = dialog(page)
    sheet.get_by_text("Scanning").wait_for()
    sheet.get_by_role("checkbox", name="Barcode tunnel").focus()
    page.keyboard.press("Space")
    sheet.get_by_text("133,350.00").first.wait_for()


def test_a_bundle_is_configured_by_keyboard_alone(
    enter: Callable[[Actor], "Page"], alice: Actor, quote: Quote
) -> None:
    page = enter(alice)
    page.goto(f"/quotes/{quote.pk}/")
    type_the_product(page)
    tick_the_tunnel(page)
    sheet = dialog(page)
    assert sheet.get_by_role("checkbox", name="Vision camera").is_checked()
    assert sheet.get_by_role("checkbox", name="Mirror").is_disabled()
    assert sheet.get_by_text("No mirrors, version 1").is_visible()
    assert violations(page) == []
    sheet.get_by_role("checkbox", name="Vision camera").focus()
    page.keyboard.press("Space")
    sheet.get_by_text("Tunnels see, version 1").first.wait_for()
    page.keyboard.press("Control+Enter")
    sheet.get_by_role("alert").wait_for()
    sheet.get_by_role("checkbox", name="Vision camera").focus()
    page.keyboard.press("Space")
    sheet.get_by_text("133,350.00").first.wait_for()
    page.keyboard.press("Control+Enter")
    page.get_by_text("Bundle configured").wait_for()
    page.locator("#goes-with").get_by_role("button", name="Gravity chute").press("Enter")
    page.get_by_role("region", name="Quote lines").get_by_text("Gravity chute").wait_for()
    quote.refresh_from_db()
    assert quote.net == Decimal("134840.00")
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    assert not is_too_wide(page)
    assert violations(page) == []
