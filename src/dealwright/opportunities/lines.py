"""From what was given for the lines of a deal to whole lines: product, description, price and amount."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dealwright.catalog.models import Product
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.opportunities import openings, prices
from dealwright.opportunities.amounts import line_amount
from dealwright.opportunities.models import Opportunity, OpportunityLine
from dealwright.opportunities.prices import Wanted
from dealwright.records import registry, writing

type Values = Mapping[str, Any]

COLUMNS = (
    "position",
    "product_id",
    "description",
    "quantity",
    "unit_price",
    "is_price_typed",
    "discount",
    "amount",
    "per_bundle",
    "is_required",
    "is_included",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A line about to be written, what was given for it, and how it was (None: it is new)."""

    line: OpportunityLine
    given: Values
    before: Values | None = None

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def differs(self) -> bool:
        return self.before is None or self.before != snapshot(self.line)

    def changes(self, name: str) -> bool:
        """Whether this column is another than it was."""
        return self.before is None or self.before[name] != getattr(self.line, name)


def snapshot(line: OpportunityLine) -> Values:
    """The values of a line that matter."""
    return {name: getattr(line, name) for name in COLUMNS}


def fill(deal: Opportunity, drafts: Sequence[Draft], *, mode: str, by: Actor, on: date) -> None:
    """Complete the lines of these drafts in place; InvalidError by field, InvalidRowsError for several."""
    products = _products(drafts, by=by)
    writing.each(drafts, lambda draft: _describe(draft, products))
    unpriced = [draft for draft in drafts if _wants_price(draft)]
    wanted = [
        Wanted(product=products[draft.line.product_id], quantity=draft.line.quantity)
        for draft in unpriced
        if draft.line.product_id
    ]
    found = prices.unit_prices(deal, wanted, by=by, on=on)
    for draft, unit_price in zip(unpriced, found, strict=True):
        draft.line.unit_price = unit_price
    writing.each(drafts, lambda draft: _reckon(draft.line, mode, deal.currency))


def _products(drafts: Sequence[Draft], *, by: Actor) -> dict[UUID | None, Product]:
    """The products these drafts name or have, as far as the actor may read them; one query."""
    keys = {openings.key_of(draft.given.get("product")) for draft in drafts}
    keys |= {draft.line.product_id for draft in drafts}
    keys.discard(None)
    if not keys:
        return {}
    rows = registry.of(Product).rows(by).select_related("unit")
    return {row.pk: row for row in rows.filter(pk__in=keys)}


def _describe(draft: Draft, products: Mapping[UUID | None, Product]) -> None:
    line, given = draft.line, draft.given
    if "product" in given:
        line.product_id = openings.key_of(given["product"])
    product = products.get(line.product_id)
    if draft.changes("product_id"):
        _refuse_unavailable(line, product)
        line.description = product.name if product else ""
    line.description = (given.get("description") or line.description).strip()
    if not line.description:
        raise InvalidError({"description": _("Name a product, or say what it is.")})
    line.quantity = _positive(given.get("quantity"), line.quantity)
    if product:
        _refuse_fractions(line.quantity, product)
    line.discount = _not_negative("discount", given.get("discount", line.discount))
    _take_price(draft)


NOT_SOLD = _("This product is not sold: it is %(state)s. Choose another.")


def _refuse_unavailable(line: OpportunityLine, product: Product | None) -> None:
    if line.product_id and product is None:
        raise InvalidError({"product": _("There is no such product, or you may not see it.")})
    if product and not product.is_active:
        raise InvalidError({"product": NOT_SOLD % {"state": product.get_state_display()}})


def _take_price(draft: Draft) -> None:
    """A price that is given is typed. Without one a product takes the list's; what is written in must have one."""
    line, given = draft.line, draft.given
    if given.get("unit_price") is not None:
        line.unit_price = _not_negative("unit_price", given["unit_price"])
        line.is_price_typed = True
    elif line.product_id:
        asked_again = "unit_price" in given or draft.changes("product_id")
        line.is_price_typed = line.is_price_typed and not asked_again
    elif draft.is_new or "unit_price" in given:
        raise InvalidError({"unit_price": _("What is written in needs a price.")})
    else:
        line.is_price_typed = True


def _wants_price(draft: Draft) -> bool:
    if draft.line.is_price_typed or draft.line.is_included:
        return False
    return any(draft.changes(name) for name in ("product_id", "quantity", "is_price_typed"))


def _reckon(line: OpportunityLine, mode: str, currency: str) -> None:
    line.amount = line_amount(
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount=line.discount,
        mode=mode,
        currency=currency,
    )


def _positive(given: Decimal | None, present: Decimal) -> Decimal:
    quantity = present if given is None else given
    if quantity <= 0:
        raise InvalidError({"quantity": _("A quantity is greater than zero.")})
    return quantity


def _not_negative(name: str, value: Decimal | None) -> Decimal:
    value = Decimal(0) if value is None else value
    if value < 0:
        raise InvalidError({name: _("This is zero or more.")})
    return value


def _refuse_fractions(quantity: Decimal, product: Product) -> None:
    if quantity != round(Decimal(quantity), product.unit.decimals):
        sentence = _("%(unit)s is counted with %(decimals)s decimals.") % {
            "unit": product.unit.name,
            "decimals": product.unit.decimals,
        }
        raise InvalidError({"quantity": sentence})
