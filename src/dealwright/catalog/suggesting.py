"""What goes with products: which others are suggested to whoever sells them, and why."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.db.models import Q

from dealwright.catalog.models import Product, ProductRelationship, ProductState, RelationshipKind
from dealwright.core.actor import Actor

ORDER = (
    RelationshipKind.ACCESSORY,
    RelationshipKind.CROSS_SELL,
    RelationshipKind.UP_SELL,
    RelationshipKind.SUBSTITUTE,
)
MOST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A product that goes with one that is there."""

    product: Product
    because_of: Product
    relationship: ProductRelationship


def suggestions(products: Sequence[UUID], actor: Actor) -> list[Suggestion]:
    """What goes with these products, and is not among them; of the last of them first, six at most; one query.

    Only what is sold. A substitute is suggested for what is sold no more.
    """
    present = set(products)
    place = {pk: number for number, pk in enumerate(products)}
    found: dict[UUID, Suggestion] = {}
    each = (one for row in _touching(present, actor) for one in _ways(row, present))
    for one in sorted(each, key=lambda one: _rank(one, place)):
        found.setdefault(one.product.pk, one)
    return list(found.values())[:MOST]


def _touching(present: Collection[UUID], actor: Actor) -> list[ProductRelationship]:
    if not present:
        return []
    leads_there = Q(product__in=present) | Q(related__in=present, is_mutual=True)
    rows = ProductRelationship.objects.visible_to(actor).filter(leads_there)
    joined = rows.select_related("product__unit", "related__unit").order_by("pk")
    return list(joined.fetch_mode(models.FETCH_RAISE))


def _ways(row: ProductRelationship, present: Collection[UUID]) -> list[Suggestion]:
    ways = [(row.product, row.related)]
    if row.is_mutual:
        ways.append((row.related, row.product))
    return [
        Suggestion(product=there, because_of=here, relationship=row)
        for here, there in ways
        if here.pk in present and there.pk not in present and _counts(row, here, there)
    ]


def _counts(row: ProductRelationship, here: Product, there: Product) -> bool:
    is_wanted = row.kind != RelationshipKind.SUBSTITUTE or here.state == ProductState.RETIRED
    return there.is_active and is_wanted


def _rank(one: Suggestion, place: dict[UUID, int]) -> tuple[int, int, str]:
    kind = RelationshipKind(one.relationship.kind)
    return -place[one.because_of.pk], ORDER.index(kind), one.product.code
