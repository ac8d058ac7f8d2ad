"""Whether the parts chosen of a bundle go together: what is missing, what is too much, and by which rule. Pure.

Quantities are those in one bundle. The same parts, rules and choice give the same answer, whatever order they are in.
Nothing here knows a database or a request; the module can be imported alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)

type Chosen = Mapping[str, Decimal]


class RuleKind(StrEnum):
    """What a rule says: one part needs or excludes another, so much at least or at most, a part ticked by itself."""

    REQUIRES = "requires"
    EXCLUDES = "excludes"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    DEFAULT = "default"


class Measure(StrEnum):
    """What is counted: pieces, or how many different parts are chosen."""

    QUANTITY = "quantity"
    OPTIONS = "options"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the bundle; `quantity` is what comes when it is chosen without one."""

    key: str
    quantity: Decimal = Decimal(1)
    group: str = ""
    is_required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of the bundle, which counts while `when` is chosen, or always without one.

    It is about the part `target`, or the parts of a `group`, or, with neither, all parts that are not required.
    `amount` bounds what is measured; of a requirement or default it is the quantity, or that of the part without one.
    """

    key: str
    version: int
    name: str
    kind: RuleKind
    when: str | None = None
    target: str | None = None
    group: str = ""
    measure: Measure = Measure.QUANTITY
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule that does not hold: so much is `missing`, to be added to one of the parts; or so much is too much of them.

    Where parts are counted, `missing` is how many more of these must be chosen.
    """

    rule: Rule
    parts: tuple[str, ...]
    missing: Decimal = ZERO
    excess: Decimal = ZERO

    @property
    def is_impossible(self) -> bool:
        """Whether nothing that is added can mend it."""
        return self.excess > 0


def check(parts: Iterable[Part], rules: Iterable[Rule], chosen: Chosen) -> tuple[Finding, ...]:
    """The rules that do not hold for a choice, by their keys; none for one that goes together."""
    known = _in_order(parts)
    found = (
        _finding(rule, known, chosen)
        for rule in sorted(rules, key=lambda rule: rule.key)
        if _counts(rule, chosen)
    )
    return tuple(finding for finding in found if finding)


def shut(
    parts: Sequence[Part], rules: Sequence[Rule], chosen: Chosen
) -> dict[str, tuple[Finding, ...]]:
    """The parts that are not chosen and would break a rule if they were, each with what they would break."""
    already = {finding.rule.key for finding in check(parts, rules, chosen) if finding.is_impossible}
    found: dict[str, tuple[Finding, ...]] = {}
    for part in _in_order(parts):
        if not chosen.get(part.key):
            tried = check(parts, rules, {**chosen, part.key: part.quantity})
            new = tuple(
                each for each in tried if each.is_impossible and each.rule.key not in already
            )
            if new:
                found[part.key] = new
    return found


def with_defaults(
    parts: Sequence[Part], rules: Sequence[Rule], chosen: Chosen, before: Chosen | None = None
) -> dict[str, Decimal]:
    """The choice with what comes by itself, by conditions that did not hold `before`; without that, by all.

    A default never replaces a quantity, and never adds what breaks a rule. What it adds may be the condition of another.
    """
    known = {part.key: part for part in parts}
    found = {key: quantity for key, quantity in chosen.items() if quantity > 0}
    waiting = sorted((rule for rule in rules if _is_new(rule, before)), key=lambda rule: rule.key)
    while ready := [rule for rule in waiting if _counts(rule, found)]:
        waiting = [rule for rule in waiting if rule not in ready]
        for rule in ready:
            part = known.get(rule.target or "")
            if part and part.key not in found and part.key not in shut(parts, rules, found):
                found[part.key] = rule.amount or part.quantity
    return found


def _is_new(rule: Rule, before: Chosen | None) -> bool:
    return rule.kind is RuleKind.DEFAULT and (before is None or not _counts(rule, before))


def _counts(rule: Rule, chosen: Chosen) -> bool:
    return rule.when is None or chosen.get(rule.when, ZERO) > 0


def _in_order(parts: Iterable[Part]) -> list[Part]:
    return sorted(parts, key=lambda part: part.key)


def _finding(rule: Rule, parts: Sequence[Part], chosen: Chosen) -> Finding | None:
    scope = list(_scope(rule, parts))
    if rule.kind is RuleKind.REQUIRES:
        return _required(rule, scope, chosen)
    if rule.kind is RuleKind.EXCLUDES:
        return _too_much(rule, scope, chosen, _measured(Measure.QUANTITY, scope, chosen))
    amount = rule.amount or ZERO
    measured = _measured(rule.measure, scope, chosen)
    if rule.kind is RuleKind.AT_MOST:
        return _too_much(rule, scope, chosen, measured - amount)
    if rule.kind is RuleKind.AT_LEAST and measured < amount:
        is_counted = rule.measure is Measure.OPTIONS
        able = [part.key for part in scope if not (is_counted and chosen.get(part.key))]
        return Finding(rule=rule, parts=tuple(able), missing=amount - measured)
    return None


def _scope(rule: Rule, parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        if rule.target is not None:
            is_meant = part.key == rule.target
        else:
            is_meant = part.group == rule.group if rule.group else not part.is_required
        if is_meant:
            yield part


def _measured(measure: Measure, scope: Sequence[Part], chosen: Chosen) -> Decimal:
    quantities = [chosen.get(part.key, ZERO) for part in scope]
    if measure is Measure.OPTIONS:
        return Decimal(sum(quantity > 0 for quantity in quantities))
    return sum(quantities, ZERO)


def _required(rule: Rule, scope: Sequence[Part], chosen: Chosen) -> Finding | None:
    for part in scope:
        present = chosen.get(part.key, ZERO)
        if present <= 0 or present < (rule.amount or ZERO):
            wanted = rule.amount or part.quantity
            return Finding(rule=rule, parts=(part.key,), missing=wanted - present)
    return None


def _too_much(rule: Rule, scope: Sequence[Part], chosen: Chosen, excess: Decimal) -> Finding | None:
    if excess <= 0:
        return None
    there = tuple(part.key for part in scope if chosen.get(part.key, ZERO) > 0)
    return Finding(rule=rule, parts=there, excess=excess)
