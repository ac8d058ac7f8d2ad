"""Verbs on properties, their choices and what overrides them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.catalog import policies
from dealwright.catalog.models import (
    Product,
    ProductProperty,
    PropertyChoice,
    PropertyKind,
    PropertyOverride,
)
from dealwright.core import actor as actors
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, require
from dealwright.records import writing
from dealwright.records.models import Record

type Values = Mapping[str, Any]

EFFECTS = ("price_amount", "price_percent", "cost_amount", "cost_percent")
SAID = (
    "name",
    "kind",
    "unit",
    "position",
    "is_required",
    "is_hidden",
    "is_read_only",
    "default",
    "minimum",
    "maximum",
    *EFFECTS,
)
OVERRIDDEN = ("is_required", "is_hidden", "is_read_only", "default")


@action
def create_product_properties(
    rows: Sequence[Values], *, by: Actor, at: datetime
) -> list[ProductProperty]:
    """Add properties. Refuses: not permitted, a family and a product at once or neither, a name that is taken there,
    bounds or a price for what is no number.
    """
    return writing.insert(writing.build(ProductProperty, rows, by=by, at=at), by=by, at=at)


@action
def update_product_property(
    found: ProductProperty, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> ProductProperty:
    """Change a property; what was chosen on documents stays as it is. Refuses: not permitted, changed meanwhile, as
    for a new one.
    """
    return _update(ProductProperty.objects.lock(found.pk), values, by=by, at=at, version=version)


@action
def delete_product_property(found: ProductProperty, *, by: Actor, at: datetime) -> None:
    """Delete a property with its choices and overrides; documents keep what was chosen."""
    writing.remove(ProductProperty.objects.lock(found.pk), by=by, at=at)


@action
def create_property_choices(
    rows: Sequence[Values], *, by: Actor, at: datetime
) -> list[PropertyChoice]:
    """Add choices. Refuses: not permitted, a property that is no choice, a name that it has already."""
    built = writing.build(PropertyChoice, rows, by=by, at=at)
    kinds = dict(
        ProductProperty.objects.filter(pk__in={row.property_id for row in built}).values_list(
            "pk", "kind"
        )
    )
    writing.each(built, lambda row: _refuse_no_choice(kinds[row.property_id]))
    return writing.insert(built, by=by, at=at)


def _refuse_no_choice(kind: str) -> None:
    if kind != PropertyKind.CHOICE:
        raise InvalidError({"property": _("Only a property that is a choice has choices.")})


@action
def update_property_choice(
    found: PropertyChoice, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> PropertyChoice:
    """Change a choice; what was chosen on documents stays as it is. Refuses: not permitted, changed meanwhile."""
    return _update(PropertyChoice.objects.lock(found.pk), values, by=by, at=at, version=version)


@action
def delete_property_choice(found: PropertyChoice, *, by: Actor, at: datetime) -> None:
    """Delete a choice; documents keep what was chosen. Refuses people without the right."""
    writing.remove(PropertyChoice.objects.lock(found.pk), by=by, at=at)


@action
def create_property_overrides(
    rows: Sequence[Values], *, by: Actor, at: datetime
) -> list[PropertyOverride]:
    """Say what is different about an inherited property. Refuses: not permitted, a second one at the same place."""
    return writing.insert(writing.build(PropertyOverride, rows, by=by, at=at), by=by, at=at)


@action
def update_property_override(
    found: PropertyOverride, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> PropertyOverride:
    """Change what is different about a property. Refuses: not permitted, changed meanwhile."""
    return _update(PropertyOverride.objects.lock(found.pk), values, by=by, at=at, version=version)


@action
def delete_property_override(found: PropertyOverride, *, by: Actor, at: datetime) -> None:
    """Let a property be again as further up. Refuses people without the right."""
    writing.remove(PropertyOverride.objects.lock(found.pk), by=by, at=at)


def copy_properties(product: Product, made: Product, *, by: Actor, at: datetime) -> None:
    """Give a new product the properties, choices and overrides that another has of its own."""
    system = actors.system(on_behalf_of=by)
    own = list(product.productproperty_rows.order_by("pk").prefetch_related("choices"))
    rows = [{**_taken(found, SAID), "product": made} for found in own]
    copies = create_product_properties(rows, by=system, at=at)
    choices = [
        {**_taken(choice, ("name", "position", *EFFECTS)), "property": copy}
        for found, copy in zip(own, copies, strict=True)
        for choice in found.choices.all()
    ]
    create_property_choices(choices, by=system, at=at)
    overrides = [
        {**_taken(found, OVERRIDDEN), "property": found.property_id, "product": made}
        for found in product.propertyoverride_rows.order_by("pk")
    ]
    create_property_overrides(overrides, by=system, at=at)


def _taken(row: Record, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _update[M: Record](
    row: M, values: Values, *, by: Actor, at: datetime, version: int | None
) -> M:
    require(policies.can_edit(by, row))
    changes = writing.apply(row, values, by=by, version=version)
    return writing.save(row, changes, by=by, at=at)
