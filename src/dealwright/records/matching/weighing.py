"""How much agreement and difference weigh: the theory of Fellegi and Sunter (1969), learned without labels.

m is how often a level is seen of two records that are one, u of two that are not; log2(m/u) is its weight, and weights
of independent comparisons add up. u comes from random pairs, m by expectation maximisation from pairs that share a key,
for each block without the comparisons that it uses (as they agree there anyway), and the prior from all candidates.
Everything is deterministic: the same records give the same weights.
"""

import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dealwright.records.matching import blocking
from dealwright.records.matching.comparing import UNKNOWN, Features, Levels, Pair, Plan

SAMPLED = 100_000  # random pairs
TRAINED_ON = 40_000  # pairs of one block
ROUNDS, ENOUGH = 50, 1e-5
SEED = 20_260_901
LEAST = 1e-7
RAREST = 1e-5  # however rare, a shared value says no more than this
SURE = 0.999_99
GUESSED = 20  # matches that what is believed before counts for

type Shares = list[list[float]]  # for each comparison the share of each level
type Patterns = Counter[Levels]


@dataclass(frozen=True, kw_only=True)
class Weights:
    """What was learned of one kind. `prior` is how likely two random records are one; `rarity` {comparison: {value: share
    of the records}} of telling values that are not rare.
    """

    m: Shares
    u: Shares
    prior: float
    rarity: Sequence[Mapping[str, float]]

    def of(self, levels: Levels, one: Features) -> float:
        """The weight of a pair, in bits; `one` is either record, for how rare a shared value is."""
        total = 0.0
        for position, level in enumerate(levels):
            if level != UNKNOWN:
                total += self.weight(position, level, one[position])
        return total

    def weight(self, position: int, level: int, value: str) -> float:
        """The weight of one comparison at one level."""
        m, u = self.m[position][level], self.u[position][level]
        if level == 0 and self.rarity[position]:
            u = max(self.rarity[position].get(value, RAREST), RAREST)
        return math.log2(m / u)

    def probability(self, weight: float) -> float:
        """How likely two records with this weight are one."""
        bits = weight + math.log2(self.prior / (1 - self.prior))
        return 1 / (1 + math.pow(2.0, -min(max(bits, -500.0), 500.0)))


def learn(plan: Plan, rows: Sequence[Features], *, blocks: Mapping[str, Sequence[Pair]]) -> Weights:
    """Estimate the weights of these records. `blocks` are their candidates, as `blocking.by_block` gives them."""
    u = _known(plan, _random_shares(plan, rows))
    m = _matched_shares(plan, rows, blocks, u)
    rarity = [_rarity(rows, place, plan) for place in range(len(plan.comparisons))]
    patterns = _patterns(plan, rows, _some(blocking.union(blocks.values()), 5 * TRAINED_ON))
    scale = max(1.0, len(blocking.union(blocks.values())) / max(1, patterns.total()))
    every = max(1.0, len(rows) * (len(rows) - 1) / 2)
    prior = _prior(m, u, patterns, scale, every)
    clean = _known(plan, _without_matches(u, m, prior))
    prior = _prior(m, clean, patterns, scale, every)
    return Weights(m=m, u=clean, prior=prior, rarity=rarity)


def believed(plan: Plan) -> Weights:
    """Weights of records of which too few are there to learn from: that two which are one mostly agree, and others seldom
    do.
    """
    m = [_first_guess(len(each.levels) + 1) for each in plan.comparisons]
    u = [[*[0.002 * (place + 1) for place in range(len(each) - 1)], 0.0] for each in m]
    u = [[*levels[:-1], 1 - sum(levels)] for levels in u]
    return Weights(m=m, u=_known(plan, u), prior=0.001, rarity=[{} for _each in m])


def _random_shares(plan: Plan, rows: Sequence[Features]) -> Shares:
    dice = random.Random(SEED)  # noqa: S311  the same pairs every time, and no secret
    count = len(rows)
    pairs = ((dice.randrange(count), dice.randrange(count)) for _each in range(SAMPLED))
    counts = _counts(plan, _patterns(plan, rows, [pair for pair in pairs if pair[0] != pair[1]]))
    for place, levels in enumerate(counts):
        known = sum(levels)
        levels[0] = _by_chance(rows, place) * known  # counted out: what is rare is seldom sampled
    return [_shares(levels, least=0.5) for levels in counts]


def _known(plan: Plan, u: Shares) -> Shares:
    """Shares of those that are not one, with what is known beforehand of how many are equal."""
    pairs = zip(plan.comparisons, u, strict=True)
    return [[each.by_chance or levels[0], *levels[1:]] for each, levels in pairs]


def _by_chance(rows: Sequence[Features], place: int) -> float:
    """How likely two random records share a value."""
    values = Counter(row[place] for row in rows if row[place])
    known = values.total()
    return sum(n * (n - 1) for n in values.values()) / max(1, known * (known - 1))


def _patterns(plan: Plan, rows: Sequence[Features], pairs: Iterable[Pair]) -> Patterns:
    compare = plan.compare
    return Counter(compare(rows[one], rows[other]) for one, other in pairs)


def _counts(plan: Plan, patterns: Patterns) -> Shares:
    counts: Shares = [[0.0] * (len(each.levels) + 1) for each in plan.comparisons]
    for levels, count in patterns.items():
        for place, level in enumerate(levels):
            if level != UNKNOWN:
                counts[place][level] += count
    return counts


def _shares(counts: Sequence[float], *, least: float) -> list[float]:
    """Shares that add up to one; none is nothing."""
    known = sum(counts)
    smoothed = [
        max(count, LEAST * max(known, 1), least if count else least / 10) for count in counts
    ]
    return [count / sum(smoothed) for count in smoothed]


def _matched_shares(
    plan: Plan, rows: Sequence[Features], blocks: Mapping[str, Sequence[Pair]], u: Shares
) -> Shares:
    """What is m of each comparison? The mean of what the blocks say that do not use it, each by how many matches it saw."""
    sums: Shares = [[0.0] * len(levels) for levels in u]
    for block in plan.blocks:
        patterns = _patterns(plan, rows, _some(blocks[block.name], TRAINED_ON))
        free = [place for place, name in enumerate(plan.names) if name not in block.uses]
        for place, expected in zip(free, _expected(patterns, free, u), strict=True):
            sums[place] = [one + more for one, more in zip(sums[place], expected, strict=True)]
    return [_with_guess(levels) for levels in sums]


def _with_guess(expected: Sequence[float]) -> list[float]:
    """The shares of m from how many matches are expected at each level: where few are, what is believed counts too."""
    guess = _first_guess(len(expected))
    counts = [count + GUESSED * share for count, share in zip(expected, guess, strict=True)]
    return [count / sum(counts) for count in counts]


def _first_guess(count: int) -> list[float]:
    """What is believed of two that are one before anything is learned: mostly equal, seldom different."""
    rest = [0.1 * 0.5**place for place in range(count - 1)]
    return [0.9, *(share / sum(rest) * 0.1 for share in rest)] if rest else [1.0]


def _expected(patterns: Patterns, free: Sequence[int], u: Shares) -> Shares:
    """How many matches are expected at each level of the free comparisons, by expectation maximisation."""
    seen: Counter[Levels] = Counter()
    for levels, count in patterns.items():
        seen[tuple(levels[place] for place in free)] += count
    random_shares = [u[place] for place in free]
    m = [_first_guess(len(levels)) for levels in random_shares]
    share, found = 0.2, [[0.0] * len(levels) for levels in m]
    for _round in range(ROUNDS):
        found = [[0.0] * len(levels) for levels in m]
        matches = 0.0
        for levels, count in seen.items():
            expected = count * _chance(levels, m, random_shares, share)
            matches += expected
            for place, level in enumerate(levels):
                if level != UNKNOWN:
                    found[place][level] += expected
        before, share = share, min(max(matches / max(1, seen.total()), LEAST), SURE)
        m = [_with_guess(counts) for counts in found]
        if abs(share - before) < ENOUGH:
            break
    return found


def _chance(levels: Levels, m: Shares, u: Shares, share: float) -> float:
    """How likely a pair at these levels is one record, where this share of the pairs are."""
    one, two = share, 1 - share
    for place, level in enumerate(levels):
        if level != UNKNOWN:
            one *= m[place][level]
            two *= u[place][level]
    return one / (one + two) if one else 0.0


def _prior(m: Shares, u: Shares, patterns: Patterns, scale: float, every: float) -> float:
    """How likely two random records are one: so that as many matches are expected among the candidates."""
    prior = min(0.1, 100 / every)
    for _round in range(ROUNDS):
        found = sum(count * _chance(levels, m, u, prior) for levels, count in patterns.items())
        before, prior = prior, min(max(found * scale / every, LEAST / 100), 0.5)
        if abs(prior - before) < ENOUGH * prior:
            break
    return prior


def _without_matches(u: Shares, m: Shares, prior: float) -> Shares:
    """Random pairs hold matches too, which matters for what is equal of matches only."""
    cleaned = [
        [
            max(share - prior * one, share / 1000, LEAST)
            for share, one in zip(levels, ones, strict=True)
        ]
        for levels, ones in zip(u, m, strict=True)
    ]
    return [[share / sum(levels) for share in levels] for levels in cleaned]


def _rarity(rows: Sequence[Features], place: int, plan: Plan) -> Mapping[str, float]:
    """{value: its share} of values of a telling comparison that several records have."""
    if not plan.comparisons[place].is_telling:
        return {}
    values = Counter(row[place] for row in rows if row[place])
    known = max(1, values.total())
    return {value: count / known for value, count in values.items() if count > 1} or {"": 1.0}


def _some(pairs: Sequence[Pair], most: int) -> Iterator[Pair]:
    """At most so many, evenly spread."""
    step = max(1, len(pairs) // most)
    return iter(pairs[::step])
