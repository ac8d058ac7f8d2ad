"""Verbs on families of products."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.catalog import policies
from dealwright.catalog.models import ProductFamily
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, require
from dealwright.records import hierarchies, writing

type Values = Mapping[str, Any]


@action
def create_product_families(
    rows: Sequence[Values], *, by: Actor, at: datetime
) -> list[ProductFamily]:
    """Add families. Refuses people without the right, a name that is taken."""
    return writing.insert(writing.build(ProductFamily, rows, by=by, at=at), by=by, at=at)


@action
def update_product_family(
    family: ProductFamily, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> ProductFamily:
    """Change a family. Refuses: not permitted, changed meanwhile, a name that is taken, a parent that stands below it."""
    if values.get("parent"):
        hierarchies.hold(ProductFamily)
    family = ProductFamily.objects.lock(family.pk)
    require(policies.can_edit(by, family))
    changes = writing.apply(family, values, by=by, version=version)
    if "parent" in changes and hierarchies.closes_circle(family):
        raise InvalidError({"parent": _("That family belongs below this one already.")})
    return writing.save(family, changes, by=by, at=at)


@action
def delete_product_family(family: ProductFamily, *, by: Actor, at: datetime) -> None:
    """Delete a family with its properties. Refuses one that families, products or rules refer to."""
    writing.remove(ProductFamily.objects.lock(family.pk), by=by, at=at)
