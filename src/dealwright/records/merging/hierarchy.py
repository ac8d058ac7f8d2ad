"""Links of a kind to itself: merging must close no circle."""

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import sql

from dealwright.records.merging.declared import Mergeable


def hold(kind: Mergeable) -> None:
    """Parents change one after the other: whoever changes one takes this lock before any of a row."""
    with connection.cursor() as cursor:
        for name in kind.hierarchies():
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{kind.entity}.{name}"])


def settled(kind: Mergeable, winner: Any, losers: Collection[Any], values: Any) -> dict[str, Any]:
    """{link: id} of the winner's links to its own kind that have to change: what stands above all merged records takes
    the place of a link into, or below, one of them.
    """
    merged = {winner.pk, *(loser.pk for loser in losers)}
    found = {}
    for name in kind.hierarchies():
        wanted = values.get(name, getattr(winner, f"{name}_id"))
        above = list(_above(kind, name, wanted)) if wanted else []
        last = max((place for place, (pk, _up) in enumerate(above) if pk in merged), default=None)
        if last is not None:
            found[name] = above[last][1]
    return found


ABOVE = """
WITH RECURSIVE above AS (
    SELECT {key} AS pk, {link} AS up, 0 AS depth FROM {table} WHERE {key} = %s
    UNION ALL
    SELECT t.{key}, t.{link}, above.depth + 1 FROM {table} t JOIN above ON t.{key} = above.up
) CYCLE pk SET is_circle USING path
SELECT pk, up FROM above WHERE NOT is_circle ORDER BY depth
"""


def _above(kind: Mergeable, name: str, pk: UUID) -> Iterator[tuple[UUID, UUID | None]]:
    """The record of this id and all above it, from the bottom up, each with what stands above it."""
    model: Any = kind.kind.model
    statement = sql.SQL(ABOVE).format(
        table=sql.Identifier(model._meta.db_table),
        key=sql.Identifier(model._meta.pk.column),
        link=sql.Identifier(model._meta.get_field(name).column),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [pk])
        yield from cursor.fetchall()
