"""Verbs on what bundles are made of.

Whoever changes the structure of bundles holds all of it, and then the products that are named, in key order: no circle
closes that nobody sees, and no part retires while it is put into a bundle.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from dealwright.catalog import bundles, policies
from dealwright.catalog.actions.configuring import create_configuration_rules
from dealwright.catalog.actions.structure import hold_structure
from dealwright.catalog.models import (
    SOLD,
    BundlePart,
    ConfigurationRule,
    Product,
    ProductState,
)
from dealwright.core import actor as actors
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, refuse_unless, require
from dealwright.core.guards import guard
from dealwright.records import writing

type Values = Mapping[str, Any]

SHOWN = 3


@action
def create_bundle_parts(rows: Sequence[Values], *, by: Actor, at: datetime) -> list[BundlePart]:
    """Put parts into bundles. Refuses: not permitted, what is no bundle, a part that is not sold, a part twice, a
    bundle that would come to be within itself, a quantity finer than the unit of the part.
    """
    hold_structure()
    parts = writing.build(BundlePart, rows, by=by, at=at)
    products = _lock({pk for part in parts for pk in (part.bundle_id, part.product_id)})
    for part in parts:
        part.bundle, part.product = products[part.bundle_id], products[part.product_id]
    writing.each(parts, _refuse_unfit)
    _refuse_circle(parts)
    return writing.insert(parts, by=by, at=at)


@action
def update_bundle_part(
    part: BundlePart, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> BundlePart:
    """Change how a part belongs to its bundle. Refuses: not permitted, changed meanwhile, a quantity finer than the unit,
    to leave a group empty that rules name.
    """
    hold_structure()
    part = BundlePart.objects.lock(part.pk)
    require(policies.can_edit(by, part))
    group = part.group
    changes = writing.apply(part, values, by=by, version=version)
    _refuse_finer(part)
    if part.group != group:
        _refuse_emptied(part, group)
    return writing.save(part, changes, by=by, at=at)


@action
def delete_bundle_part(part: BundlePart, *, by: Actor, at: datetime) -> None:
    """Take a part out of a bundle; documents keep it where it stands. Refuses: not permitted, a part that rules name,
    the last one of a group that rules name.
    """
    hold_structure()
    part = BundlePart.objects.lock(part.pk)
    naming = ConfigurationRule.objects.filter(bundle=part.bundle_id)
    rule = naming.filter(Q(when=part.product_id) | Q(product=part.product_id)).first()
    refuse_unless(
        rule is None,
        _("The rule “%(rule)s” is about this part.") % {"rule": rule},
        remedy=_("Change or remove the rule first."),
        code="in_rule",
    )
    _refuse_emptied(part, part.group)
    writing.remove(part, by=by, at=at)


def _refuse_emptied(part: BundlePart, group: str) -> None:
    """RefusedError when a rule is about a group that nothing is in without this part."""
    others = BundlePart.objects.filter(bundle=part.bundle_id, group=group).exclude(pk=part.pk)
    if not group or others.exists():
        return
    rule = ConfigurationRule.objects.filter(bundle=part.bundle_id, group=group).first()
    refuse_unless(
        rule is None,
        _("The rule “%(rule)s” is about the group “%(group)s”, in which no other part is.")
        % {"rule": rule, "group": group},
        remedy=_("Change or remove the rule first."),
        code="in_rule",
    )


def copy_parts(bundle: Product, other: Product, *, by: Actor, at: datetime) -> None:
    """Put the parts of a bundle into another as well, but for those that are retired; and the rules about what is there."""
    copied = ("product", "group", "position", "quantity", "is_required", "is_included")
    parts = BundlePart.objects.filter(bundle=bundle).exclude(product__state=ProductState.RETIRED)
    rows = parts.order_by("position", "created_at", "pk").values(*copied)
    if given := [{**row, "bundle": other.pk} for row in rows]:
        create_bundle_parts(given, by=actors.system(on_behalf_of=by), at=at)
    _copy_rules(bundle, other, by=by, at=at)


def _copy_rules(bundle: Product, other: Product, *, by: Actor, at: datetime) -> None:
    copied = ("name", "kind", "when", "product", "group", "measure", "amount", "is_active")
    parts = list(other.parts.values_list("product_id", "group"))
    products, groups = {None, *(pk for pk, _group in parts)}, {"", *(group for _pk, group in parts)}
    rows = [
        {**row, "bundle": other.pk}
        for row in ConfigurationRule.objects.filter(bundle=bundle).order_by("pk").values(*copied)
        if {row["when"], row["product"]} <= products and row["group"] in groups
    ]
    create_configuration_rules(rows, by=actors.system(on_behalf_of=by), at=at)


@guard("catalog.retire")
def refuse_needed(product: Product) -> None:
    """RefusedError while a bundle that is sold holds this product.

    Those bundles are locked: one that is being published meanwhile finds the part retired, or is found published.
    """
    holding = Product.objects.select_for_update(of=("self",)).filter(parts__product=product)
    codes = sorted(bundle.code for bundle in holding.order_by("pk") if bundle.is_active)
    refuse_unless(
        not codes,
        _("It is a part of bundles that are sold: %(codes)s.") % {"codes": _few(codes)},
        remedy=_("Take it out of them, or retire them first."),
        code="in_bundle",
    )


@guard("catalog.publish")
def refuse_unsold_parts(bundle: Product) -> None:
    """RefusedError when a bundle would be sold with parts that are not."""
    unsold = BundlePart.objects.filter(bundle=bundle).exclude(product__state__in=SOLD)
    codes = list(unsold.order_by("product__code").values_list("product__code", flat=True))
    refuse_unless(
        not codes,
        _("Parts of this bundle are not sold: %(codes)s.") % {"codes": _few(codes)},
        remedy=_("Publish them first, or take them out of the bundle."),
        code="parts",
    )


def _few(codes: Sequence[str]) -> str:
    return ", ".join(codes[:SHOWN]) + (" …" if len(codes) > SHOWN else "")


def _lock(keys: set[UUID]) -> dict[UUID, Product]:
    rows = Product.objects.select_for_update(of=("self",)).select_related("unit")
    return {product.pk: product for product in rows.filter(pk__in=keys).order_by("pk")}


def _refuse_unfit(part: BundlePart) -> None:
    if not part.bundle.is_bundle:
        raise InvalidError({"bundle": _("%(product)s is no bundle.") % {"product": part.bundle}})
    if part.product.state == ProductState.RETIRED or (
        part.bundle.is_active and not part.product.is_active
    ):
        sentence = _("%(product)s is not sold. Choose another.")
        raise InvalidError({"product": sentence % {"product": part.product}})
    _refuse_finer(part)


def _refuse_finer(part: BundlePart) -> None:
    unit = part.product.unit
    if part.quantity != round(Decimal(part.quantity), unit.decimals):
        sentence = _("%(unit)s is divided to %(decimals)s decimals at most.")
        raise InvalidError({"quantity": sentence % {"unit": unit, "decimals": unit.decimals}})


def _refuse_circle(parts: Sequence[BundlePart]) -> None:
    below = bundles.read({part.product_id for part in parts if part.product.is_bundle})
    edges = [(found.bundle_id, found.product_id) for rows in below.parts.values() for found in rows]
    edges += [(part.bundle_id, part.product_id) for part in parts]
    if bundles.closes_circle(edges):
        raise InvalidError({"product": _("With this part the bundle would be within itself.")})
