"""Verbs on volume discounts and their bands. The version of a discount covers its bands."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dealwright.catalog import policies, terms
from dealwright.catalog.actions import tiers
from dealwright.catalog.models import BreakMethod, VolumeBand, VolumeDiscount
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, Text, require
from dealwright.organisation import queries as organisation
from dealwright.records import writing

type Values = Mapping[str, Any]

HUNDRED = Decimal(100)


@action
def create_volume_discounts(
    rows: Sequence[Values], *, by: Actor, at: datetime
) -> list[VolumeDiscount]:
    """Add volume discounts, without bands yet. Refuses: not permitted, a name that is taken, a product and a family."""
    base = organisation.current_for(by).currency
    given = [terms.completed(row, base=base) for row in rows]
    return writing.insert(writing.build(VolumeDiscount, given, by=by, at=at), by=by, at=at)


@action
def update_volume_discount(
    discount: VolumeDiscount, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> VolumeDiscount:
    """Change a volume discount. Refuses: not permitted, changed meanwhile, percent where a band has more than 100."""
    discount = VolumeDiscount.objects.lock(discount.pk)
    require(policies.can_edit(by, discount))
    base = organisation.current_for(by).currency
    settled = terms.settled(discount, values, base=base)
    changes = writing.apply(discount, settled, by=by, version=version)
    if "method" in changes and discount.bands.filter(value__gt=HUNDRED).exists():
        _refuse_over_hundred(discount, field="method")
    return writing.save(discount, changes, by=by, at=at)


@action
def delete_volume_discount(discount: VolumeDiscount, *, by: Actor, at: datetime) -> None:
    """Delete a volume discount with its bands; frozen prices keep what it took off. Refuses people without the right."""
    writing.remove(VolumeDiscount.objects.lock(discount.pk), by=by, at=at)


@action
def create_volume_bands(rows: Sequence[Values], *, by: Actor, at: datetime) -> list[VolumeBand]:
    """Add bands. Refuses: not permitted, a quantity that has one, more than 100 percent."""
    discounts = _lock({tiers.key(row.get("discount")) for row in rows})
    bands = writing.build(VolumeBand, rows, by=by, at=at)
    writing.each(bands, lambda band: _within(band, discounts.get(band.discount_id)))
    made = writing.insert(bands, by=by, at=at)
    _touch(discounts)
    return made


@action
def update_volume_band(
    band: VolumeBand, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> VolumeBand:
    """Change a band. Refuses: not permitted, changed meanwhile, a quantity that has one, more than 100 percent."""
    discounts = _lock({band.discount_id})
    band = VolumeBand.objects.lock(band.pk)
    require(policies.can_edit(by, band))
    changes = writing.apply(band, values, by=by, version=version)
    _within(band, discounts[band.discount_id])
    if changes:
        _touch(discounts)
    return writing.save(band, changes, by=by, at=at)


@action
def delete_volume_band(band: VolumeBand, *, by: Actor, at: datetime) -> None:
    """Delete a band. Refuses people without the right."""
    discounts = _lock({band.discount_id})
    writing.remove(VolumeBand.objects.lock(band.pk), by=by, at=at)
    _touch(discounts)


@action
def set_bands(
    discount: VolumeDiscount,
    rows: Sequence[Values],
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> VolumeDiscount:
    """State all bands of a discount anew; those not named are deleted.

    Refuses: not permitted, discount or bands changed meanwhile, two bands from one quantity, more than 100 percent.
    """
    discount = VolumeDiscount.objects.lock(discount.pk)
    require(policies.can_edit(by, discount))
    _refuse_twice(rows)
    before = list(discount.bands.order_by("from_quantity"))
    changes = writing.apply(discount, {}, by=by, version=version)
    told = [tiers.told(each, "value") for each in (map(_as_row, before), rows)]
    if told[0] == told[1]:
        return discount
    changes["bands"] = told
    writing.save(discount, changes, by=by, at=at)
    further = tiers.replace(
        before,
        rows,
        change=partial(update_volume_band, by=by, at=at),
        remove=partial(delete_volume_band, by=by, at=at),
    )
    create_volume_bands([{**row, "discount": discount} for row in further], by=by, at=at)
    discount.refresh_from_db(fields=["version"])
    return discount


def _lock(keys: Collection[UUID | None]) -> dict[UUID, VolumeDiscount]:
    return tiers.lock(VolumeDiscount.objects.all(), keys)


def _touch(discounts: Collection[UUID]) -> None:
    tiers.touch(VolumeDiscount.objects.all(), discounts)


def _within(band: VolumeBand, discount: VolumeDiscount | None) -> VolumeBand:
    if discount and band.value > HUNDRED:
        _refuse_over_hundred(discount, field="value")
    return band


def _refuse_over_hundred(discount: VolumeDiscount, *, field: str) -> None:
    if discount.method == BreakMethod.PERCENT_OFF:
        raise InvalidError({field: _("A percentage is at most 100.")})


def _refuse_twice(rows: Sequence[Values]) -> None:
    twice: list[Text] = [
        gettext("Two bands start at %(quantity)s.") % {"quantity": start}
        for start in tiers.twice(rows)
    ]
    if twice:
        raise InvalidError({"bands": twice})


def _as_row(band: VolumeBand) -> Values:
    return {"from_quantity": band.from_quantity, "value": band.value}
