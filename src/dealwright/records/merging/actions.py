"""The verb that makes one record of several."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _
from psycopg import sql

from dealwright.core import actor as actors
from dealwright.core import changesets, guards
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import ConflictError, InvalidError, NotFoundError, Text, require
from dealwright.core.ids import new_id
from dealwright.events import bus
from dealwright.events.bus import Fact
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.records import writing
from dealwright.records.changesets import actions as sets
from dealwright.records.changesets.models import ChangeSet
from dealwright.records.events import RecordDeleted
from dealwright.records.matching import actions as matching
from dealwright.records.merging import (
    choosing,
    custom_links,
    declared,
    hierarchy,
    moving,
    policies,
    queries,
)
from dealwright.records.merging.declared import Mergeable, Merging
from dealwright.records.merging.events import RecordsMerged
from dealwright.records.merging.kinds import MERGE
from dealwright.records.merging.models import MergedRecord
from dealwright.records.registry import Entity

MOST = 20

type Picks = Mapping[str, UUID]
type Versions = Mapping[UUID, int]


def merge(
    entity: Entity,
    winner: UUID,
    losers: Collection[UUID],
    *,
    by: Actor,
    at: datetime,
    picks: Picks | None = None,
    versions: Versions | None = None,
) -> ChangeSet:
    """Make one record of several: `winner` stays, what hangs on the others moves to it, and their addresses lead there.

    `picks` is {field: id of the record whose value is kept}; of fields that nobody picks the winner's value is kept,
    or where it has none the first of the others. `versions` says which version of each record was looked at.
    All or nothing, in one transaction; the change set that is answered can be undone.

    Refuses: people who may not change all of them and delete those that go, a record that is gone, changed meanwhile,
    values that the kind does not take, and what the guards of "<entity>.merge" refuse.
    """
    kind = declared.of(entity.key)
    others = [pk for pk in dict.fromkeys(losers) if pk != winner]
    refuse_number(len(others))
    with changesets.within(new_id()):
        return _merge(kind, winner, others, picks or {}, versions or {}, by=by, at=at)


def refuse_number(losers: int) -> None:
    """InvalidError for none, and for more than are merged at once."""
    if not losers:
        raise InvalidError({"losers": _("Name at least two records to merge.")})
    if losers >= MOST:
        said = _("At most %(most)d records are merged at once.") % {"most": MOST}
        raise InvalidError({"losers": said})


@action
def _merge(
    kind: Mergeable,
    winner_id: UUID,
    loser_ids: Sequence[UUID],
    picks: Picks,
    versions: Versions,
    *,
    by: Actor,
    at: datetime,
) -> ChangeSet:
    hierarchy.hold(kind)
    rows = _locked(kind.kind, [winner_id, *loser_ids], by=by)
    winner, losers = rows[winner_id], [rows[pk] for pk in loser_ids]
    require(policies.can_merge(by, kind.kind, winner, losers))
    for row in rows.values():
        _refuse_changed(row, versions)
    values = _values(kind, winner, losers, picks, by=by)
    guards.check(f"{kind.entity}.merge", Merging(winner=winner, losers=losers, values=values))
    return _made_one(kind, winner, losers, values, by=by, at=at)


def _made_one(
    kind: Mergeable,
    winner: Any,
    losers: Sequence[Any],
    values: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
) -> ChangeSet:
    """Move, delete, then fill: until the others are gone the winner cannot have what only one record may have.

    What hangs on the records is out of the actor's sight perhaps, so the system moves it on their behalf.
    """
    system = actors.system(on_behalf_of=by)
    change_set = _open_set()
    links = hierarchy.settled(kind, winner, losers, values)
    links |= custom_links.settled(kind.kind, winner, losers, values)
    moved = moving.move(winner, losers, change_set=change_set, by=system, at=at)
    _remove(kind.kind, winner, losers, change_set, by=by, at=at)
    winner = _fill(kind, winner, {**values, **links}, by=system, at=at)
    ids, names = [row.pk for row in losers], [str(row) for row in losers]
    matching.settle([winner.pk, *ids], merged=True, by=system, at=at)
    merged = RecordsMerged(losers=ids, names=names, moved=moved.count)
    about = [*writing.about(kind.kind, winner), *ids]
    bus.record(merged, subject=winner, by=by, at=at, about=about)
    touched = 1 + len(losers) + moved.count
    done = sets.note(MERGE, entity=kind.entity, name=str(winner), changed=touched, by=by, at=at)
    connection.check_constraints()  # a row that nobody moved stands against it now, not at the very end
    return done


def _open_set() -> UUID:
    found = changesets.current()
    assert found is not None  # noqa: S101  `merge` opens one
    return found


def _locked(entity: Entity, ids: Sequence[UUID], *, by: Actor) -> dict[UUID, Any]:
    """All of the records, locked in key order; NotFoundError says what became of one that is gone."""
    seen = set(entity.rows(by).filter(pk__in=ids).values_list("pk", flat=True))
    rows = entity.model._default_manager.select_for_update(of=("self",)).filter(pk__in=seen)
    found = {row.pk: row for row in rows.order_by("pk")}
    for pk in ids:
        if pk not in found:
            raise NotFoundError(
                _refusal_of_gone(entity, pk, by), remedy=_("Choose the records anew.")
            )
    return found


def _refusal_of_gone(entity: Entity, pk: UUID, by: Actor) -> Text:
    successor = queries.successor(entity, pk, actor=by)
    if successor is None:
        return _("One of the records is gone, or belongs to people who have not shared it.")
    return _("One of the records was merged into %(name)s meanwhile.") % {"name": successor}


def _refuse_changed(row: Any, versions: Versions) -> None:
    seen = versions.get(row.pk)
    if seen is not None and seen != row.version:
        raise ConflictError(
            _("Someone else changed %(name)s in the meantime.") % {"name": row},
            theirs={},
            mine={},
            version=row.version,
            changed_by=str(row.modified_by or ""),
        )


def _values(
    kind: Mergeable, winner: Any, losers: Sequence[Any], picks: Picks, *, by: Actor
) -> dict[str, Any]:
    """What the winner is given."""
    refuse_picks(kind, picks, {winner.pk, *(row.pk for row in losers)}, by=by)
    values = choosing.values(kind, winner, losers, picks)
    if "owner" in values:
        require(
            access.can(by, Privilege.ASSIGN, kind.entity, winner),
            _("Your roles do not allow you to hand this over."),
            remedy=_("Keep its owner, or ask a manager to assign it."),
        )
    return values


def refuse_picks(kind: Mergeable, picks: Picks, merged: Collection[UUID], *, by: Actor) -> None:
    """InvalidError for picks of fields that the actor may not change, and of records that are not merged."""
    known = {field.name for field in kind.chosen_by(by)}
    wrong: dict[str, Text | list[Text]] = {
        name: _("Choose a value of one of the merged records.")
        if name in known
        else _("This field cannot be chosen.")
        for name, pk in picks.items()
        if name not in known or pk not in merged
    }
    if wrong:
        raise InvalidError(wrong)


def _fill(
    kind: Mergeable, winner: Any, values: Mapping[str, Any], *, by: Actor, at: datetime
) -> Any:
    """Give the winner its values by its kind's own verb. What was asked of the actor before is not asked again, as the
    rule may fill what they do not see.
    """
    update = kind.kind.update
    assert update is not None  # noqa: S101  kinds that are merged are changed too
    return update(winner, values, by=by, at=at) if values else winner


DELETE = "DELETE FROM {table} WHERE {key} = ANY(%s)"


def _remove(
    entity: Entity,
    winner: Any,
    losers: Sequence[Any],
    change_set: UUID,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Tell of each loser, keep where it went, and delete all in one statement, as they may refer to each other."""
    facts = [
        Fact(
            event=RecordDeleted(),
            subject=row,
            about=[*writing.about(entity, row), winner.pk],
            changes=writing.last_values(entity, row),
        )
        for row in losers
    ]
    bus.record_many(facts, by=by, at=at)
    MergedRecord.objects.bulk_create(
        MergedRecord(
            record_id=row.pk,
            entity=entity.key,
            label=str(row)[:300],
            number=str(getattr(row, entity.number))[:40] if entity.number else "",
            winner_id=winner.pk,
            change_set_id=change_set,
            merged_at=at,
        )
        for row in losers
    )
    custom_links.forget([row.pk for row in losers])
    model: Any = entity.model
    statement = sql.SQL(DELETE).format(
        table=sql.Identifier(model._meta.db_table), key=sql.Identifier(model._meta.pk.column)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [[row.pk for row in losers]])
