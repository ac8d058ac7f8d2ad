"""Bundles on a deal: the line of a bundle, and its parts under it, which follow its quantity. Saves nothing.

Parts stand at the place of their bundle, in the order in which they came.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dealwright.catalog import bundles, nesting
from dealwright.catalog.bundles import Piece
from dealwright.catalog.models import Product, ProductKind
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotFoundError, refuse_unless
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.opportunities.lines import Draft, snapshot
from dealwright.opportunities.models import Opportunity, OpportunityLine
from dealwright.opportunities.openings import key_of

type Values = Mapping[str, Any]

PRODUCT = "catalog.product"
LARGEST = Decimal(10) ** 10  # the column of quantities holds less


def drafts_of_parts(deal: Opportunity, drafts: Sequence[Draft]) -> list[Draft]:
    """What becomes of parts when lines are written: those of new bundles, and those that follow a changed one.

    InvalidError: a part that is sold no more, a quantity that its unit cannot take.
    """
    return [*_of_new(drafts), *_of_changed(deal, drafts)]


def optional_part(
    deal: Opportunity, values: Values, line: OpportunityLine, *, by: Actor
) -> list[Draft]:
    """An optional part, put on this new line under the bundle that `part_of` names, with its own parts if it is a bundle.

    `quantity` is that in one bundle; left out, as the bundle says. InvalidError: what is no bundle's line, no part of
    it, there already, or does not go with what is; what the actor may not see.
    """
    if not access.may(by, Privilege.READ, PRODUCT):
        raise InvalidError({"product": _("There is no such product, or you may not see it.")})
    head = _bundle_line(deal, values["part_of"])
    assert head.product  # noqa: S101  it is a bundle
    if not values.get("product"):
        raise InvalidError({"product": _("Say which part.")})
    product = UUID(str(key_of(values["product"])))
    if deal.lines.filter(part_of=head, product=product).exists():
        raise InvalidError({"product": _("The bundle has this part already.")})
    structure = bundles.read({head.product.pk})
    wanted = bundles.wanted(head.product, structure, {product: values.get("quantity")})
    present = deal.lines.filter(part_of=head).values_list("product_id", "per_bundle")
    there = {pk: quantity for pk, quantity in present if quantity}
    together = {**there, product: wanted[product]}
    wrong = structure.check(head.product.pk, together)
    structure.refuse(head.product.pk, (found for found in wrong if found.is_impossible))
    pieces = bundles.unfold(head.product.pk, structure, {product: wanted[product]})
    line.position = head.position
    first, *others = _under(head, pieces, line)
    typed = {name: value for name, value in values.items() if name in {"unit_price", "discount"}}
    return [Draft(line=first.line, given={**typed, **first.given}), *others]


def refuse_change(line: OpportunityLine, values: Values) -> None:
    """InvalidError for what a part has from its bundle, and for another product where bundles are at stake."""
    product = key_of(values.get("product", line.product_id))
    if product != line.product_id and (line.part_of_id or _is_bundle({product, line.product_id})):
        raise InvalidError({"product": _("Remove this line, and add the other product.")})
    fixed = {"quantity", *(("unit_price", "discount") if line.is_included else ())}
    if line.part_of_id:
        wrong = [n for n in fixed if values.get(n) not in (None, getattr(line, n))]
        if wrong:
            sentence = _("A part has this from its bundle. Change the bundle.")
            raise InvalidError(dict.fromkeys(wrong, sentence))


def refuse_removal(line: OpportunityLine) -> None:
    """RefusedError for a part that its bundle requires."""
    refuse_unless(
        not line.is_required,
        _("This is a required part of its bundle."),
        remedy=_("Remove the bundle; its parts go with it."),
        code="required_part",
    )


def with_parts(
    lines: Sequence[OpportunityLine], present: Sequence[OpportunityLine]
) -> list[OpportunityLine]:
    """These lines and all under them."""
    found = {each.pk: each for line in lines for each in (line, *nesting.within(line, present))}
    return [*found.values()]


def _is_bundle(products: set[UUID | None]) -> bool:
    return bool(_bundles(products))


def _bundles(products: set[UUID | None]) -> set[UUID]:
    keys = [pk for pk in products if pk]
    rows = Product.objects.filter(pk__in=keys, kind=ProductKind.BUNDLE)
    return set(rows.values_list("pk", flat=True))


def _bundle_line(deal: Opportunity, pk: UUID) -> OpportunityLine:
    found = deal.lines.select_related("product").filter(pk=pk).first()
    if found is None:
        raise NotFoundError(_("This line is gone."), remedy=_("Reload the page."))
    if not (found.product and found.product.is_bundle) or found.part_of_id:
        raise InvalidError({"part_of": _("Only bundles have parts.")})
    return found


def _of_new(drafts: Sequence[Draft]) -> Iterator[Draft]:
    new = [draft.line for draft in drafts if draft.is_new and not draft.line.part_of_id]
    keys = _bundles({line.product_id for line in new}) if new else set()
    structure = bundles.read(keys)
    for line in new:
        if line.product_id in keys:
            yield from _under(line, bundles.unfold(line.product_id, structure))


def _under(
    head: OpportunityLine, pieces: Sequence[Piece], first: OpportunityLine | None = None
) -> list[Draft]:
    """The pieces of a bundle on lines of their own, the first of them on a line that is there."""
    lines: list[OpportunityLine] = []
    for piece in pieces:
        above = head if piece.inside is None else lines[piece.inside]
        lines.append(_part(above, piece, first if not lines and first else _beside(head)))
    return [
        Draft(line=line, given={"product": line.product_id, "quantity": line.quantity})
        for line in lines
    ]


def _beside(head: OpportunityLine) -> OpportunityLine:
    """A new line at the same place, stamped as this one."""
    stamps = ("position", "created_at", "created_by_id", "modified_at", "modified_by_id")
    return OpportunityLine(
        opportunity_id=head.opportunity_id,
        discount=Decimal(0),
        unit_price=Decimal(0),
        **{name: getattr(head, name) for name in stamps},
    )


def _part(above: OpportunityLine, piece: Piece, line: OpportunityLine) -> OpportunityLine:
    if not piece.product.is_active:
        sentence = _("Its part %(part)s is not sold any more.") % {"part": piece.product}
        raise InvalidError({"product": sentence})
    line.part_of = above
    line.per_bundle = piece.quantity
    line.is_required = piece.part.is_required
    line.is_included = piece.part.is_included
    line.product_id = piece.product.pk
    line.unit_price = Decimal(0)
    line.quantity = _quantity(above, piece.quantity, piece.product)
    return line


def _quantity(above: OpportunityLine, per_bundle: Decimal, product: Product) -> Decimal:
    quantity = above.quantity * per_bundle
    if quantity != round(quantity, product.unit.decimals) or quantity >= LARGEST:
        sentence = _("%(part)s does not come in %(quantity)s %(unit)s.")
        said = {"part": product, "quantity": f"{quantity.normalize():f}", "unit": product.unit}
        raise InvalidError({"quantity": sentence % said})
    return quantity


def _of_changed(deal: Opportunity, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Parts of lines whose quantity or place changed."""
    changed = [
        draft.line
        for draft in drafts
        if not draft.is_new and (draft.changes("quantity") or draft.changes("position"))
    ]
    if not changed:
        return
    rows = deal.lines.filter(part_of__isnull=False).select_related("product__unit")
    parts = list(rows.order_by("position", "pk"))
    named = {draft.line.pk for draft in drafts}
    for head in changed:
        above = {head.pk: head}
        for part in nesting.within(head, parts):
            assert part.part_of_id  # noqa: S101  it is a part
            above[part.pk] = part
            if part.pk not in named:
                yield _following(part, above[part.part_of_id])


def _following(part: OpportunityLine, above: OpportunityLine) -> Draft:
    assert part.per_bundle  # noqa: S101  it is a part
    assert part.product  # noqa: S101  of the catalogue
    before = snapshot(part)
    part.position = above.position
    part.quantity = _quantity(above, part.per_bundle, part.product)
    return Draft(line=part, given={"quantity": part.quantity}, before=before)
