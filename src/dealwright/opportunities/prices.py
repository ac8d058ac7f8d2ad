"""What the lines of a deal cost when nobody types a price: by its price list, or by the products' own list prices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dealwright.catalog import rulebook, selecting
from dealwright.catalog.models import PriceList, Product
from dealwright.catalog.pricing import DocumentRequest, LineRequest, Place, PricedLine, price
from dealwright.core.actor import Actor
from dealwright.core.money import EXACT
from dealwright.opportunities.models import Opportunity

PRICE_PLACES = Decimal("0.0001")  # prices per unit are kept finer than money is paid


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A quantity of a product that wants a price."""

    product: Product
    quantity: Decimal


def price_list_of(deal: Opportunity, *, by: Actor, on: date) -> PriceList | None:
    """The list that a deal is estimated by, in the order of precedence of quotes."""
    own, account = deal.price_list_id, deal.account
    of_account = account.price_list_id if account else None
    lists = selecting.read([own, of_account], by=by, on=on)
    return lists.choose(
        currency=deal.currency, on=on, deal=own, account=of_account, customer=account
    ).price_list


def unit_prices(
    deal: Opportunity, wanted: Sequence[Wanted], *, by: Actor, on: date
) -> list[Decimal]:
    """The price per unit of each wanted quantity, quantity breaks taken off, in the deal's currency,
    without the tax that a list may include.

    What no list prices costs its own list price, which is in the base currency, at the deal's rate.
    """
    listed = _listed(deal, wanted, by, on) if wanted else {}
    return [
        listed.get(str(position), _own(deal, one.product)) for position, one in enumerate(wanted)
    ]


def _listed(
    deal: Opportunity, wanted: Sequence[Wanted], by: Actor, on: date
) -> Mapping[str, Decimal]:
    price_list = price_list_of(deal, by=by, on=on)
    if price_list is None:
        return {}
    lines = tuple(
        LineRequest(
            key=str(position),
            quantity=one.quantity,
            product=str(one.product.pk),
            tax_percent=_tax_in(one.product, price_list),
        )
        for position, one in enumerate(wanted)
    )
    read = rulebook.read(
        [price_list],
        {one.product.pk for one in wanted},
        on=on,
        known=[one.product for one in wanted],
        is_estimate=True,
    )
    request = DocumentRequest(
        currency=deal.currency, lines=lines, rate=deal.rate, place=_place_of(deal)
    )
    priced = price(request, read.rules(price_list.pk), on=on)
    return {
        line.key: _net(line, is_tax_included=priced.is_tax_included)
        for line in priced.lines
        if not line.faults
    }


def _tax_in(product: Product, price_list: PriceList) -> Decimal | None:
    """The tax that a price holds, in percent; None where the product's tax class decides."""
    if not price_list.includes_tax:
        return Decimal(0)  # an estimate adds none
    return None if product.tax_class_id else product.tax_rate


def _place_of(deal: Opportunity) -> Place:
    account = deal.account
    if account is None:
        return rulebook.place_of("", "")
    return rulebook.place_of(account.billing_country, account.billing_region)


def _net(line: PricedLine, *, is_tax_included: bool) -> Decimal:
    """The price per unit without the tax in it."""
    price = line.unit_price - line.rule_discount
    if is_tax_included:
        price = EXACT.divide(price * 100, 100 + line.tax_percent)
    return _per_unit(price)


def _own(deal: Opportunity, product: Product) -> Decimal:
    return _per_unit(EXACT.divide(product.list_price, deal.rate))


def _per_unit(amount: Decimal) -> Decimal:
    return EXACT.quantize(amount, PRICE_PLACES)
