"""From records to pairs with their weights; on several processes when there is much to compare."""

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from enum import StrEnum

from dealwright.core.processes import end_with_parent
from dealwright.records.matching import blocking, weighing
from dealwright.records.matching.comparing import Features, Levels, Pair, Plan, Values
from dealwright.records.matching.weighing import Weights

CERTAIN, REVIEW = 0.9999, 0.2  # from which probability on
MANY = 100_000  # pairs, from which on another process is worth its start


class Verdict(StrEnum):
    """What is to be done about a pair; those below `REVIEW` are ignored."""

    CERTAIN = "certain"
    REVIEW = "review"


@dataclass(frozen=True, kw_only=True, slots=True)
class Scored:
    """A pair of positions that are worth looking at. `weight` is in bits."""

    pair: Pair
    levels: Levels
    weight: float
    probability: float

    @property
    def verdict(self) -> Verdict:
        return Verdict.CERTAIN if self.probability >= CERTAIN else Verdict.REVIEW


def match(plan: Plan, rows: Sequence[Values], *, processes: int = 1) -> list[Scored]:
    """All pairs of these records that may be one, the likeliest first."""
    features = [plan.features(row) for row in rows]
    blocks = blocking.by_block(plan, features)
    weights = weighing.learn(plan, features, blocks=blocks)
    pairs = blocking.union(blocks.values())
    found = _spread(plan, features, weights, pairs, processes)
    return sorted(found, key=lambda each: (-each.weight, each.pair))


def score(
    plan: Plan, features: Sequence[Features], weights: Weights, pairs: Sequence[Pair]
) -> Iterator[Scored]:
    """Those of some pairs that are worth looking at."""
    for pair in pairs:
        one, other = features[pair[0]], features[pair[1]]
        levels = plan.compare(one, other)
        weight = weights.of(levels, one)
        probability = weights.probability(weight)
        if probability >= REVIEW:
            yield Scored(pair=pair, levels=levels, weight=weight, probability=probability)


def _spread(
    plan: Plan,
    features: Sequence[Features],
    weights: Weights,
    pairs: Sequence[Pair],
    processes: int,
) -> list[Scored]:
    if processes == 1 or len(pairs) < MANY:
        return list(score(plan, features, weights, pairs))
    global _work  # noqa: PLW0603  what forked processes share is handed over by name, not copied
    _work = (plan, features, weights, pairs)
    parts = [(start, processes) for start in range(processes)]
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, fork, end_with_parent) as pool:
        return [each for part in pool.map(_part, parts) for each in part]


_work: tuple[Plan, Sequence[Features], Weights, Sequence[Pair]] | None = None


def _part(which: tuple[int, int]) -> list[Scored]:
    assert _work is not None  # noqa: S101  set before the processes were made
    plan, features, weights, pairs = _work
    start, step = which
    return list(score(plan, features, weights, pairs[start::step]))
