"""Moving what hangs on some records to another one. How many statements that takes depends on the kinds of what hangs
there, and not on how many rows there are.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from dealwright.core import copying
from dealwright.core.actor import Actor
from dealwright.events import bus
from dealwright.events.bus import Fact
from dealwright.events.plain import plain
from dealwright.records import registry, writing
from dealwright.records.custom import deriving
from dealwright.records.custom import writing as custom
from dealwright.records.events import RecordUpdated
from dealwright.records.fields import put, value
from dealwright.records.merging import attached, custom_links
from dealwright.records.merging.attached import Attached
from dealwright.records.merging.models import Act, MovedRow
from dealwright.records.merging.writing import keep
from dealwright.records.models import Record
from dealwright.records.registry import Entity

type Row = Any


@dataclass(slots=True)
class Moved:
    """What was moved: records with {link: [old, new]}, and the traces of all other rows."""

    records: dict[tuple[type[models.Model], UUID], tuple[Row, dict[str, list[Any]]]] = field(
        default_factory=dict
    )
    traces: list[MovedRow] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.records) + len(self.traces)


def move(winner: Row, losers: Sequence[Row], *, change_set: UUID, by: Actor, at: datetime) -> Moved:
    """Let everything that hangs on the losers hang on the winner; all of them are locked. Links among the merged
    records themselves are no matter of this.
    """
    moved = Moved()
    for each in attached.to(type(winner)):
        _move(each, winner, losers, moved, change_set=change_set, by=by, at=at)
    _move_custom(winner, losers, moved, by=by, at=at)
    ids = [loser.pk for loser in losers]
    moved.traces += custom_links.move_retired(winner.pk, ids, change_set=change_set)
    _tell(moved, by=by, at=at)
    keep(moved.traces)
    return moved


def _move(
    each: Attached,
    winner: Row,
    losers: Sequence[Row],
    moved: Moved,
    *,
    change_set: UUID,
    by: Actor,
    at: datetime,
) -> None:
    order = [winner.pk, *(loser.pk for loser in losers)]
    rows = _locked(each, winner, order[0 if each.once else 1 :])
    dropped, joined = _one_of_each(each, rows, order)
    gone = {row.pk for row in dropped}
    to_move = [row for row in rows if row.pk not in gone and _names(each, row) != winner.pk]
    moved.traces += [_trace(each, row, Act.DROPPED, change_set) for row in dropped]
    moved.traces += [_trace(each, row, Act.JOINED, change_set, old) for row, old in joined]
    _drop(each, dropped)
    if joined:
        copying.update([row for row, _old in joined], each.joined)
    if each.entity is None:
        moved.traces += [_trace(each, row, Act.MOVED, change_set) for row in to_move]
    else:
        _keep_links(each, to_move, winner, moved)
    relink(each, to_move, winner, by=by, at=at)


def _move_custom(
    winner: Row, losers: Sequence[Row], moved: Moved, *, by: Actor, at: datetime
) -> None:
    """Let custom fields of other records lead to the winner."""
    ids = [loser.pk for loser in losers]
    key = winner._meta.label_lower
    for entity, found, rows in custom_links.holders(key, ids, but=[winner.pk, *ids]):
        for row in rows:
            _kept, links = moved.records.setdefault((entity.model, row.pk), (row, {}))
            links[found.name] = [value(row, found.column), winner.pk]
        put_links(rows, entity, {row.pk: {found.name: winner.pk} for row in rows}, by=by, at=at)


def put_links(
    rows: Sequence[Row],
    entity: Entity,
    links: Mapping[UUID, Mapping[str, Any]],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Write {row: {custom field: id}} into these locked rows, and beside them where links are found."""
    for row in rows:
        put(row, {entity.field(name).column: new for name, new in links[row.pk].items()})
    deriving.work_out(rows, entity)
    write(rows, ["custom"], by=by, at=at)
    custom.change(rows, entity, {name for named in links.values() for name in named})


def _locked(each: Attached, winner: Row, ids: Sequence[UUID]) -> list[Row]:
    """The rows that hang on these records, locked in key order; the merged records themselves are left out."""
    rows = each.of(winner._meta.label_lower, ids)
    if each.model is type(winner):
        rows = rows.exclude(pk__in=[winner.pk, *ids])
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _names(each: Attached, row: Row) -> UUID:
    found: UUID = getattr(row, each.column)
    return found


def _one_of_each(
    each: Attached, rows: Sequence[Row], order: Sequence[UUID]
) -> tuple[list[Row], list[tuple[Row, dict[str, Any]]]]:
    """The rows that say the same of one record as another, the winner's before those of the losers in their order;
    and those that allow more by them, with what they allowed before.
    """
    place = {pk: position for position, pk in enumerate(order)}
    ranked = sorted(rows, key=lambda row: place[_names(each, row)])
    dropped: dict[Any, Row] = {}
    before: dict[Any, tuple[Row, dict[str, Any]]] = {}
    for columns in each.once:
        first: dict[tuple[Any, ...], Row] = {}
        for row in (row for row in ranked if row.pk not in dropped):
            kept = first.setdefault(tuple(getattr(row, name) for name in columns), row)
            if kept is row:
                continue
            dropped[row.pk] = row
            old = {name: getattr(kept, name) for name in each.joined}
            if _join(each, kept, row):
                before.setdefault(kept.pk, (kept, old))
    return list(dropped.values()), list(before.values())


def _join(each: Attached, kept: Row, dropped: Row) -> bool:
    """Let the row that stays allow what the other allowed; whether that is more."""
    more = [name for name in each.joined if getattr(dropped, name) > getattr(kept, name)]
    for name in more:
        setattr(kept, name, True)
    return bool(more)


def _trace(
    each: Attached, row: Row, act: Act, change_set: UUID, old: Mapping[str, Any] | None = None
) -> MovedRow:
    data = old
    if data is None:
        names = whole(each) if act == Act.DROPPED else [each.column, *each.copied]
        data = {name: getattr(row, name) for name in names}
    return MovedRow(
        change_set_id=change_set,
        loser_id=_names(each, row) if act != Act.JOINED else None,
        model=each.key,
        row_id=str(row.pk),
        column=each.column,
        act=act,
        data=plain(dict(data)),
    )


def whole(each: Attached) -> list[str]:
    """The columns that make a row anew."""
    return [column.attname for column in each.model._meta.concrete_fields if not column.generated]


def _drop(each: Attached, rows: Sequence[Row]) -> None:
    if rows:
        each.model._default_manager.filter(pk__in=[row.pk for row in rows]).delete()


def _keep_links(each: Attached, rows: Sequence[Row], winner: Row, moved: Moved) -> None:
    for row in rows:
        kept, links = moved.records.setdefault((each.model, row.pk), (row, {}))
        links[each.link] = [_names(each, row), winner.pk]
        setattr(kept, each.column, winner.pk)


def relink(each: Attached, rows: Sequence[Row], record: Row, *, by: Actor, at: datetime) -> None:
    """Write that these locked rows hang on this record, with what they repeat of it, and what formulas read of it."""
    columns = {each.column: record.pk, **each.copies(record)}
    for row in rows:
        for name, new in columns.items():
            setattr(row, name, new)
    names = {each.model._meta.get_field(name).name for name in columns}
    write(rows, names | worked_out(rows), by=by, at=at)


def worked_out(rows: Sequence[Row]) -> set[str]:
    """Work out the formulas of rows of one kind; the column in which they stand, if any came to something else."""
    entity = registry.find(rows[0]._meta.label_lower) if rows else None
    return {"custom"} if entity and deriving.work_out(rows, entity) else set()


def write(rows: Sequence[Row], names: Any, *, by: Actor, at: datetime) -> None:
    """Write columns of rows of one kind; records get a new version."""
    if not rows:
        return
    written = set(names)
    if isinstance(rows[0], Record):
        for row in rows:
            row.version += 1
            row.modified_at, row.modified_by_id = at, by.id
        written |= {"version", "modified_at", "modified_by"}
    copying.update(rows, sorted(written))


def _tell(moved: Moved, *, by: Actor, at: datetime) -> None:
    """Each record that moved has an event, once, however many of its links changed."""
    facts = [
        Fact(
            event=RecordUpdated(),
            subject=row,
            about=_about(row, links),
            changes=links,
        )
        for row, links in moved.records.values()
    ]
    if facts:
        bus.record_many(facts, by=by, at=at)


def _about(row: Row, links: Mapping[str, list[Any]]) -> list[UUID]:
    from_where = [old for old, _new in links.values()]
    return [*writing.about(registry.of(row), row), *from_where]


def count(winner: Row, ids: Sequence[UUID]) -> Iterator[tuple[Attached, dict[UUID, int]]]:
    """How many rows of each kind hang on each of these records; one query per kind of row."""
    for each in attached.to(type(winner)):
        rows = each.of(winner._meta.label_lower, ids)
        if each.model is type(winner):
            rows = rows.exclude(pk__in=[winner.pk, *ids])
        counted = rows.values_list(each.column).annotate(count=models.Count("pk"))
        found: dict[UUID, int] = defaultdict(int, dict(counted.order_by()))
        if found:
            yield each, found
