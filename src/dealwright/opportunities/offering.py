"""What may still be chosen of the bundles on a deal."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from dealwright.catalog import bundles
from dealwright.catalog.models import Product
from dealwright.opportunities.models import OpportunityLine


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionalPart:
    """A product that may be added under the line of a bundle."""

    product: Product
    line: OpportunityLine


def optional_parts(lines: Sequence[OpportunityLine]) -> list[OptionalPart]:
    """The optional parts of the bundles among these lines that are sold and not chosen yet; two statements, or none."""
    heads = [line for line in lines if line.product and line.product.is_bundle]
    structure = bundles.read({line.product_id for line in heads if line.product_id})
    present = {(line.part_of_id, line.product_id) for line in lines}
    return list(_missing([line for line in heads if not line.part_of_id], structure, present))


def _missing(
    heads: Sequence[OpportunityLine],
    structure: bundles.Structure,
    present: Collection[tuple[UUID | None, UUID | None]],
) -> Iterator[OptionalPart]:
    for line in heads:
        for part in structure.parts_of(line.product_id) if line.product_id else ():
            if part.product.is_active and (line.pk, part.product_id) not in present:
                yield OptionalPart(product=part.product, line=line)
