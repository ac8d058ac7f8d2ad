"""A refusal leaves everything as it was."""

from collections.abc import Callable
from typing import Any

import pytest

from dealwright.catalog.models import (
    BundlePart,
    PriceList,
    PriceListItem,
    PriceListSelector,
    Product,
    ProductCost,
    ProductFamily,
    ProductProperty,
    ProductRelationship,
    ProductVersion,
    Promotion,
    PropertyChoice,
    PropertyOverride,
    QuantityBreak,
    TaxClass,
    TaxRate,
    Unit,
    VolumeBand,
    VolumeDiscount,
)
from dealwright.core.errors import DomainError
from dealwright.events.models import EventRecord

KINDS = (
    Unit,
    ProductFamily,
    Product,
    ProductCost,
    ProductRelationship,
    BundlePart,
    ProductVersion,
    ProductProperty,
    PropertyChoice,
    PropertyOverride,
    PriceList,
    PriceListItem,
    PriceListSelector,
    QuantityBreak,
    Promotion,
    TaxClass,
    TaxRate,
    VolumeBand,
    VolumeDiscount,
)


def everything() -> tuple[list[list[Any]], int]:
    rows = [list(kind.objects.order_by("pk").values()) for kind in KINDS]
    return rows, EventRecord.objects.count()


def refused[E: DomainError](
    error: type[E], verb: Callable[..., Any], *args: Any, **kwargs: Any
) -> E:
    """The verb raises; nothing changed and no event was recorded."""
    before = everything()
    with pytest.raises(error) as found:
        verb(*args, **kwargs)
    assert everything() == before
    return found.value


def last_event() -> EventRecord:
    return EventRecord.objects.latest("at", "pk")
