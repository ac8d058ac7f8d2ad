"""What is compared of two records, in levels: equal, much alike, somewhat alike, different, unknown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from dealwright.records.matching import likeness
from dealwright.records.matching.likeness import Likeness

UNKNOWN = -1  # one of the two says nothing

type Values = Mapping[str, Any]
type Features = tuple[str, ...]  # one normal text for each comparison; empty for nothing
type Levels = tuple[int, ...]
type Pair = tuple[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """One thing by which records are compared.

    `of` makes its normal text of a record's values; `columns` names those that it reads. `levels` are the least
    likenesses of the levels, from the best down; below the last one the two are different. `is_telling`: that two share a
    rare value says more than that they share a common one. `by_chance`: how often two that are not one agree, where that is
    known beforehand and not learned. `label` is how it is named to people.
    """

    name: str
    of: Callable[[Values], str]
    columns: Sequence[str]
    label: Any = ""
    alike: Likeness = likeness.same
    levels: tuple[float, ...] = (1.0,)
    is_telling: bool = False
    by_chance: float = 0.0

    def level(self, one: str, other: str) -> int:
        """The level of two normal texts: 0 is the best, `len(levels)` different."""
        if not one or not other:
            return UNKNOWN
        if one == other:
            return 0
        found = self.alike(one, other)
        for level, least in enumerate(self.levels):
            if found >= least:
                return level
        return len(self.levels)


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """Keys of which the same record surely has one when it is written twice: only records that share one are compared.

    `uses` names the comparisons that agree by it, from which nothing is learned among those that share it.
    """

    name: str
    of: Callable[[Mapping[str, str]], Sequence[str]]
    uses: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How records of one kind are matched."""

    comparisons: Sequence[Comparison]
    blocks: Sequence[Block]
    columns: Sequence[str] = field(init=False, default=())

    def __post_init__(self) -> None:
        names = (name for each in self.comparisons for name in each.columns)
        object.__setattr__(self, "columns", tuple(dict.fromkeys(names)))

    @cached_property
    def names(self) -> list[str]:
        return [each.name for each in self.comparisons]

    def features(self, values: Values) -> Features:
        """The normal texts of a record."""
        return tuple(each.of(values) for each in self.comparisons)

    def keys(self, features: Features) -> list[tuple[str, str]]:
        """The keys under which a record is looked for: (block, key)."""
        named = dict(zip(self.names, features, strict=True))
        return [(block.name, key) for block in self.blocks for key in block.of(named) if key]

    def compare(self, one: Features, other: Features) -> Levels:
        return tuple(
            each.level(a, b) for each, a, b in zip(self.comparisons, one, other, strict=True)
        )

    def without(self, hidden: Sequence[str]) -> "Plan":
        """The plan for someone who must not learn of some columns."""
        kept = [each for each in self.comparisons if not set(each.columns) & set(hidden)]
        names = {each.name for each in kept}
        blocks = [block for block in self.blocks if set(block.uses) <= names]
        return Plan(comparisons=kept, blocks=blocks)
