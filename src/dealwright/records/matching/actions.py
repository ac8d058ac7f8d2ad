"""Verbs of matching: the nightly search, batch by batch, and what people decide about pairs."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from dealwright.core import copying
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.copying import Copier
from dealwright.core.errors import InvalidError, NotFoundError, require
from dealwright.core.ids import new_id
from dealwright.events import bus
from dealwright.records.matching import declared, policies, searching
from dealwright.records.matching.declared import Matched
from dealwright.records.matching.events import DuplicateDecided
from dealwright.records.matching.models import DuplicatePair, MatchKey, MatchSearch, PairState
from dealwright.records.matching.searching import Likely

BATCH = 1000
DECISIONS = {PairState.APART, PairState.LATER, PairState.OPEN}


@action
def start_search(key: str, *, by: Actor, at: datetime) -> MatchSearch:
    """Begin to look for duplicates among the records of a kind that changed since the last search, or go on with one that
    was broken off. Refuses all but the system, and kinds that are not matched.
    """
    require(by.is_system)
    kind = declared.of(key)
    search, _created = MatchSearch.objects.get_or_create(entity=key)
    if search.is_running:
        return search
    search.weights = searching.kept(searching.learn(kind))
    search.since = search.started_at
    search.started_at, search.finished_at, search.cursor, search.done = at, None, None, 0
    search.total = _changed(kind, search).count()
    search.save()
    _open_again(key)
    return search


def _open_again(key: str) -> None:
    """What was put off comes again."""
    DuplicatePair.objects.filter(entity=key, state=PairState.LATER).update(state=PairState.OPEN)


def _changed(kind: Matched, search: MatchSearch) -> QuerySet[Any]:
    """The records that are still to be looked at: made or changed since the last search."""
    rows: QuerySet[Any] = kind.entity.model._default_manager.all()
    if search.since is not None:
        rows = rows.filter(modified_at__gte=search.since)
    return rows if search.cursor is None else rows.filter(pk__gt=search.cursor)


@action
def go_on_searching(key: str, *, by: Actor, at: datetime) -> bool:
    """Deal with the next batch of records; whether there are more. Keys, pairs and how far it came are one transaction,
    so a search that was broken off goes on where it was. Refuses all but the system.
    """
    require(by.is_system)
    kind = declared.of(key)
    search = MatchSearch.objects.select_for_update().get(entity=key)
    ids = list(_changed(kind, search).order_by("pk").values_list("pk", flat=True)[:BATCH])
    if not ids:
        _tidy(kind)
        search.finished_at = at
        search.save(update_fields=["finished_at"])
        return False
    _keep_keys(kind, ids)
    weights = searching.read(kind.plan, search.weights)
    _keep_pairs(kind, ids, list(searching.likely(kind, ids, weights)), at=at)
    search.cursor, search.done = ids[-1], search.done + len(ids)
    search.save(update_fields=["cursor", "done"])
    return True


def _keep_keys(kind: Matched, ids: Sequence[UUID]) -> None:
    MatchKey.objects.filter(record_id__in=ids).delete()
    plan = kind.plan
    Copier(MatchKey).write(
        {"entity": kind.key, "key": key, "record_id": pk}
        for pk, values in kind.values(ids).items()
        for key in sorted(searching.keys_of(plan, plan.features(values)))
    )


def _keep_pairs(
    kind: Matched, ids: Sequence[UUID], found: Sequence[Likely], *, at: datetime
) -> None:
    """Write down what was found, and forget open pairs of these records that are none any more. A pair that was decided
    apart stays so until what was compared has changed.
    """
    about = Q(first_id__in=ids) | Q(second_id__in=ids)
    known = {(pair.first_id, pair.second_id): pair for pair in DuplicatePair.objects.filter(about)}
    new = {(each.first, each.second): each for each in found}
    made = [_pair(kind, each, at) for ref, each in new.items() if ref not in known]
    changed = [_renewed(known[ref], each, at) for ref, each in new.items() if ref in known]
    gone = [
        pair.pk for ref, pair in known.items() if ref not in new and pair.state == PairState.OPEN
    ]
    DuplicatePair.objects.bulk_create(made)
    if changed:
        copying.update(changed, [*FOUND, "state", "found_at"])
    DuplicatePair.objects.filter(pk__in=gone).delete()


FOUND = ("weight", "probability", "reasons", "digest")


def _pair(kind: Matched, each: Likely, at: datetime) -> DuplicatePair:
    return DuplicatePair(
        id=new_id(),
        entity=kind.key,
        first_id=each.first,
        second_id=each.second,
        found_at=at,
        **_facts(each),
    )


def _renewed(pair: DuplicatePair, each: Likely, at: datetime) -> DuplicatePair:
    if pair.digest != each.digest:
        pair.state, pair.found_at = PairState.OPEN, at
    for name, value in _facts(each).items():
        setattr(pair, name, value)
    return pair


def _facts(each: Likely) -> dict[str, Any]:
    return {name: getattr(each, name) for name in FOUND}


def _tidy(kind: Matched) -> None:
    """Forget the keys of records that are gone. Their pairs stay: a merge that is undone brings records back."""
    there = kind.entity.model._default_manager.filter(pk=OuterRef("record_id"))
    MatchKey.objects.filter(~Exists(there), entity=kind.key).delete()


def search(key: str, *, by: Actor, at: datetime) -> MatchSearch:
    """Look for duplicates of one kind from beginning to end. Refuses as `start_search` does."""
    found = start_search(key, by=by, at=at)
    while go_on_searching(key, by=by, at=at):
        pass
    found.refresh_from_db()
    return found


@action
def decide(pair_id: UUID, state: str, *, by: Actor, at: datetime) -> DuplicatePair:
    """Say of a pair that the two are no duplicates, put it off, or open it again.

    Refuses: strangers to either record, people who may not change both, a pair that is gone or merged.
    """
    if state not in DECISIONS:
        raise InvalidError({"state": _("Choose what is to become of this pair.")})
    pair = DuplicatePair.objects.select_for_update().filter(pk=pair_id).first()
    rows = _both(pair, by) if pair is not None and pair.state != PairState.MERGED else {}
    if pair is None or not {pair.first_id, pair.second_id} <= rows.keys():
        raise NotFoundError(
            _("There is no such pair any more, or you may not see both records."),
            remedy=_("Load the list of possible duplicates again."),
        )
    require(policies.can_decide(by, pair.entity, list(rows.values())))
    pair.state, pair.decided_by, pair.decided_at = PairState(state), by.id, at
    pair.save(update_fields=["state", "decided_by", "decided_at"])
    bus.record(
        DuplicateDecided(state=state, other=pair.second_id, name=str(rows[pair.second_id])),
        subject=rows[pair.first_id],
        by=by,
        at=at,
        about=[pair.second_id],
    )
    return pair


def _both(pair: DuplicatePair, by: Actor) -> Mapping[UUID, Any]:
    rows = declared.of(pair.entity).entity.rows(by)
    return {row.pk: row for row in rows.filter(pk__in=[pair.first_id, pair.second_id])}


@action
def settle(ids: Collection[UUID], *, merged: bool, by: Actor, at: datetime) -> int:
    """Note that all pairs among these records were merged, or are two again; how many they were. Called by the merge."""
    pairs = DuplicatePair.objects.filter(first_id__in=ids, second_id__in=ids)
    if merged:
        return pairs.exclude(state=PairState.MERGED).update(state=PairState.MERGED)
    return pairs.filter(state=PairState.MERGED).update(state=PairState.OPEN)
