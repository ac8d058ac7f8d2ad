"""The life of a product: draft, active, under revision, retired; and its versions.

A version is prepared in a row of its own while the product goes on being sold. Publishing swaps the values of both:
the product has the new ones, the row keeps what was sold before. Documents keep their copies.

Other modules object to a product's being published or retired by a guard on "catalog.publish" or "catalog.retire".
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dealwright.catalog import policies
from dealwright.catalog.events import (
    ProductPublished,
    ProductReactivated,
    ProductRetired,
    ProductRevised,
    RevisionDropped,
)
from dealwright.catalog.models import VERSIONED, Product, ProductState, ProductVersion
from dealwright.core import actor as actors
from dealwright.core import guards
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, RefusedError, refuse_unless, require
from dealwright.events.bus import Event
from dealwright.records import writing

type Values = Mapping[str, Any]


@action
def publish(product: Product, *, by: Actor, at: datetime) -> Product:
    """Sell a draft, or the prepared version of a product instead of the present one.

    Refuses: not permitted, neither a draft nor under revision, what a guard objects to.
    """
    product = Product.objects.lock(product.pk)
    require(policies.can_edit(by, product))
    refuse_unless(
        product.state in {ProductState.DRAFT, ProductState.REVISED},
        gettext("This product is %(state)s.") % {"state": product.get_state_display()},
        remedy=_("Revise it first to prepare its next version."),
    )
    guards.check("catalog.publish", product)
    if product.state == ProductState.DRAFT:
        event = ProductPublished(number=product.version_number)
        return _move(product, ProductState.ACTIVE, event, by=by, at=at)
    return _swap(product, _prepared(product), by=by, at=at)


def _swap(product: Product, version: ProductVersion, *, by: Actor, at: datetime) -> Product:
    former = _values(product) | {"number": product.version_number, "replaced_at": at}
    coming = _values(version) | {
        "version_number": version.number,
        "state": ProductState.ACTIVE,
    }
    changes = writing.apply(product, coming, by=by)
    event = ProductPublished(number=product.version_number)
    system = actors.system(on_behalf_of=by)
    told = writing.apply(version, former, by=system)
    writing.save(version, told, by=system, at=at)
    return writing.save(product, changes, by=by, at=at, event=event)


@action
def revise(product: Product, *, by: Actor, at: datetime) -> ProductVersion:
    """Prepare the next version of a product, which goes on being sold as it is; returns that version.

    Refuses: not permitted, not active.
    """
    return create_product_versions([{"product": product}], by=by, at=at)[0]


@action
def create_product_versions(
    rows: Sequence[Values], *, by: Actor, at: datetime
) -> list[ProductVersion]:
    """Prepare the next versions of products: as these are, but for the values given.

    Refuses: not permitted, a product that is not active.
    """
    given = writing.each(rows, lambda row: _of_product(row, by=by))
    made = [_prepare(product, values, by=by, at=at) for product, values in given]
    return writing.insert(made, by=by, at=at)


def _of_product(row: Values, *, by: Actor) -> tuple[Product, Values]:
    """The product of a new version, which must be there and active, and the values that differ."""
    found = row.get("product")
    pk = found.pk if isinstance(found, Product) else found
    seen = Product.objects.visible_to(by)
    if pk is None or not seen.filter(pk=pk).exists():
        raise InvalidError({"product": _("There is no such record, or you may not see it.")})
    product = Product.objects.lock(pk)
    require(policies.can_edit(by, product))
    _refuse_move(product, ProductState.REVISED)
    return product, {name: row[name] for name in row if name != "product"}


def _prepare(product: Product, values: Values, *, by: Actor, at: datetime) -> ProductVersion:
    number = product.version_number + 1
    _move(product, ProductState.REVISED, ProductRevised(number=number), by=by, at=at)
    copied = _values(product) | {"product": product, "number": number}
    system = actors.system(on_behalf_of=by)
    version = writing.build(ProductVersion, [copied], by=system, at=at)[0]
    version.created_by_id = version.modified_by_id = by.id
    writing.apply(version, values, by=by)
    return version


@action
def update_product_version(
    prepared: ProductVersion,
    values: Values,
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> ProductVersion:
    """Change a version that is prepared. Refuses: not permitted, changed meanwhile, one that was replaced."""
    _product, prepared = _locked(prepared, by=by)
    changes = writing.apply(prepared, values, by=by, version=version)
    return writing.save(prepared, changes, by=by, at=at)


@action
def delete_product_version(prepared: ProductVersion, *, by: Actor, at: datetime) -> None:
    """Drop a version that is prepared: the product is as it was. Refuses: not permitted, one that was replaced."""
    product, prepared = _locked(prepared, by=by)
    writing.remove(prepared, by=by, at=at)
    event = RevisionDropped(number=prepared.number)
    _move(product, ProductState.ACTIVE, event, by=by, at=at)


@action
def publish_version(prepared: ProductVersion, *, by: Actor, at: datetime) -> Product:
    """Sell a prepared version instead of the present one. Refuses as `publish`."""
    return publish(prepared.product, by=by, at=at)


@action
def drop_revision(product: Product, *, by: Actor, at: datetime) -> Product:
    """Drop the prepared version of a product. Refuses: not permitted, not under revision."""
    product = Product.objects.lock(product.pk)
    refuse_unless(
        product.state == ProductState.REVISED, _("No version of this product is prepared.")
    )
    delete_product_version(_prepared(product), by=by, at=at)
    product.refresh_from_db()
    return product


@action
def retire(product: Product, *, by: Actor, at: datetime) -> Product:
    """Offer a product for nothing new; what has it keeps it.

    Refuses: not permitted, not active, what a guard objects to.
    """
    product = Product.objects.lock(product.pk)
    require(policies.can_edit(by, product))
    _refuse_move(product, ProductState.RETIRED)
    guards.check("catalog.retire", product)
    return _move(product, ProductState.RETIRED, ProductRetired(), by=by, at=at)


@action
def reactivate(product: Product, *, by: Actor, at: datetime) -> Product:
    """Offer a retired product again. Refuses: not permitted, not retired, what a guard objects to."""
    product = Product.objects.lock(product.pk)
    require(policies.can_edit(by, product))
    refuse_unless(
        product.state == ProductState.RETIRED,
        gettext("This product is %(state)s already.") % {"state": product.get_state_display()},
    )
    guards.check("catalog.publish", product)
    return _move(product, ProductState.ACTIVE, ProductReactivated(), by=by, at=at)


def _locked(version: ProductVersion, *, by: Actor) -> tuple[Product, ProductVersion]:
    """A version that is prepared, locked after its product."""
    product = Product.objects.lock(version.product_id)
    version = ProductVersion.objects.lock(version.pk)
    require(policies.can_edit(by, product))
    refuse_unless(
        version.is_prepared,
        _("This version was replaced, and is kept as it was sold."),
        remedy=_("Revise the product to prepare another version."),
    )
    return product, version


def _prepared(product: Product) -> ProductVersion:
    for found in product.versions.select_for_update().filter(replaced_at__isnull=True):
        return found
    raise RefusedError(_("No version of this product is prepared."))


REMEDIES = {
    ProductState.DRAFT: _("Publish it first."),
    ProductState.REVISED: _("Publish the prepared version or drop it first."),
    ProductState.RETIRED: _("Reactivate it first."),
}


def _refuse_move(product: Product, state: ProductState) -> None:
    """Refuse a state that this one does not lead to, with what is to be done first."""
    now = product.get_state_display()
    is_so = product.state == state
    said = (
        gettext("This product is %(state)s already.")
        if is_so
        else gettext("This product is %(state)s.")
    )
    remedy = "" if is_so else REMEDIES.get(ProductState(product.state), "")
    refuse_unless(product.may_become(state), said % {"state": now}, remedy=remedy)


def _move(
    product: Product, state: ProductState, event: Event, *, by: Actor, at: datetime
) -> Product:
    changes = writing.apply(product, {"state": state}, by=by)
    return writing.save(product, changes, by=by, at=at, event=event)


def _values(row: Product | ProductVersion) -> dict[str, Any]:
    return {name: getattr(row, _column(name)) for name in VERSIONED}


def _column(name: str) -> str:
    return f"{name}_id" if name in {"family", "tax_class"} else name
