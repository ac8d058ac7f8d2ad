"""Putting back the rows that a merge moved, left out or widened and of which no event tells."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from dealwright.core import copying
from dealwright.core.actor import Actor
from dealwright.records import registry
from dealwright.records.changesets.models import ChangeSet
from dealwright.records.custom.models import CustomLink
from dealwright.records.merging import attached, custom_links, moving, writing
from dealwright.records.merging.attached import Attached
from dealwright.records.merging.models import Act, MovedRow
from dealwright.records.registry import Entity

type Left = Counter[tuple[UUID, str]]


def counts(change_set: ChangeSet) -> Iterator[tuple[str, int]]:
    """The kinds of such rows, in words, and how many there are of each."""
    entity = registry.entity(change_set.entity)
    labels = {each.key: each.label for each in attached.to(entity.model)}
    labels[custom_links.LINKS] = _links()
    rows = MovedRow.objects.filter(change_set=change_set).exclude(act=Act.JOINED)
    for key, count in rows.values_list("model").annotate(count=models.Count("pk")).order_by():
        yield labels.get(key, key), count


def _links() -> str:
    return str(CustomLink._meta.verbose_name_plural)


def put_back(
    change_set: ChangeSet, winner: UUID, entity: Entity, *, by: Actor, at: datetime
) -> Mapping[UUID, str]:
    """Let the rows hang on the losers again. {loser: what could not be restored with it, and why}."""
    left: Left = Counter()
    by_link: dict[tuple[str, str], list[MovedRow]] = defaultdict(list)
    for trace in MovedRow.objects.filter(change_set=change_set).order_by("pk"):
        by_link[trace.model, trace.column].append(trace)
    losers = {trace.loser_id for several in by_link.values() for trace in several}
    records = entity.model._default_manager.in_bulk([pk for pk in losers if pk])
    for each in attached.to(entity.model):
        several = by_link.get((each.key, each.column), ())
        _move_back(each, _with(several, Act.MOVED), winner, records, left, by=by, at=at)
        _narrow(each, _with(several, Act.JOINED))
        _insert(each, _with(several, Act.DROPPED), left)
    retired = by_link.get((custom_links.LINKS, "target_id"), ())
    for trace in custom_links.put_back_retired(retired, winner):
        assert trace.loser_id is not None  # noqa: S101  it led to one
        left[trace.loser_id, _links()] += 1
    MovedRow.objects.filter(change_set=change_set).delete()
    return _in_words(left)


def _with(several: Sequence[MovedRow], act: Act) -> list[MovedRow]:
    return [trace for trace in several if trace.act == act]


def _rows(each: Attached, several: Sequence[MovedRow]) -> dict[str, Any]:
    ids = [trace.row_id for trace in several]
    rows = each.model._default_manager.select_for_update(of=("self",)).filter(pk__in=ids)
    return {str(row.pk): row for row in rows.order_by("pk")}


def _move_back(
    each: Attached,
    several: Sequence[MovedRow],
    winner: UUID,
    records: Mapping[UUID, Any],
    left: Left,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """What still hangs where the merge put it goes back; one statement for each loser."""
    found = _rows(each, several) if several else {}
    by_loser: dict[UUID, list[Any]] = defaultdict(list)
    for trace in several:
        assert trace.loser_id is not None  # noqa: S101  what moved hung on one
        row = found.get(trace.row_id)
        if row is None or getattr(row, each.column) != winner:
            left[trace.loser_id, each.label] += 1
        else:
            by_loser[trace.loser_id].append(row)
    for loser, rows in by_loser.items():
        moving.relink(each, rows, records[loser], by=by, at=at)


def _narrow(each: Attached, several: Sequence[MovedRow]) -> None:
    """Rows that were made to allow more allow what they did before, those that are still there."""
    found = _rows(each, several) if several else {}
    for trace in several:
        row = found.get(trace.row_id)
        for name, old in trace.data.items() if row is not None else ():
            setattr(row, name, old)
    if found:
        copying.update(list(found.values()), each.joined)


def _insert(each: Attached, several: Sequence[MovedRow], left: Left) -> None:
    """What was left out is there again: all at once, or, when one may not be, each by itself."""
    if several and not _inserted(each, several):
        for trace in several:
            if not _inserted(each, [trace]) and trace.loser_id is not None:
                left[trace.loser_id, each.label] += 1


def _inserted(each: Attached, several: Sequence[MovedRow]) -> bool:
    return writing.insert_again([_as_row(each, trace) for trace in several])


def _as_row(each: Attached, trace: MovedRow) -> Any:
    columns = {column.attname: column for column in each.model._meta.concrete_fields}
    given = {name: old for name, old in trace.data.items() if name in columns}
    return each.model(**{name: columns[name].to_python(old) for name, old in given.items()})


def _in_words(left: Left) -> dict[UUID, str]:
    parts: dict[UUID, list[str]] = defaultdict(list)
    for (loser, label), count in sorted(left.items(), key=str):
        parts[loser].append(f"{count} {label}")
    said = _("It is there again, but these were changed or deleted since and stay: %(rows)s.")
    return {loser: said % {"rows": ", ".join(found)} for loser, found in parts.items()}
