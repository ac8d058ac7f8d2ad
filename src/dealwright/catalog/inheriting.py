"""Which properties a product has: its own, and those of its family and all above it, after what overrides them.

However many products: one statement for the families above theirs, one for properties, one each for their choices
and overrides. Of two properties of one name the nearest to the product counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from django.db import connection, models
from django.db.models import Q

from dealwright.catalog import properties
from dealwright.catalog.models import (
    Instead,
    Priced,
    Product,
    ProductFamily,
    ProductProperty,
    PropertyChoice,
    PropertyOverride,
    TaxClass,
)
from dealwright.catalog.properties import Choice, Effect, Property

LINES = """
WITH RECURSIVE line AS (
    SELECT id AS foot, id, parent_id, tax_class_id, 0 AS depth FROM catalog_productfamily WHERE id = ANY(%s)
    UNION ALL
    SELECT foot, up.id, up.parent_id, up.tax_class_id, depth + 1 FROM catalog_productfamily up JOIN line ON up.id = line.parent_id
)
SELECT foot, id, tax_class_id FROM line ORDER BY foot, depth
"""
BELOW = """
WITH RECURSIVE below AS (
    SELECT id FROM catalog_productfamily WHERE id = %s
    UNION SELECT down.id FROM catalog_productfamily down JOIN below ON down.parent_id = below.id
)
SELECT id FROM below
"""

type Lineage = Mapping[UUID, Sequence[UUID]]  # each family with those above it, the nearest first


def lineage(families: Iterable[UUID | None]) -> Lineage:
    """These families, each with itself and those above it; a statement only where there is a family."""
    return tree(families).lines


@dataclass(frozen=True, slots=True)
class Tree:
    """Some families with those above them, and the tax classes of those that have one."""

    lines: Lineage
    tax_classes: Mapping[UUID, UUID]

    def taxed_by(self, product: Product) -> tuple[UUID | None, UUID | None]:
        """The tax class of a product, and the family that it has it from; of its own it has it from none."""
        if product.tax_class_id or not product.family_id:
            return product.tax_class_id, None
        line = self.lines.get(product.family_id, ())
        family = next((family for family in line if family in self.tax_classes), None)
        return (self.tax_classes[family], family) if family else (None, None)


def tree(families: Iterable[UUID | None]) -> Tree:
    """As `lineage`, with tax classes, in the same statement."""
    wanted = sorted({family for family in families if family})
    if not wanted:
        return Tree({}, {})
    lines: dict[UUID, list[UUID]] = defaultdict(list)
    tax_classes: dict[UUID, UUID] = {}
    with connection.cursor() as cursor:
        cursor.execute(LINES, [wanted])
        for family, above, tax_class in cursor.fetchall():
            lines[family].append(above)
            if tax_class:
                tax_classes[above] = tax_class
    return Tree(lines, tax_classes)


def tax_class_of(product: Product) -> tuple[TaxClass | None, ProductFamily | None]:
    """The tax class of one product, and the family that it has it from, where it has none of its own."""
    if product.tax_class_id or not product.family_id:
        return product.tax_class, None
    _tax_class, family = tree([product.family_id]).taxed_by(product)
    if family is None:
        return None, None
    found = ProductFamily.objects.select_related("tax_class").get(pk=family)
    return found.tax_class, found


def below(family: UUID) -> list[UUID]:
    """A family and all below it."""
    with connection.cursor() as cursor:
        cursor.execute(BELOW, [family])
        return [pk for (pk,) in cursor.fetchall()]


def of_products(products: Iterable[Product]) -> dict[UUID, list[Property]]:
    """The properties of each product, those of the highest family first."""
    found = list(products)
    lines = lineage(product.family_id for product in found)
    shelf = _Shelf({family for line in lines.values() for family in line}, [p.pk for p in found])
    return {product.pk: shelf.properties(_way_down(product, lines)) for product in found}


def attach(products: Iterable[Product]) -> None:
    """Set the properties of products on the rows, as `known_properties`."""
    found = list(products)
    known = of_products(found) if found else {}
    for product in found:
        product.known_properties = known[product.pk]


def _way_down(product: Product, lines: Lineage) -> list[UUID]:
    """From the highest family down to the product itself."""
    above = lines.get(product.family_id, ()) if product.family_id else ()
    return [*reversed(above), product.pk]


def of_family(family: ProductFamily) -> list[Property]:
    """The properties that products of a family have by it."""
    line = lineage([family.pk])[family.pk]
    return _Shelf(set(line), []).properties([*reversed(line)])


class _Shelf:
    """The properties, choices and overrides of some families and products, by whoever has them."""

    def __init__(self, families: Iterable[UUID], products: Iterable[UUID]) -> None:
        held = Q(family__in=list(families)) | Q(product__in=list(products))
        rows = ProductProperty.objects.filter(held).select_related("family", "product")
        choices = models.Prefetch(
            "choices", PropertyChoice.objects.order_by("position", "name", "pk")
        )
        self.own: dict[UUID, list[ProductProperty]] = defaultdict(list)
        for row in rows.prefetch_related(choices).order_by("position", "name", "pk"):
            self.own[_holder(row)].append(row)
        self.overrides: dict[UUID, list[PropertyOverride]] = defaultdict(list)
        for each in PropertyOverride.objects.filter(held).order_by("pk") if self.own else ():
            self.overrides[_holder(each)].append(each)

    def properties(self, line: Sequence[UUID]) -> list[Property]:
        """The properties at the end of a line that leads from the highest family down."""
        found: dict[str, Property] = {}
        for holder in line:
            for override in self.overrides.get(holder, ()):
                _override(found, override)
            for row in self.own.get(holder, ()):
                found.pop(row.name.casefold(), None)
                found[row.name.casefold()] = _property(row, is_own=holder == line[-1])
        return list(found.values())


def _holder(row: ProductProperty | PropertyOverride) -> UUID:
    holder = row.family_id or row.product_id
    assert holder  # noqa: S101  a constraint says so
    return holder


def _override(found: dict[str, Property], override: PropertyOverride) -> None:
    """Put what an override says over the property as it came from further up."""
    for key, known in found.items():
        if known.id == str(override.property_id):
            said = {name: getattr(override, name) == Instead.YES for name in _said(override)}
            default = override.default or known.default
            found[key] = replace(known, **said, default=default, is_overridden=True)


def _said(override: PropertyOverride) -> list[str]:
    return [
        name for name in ("is_required", "is_hidden", "is_read_only") if getattr(override, name)
    ]


def _property(row: ProductProperty, *, is_own: bool) -> Property:
    return Property(
        id=str(row.pk),
        version=row.version,
        name=row.name,
        kind=properties.Kind(row.kind),
        unit=row.unit,
        is_required=row.is_required,
        is_hidden=row.is_hidden,
        is_read_only=row.is_read_only,
        default=row.default,
        minimum=row.minimum,
        maximum=row.maximum,
        effect=_effect(row),
        choices=tuple(
            Choice(id=str(each.pk), name=each.name, effect=_effect(each))
            for each in row.choices.all()
        ),
        source=str(row.family or row.product),
        is_own=is_own,
    )


def _effect(row: Priced) -> Effect:
    return Effect(**{name: getattr(row, name) or Decimal(0) for name in properties.EFFECTS})
