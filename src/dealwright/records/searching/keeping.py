"""Entries are kept in step with their records, in the transaction that writes these.

Triggers mark what was written; at the end of a verb, before its transaction ends, the marked records are read and their
entries written. Nothing else writes entries, so no verb, import or repair can forget to.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import connection, models

from dealwright.core.prepared import Read
from dealwright.records import registry
from dealwright.records.registry import Entity
from dealwright.records.searching import entries
from dealwright.records.searching.entries import Entry

BATCH = 2000
TAKE_OWN = """
DELETE FROM records_searchmark WHERE transaction = pg_current_xact_id_if_assigned()::text::bigint RETURNING entity, record_id
"""
TAKE_LEFT = """
DELETE FROM records_searchmark WHERE id = ANY(ARRAY(
    SELECT id FROM records_searchmark ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
)) RETURNING entity, record_id
"""
TYPES = {
    "record_id": "uuid",
    "entity": "text",
    "title": "text",
    "key": "text",
    "number": "text",
    "words": "tsvector",
    "digits": "text",
    "owner_id": "uuid",
    "unit_id": "uuid",
    "parent_type": "text",
    "parent_id": "uuid",
    "parent_owner_id": "uuid",
    "parent_unit_id": "uuid",
}
WRITE = """
WITH news AS (INSERT INTO records_searchnews (words) SELECT ARRAY(SELECT json_array_elements_text(%s::json)) WHERE %s)
INSERT INTO records_searchentry AS kept ({columns}) SELECT * FROM json_to_recordset(%s::json) AS given ({typed})
ON CONFLICT (record_id) DO UPDATE SET ({columns}) = ROW ({excluded})
WHERE kept IS DISTINCT FROM excluded
""".format(  # noqa: S608  names of our own columns
    columns=", ".join(TYPES),
    typed=", ".join(f"{column} {kind}" for column, kind in TYPES.items()),
    excluded=", ".join(f"excluded.{column}" for column in TYPES),
)
REMOVE = "DELETE FROM records_searchentry WHERE record_id = ANY(%s)"


def keep() -> None:
    """Write the entries of what this transaction has written so far."""
    _write_marked(*_taken(TAKE_OWN))


def take_up(limit: int) -> int:
    """Write the entries of what was written past the verbs; how many marks there were."""
    marks = list(_taken(TAKE_LEFT, limit))
    _write_marked(*marks, lock=True)
    return len(marks)


def _taken(statement: str, *values: int) -> list[tuple[str, UUID]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _write_marked(*marks: tuple[str, UUID], lock: bool = False) -> None:
    found: dict[str, set[UUID]] = defaultdict(set)
    for key, pk in marks:
        found[key].add(pk)
    for key, ids in found.items():
        kind = registry.find(key)
        for some in batched(sorted(ids), BATCH):
            write(kind, some, lock=lock) if kind else _remove(some)


def write(entity: Entity, ids: Collection[UUID], *, lock: bool = False) -> None:
    """Make the entries of these records anew, and remove those of records that are gone.

    `lock` for whoever has not written the records: another may be about to. It is taken in the order in which verbs
    take theirs, and lets others refer to the records meanwhile.
    """
    made = made_of(entity, ids, lock=lock)
    _store(made)
    gone = set(ids) - {each.record_id for each in made}
    if gone:
        _remove(sorted(gone))


def made_of(entity: Entity, ids: Collection[UUID], *, lock: bool = False) -> list[Entry]:
    """The entries of those of these records that are there."""
    rows = _locked(entity, ids) if lock else _reading(entity).values(list(ids))
    return [entries.entry(entity, pk, values) for pk, *values in rows]


@lru_cache(maxsize=512)
def _reading(entity: Entity) -> Read:
    """The columns of records, by their ids."""
    return Read.of(_columns(entity).filter(pk__any_of=[]))


def _locked(entity: Entity, ids: Collection[UUID]) -> Iterable[Sequence[Any]]:
    rows = _columns(entity).filter(pk__any_of=ids).order_by("pk")
    return rows.select_for_update(of=("self",), no_key=True)


def _columns(entity: Entity) -> "models.QuerySet[Any, tuple[Any, ...]]":
    return entity.model._default_manager.values_list("pk", *entries.columns(entity))


def _store(made: Sequence[Entry]) -> None:
    if not made:
        return
    news = [word for each in made for word in each.learnt]
    rows = [dict(zip(TYPES, _values(each), strict=True)) for each in sorted(made, key=_by_id)]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [json.dumps(news), bool(news), json.dumps(rows, default=str)])


def _by_id(made: Entry) -> UUID:
    return made.record_id


def _values(made: Entry) -> list[object]:
    words = " ".join(map(_lexeme, sorted(set(made.words))))
    told = [made.record_id, made.entity, made.title, made.key, made.number, words, made.digits]
    owner, unit, parent_type, *parent = made.rights
    return [*told, owner, unit, parent_type or "", *parent]


def _lexeme(word: str) -> str:
    """A word as `tsvector` reads it; apostrophes are gone from it."""
    return "'{}'".format(word.replace("\\", "\\\\"))


def _remove(ids: Sequence[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(REMOVE, [list(ids)])
