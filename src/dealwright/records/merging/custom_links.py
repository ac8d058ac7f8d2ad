"""Custom fields that lead to merged records: links of the records that hold them, without a foreign key."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from dealwright.core import copying
from dealwright.events.plain import plain
from dealwright.records import registry
from dealwright.records.custom.models import CustomField, CustomLink
from dealwright.records.fields import CUSTOM, Field, Kind, put, value
from dealwright.records.merging.models import Act, MovedRow
from dealwright.records.merging.writing import link_again
from dealwright.records.registry import Entity

LINKS = CustomLink._meta.label_lower

type Row = Any
type Wanted = tuple[CustomLink, UUID | None]  # a link, and where it is to lead


def settled(
    entity: Entity, winner: Row, losers: Collection[Row], values: Mapping[str, Any]
) -> dict[str, None]:
    """The custom fields by which the winner would lead to itself or to what is gone; they are emptied."""
    merged = {winner.pk, *(loser.pk for loser in losers)}
    return {
        field.name: None
        for field in _leading_to(entity, entity.key)
        if values.get(field.name, value(winner, field.column)) in merged
    }


def holders(
    key: str, ids: Collection[UUID], *, but: Collection[UUID]
) -> Iterator[tuple[Entity, Field, list[Row]]]:
    """The records, `but` these, whose custom fields lead to records of a kind, locked in key order; one query for each
    field that leads to the kind.
    """
    for entity in registry.entities():
        for field in _leading_to(entity, key):
            rows = entity.model._default_manager.filter(**{f"{field.column}__in": list(ids)})
            locked = rows.exclude(pk__in=but).select_for_update(of=("self",)).order_by("pk")
            yield entity, field, list(locked)


def _leading_to(entity: Entity, key: str) -> list[Field]:
    return [field for field in entity.customs if field.kind == Kind.LINK and field.to == key]


def move_retired(winner: UUID, losers: Collection[UUID], *, change_set: UUID) -> list[MovedRow]:
    """Let links of fields that are retired lead to the winner too, as they are shown again once their field is brought
    back; its own that would lead to itself are emptied. Nobody sees these values now, so no event tells of them, and an
    undo reads the traces that are answered.
    """
    rows = CustomLink.objects.filter(field__is_retired=True, target_id__in=losers)
    found = rows.exclude(record_id__in=losers).select_related("field")
    links = list(found.select_for_update(of=("self",)).order_by("pk"))
    traces = [_trace(link, is_own=link.record_id == winner, of=change_set) for link in links]
    _lead([(link, None if link.record_id == winner else winner) for link in links])
    return traces


def _trace(link: CustomLink, *, is_own: bool, of: UUID) -> MovedRow:
    return MovedRow(
        change_set_id=of,
        loser_id=link.target_id,
        model=LINKS,
        row_id=str(link.pk),
        column="target_id",
        act=Act.DROPPED if is_own else Act.MOVED,
        data=plain({"field_id": link.field_id, "record_id": link.record_id}),
    )


def put_back_retired(traces: Sequence[MovedRow], winner: UUID) -> list[MovedRow]:
    """Let such links lead to the losers again; those that others changed since, which stay, are answered. Of a field that
    was purged there is nothing to put back.
    """
    known = CustomField.objects.in_bulk({trace.data["field_id"] for trace in traces})
    there = [trace for trace in traces if UUID(trace.data["field_id"]) in known]
    held = CustomLink.objects.filter(record_id__in=[trace.data["record_id"] for trace in there])
    locked = held.select_related("field").select_for_update(of=("self",)).order_by("pk")
    links = {(str(link.field_id), str(link.record_id)): link for link in locked}
    back: list[Wanted] = []
    left = []
    for trace in there:
        link = links.get((trace.data["field_id"], trace.data["record_id"]))
        if link is None and trace.act == Act.DROPPED:
            back.append((link_again(trace), trace.loser_id))
        elif link is not None and link.target_id == winner and trace.act == Act.MOVED:
            back.append((link, trace.loser_id))
        else:
            left.append(trace)
    _lead(back)
    return left


def _lead(wanted: Sequence[Wanted]) -> None:
    """Write where links lead, in their table and on the records that hold them, whose versions and stamps stay."""
    by_kind: dict[str, list[Wanted]] = defaultdict(list)
    for link, target in wanted:
        by_kind[link.field.entity].append((link, target))
    for key, several in by_kind.items():
        _hold(registry.entity(key), several)
    gone = [link.pk for link, target in wanted if target is None]
    CustomLink.objects.filter(pk__in=gone).delete()
    kept = [(link, target) for link, target in wanted if target is not None]
    for link, target in kept:
        link.target_id = target
    if kept:
        copying.update([link for link, _target in kept], ["target_id"])


def _hold(entity: Entity, several: Sequence[Wanted]) -> None:
    ids = [link.record_id for link, _target in several]
    rows = entity.model._default_manager.select_for_update(of=("self",)).filter(pk__in=ids)
    found = {row.pk: row for row in rows.order_by("pk")}
    for link, target in several:
        if link.record_id in found:
            put(found[link.record_id], {f"{CUSTOM}{link.field.path}": target})
    if found:
        copying.update(list(found.values()), ["custom"])


def forget(ids: Collection[UUID]) -> None:
    """Forget what the records that go were linked to."""
    CustomLink.objects.filter(record_id__in=ids).delete()
