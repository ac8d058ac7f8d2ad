"""Pairs of records that share a key; those of a key that too many share are left out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import combinations

from dealwright.records.matching.comparing import Block, Features, Pair, Plan

MOST = 60  # records under one key, beyond which it tells nothing

type Part = str | tuple[str, int]  # a text, or so many letters of its beginning


def block(*parts: Part) -> Block:
    """By the beginnings of some texts together; no key where one of them is empty."""
    uses = tuple(part if isinstance(part, str) else part[0] for part in parts)
    name = "+".join(part if isinstance(part, str) else f"{part[0]}{part[1]}" for part in parts)
    return Block(name=name, of=partial(_beginnings, parts), uses=uses)


def each_word_of(name: str) -> Block:
    """By every word of a text, such as every phone number."""
    return Block(name=name, of=partial(_words, name), uses=(name,))


def word_of(name: str) -> Block:
    """By the longest word of a text."""
    return Block(name=f"{name} word", of=partial(_longest, name), uses=(name,))


def _beginnings(parts: Sequence[Part], row: Mapping[str, str]) -> Sequence[str]:
    found = [row[part] if isinstance(part, str) else row[part[0]][: part[1]] for part in parts]
    return ["|".join(found)] if all(found) else []


def _words(name: str, row: Mapping[str, str]) -> Sequence[str]:
    return row[name].split()


def _longest(name: str, row: Mapping[str, str]) -> Sequence[str]:
    return [max(row[name].split(), key=len, default="")]


def by_block(plan: Plan, rows: Sequence[Features], *, most: int = MOST) -> dict[str, list[Pair]]:
    """{block: pairs of positions in `rows`, the smaller first}, in a fixed order."""
    under: Mapping[tuple[str, str], list[int]] = defaultdict(list)
    for position, features in enumerate(rows):
        for key in plan.keys(features):
            under[key].append(position)
    found: dict[str, dict[Pair, None]] = {block.name: {} for block in plan.blocks}
    for (block, _key), positions in sorted(under.items()):
        if len(positions) <= most:
            found[block].update(dict.fromkeys(combinations(positions, 2)))
    return {block: list(pairs) for block, pairs in found.items()}


def union(blocks: Iterable[Iterable[Pair]]) -> list[Pair]:
    """Every pair once."""
    return sorted({pair for pairs in blocks for pair in pairs})
