"""Bundles of the sample with their rules, and what goes with its products: a sorter, and what may be added to it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from dealwright.catalog import actions as catalog
from dealwright.catalog.models import Product
from dealwright.core.actor import Actor
from dealwright.quotes import actions as quotes
from dealwright.quotes.models import Quote

CABINET = ("CC-2400", "Control cabinet, 24 V", 6400, 4100)
SORTER = ("SET-SORT", "Sorter, complete", 98500, 21500)
STATION = ("SET-PACK", "Packing station, complete", 9800, 900)
LINE = ("SET-LINE", "Outbound line", 142000, 18000)
REQUIRED = {"is_required": True, "is_included": True}
OPTIONAL = {"is_required": False, "is_included": False}
PARTS: Sequence[tuple[str, str, int, str, Mapping[str, bool]]] = (
    ("Sorter, complete", "Cross-belt sorter module", 2, "", REQUIRED),
    ("Sorter, complete", "Control cabinet, 24 V", 1, "", REQUIRED),
    ("Sorter, complete", "Induction station", 1, "", REQUIRED),
    ("Sorter, complete", "Six-sided barcode tunnel", 1, "Scanning", OPTIONAL),
    ("Sorter, complete", "Vision camera", 2, "Scanning", OPTIONAL),
    ("Sorter, complete", "Gravity chute, spiral", 8, "Exits", OPTIONAL),
    ("Sorter, complete", "Commissioning on site", 5, "Services", OPTIONAL),
    ("Packing station, complete", "Packing station", 1, "", REQUIRED),
    ("Packing station, complete", "Label printer and applicator", 1, "", REQUIRED),
    ("Packing station, complete", "Carton erector", 1, "", OPTIONAL),
    ("Outbound line", "Sorter, complete", 1, "", REQUIRED),
    ("Outbound line", "Packing station, complete", 4, "", REQUIRED),
    ("Outbound line", "Dock leveller", 2, "", OPTIONAL),
)
GOES_WITH = (
    ("AMR, 600 kg", "Charging station", "accessory", "One for three vehicles."),
    ("Cross-belt sorter module", "Six-sided barcode tunnel", "accessory", "Reads labels on all six sides."),
    ("Cross-belt sorter module", "Sorter, complete", "up_sell", "With cabinet and induction, at a better price."),
    ("Packing station", "Label printer and applicator", "cross_sell", "Labels where parcels are packed."),
    ("Six-sided barcode tunnel", "Vision camera", "substitute", "Reads one side."),
    ("Depalletiser cell", "Operator training", "cross_sell", ""),
)  # fmt: skip

RULES: Sequence[Mapping[str, Any]] = (
    {"name": "A tunnel reads with cameras", "kind": "requires", "when": "Six-sided barcode tunnel", "product": "Vision camera"},
    {"name": "Cameras come with the tunnel", "kind": "default", "when": "Six-sided barcode tunnel", "product": "Vision camera"},
    {"name": "Twelve chutes at most", "kind": "at_most", "group": "Exits", "amount": Decimal(12)},
    {"name": "Chutes are set up by us", "kind": "requires", "when": "Gravity chute, spiral", "product": "Commissioning on site"},
)  # fmt: skip


def assemble(units: Mapping[str, UUID], *, tax: Decimal, by: Actor, at: datetime) -> list[Product]:
    """Add the bundles and say what goes with what, as far as the sample has it; returns what was added."""
    rows = [_row(CABINET, units, "goods", tax)]
    rows += [_row(found, units, "bundle", tax) for found in (SORTER, STATION, LINE)]
    made = catalog.create_products(rows, by=by, at=at)
    known = {product.name: product for product in Product.objects.order_by("-code")}
    catalog.create_bundle_parts(
        [
            {
                "bundle": known[bundle],
                "product": known[part],
                "quantity": Decimal(quantity),
                "group": group,
                "position": position,
                **how,
            }
            for position, (bundle, part, quantity, group, how) in enumerate(PARTS)
            if part in known
        ],
        by=by,
        at=at,
    )
    catalog.create_configuration_rules(
        [
            {
                **rule,
                "bundle": known[SORTER[1]],
                **{link: known[rule[link]] for link in ("when", "product") if link in rule},
            }
            for rule in RULES
            if {rule.get("when", CABINET[1]), rule.get("product", CABINET[1])} <= known.keys()
        ],
        by=by,
        at=at,
    )
    catalog.create_product_relationships(
        [
            {"product": known[one], "related": known[other], "kind": kind, "reason": reason}
            for one, other, kind, reason in GOES_WITH
            if one in known and other in known
        ],
        by=by,
        at=at,
    )
    return made


def _row(
    found: tuple[str, str, int, int], units: Mapping[str, UUID], kind: str, tax: Decimal
) -> dict[str, Any]:
    code, name, price, cost = found
    return {
        "code": code,
        "name": name,
        "kind": kind,
        "unit": units["set" if kind == "bundle" else "pc"],
        "list_price": Decimal(price),
        "current_cost": Decimal(cost),
        "tax_rate": tax,
    }


def offer(quote: Quote, *, by: Actor, at: datetime) -> None:
    """Put a bundle with two of its options on a draft."""
    sorter = Product.objects.get(code=SORTER[0])
    options = sorter.parts.filter(is_required=False).order_by("position")[:2]
    chosen = [{"product": part.product_id} for part in options]
    row = {"product": sorter.pk, "quantity": Decimal(1), "section": "Sortation", "parts": chosen}
    quotes.add_lines(quote, [row], by=by, at=at)
