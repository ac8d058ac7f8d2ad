"""What bundles hold, at any depth, and how it goes together: read in three statements, unfolded into what a document needs."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dealwright.catalog import configuring
from dealwright.catalog.configuring import Finding, Measure, Part, Rule, RuleKind
from dealwright.catalog.models import BundlePart, ConfigurationRule, Product
from dealwright.core.errors import InvalidError, Text

type Quantities = Mapping[UUID, Decimal]

WITHIN = """
WITH RECURSIVE within AS (
    SELECT id, product_id FROM catalog_bundlepart WHERE bundle_id = ANY(%s)
    UNION
    SELECT part.id, part.product_id FROM catalog_bundlepart part JOIN within ON part.bundle_id = within.product_id
)
SELECT id FROM within
"""
SAID = {
    RuleKind.REQUIRES: _("“%(rule)s” asks for %(amount)s of %(parts)s."),
    RuleKind.AT_LEAST: _("“%(rule)s” asks for %(amount)s more of %(parts)s."),
    RuleKind.EXCLUDES: _("“%(rule)s” rules out %(parts)s."),
    RuleKind.AT_MOST: _("“%(rule)s” allows %(amount)s less of %(parts)s."),
}
MOST_PIECES = 500  # as many as a document has lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part as a line needs it: so many of `quantity` in one of what it is inside.

    `inside` is the place of its bundle among the pieces, None for the bundle that was asked for.
    """

    part: BundlePart
    quantity: Decimal
    inside: int | None = None

    @property
    def product(self) -> Product:
        return self.part.product


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """The parts of bundles in their order, and the rules of how they go together, by bundle."""

    parts: Mapping[UUID, Sequence[BundlePart]] = field(default_factory=dict)
    rules: Mapping[UUID, Sequence[Rule]] = field(default_factory=dict)

    def parts_of(self, bundle: UUID) -> Sequence[BundlePart]:
        return self.parts.get(bundle, ())

    def usual(self, bundle: UUID) -> dict[UUID, Decimal]:
        """How many of each part come into one bundle by themselves."""
        required = {
            part.product_id: part.quantity for part in self.parts_of(bundle) if part.is_required
        }
        return self.with_defaults(bundle, required)

    def with_defaults(
        self, bundle: UUID, chosen: Quantities, before: Quantities | None = None
    ) -> dict[UUID, Decimal]:
        """The choice with what is ticked by itself, because of what was not chosen `before`."""
        found = configuring.with_defaults(
            self._parts(bundle),
            self.rules.get(bundle, ()),
            _by_key(chosen),
            None if before is None else _by_key(before),
        )
        return {UUID(key): quantity for key, quantity in found.items()}

    def check(self, bundle: UUID, chosen: Quantities) -> tuple[Finding, ...]:
        """The rules that do not hold for what is chosen."""
        return configuring.check(self._parts(bundle), self.rules.get(bundle, ()), _by_key(chosen))

    def shut(self, bundle: UUID, chosen: Quantities) -> dict[UUID, tuple[Finding, ...]]:
        """What cannot be chosen besides, and the rules that forbid it."""
        found = configuring.shut(self._parts(bundle), self.rules.get(bundle, ()), _by_key(chosen))
        return {UUID(key): findings for key, findings in found.items()}

    def said(self, bundle: UUID, finding: Finding) -> Text:
        """A rule that does not hold, in a sentence that names it with its version and what it is about."""
        names = {str(part.product_id): part.product.name for part in self.parts_of(bundle)}
        amount = finding.missing or finding.excess
        parts = [names[key] for key in finding.parts]
        other = gettext("what else there is") if not parts else ""
        rule = gettext("%(name)s, version %(version)s") % {
            "name": finding.rule.name,
            "version": finding.rule.version,
        }
        told = {
            "rule": rule,
            "amount": f"{amount.normalize():f}",
            "parts": other or " / ".join(parts),
        }
        return SAID[finding.rule.kind] % told

    def refuse(self, bundle: UUID, findings: Iterable[Finding]) -> None:
        """InvalidError that names the rules that do not hold; nothing where all do."""
        if wrong := [self.said(bundle, finding) for finding in findings]:
            raise InvalidError({"parts": wrong})

    def _parts(self, bundle: UUID) -> list[Part]:
        return [
            Part(
                key=str(part.product_id),
                quantity=part.quantity,
                group=part.group,
                is_required=part.is_required,
            )
            for part in self.parts_of(bundle)
        ]


def _by_key(chosen: Quantities) -> dict[str, Decimal]:
    return {str(key): quantity for key, quantity in chosen.items()}


def read(bundles: Collection[UUID]) -> Structure:
    """What is in these bundles, and in all bundles in them; no statement for none."""
    if not bundles:
        return Structure()
    with connection.cursor() as cursor:
        cursor.execute(WITHIN, [[*bundles]])
        ids = [row[0] for row in cursor.fetchall()]
    parts: dict[UUID, list[BundlePart]] = defaultdict(list)
    rows = BundlePart.objects.select_related("product__unit").filter(pk__in=ids)
    for part in rows.order_by("position", "created_at", "pk"):
        parts[part.bundle_id].append(part)
    return Structure(parts=parts, rules=_rules({*bundles, *parts}))


def _rules(bundles: Collection[UUID]) -> dict[UUID, list[Rule]]:
    found: dict[UUID, list[Rule]] = defaultdict(list)
    rows = ConfigurationRule.objects.filter(bundle__in=bundles, is_active=True)
    for row in rows.order_by("pk"):
        found[row.bundle_id].append(_rule(row))
    return found


def _rule(row: ConfigurationRule) -> Rule:
    return Rule(
        key=str(row.pk),
        version=row.version,
        name=row.name,
        kind=RuleKind(row.kind),
        when=str(row.when_id) if row.when_id else None,
        target=str(row.product_id) if row.product_id else None,
        group=row.group,
        measure=Measure(row.measure),
        amount=row.amount,
    )


def unfold(
    bundle: UUID,
    structure: Structure,
    chosen: Quantities | None = None,
    *,
    inside: int | None = None,
) -> list[Piece]:
    """The pieces of a bundle, each bundle among them followed by its own.

    `chosen` holds, by product, how many of each of its own parts are wanted in one bundle; None takes what comes by
    itself, as bundles within do. Ends where more pieces come together than a document holds.
    """
    pieces: list[Piece] = []
    waiting = list(_wanted(bundle, structure, chosen, inside))[::-1]
    while waiting and len(pieces) <= MOST_PIECES:
        piece = waiting.pop()
        pieces.append(piece)
        place = len(pieces) - 1
        waiting.extend(list(_wanted(piece.part.product_id, structure, None, place))[::-1])
    return pieces


def _wanted(
    bundle: UUID, structure: Structure, chosen: Quantities | None, inside: int | None
) -> Iterator[Piece]:
    quantities = structure.usual(bundle) if chosen is None else chosen
    for part in structure.parts_of(bundle):
        if part.product_id in quantities:
            yield Piece(part=part, quantity=quantities[part.product_id], inside=inside)


def wanted(
    bundle: Product, structure: Structure, chosen: Mapping[UUID, Decimal | None]
) -> dict[UUID, Decimal]:
    """How many of each part go into one bundle: all that is required, and what is `chosen`, with or without a quantity.

    InvalidError: what is no part of it, no quantity above zero, another quantity of what the price includes.
    """
    own = {part.product_id: part for part in structure.parts_of(bundle.pk)}
    if chosen.keys() - own.keys():
        sentence = _("Something chosen is no part of %(bundle)s (any more). Choose again.")
        raise InvalidError({"parts": sentence % {"bundle": bundle}})
    return {
        pk: _quantity(part, chosen.get(pk))
        for pk, part in own.items()
        if part.is_required or pk in chosen
    }


def _quantity(part: BundlePart, given: Decimal | None) -> Decimal:
    quantity = part.quantity if given is None else given
    said = {"part": part.product, "quantity": f"{part.quantity.normalize():f}"}
    if quantity <= 0:
        raise InvalidError({"parts": _("%(part)s: a quantity is greater than zero.") % said})
    if part.is_included and quantity != part.quantity:
        sentence = _("%(part)s is included in the price, %(quantity)s in each bundle.")
        raise InvalidError({"parts": sentence % said})
    return quantity


def closes_circle(edges: Iterable[tuple[UUID, UUID]]) -> bool:
    """Whether a bundle comes to be within itself by these pairs of a bundle and its part."""
    parts: dict[UUID, list[UUID]] = defaultdict(list)
    for bundle, part in edges:
        parts[bundle].append(part)
    done: set[UUID] = set()
    return any(_comes_back(bundle, parts, done) for bundle in [*parts])


def _comes_back(start: UUID, parts: Mapping[UUID, Sequence[UUID]], done: set[UUID]) -> bool:
    """Whether a walk down from here meets what it stands in. What is `done` leads to no circle."""
    path: list[UUID] = []
    waiting: list[tuple[UUID, bool]] = [(start, False)]
    while waiting:
        here, is_left = waiting.pop()
        if is_left:
            done.add(path.pop())
        elif here in path:
            return True
        elif here not in done:
            path.append(here)
            waiting.append((here, True))
            waiting.extend((below, False) for below in parts.get(here, ()))
    return False
