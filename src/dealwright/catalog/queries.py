"""Reads that documents are priced by."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Q

from dealwright.catalog.models import PriceList, PriceListItem, Product
from dealwright.catalog.pricing import BreakMethod, PriceBook, PriceItem, QuantityBreak

ITEM = ("pk", "product_id", "price")
BREAK = ("breaks__pk", "breaks__from_quantity", "breaks__method", "breaks__value")
OWN_LIST_PRICES = "list prices"

type Row = tuple[Any, ...]


def price_book(price_list: PriceList, product_ids: Iterable[UUID]) -> PriceBook:
    """The prices of these products on a list with their quantity breaks, as pricing reads them; one query.

    Products that the list does not price are left out: pricing says so on the line.
    """
    rows = (
        PriceListItem.objects.filter(price_list=price_list, product_id__in=set(product_ids))
        .order_by("pk")
        .values_list(*ITEM, *BREAK)
    )
    return PriceBook(
        rule=str(price_list.pk),
        currency=price_list.currency,
        is_active=price_list.is_active,
        valid_from=price_list.valid_from,
        valid_until=price_list.valid_to,
        items=tuple(_items(rows)),
    )


def _items(rows: Iterable[Row]) -> Iterator[PriceItem]:
    """One item from the rows that repeat it for each of its breaks."""
    for (item, product, unit_price), group in groupby(rows, lambda row: row[: len(ITEM)]):
        yield PriceItem(
            rule=str(item),
            product=str(product),
            unit_price=unit_price,
            breaks=tuple(_breaks(row[len(ITEM) :] for row in group)),
        )


def _breaks(rows: Iterable[Row]) -> Iterator[QuantityBreak]:
    for pk, from_quantity, method, value in rows:
        if pk is not None:
            yield QuantityBreak(
                rule=str(pk),
                from_quantity=from_quantity,
                method=BreakMethod(method),
                value=value,
            )


def list_prices(product_ids: Iterable[UUID], *, currency: str) -> PriceBook:
    """The products' own list prices, for documents without a price list; one query.

    `currency` is the base currency, which list prices are in.
    """
    rows = Product.objects.filter(pk__in=set(product_ids)).order_by("pk")
    return PriceBook(
        rule=OWN_LIST_PRICES,
        currency=currency,
        items=tuple(
            PriceItem(rule=str(pk), product=str(pk), unit_price=list_price)
            for pk, list_price in rows.values_list("pk", "list_price")
        ),
    )


def default_price_list(currency: str, *, on: date) -> PriceList | None:
    """The list that a new document in this currency starts with, if it is in force on that day."""
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    return (
        PriceList.objects.filter(in_force, is_active=True, valid_from__lte=on)
        .filter(currency=currency, is_default=True)
        .order_by("pk")
        .first()
    )
