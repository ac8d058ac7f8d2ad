"""What the lines of a deal cost when nobody types a price: by its price list, or by the products' own list prices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dealwright.catalog import queries as catalog
from dealwright.catalog.models import PriceList, Product
from dealwright.catalog.pricing import DocumentRequest, LineRequest, price
from dealwright.core.money import EXACT
from dealwright.customers import queries as customers
from dealwright.opportunities.models import Opportunity

PRICE_PLACES = Decimal("0.0001")  # prices per unit are kept finer than money is paid


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A quantity of a product that wants a price."""

    product: Product
    quantity: Decimal


def price_list_of(deal: Opportunity, *, on: date) -> PriceList | None:
    """The list in force for a deal: its own, its account's, the default of its currency."""
    if (
        deal.price_list
        and deal.price_list.currency == deal.currency
        and deal.price_list.counts_on(on)
    ):
        return deal.price_list
    if deal.account and deal.account.currency == deal.currency:
        found = customers.price_list_of(deal.account, on=on)
        if found and found.currency == deal.currency:
            return found
    return catalog.default_price_list(deal.currency, on=on)


def unit_prices(deal: Opportunity, wanted: Sequence[Wanted], *, on: date) -> list[Decimal]:
    """The price per unit of each wanted quantity, quantity breaks taken off, in the deal's currency.

    What no list prices costs its own list price, which is in the base currency, at the deal's rate.
    """
    listed = _listed(deal, wanted, on) if wanted else {}
    return [
        listed.get(str(position), _own(deal, one.product)) for position, one in enumerate(wanted)
    ]


def _listed(deal: Opportunity, wanted: Sequence[Wanted], on: date) -> Mapping[str, Decimal]:
    price_list = price_list_of(deal, on=on)
    if price_list is None:
        return {}
    lines = tuple(
        LineRequest(key=str(position), quantity=one.quantity, product=str(one.product.pk))
        for position, one in enumerate(wanted)
    )
    book = catalog.price_book(price_list, {one.product.pk for one in wanted})
    priced = price(DocumentRequest(currency=deal.currency, lines=lines), book, on=on)
    return {
        line.key: _per_unit(line.unit_price - line.volume_discount)
        for line in priced.lines
        if not line.faults
    }


def _own(deal: Opportunity, product: Product) -> Decimal:
    return _per_unit(EXACT.divide(product.list_price, deal.rate))


def _per_unit(amount: Decimal) -> Decimal:
    return EXACT.quantize(amount, PRICE_PLACES)
