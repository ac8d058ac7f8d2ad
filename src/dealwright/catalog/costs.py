"""What products cost on a day: the rows that state a cost for a time and, where there is none, the product's own column.

However many products: one statement.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from dealwright.catalog.models import CostKind, Product, ProductCost
from dealwright.catalog.pricing import Rule

OPEN = "…"  # a day that is missing


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost per unit in the base currency, None where it is not known; by the row that states it, if one does."""

    amount: Decimal | None = None
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Costs:
    """The costs of a product; None where no row states one for the day."""

    current: Cost | None = None
    standard: Cost | None = None

    def over(self, product: Product) -> "Known":
        """These costs and, for those that are missing, the product's own."""
        return Known(
            self.current or Cost(product.current_cost), self.standard or Cost(product.standard_cost)
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What is known in the end of the costs of a product."""

    current: Cost
    standard: Cost


UNDATED = Costs()


def on_day(products: Iterable[UUID], on: date) -> dict[UUID, Costs]:
    """What rows state of the costs of these products for a day; products of which none does are left out."""
    wanted = list(products)
    if not wanted:
        return {}
    has_begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    goes_on = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    found: dict[UUID, dict[str, Cost]] = defaultdict(dict)
    for row in ProductCost.objects.filter(has_begun, goes_on, product__any_of=wanted).order_by(
        "pk"
    ):
        found[row.product_id][row.kind] = Cost(row.amount, rule_of(row))
    return {
        product: Costs(by_kind.get(CostKind.CURRENT), by_kind.get(CostKind.STANDARD))
        for product, by_kind in found.items()
    }


def of_product(product: Product, on: date) -> Known:
    """What one product costs on a day."""
    return on_day([product.pk], on).get(product.pk, UNDATED).over(product)


def rule_of(row: ProductCost) -> Rule:
    """A row as a price names it: its amount and its days."""
    name = f"{row.amount.normalize():f}"
    if row.valid_from or row.valid_to:
        name += f" ({row.valid_from or OPEN} to {row.valid_to or OPEN})"
    return Rule(str(row.pk), row.version, name, row._meta.label_lower)
