"""Reads on possible duplicates: the queue, those of one record, and those of rows that are about to be imported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.records.matching import clusters, declared, engine, searching
from dealwright.records.matching.comparing import Features
from dealwright.records.matching.declared import Matched
from dealwright.records.matching.engine import Verdict
from dealwright.records.matching.models import DuplicatePair, MatchSearch, PairState
from dealwright.records.registry import Entity

SHOWN = 60  # pairs on one page of the queue
LIKE_ONE = 10  # pairs of one record


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A pair with both records, and why they may be one, as far as the reader may know. To a reader from whom something
    that is compared is hidden, none is certain: that would tell of it.
    """

    pair: DuplicatePair
    first: Any
    second: Any
    reasons: Sequence[str]
    is_narrowed: bool = False

    @property
    def verdict(self) -> Verdict:
        certain = self.pair.probability >= Decimal(100 * engine.CERTAIN)
        return Verdict.CERTAIN if certain and not self.is_narrowed else Verdict.REVIEW


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Records that hang together by pairs; not all of them need be one."""

    rows: Sequence[Any]
    pairs: Sequence[Shown]

    @property
    def ids(self) -> str:
        return ",".join(str(row.pk) for row in self.rows)


def kinds(actor: Actor) -> list[Matched]:
    """The kinds whose duplicates the actor may look through."""
    return [kind for kind in declared.kinds() if access.may(actor, Privilege.WRITE, kind.key)]


def open_pairs(entity: Entity, actor: Actor) -> QuerySet[DuplicatePair]:
    """The open pairs of which the actor may read both records, and a reason why they may be one."""
    readable = entity.rows(actor).values("pk")
    found = DuplicatePair.objects.filter(entity=entity.key, state=PairState.OPEN)
    found = found.filter(first_id__in=readable, second_id__in=readable)
    kind = declared.of(entity.key)
    return found.filter(_speaks(kind, actor)) if _is_narrowed(kind, actor) else found


def _is_narrowed(kind: Matched, actor: Actor) -> bool:
    """Whether something that is compared is hidden from the actor."""
    return kind.seen_by(actor).comparisons != kind.plan.comparisons


def _speaks(kind: Matched, actor: Actor) -> Q:
    """That something speaks for a pair which the actor may know."""
    told = [
        Q(reasons__contains=[{"name": each.name, "level": level}])
        for each in kind.seen_by(actor).comparisons
        for level in range(len(each.levels))
    ]
    return Q(*told, _connector=Q.OR) if told else Q(pk__in=[])


def count(actor: Actor) -> int:
    """How many pairs wait for the actor, of all kinds."""
    return sum(open_pairs(kind.entity, actor).count() for kind in kinds(actor))


def queue(kind: Matched, actor: Actor, *, at_most: int = SHOWN) -> list[Group]:
    """The likeliest pairs, in groups; three queries."""
    pairs = open_pairs(kind.entity, actor).order_by("-weight", "pk")[:at_most]
    shown = _shown(kind, list(pairs), actor)
    rows = {row.pk: row for each in shown for row in (each.first, each.second)}
    refs = [(each.first.pk, each.second.pk) for each in shown]
    place = {pk: number for number, ids in enumerate(clusters.connected(refs)) for pk in ids}
    groups: dict[int, list[Shown]] = {}
    for each in shown:
        groups.setdefault(place[each.first.pk], []).append(each)
    return [
        Group(rows=[rows[pk] for pk in place if place[pk] == number], pairs=several)
        for number, several in groups.items()
    ]


def like(row: Any, actor: Actor) -> list[Shown]:
    """The open pairs of one record, the likeliest first."""
    kind = declared.find(row._meta.label_lower)
    if kind is None:
        return []
    about = Q(first_id=row.pk) | Q(second_id=row.pk)
    pairs = open_pairs(kind.entity, actor).filter(about).order_by("-weight", "pk")[:LIKE_ONE]
    return _shown(kind, list(pairs), actor)


def _shown(kind: Matched, pairs: Sequence[DuplicatePair], actor: Actor) -> list[Shown]:
    """Pairs with their records. Those that only a hidden field speaks for are left out."""
    ids = {pk for pair in pairs for pk in (pair.first_id, pair.second_id)}
    entity = kind.entity.seen_by(actor)
    found_rows = entity.rows(actor).filter(pk__in=ids)
    if "__" in entity.subtitle:
        found_rows = found_rows.select_related(entity.subtitle.rpartition("__")[0])
    rows = {row.pk: row for row in found_rows}
    is_narrowed = _is_narrowed(kind, actor)
    found = [
        Shown(
            pair=pair,
            first=rows[pair.first_id],
            second=rows[pair.second_id],
            reasons=list(declared.reasons(kind, pair.reasons, actor)),
            is_narrowed=is_narrowed,
        )
        for pair in pairs
        if {pair.first_id, pair.second_id} <= rows.keys()
    ]
    return [each for each in found if each.reasons]


def searches(actor: Actor) -> dict[str, MatchSearch]:
    """How far the search of each kind is, by kind."""
    keys = [kind.key for kind in kinds(actor)]
    return {found.entity: found for found in MatchSearch.objects.filter(entity__in=keys)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A record that a row may be, and why. `probability` runs from 0 to 1."""

    pk: UUID
    probability: float
    reasons: Sequence[str]

    @property
    def verdict(self) -> Verdict:
        return Verdict.CERTAIN if self.probability >= engine.CERTAIN else Verdict.REVIEW


def candidates(
    entity: Entity, rows: Sequence[Mapping[str, Any]], actor: Actor
) -> list[list[Candidate]]:
    """For each row of a batch, {column: value}, the readable records that it may be, the likeliest first.

    Four queries, however many rows. Found is what the last search knows: an import searches first.
    """
    finder = _Finder(declared.of(entity.key), actor)
    features = [finder.plan.features(row) for row in rows]
    near = _near(finder, features)
    readable = entity.rows(actor).filter(pk__in=set().union(*near))
    values = finder.kind.values(list(readable.values_list("pk", flat=True)))
    known = {pk: finder.plan.features(found) for pk, found in values.items()}
    return [
        finder.best(found, {pk: known[pk] for pk in ids & known.keys()})
        for found, ids in zip(features, near, strict=True)
    ]


def _near(finder: "_Finder", features: Sequence[Features]) -> list[set[UUID]]:
    """For each row the records that share a key with it."""
    keys = [searching.keys_of(finder.plan, found) for found in features]
    sharing = searching.under(finder.kind, {key for several in keys for key in several})
    return [{pk for key in several for pk in sharing.get(key, ())} for several in keys]


class _Finder:
    """Compares rows with records, by what the actor may know of these."""

    def __init__(self, kind: Matched, actor: Actor) -> None:
        self.kind, self.actor = kind, actor
        self.plan = kind.seen_by(actor)
        rows = MatchSearch.objects.filter(entity=kind.key)
        stored = rows.values_list("weights", flat=True).first()
        self.weights = searching.read(self.plan, stored or {})

    def best(self, features: Features, known: Mapping[UUID, Features]) -> list[Candidate]:
        """The records among these that a row may be, the likeliest first."""
        found = [
            each for pk, others in known.items() if (each := self._candidate(features, pk, others))
        ]
        return sorted(found, key=lambda each: (-each.probability, str(each.pk)))

    def _candidate(self, features: Features, pk: UUID, others: Features) -> Candidate | None:
        weight = self.weights.of(self.plan.compare(features, others), features)
        probability = self.weights.probability(weight)
        if probability < engine.REVIEW:
            return None
        why = searching.reasons(self.plan, features, others)
        reasons = list(declared.reasons(self.kind, why, self.actor))
        return Candidate(pk=pk, probability=probability, reasons=reasons)
