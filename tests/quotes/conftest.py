"""What quotes are made of in these tests: a process, an account of Alice's, a deal, and a price list.

Price list "Nordics 2026", EUR:
    CS-44  sorter        100.00, from 10 pieces 90.00; taxed 19 %
    SV-1   commissioning 800.00 a day, no breaks, taxed 7 %
"""

from types import SimpleNamespace

import pytest

from dealwright.catalog import actions as catalog
from dealwright.catalog.models import PriceList
from dealwright.core import actor as actors
from dealwright.core.actor import Actor
from dealwright.customers.models import Account, Contact
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import Opportunity
from dealwright.quotes import actions as quotes
from dealwright.quotes.models import Quote
from dealwright.strategy import actions as strategy
from tests.factories.bundles import OPTIONAL, bundle_of, part_of
from tests.factories.catalog import breaks_of, price_list_of, product_of, unit_of
from tests.factories.customers import account_of, contact_of
from tests.people import AT


@pytest.fixture
def account(alice: Actor) -> Account:
    return account_of(alice, currency="EUR")


@pytest.fixture
def contact(alice: Actor, account: Account) -> Contact:
    return contact_of(alice, account=account, email="annika@nordhaven.example")


@pytest.fixture
def goods(selling: object) -> SimpleNamespace:
    """The products `sorter` and `service`."""
    return SimpleNamespace(
        sorter=product_of("CS-44", "120", tax_rate="19", current_cost="60"),
        service=product_of("SV-1", "900", tax_rate="7", unit=unit_of("day", decimals=2)),
    )


@pytest.fixture
def nordics(goods: SimpleNamespace) -> PriceList:
    made = price_list_of(
        {goods.sorter: "100", goods.service: "800"}, name="Nordics 2026", is_default=True
    )
    breaks_of(made.items.get(product=goods.sorter), ("10", "unit_price", "90"))
    return made


@pytest.fixture
def deal(alice: Actor, system: Actor, account: Account, contact: Contact) -> Opportunity:
    """Alice's open deal with Nordhaven, in euros."""
    strategy.keep_default_process(by=system, at=AT)
    values = {"name": "Malmö cross-dock", "account": account, "contact": contact}
    return opportunities.create(values | {"currency": "EUR"}, by=alice, at=AT)


@pytest.fixture
def draft(alice: Actor, deal: Opportunity, goods: SimpleNamespace, nordics: PriceList) -> Quote:
    """Eleven sorters at 90 and two days of service on Alice's deal: 990 + 1,600 net."""
    lines = [
        {"product": goods.sorter.pk, "quantity": 11},
        {"product": goods.service.pk, "quantity": 2},
    ]
    return quotes.create({"opportunity": deal.pk, "lines": lines}, by=alice, at=AT)


@pytest.fixture
def active(alice: Actor, draft: Quote) -> Quote:
    """The draft, activated."""
    return quotes.activate(draft, by=alice, at=AT)


@pytest.fixture
def kit(selling: object, nordics: PriceList) -> SimpleNamespace:
    """A bundle of 500 that includes two cabinets; a portal for 450 is optional."""
    bundle = bundle_of("SORT-1", "500", name="Sorter, complete", current_cost="200")
    cabinet = product_of("CC-1", "70", name="Control cabinet", current_cost="40")
    portal = product_of("BP-20", "450", name="Barcode portal", current_cost="300")
    part_of(bundle, cabinet, "2", position=1)
    part_of(bundle, portal, position=2, group="Scanning", **OPTIONAL)
    rows = [
        {"price_list": nordics, "product": product, "price": product.list_price}
        for product in (bundle, portal)
    ]
    catalog.create_price_list_items(rows, by=actors.system(), at=AT)
    return SimpleNamespace(bundle=bundle, cabinet=cabinet, portal=portal)
