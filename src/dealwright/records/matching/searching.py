"""Looking for duplicates in the database: keys in a table of their own, joined in SQL, compared here."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import CharField
from django.db.models.functions import MD5, Cast

from dealwright.records.matching import blocking, engine, weighing
from dealwright.records.matching.comparing import UNKNOWN, Comparison, Features, Plan
from dealwright.records.matching.declared import Matched
from dealwright.records.matching.weighing import Weights

LEARNED_FROM = 20_000  # records
FEWEST = 100  # records, below which one pair more or less would turn everything over
LONGEST_KEY = 120

type Reason = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Likely:
    """Two records that may be one, the one with the smaller id first."""

    first: UUID
    second: UUID
    weight: Decimal
    probability: Decimal
    reasons: Sequence[Reason]
    digest: str


def learn(kind: Matched) -> Weights:
    """What agreement and difference weigh among the records of a kind, from a sample that is the same every time."""
    model = kind.entity.model
    shuffled = model._default_manager.order_by(MD5(Cast("pk", CharField())))
    ids = list(shuffled.values_list("pk", flat=True)[:LEARNED_FROM])
    found = kind.values(ids)
    rows = [kind.plan.features(found[pk]) for pk in ids if pk in found]
    if len(rows) < FEWEST:
        return weighing.believed(kind.plan)
    return weighing.learn(kind.plan, rows, blocks=blocking.by_block(kind.plan, rows))


def kept(weights: Weights) -> dict[str, Any]:
    """Weights as they are stored."""
    return asdict(weights)


def read(plan: Plan, stored: Mapping[str, Any]) -> Weights:
    """Weights from where they are stored; what is believed of any kind where none fit the plan."""
    shapes = [len(levels) for levels in stored.get("m", ())]
    if shapes != [len(each.levels) + 1 for each in plan.comparisons]:
        return weighing.believed(plan)
    return Weights(**stored)


def keys_of(plan: Plan, features: Features) -> set[str]:
    """The keys of a record, as the table holds them."""
    return {f"{block}:{key}"[:LONGEST_KEY] for block, key in plan.keys(features)}


NAMESAKES = """
WITH wanted AS (SELECT DISTINCT key FROM unnest(%(keys)s::text[]) AS given(key)),
shared AS (
    SELECT found.key, found.ids FROM wanted CROSS JOIN LATERAL (
        SELECT wanted.key, array_agg(few.record_id) AS ids FROM (
            SELECT record_id FROM records_matchkey
            WHERE entity = %(entity)s AND key = wanted.key LIMIT %(most)s + 1
        ) AS few
    ) AS found WHERE cardinality(found.ids) <= %(most)s
)
SELECT key, ids FROM shared
"""


def under(kind: Matched, keys: Collection[str]) -> dict[str, list[UUID]]:
    """{key: the records that have it}, for keys that not too many have; one statement over an index."""
    values: dict[str, Any] = {"entity": kind.key, "keys": list(keys), "most": blocking.MOST}
    with connection.cursor() as cursor:
        cursor.execute(NAMESAKES, values)
        return dict(cursor.fetchall())


def likely(kind: Matched, ids: Collection[UUID], weights: Weights) -> Iterator[Likely]:
    """The pairs of these records with any others; three statements, however many they are."""
    plan = kind.plan
    features = {pk: plan.features(found) for pk, found in kind.values(ids).items()}
    keys = {pk: keys_of(plan, found) for pk, found in features.items()}
    sharing = under(kind, {key for several in keys.values() for key in several})
    pairs = {
        (min(pk, other), max(pk, other))
        for pk, several in keys.items()
        for key in several
        for other in sharing.get(key, ())
        if other != pk
    }
    missing = {pk for pair in pairs for pk in pair} - features.keys()
    features |= {pk: plan.features(found) for pk, found in kind.values(missing).items()}
    for first, second in sorted(pairs):
        if first in features and second in features:
            yield from _scored(plan, weights, (first, features[first]), (second, features[second]))


def _scored(
    plan: Plan, weights: Weights, one: tuple[UUID, Features], other: tuple[UUID, Features]
) -> Iterator[Likely]:
    (first, values), (second, others) = one, other
    levels = plan.compare(values, others)
    weight = weights.of(levels, values)
    probability = weights.probability(weight)
    if probability >= engine.REVIEW:
        yield Likely(
            first=first,
            second=second,
            weight=Decimal(weight).quantize(Decimal("0.01")),
            probability=Decimal(100 * probability).quantize(Decimal("0.001")),
            reasons=list(reasons(plan, values, others)),
            digest=digest(values, others),
        )


def reasons(plan: Plan, one: Features, other: Features) -> Iterator[Reason]:
    """What of two records is the same or alike, the best first."""
    found = [
        {"name": each.name, "level": level, "percent": _percent(each, a, b)}
        for each, a, b in zip(plan.comparisons, one, other, strict=True)
        if (level := each.level(a, b)) != UNKNOWN and level < len(each.levels)
    ]
    yield from sorted(found, key=lambda reason: int(reason["level"]))  # type: ignore[call-overload]  # levels are numbers


def _percent(each: Comparison, one: str, other: str) -> int:
    return 100 if one == other else int(100 * each.alike(one, other))


def digest(one: Features, other: Features) -> str:
    """Stands for everything compared of two records."""
    text = "\x1e".join("\x1f".join(features) for features in (one, other))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
