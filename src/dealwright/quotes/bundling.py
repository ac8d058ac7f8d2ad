"""Bundles on a quote: the line of a bundle, and its parts under it, which follow its quantity. Saves nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dealwright.catalog import bundles, inheriting, nesting
from dealwright.catalog.bundles import Piece, Structure
from dealwright.catalog.models import Product
from dealwright.core.errors import InvalidError, Text, refuse_unless
from dealwright.quotes import composing
from dealwright.quotes.models import QuoteLine
from dealwright.quotes.openings import key_of

type Values = Mapping[str, Any]

SAME = ("section", "choice", "group", "is_chosen", "billing")
FOLLOWS = ("quantity", *SAME)  # what a part has from its bundle
OF_PARTS = ("per_bundle", "is_required", "is_included")
PRICED = ("unit_price", "discount")
LARGEST = Decimal(10) ** 10  # the column of quantities holds less


@dataclass(frozen=True, slots=True, kw_only=True)
class Configured:
    """The lines of a quote after a bundle on it was configured, in their order."""

    lines: list[QuoteLine]
    added: list[QuoteLine]
    gone: list[QuoteLine]


def structure_of(products: Iterable[Product]) -> Structure:
    """What the bundles among these products are made of."""
    return bundles.read({product.pk for product in products if product.is_bundle})


def structure_for_new(products: Iterable[Product]) -> Structure:
    """As `structure_of`, with the properties of all parts read at once, for lines that are to be made of them."""
    structure = structure_of(products)
    inheriting.attach(part.product for parts in structure.parts.values() for part in parts)
    return structure


def parts_of(
    head: QuoteLine, chosen: Sequence[Values] | None, structure: Structure
) -> list[QuoteLine]:
    """The lines under a new line: none, or what its bundle requires and what was `chosen` of it; None takes what comes by
    itself.

    InvalidError: parts chosen of what is no bundle, as `bundles.wanted`, a part that is sold no more, parts that do not
    go together. What is missing may still come: activation asks for it.
    """
    if not (head.product and head.product.is_bundle):
        _refuse_parts(chosen)
        return []
    given = _by_product(chosen or ())
    wanted = structure.usual(head.product.pk)
    if chosen is not None:
        wanted = bundles.wanted(head.product, structure, _quantities(given))
    findings = structure.check(head.product.pk, wanted)
    structure.refuse(head.product.pk, (found for found in findings if found.is_impossible))
    made = _made(head, bundles.unfold(head.product.pk, structure, wanted))
    _put_prices(head, made, given)
    return made


def keep_place(line: QuoteLine, original: QuoteLine, copies: dict[UUID, QuoteLine]) -> None:
    """Put the copy of a line among the `copies` so far, by their originals: a part under the copy of its bundle."""
    copies[original.pk] = line
    if original.part_of_id in copies:
        line.part_of = copies[original.part_of_id]
        for name in OF_PARTS:
            setattr(line, name, getattr(original, name))
    if line.is_included:
        line.margin_floor = None


def configured(
    head: QuoteLine, lines: Sequence[QuoteLine], chosen: Sequence[Values], structure: Structure
) -> Configured:
    """The lines after exactly these optional parts were chosen for the bundle of a line; what stays keeps its price.

    InvalidError as `parts_of`.
    """
    if not (head.product and head.product.is_bundle):
        raise InvalidError({"parts": _("Only bundles have parts.")})
    given = _by_product(chosen)
    wanted = bundles.wanted(head.product, structure, _quantities(given))
    present = {line.product_id: line for line in lines if line.part_of_id == head.pk}
    gone = [
        each
        for pk, line in present.items()
        if pk not in wanted
        for each in (line, *nesting.within(line, lines))
    ]
    missing = {pk: quantity for pk, quantity in wanted.items() if pk not in present}
    added = _made(head, bundles.unfold(head.product.pk, structure, missing))
    kept = [line for line in lines if line not in gone]
    for pk, quantity in wanted.items():
        if pk in present:
            present[pk].per_bundle = quantity
    together = [*kept, *added]
    _put_prices(head, together, given)
    follow(head, together)
    return Configured(lines=_in_order(head, together, structure), added=added, gone=gone)


def follow(head: QuoteLine, lines: Sequence[QuoteLine]) -> list[QuoteLine]:
    """Bring the parts of a bundle in step with its line; returns those. InvalidError: a quantity their units cannot take."""
    parts = nesting.within(head, lines)
    above = {line.pk: line for line in (head, *parts)}
    for part in parts:
        assert part.part_of_id  # noqa: S101  each is a part
        _take_from(part, above[part.part_of_id])
    return parts


def chosen_of(head: QuoteLine, lines: Iterable[QuoteLine]) -> dict[UUID, Decimal]:
    """How many of each part are in one bundle of this line, by product."""
    return {
        line.product_id: line.per_bundle
        for line in lines
        if line.part_of_id == head.pk and line.product_id and line.per_bundle
    }


def findings(lines: Sequence[QuoteLine], structure: Structure) -> dict[UUID, list[Text]]:
    """What is wrong with the bundles among these lines, by line, in sentences that name the rules."""
    found: dict[UUID, list[Text]] = {}
    for head in lines:
        if head.product_id and head.product_id in structure.parts:
            wrong = structure.check(head.product_id, chosen_of(head, lines))
            if wrong:
                found[head.pk] = [structure.said(head.product_id, each) for each in wrong]
    return found


def refuse_change(line: QuoteLine, values: Values) -> None:
    """InvalidError for what cannot be typed on a part, having it from its bundle."""
    if not line.part_of_id:
        return
    fixed = {*FOLLOWS, *(PRICED if line.is_included else ())}
    typed = [name for name in values if name in fixed and values[name] != getattr(line, name)]
    if typed:
        raise InvalidError(
            {name: _("A part has this from its bundle. Change the bundle.") for name in typed}
        )


def refuse_removal(line: QuoteLine) -> None:
    """RefusedError for a part that its bundle requires."""
    refuse_unless(
        not line.is_required,
        _("This is a required part of its bundle."),
        remedy=_("Remove the bundle; its parts go with it."),
        code="required_part",
    )


def _refuse_parts(chosen: Sequence[Values] | None) -> None:
    if chosen:
        raise InvalidError({"parts": _("Only bundles have parts.")})


def _by_product(chosen: Sequence[Values]) -> dict[UUID, Values]:
    given = {key_of(row["product"]): row for row in chosen}
    if len(given) < len(chosen):
        raise InvalidError({"parts": _("A part is named twice.")})
    return given


def _quantities(given: Mapping[UUID, Values]) -> dict[UUID, Decimal | None]:
    return {pk: row.get("quantity") for pk, row in given.items()}


def _made(head: QuoteLine, pieces: Sequence[Piece]) -> list[QuoteLine]:
    """New lines for the pieces of a bundle, under its line."""
    composing.refuse_too_many(len(pieces))
    inheriting.attach(p.product for p in pieces if p.product.known_properties is None)
    made: list[QuoteLine] = []
    for piece in pieces:
        made.append(_part(head if piece.inside is None else made[piece.inside], piece))
    return made


def _part(above: QuoteLine, piece: Piece) -> QuoteLine:
    line = QuoteLine(
        quote=above.quote,
        position=0,
        part_of=above,
        per_bundle=piece.quantity,
        is_required=piece.part.is_required,
        is_included=piece.part.is_included,
        unit_price=Decimal(0),
    )
    composing.take_product(line, composing.offered(piece.product, field="parts"))
    composing.choose(line, {})
    if line.is_included:
        line.margin_floor = None  # the price of the bundle pays for it
    _take_from(line, above)
    return line


def _take_from(part: QuoteLine, above: QuoteLine) -> None:
    assert part.per_bundle  # noqa: S101  each part has its quantity
    for name in SAME:
        setattr(part, name, getattr(above, name))
    part.quantity = above.quantity * part.per_bundle
    sentence = composing.wrong_quantity(part)
    if part.quantity >= LARGEST:
        sentence = _("The quantity is too large.")
    if sentence:
        told = {"part": part.name, "wrong": sentence}
        raise InvalidError({"quantity": _("%(part)s: %(wrong)s") % told})


def _put_prices(head: QuoteLine, lines: Iterable[QuoteLine], given: Mapping[UUID, Values]) -> None:
    """Put on the bundle's own parts what was typed for them."""
    for line in lines:
        row = given.get(line.product_id) if line.product_id else None
        if row and line.part_of_id == head.pk:
            typed = {name: row[name] for name in PRICED if row.get(name) is not None}
            refuse_change(line, typed)
            composing.put(line, typed)


def _in_order(head: QuoteLine, lines: Sequence[QuoteLine], structure: Structure) -> list[QuoteLine]:
    """The parts of the bundle as it names them."""
    assert head.product_id  # noqa: S101  it is a bundle
    place = {part.product_id: n for n, part in enumerate(structure.parts_of(head.product_id))}
    own = [line for line in lines if line.part_of_id == head.pk]
    others = [line for line in lines if line.part_of_id != head.pk]
    own.sort(key=lambda line: place.get(line.product_id, len(place)))  # type: ignore[arg-type]
    return nesting.in_order([*others, *own])
