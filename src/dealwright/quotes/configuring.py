"""A bundle of a quote as it may be configured: its options, what is chosen of them, and what it would come to. Saves nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from dealwright.catalog import nesting
from dealwright.catalog.bundles import Structure
from dealwright.catalog.models import BundlePart
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, Text
from dealwright.organisation.models import Organisation
from dealwright.quotes import bundling, reckoning
from dealwright.quotes.actions.repricing import ask_taxes, lines_of
from dealwright.quotes.models import Quote, QuoteLine

type Values = Mapping[str, Any]

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A part of the bundle. `net` is what it comes to in this quote, or would if it were chosen; None where nobody can say.

    `wanting` says which rules ask for it, `shut` which forbid it.
    """

    part: BundlePart
    is_chosen: bool
    quantity: Decimal
    net: Decimal | None
    wanting: list[Text]
    shut: list[Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """The options of a bundle in their order, what keeps it from being saved, and what it comes to: by itself, for what is
    chosen, together.
    """

    options: list[Option]
    faults: list[Text]
    own: Decimal
    chosen: Decimal

    @property
    def together(self) -> Decimal:
        return self.own + self.chosen


def configuration(
    line: QuoteLine, chosen: Sequence[Values] | None, *, selling: Organisation, by: Actor, on: date
) -> Configuration:
    """A bundle's line as it would be with this choice; None leaves it as it is. InvalidError as `bundling.configured`."""
    assert line.product  # noqa: S101  it is a bundle
    bundle, structure = line.product.pk, bundling.structure_of([line.product])
    parts = structure.parts_of(bundle)
    tried = _tried(line, chosen, structure, selling=selling, by=by, on=on)
    present = {each.product_id: each for each in tried.direct}
    others = _others(line, tried, parts, structure, selling=selling, by=by, on=on)
    quantities = bundling.chosen_of(tried.head, tried.within)
    found, shut = structure.check(bundle, quantities), structure.shut(bundle, quantities)

    def option(part: BundlePart) -> Option:
        mine = [each for each in found if str(part.product_id) in each.parts]
        return _option(
            part,
            present.get(part.product_id),
            others,
            wanting=[structure.said(bundle, each) for each in mine],
            shut=[structure.said(bundle, each) for each in shut.get(part.product_id, ())],
        )

    return Configuration(
        options=[option(part) for part in parts],
        faults=[structure.said(bundle, each) for each in found],
        own=tried.head.net,
        chosen=sum((each.net for each in tried.within), ZERO),
    )


def with_defaults(
    line: QuoteLine, chosen: Sequence[Values], before: Sequence[UUID]
) -> list[dict[str, Any]]:
    """The choice with what is ticked by itself because of what was not chosen `before`."""
    assert line.product  # noqa: S101  it is a bundle
    bundle, structure = line.product.pk, bundling.structure_of([line.product])
    usual = {part.product_id: part.quantity for part in structure.parts_of(bundle)}
    required = {p.product_id: p.quantity for p in structure.parts_of(bundle) if p.is_required}
    ticked = {row["product"]: row.get("quantity") or usual.get(row["product"]) for row in chosen}
    now = required | {key: quantity for key, quantity in ticked.items() if quantity}
    was = required | {key: usual[key] for key in before if key in usual}
    found = structure.with_defaults(bundle, now, was)
    added = [{"product": key, "quantity": found[key]} for key in found if key not in now]
    return [*(dict(row) for row in chosen), *added]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tried:
    """A bundle's line and all under it, priced within its quote."""

    head: QuoteLine
    direct: list[QuoteLine]
    within: list[QuoteLine]

    def chosen(self) -> list[dict[str, Any]]:
        return [{"product": each.product_id, "quantity": each.per_bundle} for each in self.direct]


def _tried(
    line: QuoteLine,
    chosen: Sequence[Values] | None,
    structure: Structure,
    *,
    selling: Organisation,
    by: Actor,
    on: date,
) -> _Tried:
    quote = line.quote
    lines = lines_of(quote)
    head = next(each for each in lines if each.pk == line.pk)
    if chosen is not None:
        lines = bundling.configured(head, lines, chosen, structure).lines
    _reckon(quote, lines, selling=selling, by=by, on=on)
    return _Tried(
        head=head,
        direct=[each for each in lines if each.part_of_id == head.pk],
        within=nesting.within(head, lines),
    )


def _others(
    line: QuoteLine,
    tried: _Tried,
    parts: Sequence[BundlePart],
    structure: Structure,
    *,
    selling: Organisation,
    by: Actor,
    on: date,
) -> Mapping[UUID | None, QuoteLine]:
    """What is not chosen, as it would be with everything chosen; nothing where that cannot be."""
    present = {each.product_id for each in tried.direct}
    missing = [part for part in parts if part.product_id not in present and part.product.is_active]
    if not missing:
        return {}
    everything = [*tried.chosen(), *({"product": part.product_id} for part in missing)]
    try:
        found = _tried(line, everything, structure, selling=selling, by=by, on=on)
    except InvalidError:
        return {}
    return {each.product_id: each for each in found.direct}


def _reckon(
    quote: Quote, lines: Sequence[QuoteLine], *, selling: Organisation, by: Actor, on: date
) -> None:
    books = reckoning.books_for([(quote, lines)], base_currency=selling.currency, by=by, on=on)
    reckoning.reckon(quote, lines, books, on=on)
    ask_taxes([quote], books)


def _option(
    part: BundlePart,
    line: QuoteLine | None,
    others: Mapping[UUID | None, QuoteLine],
    *,
    wanting: list[Text],
    shut: list[Text],
) -> Option:
    shown = line or others.get(part.product_id)
    return Option(
        part=part,
        is_chosen=line is not None,
        quantity=line.per_bundle if line and line.per_bundle else part.quantity,
        net=shown.net if shown and shown.steps else None,
        wanting=wanting,
        shut=shut,
    )
