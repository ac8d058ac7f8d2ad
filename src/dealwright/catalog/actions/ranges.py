"""Verbs on all products of a family and of those below it, in one transaction.

Each product goes through its own verb; what that refuses is told and left as it is, the others stand. A product that waits for
another of them, as a part waits for its bundle, has its turn again while that helps.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dealwright.catalog import inheriting, policies
from dealwright.catalog.actions import versions
from dealwright.catalog.models import Product, ProductFamily, ProductState, ProductVersion
from dealwright.core import changesets as open_sets
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import DomainError, Text, refuse_unless, require, sentence
from dealwright.core.ids import new_id
from dealwright.events import bus
from dealwright.records.changesets import actions as changesets
from dealwright.records.changesets import kinds
from dealwright.records.changesets.kinds import SetKind
from dealwright.records.changesets.models import ChangeSet
from dealwright.records.changesets.trails import Trail
from dealwright.records.explaining import explained

MOST = 1000  # products that one transaction takes


@dataclass(frozen=True, slots=True)
class Refused:
    """A product that its verb refuses, and why."""

    product: Product
    reason: Text


@dataclass(frozen=True, slots=True)
class Swept:
    """What a verb did with the products of a family, or would do."""

    done: Sequence[Product]
    refused: Sequence[Refused]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sweep:
    """A verb of one product, for which states of products it is meant, and how it is kept as a change set."""

    verb: Callable[..., Any]
    states: frozenset[ProductState]
    kind: SetKind


def _reactivate(trail: Trail, row: Any | None, *, by: Actor, at: datetime) -> None:
    if row is not None:
        versions.reactivate(row, by=by, at=at)


def _drop(trail: Trail, row: Any | None, *, by: Actor, at: datetime) -> None:
    """Drop a prepared version: the product is as it was, so that nothing is left to do when its own turn comes."""
    if isinstance(row, ProductVersion):
        versions.delete_product_version(row, by=by, at=at)
    elif row and Product.objects.filter(pk=row.pk, state=ProductState.REVISED).exists():
        versions.drop_revision(row, by=by, at=at)


def _never(_change_set: ChangeSet) -> Text:
    return _("What was published has been offered since. Revise or retire the products instead.")


def _name(change_set: ChangeSet) -> Text:
    return change_set.name


PUBLISH = Sweep(
    verb=versions.publish,
    states=frozenset({ProductState.DRAFT, ProductState.REVISED}),
    kind=kinds.register(
        SetKind(
            key="catalog.publish",
            label=_("Publish a family"),
            icon="badge-check",
            describe=_name,
            against_undoing=_never,
        )
    ),
)
REVISE = Sweep(
    verb=versions.revise,
    states=frozenset({ProductState.DRAFT, ProductState.ACTIVE}),
    kind=kinds.register(
        SetKind(
            key="catalog.revise",
            label=_("Revise a family"),
            icon="file-pen-line",
            describe=_name,
            put_back=_drop,
        )
    ),
)
RETIRE = Sweep(
    verb=versions.retire,
    states=frozenset(ProductState) - {ProductState.RETIRED},
    kind=kinds.register(
        SetKind(
            key="catalog.retire",
            label=_("Retire a family"),
            icon="archive",
            describe=_name,
            put_back=_reactivate,
        )
    ),
)


def publish_products(family: ProductFamily, *, by: Actor, at: datetime) -> ChangeSet:
    """Publish all drafts and prepared versions of a family. Refuses as `sweep`."""
    return sweep(PUBLISH, family, by=by, at=at)


def revise_products(family: ProductFamily, *, by: Actor, at: datetime) -> ChangeSet:
    """Prepare the next versions of all active products of a family. Refuses as `sweep`."""
    return sweep(REVISE, family, by=by, at=at)


def retire_products(family: ProductFamily, *, by: Actor, at: datetime) -> ChangeSet:
    """Offer the products of a family for nothing new. Refuses as `sweep`."""
    return sweep(RETIRE, family, by=by, at=at)


def sweep(how: Sweep, family: ProductFamily, *, by: Actor, at: datetime) -> ChangeSet:
    """Do it with all products of a family and of those below; what is refused of one is kept with the change set.

    Refuses: not permitted, too many products, when it would do nothing.
    """
    with open_sets.within(new_id()):
        return _sweep(how, family, by=by, at=at)


@action
def foresee(how: Sweep, family: ProductFamily, *, by: Actor, at: datetime) -> Swept:
    """What `sweep` would do, found out by doing it and taking it back. Refuses: not permitted, too many products."""
    found = _go_through(how, family, by=by, at=at)
    transaction.set_rollback(True)
    return found


@action
def _sweep(how: Sweep, family: ProductFamily, *, by: Actor, at: datetime) -> ChangeSet:
    found = _go_through(how, family, by=by, at=at)
    refuse_unless(
        found.done,
        _("No product of this family would be changed."),
        remedy=found.refused[0].reason if found.refused else "",
        code="nothing",
    )
    lines = [
        {
            "entity": Product._meta.label_lower,
            "record_id": each.product.pk,
            "label": str(each.product)[:300],
            "reason": str(each.reason),
        }
        for each in found.refused
    ]
    return changesets.note(
        how.kind,
        entity=Product._meta.label_lower,
        name=family.name,
        changed=len(found.done),
        refused=lines,
        by=by,
        at=at,
    )


def _go_through(how: Sweep, family: ProductFamily, *, by: Actor, at: datetime) -> Swept:
    require(policies.can_prepare(by))
    waiting = _products(how, family, by)
    done: list[Product] = []
    with bus.gathered() as facts:
        while True:
            refused = [each for one in waiting if (each := _tried(how, one, facts, by=by, at=at))]
            left = {each.product.pk: each.product for each in refused}
            done += [product for product in waiting if product.pk not in left]
            if not refused or len(refused) == len(waiting):
                return Swept(done, refused)
            waiting = [*left.values()]


def _products(how: Sweep, family: ProductFamily, by: Actor) -> list[Product]:
    """The products that it is meant for, locked in the order of their keys."""
    rows = Product.objects.visible_to(by).filter(
        family__in=inheriting.below(family.pk), state__in=how.states
    )
    found = list(rows.select_for_update(of=("self",)).order_by("pk")[: MOST + 1])
    refuse_unless(
        len(found) <= MOST,
        _("These are more than %(most)s products.") % {"most": MOST},
        remedy=_("Do it family by family below this one."),
        code="too_many",
    )
    return found


def _tried(
    how: Sweep, product: Product, facts: list[Any], *, by: Actor, at: datetime
) -> Refused | None:
    """Why the verb refuses this product; None when it was done."""
    count = len(facts)
    try:
        with explained(by), transaction.atomic():
            how.verb(product, by=by, at=at)
    except DomainError as error:
        del facts[count:]
        return Refused(product, f"{sentence(error)} {error.remedy}".rstrip())
    return None
