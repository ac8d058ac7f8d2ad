"""Taking a merge back, all of it in one transaction: the losers are there again, and what had moved hangs on them.

What others changed since stays as it is, unless it was chosen; so do rows that are gone by now. Both say so.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.utils.translation import gettext as _

from dealwright.core import actor as actors
from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError, refuse_unless, require
from dealwright.events import bus
from dealwright.events.bus import Fact
from dealwright.events.models import EventRecord
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.records import registry, writing
from dealwright.records.changesets import kinds, undoing
from dealwright.records.changesets.models import ChangeSet, ChangeSetRow, Outcome
from dealwright.records.changesets.undoing import Finding, Standing
from dealwright.records.events import RecordUpdated
from dealwright.records.history import actions as history
from dealwright.records.matching import actions as matching
from dealwright.records.merging import declared, hierarchy, moving, traces
from dealwright.records.merging.events import MergeUndone, RecordsMerged
from dealwright.records.merging.models import MergedRecord
from dealwright.records.registry import Entity

type Row = Any


@dataclass(frozen=True, kw_only=True, slots=True)
class _Merge:
    """What was merged, as its event tells."""

    change_set: ChangeSet
    entity: Entity
    winner: UUID
    losers: Sequence[UUID]
    names: Sequence[str]


def take_back(
    change_set: ChangeSet, rows: Sequence[ChangeSetRow], *, by: Actor, at: datetime
) -> None:
    """Undo a merge, or what an earlier undo of it left. Refuses people who may not change the record that stayed, and
    what stands against bringing a loser back, such as a record it refers to that is gone.
    """
    system = actors.system(on_behalf_of=by)
    merge = _read(change_set)
    _hold(merge, rows)
    _require_right(merge, by=by)
    _refuse_merged_on(merge)
    found = _survey(change_set, rows, actor=system)
    back = [each for row in rows if (each := found.get(row.record_id)) and _goes_back(each, row)]
    kept = next((each for each in back if each.trail.pk == merge.winner), None)
    further = {found.name for found in merge.entity.links if found.custom}
    links = {*declared.of(merge.entity.key).hierarchies(), *further}  # may lead to a loser
    _restore(kept, lambda name: name not in links, by=system, at=at)
    losers = _bring_back(merge, by=system, at=at)
    _restore(kept, lambda name: name in links, by=system, at=at)
    _move_back([each for each in back if _is_moved(each, merge)], by=system, at=at)
    left = traces.put_back(change_set, merge.winner, merge.entity, by=system, at=at)
    matching.settle([merge.winner, *merge.losers], merged=False, by=system, at=at)
    connection.check_constraints()
    _say(rows, found, merge, left)
    _tell(merge, losers, by=by, at=at)


def _read(change_set: ChangeSet) -> _Merge:
    kind = bus.kind_of(RecordsMerged)
    told = EventRecord.objects.filter(change_set=change_set.pk, kind=kind).first()
    if told is None:
        raise NotFoundError(_("Nothing is kept of this merge any more."))
    event = bus.read(told, RecordsMerged)
    return _Merge(
        change_set=change_set,
        entity=registry.entity(change_set.entity),
        winner=told.subject_id,
        losers=event.losers,
        names=event.names,
    )


def _hold(merge: _Merge, rows: Sequence[ChangeSetRow]) -> None:
    """Lock, as a merge does, parents first, then the record that stayed, then what hangs on it: what is found of them
    from here on stays so.
    """
    hierarchy.hold(declared.of(merge.entity.key))
    ids: dict[str, list[UUID]] = defaultdict(list, {merge.entity.key: [merge.winner]})
    for row in rows:
        if row.record_id:
            ids[row.entity].append(row.record_id)
    others = [entity for entity in registry.entities() if entity.key != merge.entity.key]
    for entity in (merge.entity, *others):
        if entity.key in ids:
            held = entity.model._default_manager.filter(pk__in=ids[entity.key])
            list(held.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def _refuse_merged_on(merge: _Merge) -> None:
    """Between the wish and its turn the record that stayed may have been merged into another one."""
    against = kinds.against_undoing(merge.change_set)
    refuse_unless(not against, against, code="not_undoable")


def _require_right(merge: _Merge, *, by: Actor) -> None:
    """Whoever may change the record that stayed; where that is gone, who may make records of this kind."""
    key = merge.entity.key
    kept = merge.entity.model._default_manager.filter(pk=merge.winner).first()
    if kept is None:
        require(access.may(by, Privilege.CREATE, key))
    else:
        require(access.can(by, Privilege.WRITE, key, kept))  # type: ignore[arg-type]  # merged kinds are owned


def _survey(
    change_set: ChangeSet, rows: Sequence[ChangeSetRow], *, actor: Actor
) -> dict[UUID | None, Finding]:
    ids = [row.record_id for row in rows if row.record_id]
    return {each.trail.pk: each for each in undoing.survey(change_set, ids, actor=actor)}


def _goes_back(found: Finding, row: ChangeSetRow) -> bool:
    is_chosen = row.is_chosen and found.standing == Standing.CHANGED
    return found.row is not None and (found.standing == Standing.READY or is_chosen)


def _is_moved(found: Finding, merge: _Merge) -> bool:
    return found.trail.pk not in {merge.winner, *merge.losers}


def _restore(
    found: Finding | None, takes: Callable[[str], bool], *, by: Actor, at: datetime
) -> None:
    """Give the record that stayed some of its earlier values again."""
    if found is None or found.row is None:
        return
    changes = {name: pair for name, pair in found.trail.changes.items() if takes(name)}
    part = replace(found, trail=replace(found.trail, changes=changes))
    if part.back:
        found.row.refresh_from_db(fields=["version"])
        undoing.restore(part, by=by, at=at)


def _bring_back(merge: _Merge, *, by: Actor, at: datetime) -> list[Row]:
    """The losers, each with its own id; those that are there already, by an earlier undo, are no matter of this."""
    gone = MergedRecord.objects.filter(change_set_id=merge.change_set.pk)
    ids = [each.record_id for each in gone.order_by("pk")]
    rows = [history.bring_back_alone(merge.entity, pk, by=by, at=at) for pk in ids]
    gone.delete()
    return rows


def _move_back(found: Sequence[Finding], *, by: Actor, at: datetime) -> None:
    """Let records hang where they hung before; one statement for those of a kind with the same links."""
    alike: dict[tuple[type[models.Model], tuple[str, ...]], list[Finding]] = defaultdict(list)
    for each in found:
        assert each.row is not None  # noqa: S101  what is gone does not go back
        alike[type(each.row), tuple(sorted(each.back))].append(each)
    for (model, names), several in alike.items():
        _write_back(model, names, several, by=by, at=at)


def _write_back(
    model: type[models.Model],
    names: Sequence[str],
    several: Sequence[Finding],
    *,
    by: Actor,
    at: datetime,
) -> None:
    wanted = {each.trail.pk: each.back for each in several}
    entity = registry.of(model)
    columns = [name for name in names if not entity.field(name).custom]
    further = [name for name in names if entity.field(name).custom]
    rows = model._default_manager.select_for_update(of=("self",)).filter(pk__in=wanted)
    facts = []
    locked = list(rows.order_by("pk"))
    for row in locked:
        pairs = wanted[row.pk]
        for name in columns:
            setattr(row, row._meta.get_field(name).attname, pairs[name][1])  # type: ignore[union-attr]  # links are columns
        facts.append(_fact(row, {name: list(pair) for name, pair in pairs.items()}))
    if columns:
        moving.write(locked, {*columns, *moving.worked_out(locked)}, by=by, at=at)
    if further:
        back = {pk: {name: pairs[name][1] for name in further} for pk, pairs in wanted.items()}
        moving.put_links(locked, entity, back, by=by, at=at)
    bus.record_many(facts, by=by, at=at)


def _fact(row: Row, changes: Mapping[str, list[Any]]) -> Fact:
    about = [*writing.about(registry.of(row), row), *(now for now, _then in changes.values())]
    seen_at = [pk for pk in about if isinstance(pk, UUID)]
    return Fact(event=RecordUpdated(), subject=row, about=seen_at, changes=changes)


def _say(
    rows: Sequence[ChangeSetRow],
    found: Mapping[UUID | None, Finding],
    merge: _Merge,
    left: Mapping[UUID, str],
) -> None:
    """What became of each record, and what could not be restored with it."""
    for row in rows:
        row.outcome, row.reason = _outcome(row, found.get(row.record_id), merge)
        if row.record_id and row.record_id in left:
            row.outcome, row.reason = Outcome.LEFT, left[row.record_id]


def _outcome(row: ChangeSetRow, found: Finding | None, merge: _Merge) -> tuple[Outcome, str]:
    if found is None or found.standing == Standing.DONE:
        return Outcome.UNCHANGED, ""
    if row.record_id in merge.losers or _goes_back(found, row):
        return Outcome.CHANGED, ""
    return Outcome.LEFT, str(found.standing.label)


def _tell(merge: _Merge, losers: Sequence[Row], *, by: Actor, at: datetime) -> None:
    """On the page of the record that gave them back, unless it is gone itself."""
    kept = merge.entity.model._default_manager.filter(pk=merge.winner).first()
    if kept is None or not losers:
        return
    ids, names = [row.pk for row in losers], [str(row) for row in losers]
    bus.record(MergeUndone(losers=ids, names=names), subject=kept, by=by, at=at, about=ids)
