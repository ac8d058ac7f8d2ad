"""A filter as a page shows and changes it: conditions that all hold, each alone or one of several alternatives.

A place is named by its `Spot`: the position among those that all hold, and among the alternatives there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dealwright.core import digits
from dealwright.records.filtering.tree import And, Condition, Not, Or, Tree

type Filter = Tree[Condition]

GROUPS = (And, Or, Not)  # what one condition cannot say


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a condition stands, or is to stand: "2", "2.0", a new one (""), a new alternative of the third ("2.+")."""

    operand: int | None = None
    alternative: int | None = None
    is_new_alternative: bool = False

    @classmethod
    def read(cls, text: str) -> "Spot":
        """A spot as it is written; anything else is a new place at the end."""
        first, _dot, second = text.partition(".")
        operand = digits.whole(first)
        if operand is None:
            return cls()
        if second == "+":
            return cls(operand, is_new_alternative=True)
        return cls(operand, digits.whole(second))

    def __str__(self) -> str:
        if self.operand is None:
            return ""
        further = "+" if self.is_new_alternative else self.alternative
        return str(self.operand) if further is None else f"{self.operand}.{further}"


def operands(tree: Filter | None) -> tuple[Filter, ...]:
    """What must all hold."""
    if tree is None:
        return ()
    return tree.operands if isinstance(tree, And) else (tree,)


def alternatives(operand: Filter) -> tuple[Filter, ...]:
    """Of which one must hold."""
    return operand.operands if isinstance(operand, Or) else (operand,)


def at(tree: Filter | None, spot: Spot) -> Filter | None:
    """What stands at a spot; None where nothing stands yet."""
    found = operands(tree)
    if spot.operand is None or spot.operand >= len(found) or spot.is_new_alternative:
        return None
    if spot.alternative is None:
        return found[spot.operand]
    among = alternatives(found[spot.operand])
    return among[spot.alternative] if spot.alternative < len(among) else None


def put(tree: Filter | None, spot: Spot, what: Filter) -> Filter:
    """The filter with something in place of what stands at a spot, or added there."""
    found = list(operands(tree))
    if spot.operand is None or spot.operand >= len(found):
        return _joined(And, [*found, what]) or what
    among = list(alternatives(found[spot.operand]))
    if spot.is_new_alternative:
        among.append(what)
    elif spot.alternative is None:
        among = [what]
    elif spot.alternative < len(among):
        among[spot.alternative] = what
    found[spot.operand] = _joined(Or, among) or what
    return _joined(And, found) or what


def taken(tree: Filter | None, spot: Spot) -> Filter | None:
    """The filter without what stands at a spot; None when nothing is left."""
    found = list(operands(tree))
    if at(tree, spot) is None or spot.operand is None:
        return tree
    among = list(alternatives(found[spot.operand]))
    kept = (
        []
        if spot.alternative is None
        else [*among[: spot.alternative], *among[spot.alternative + 1 :]]
    )
    rest = _joined(Or, kept)
    found[spot.operand : spot.operand + 1] = [] if rest is None else [rest]
    return _joined(And, found)


def _joined(
    group: type[And[Condition]] | type[Or[Condition]], parts: Sequence[Filter]
) -> Filter | None:
    """Parts as one; groups of the same kind within are taken apart, as the language would read them."""
    flat = [
        each for part in parts for each in (part.operands if isinstance(part, group) else (part,))
    ]
    if len(flat) > 1:
        return group(tuple(flat))
    return flat[0] if flat else None
