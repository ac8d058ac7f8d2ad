"""The indexes of custom fields: expressions that queries use to the letter, made and dropped without stopping anyone.

`CREATE INDEX CONCURRENTLY` runs outside of a transaction; so these functions are for jobs, not for verbs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import sql

from dealwright.records.custom.current import UNIQUE
from dealwright.records.custom.models import CustomField
from dealwright.records.fields import Kind

SHOWN = 5
TEXTS = {Kind.TEXT, Kind.URL, Kind.EMAIL, Kind.PHONE}


@dataclass(frozen=True, slots=True)
class Index:
    """An index of a field: its name, how it is made, and what of."""

    name: str
    using: str
    columns: str
    is_unique: bool = False


def of(row: CustomField) -> Iterator[Index]:
    """The indexes that a field asks for."""
    if row.is_searchable:
        yield from _for_search(row)
    if row.is_unique:
        yield Index(f"{UNIQUE}{row.pk.hex}", "btree", f"({_same(row)})", is_unique=True)


def _for_search(row: CustomField) -> Iterator[Index]:
    pk, value = row.pk.hex, f"({row.sql})"
    kind = row.value_kind
    if kind == Kind.LIST:
        yield Index(f"cfg_{pk}", "gin", f"{value} jsonb_path_ops")
        return
    if kind != Kind.LONG_TEXT:
        yield Index(f"cfi_{pk}", "btree", f"{value}, id")
    if kind in {Kind.TEXT, Kind.URL, Kind.EMAIL}:
        yield Index(f"cfe_{pk}", "btree", f"({_same(row)})")
    if kind in TEXTS | {Kind.LONG_TEXT}:
        yield Index(f"cft_{pk}", "gin", f"upper({value}::text) gin_trgm_ops")


def _same(row: CustomField) -> str:
    """What two values that count as the same have in common, as the filter language compares them."""
    value, kind = f"({row.sql})", row.value_kind
    if kind in {Kind.TEXT, Kind.URL}:
        return f"upper({value}::text)"
    return f"lower({value})" if kind == Kind.EMAIL else value


def build(row: CustomField, table: str) -> None:
    """Make the indexes of a field that are not there. What a stopped run left half-made is dropped first."""
    drop(row.pk, keep={index.name for index in of(row)})
    valid = _present(row.pk, only_valid=True)
    for index in of(row):
        if index.name not in valid:
            _drop(index.name)
            _run(
                sql.SQL("CREATE {} INDEX CONCURRENTLY {} ON {} USING {} ({})").format(
                    sql.SQL("UNIQUE" if index.is_unique else ""),
                    sql.Identifier(index.name),
                    sql.Identifier(table),
                    sql.SQL(index.using),
                    sql.SQL(index.columns),
                )
            )


def drop(pk: UUID, *, keep: set[str] | frozenset[str] = frozenset()) -> None:
    """Drop the indexes of a field, but for those to be kept."""
    for name in _present(pk) - keep:
        _drop(name)


def doubles(row: CustomField, table: str) -> list[tuple[str, int]]:
    """Values that several records have, with how many; those that stand most in the way first."""
    same = sql.SQL(_same(row))
    statement = sql.SQL(
        "SELECT min(({value})::text), count(*) FROM {table} WHERE {same} IS NOT NULL"
        " GROUP BY {same} HAVING count(*) > 1 ORDER BY count(*) DESC, 1 LIMIT {most}"
    ).format(
        value=sql.SQL(row.sql), table=sql.Identifier(table), same=same, most=sql.Literal(SHOWN)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [(str(value), count) for value, count in cursor.fetchall()]


def _present(pk: UUID, *, only_valid: bool = False) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class JOIN pg_index ON indexrelid = pg_class.oid"
            " WHERE relname LIKE %s AND (indisvalid OR NOT %s)",
            [f"cf_\\_{pk.hex}", only_valid],
        )
        return {name for (name,) in cursor.fetchall()}


def _drop(name: str) -> None:
    _run(sql.SQL("DROP INDEX CONCURRENTLY IF EXISTS {}").format(sql.Identifier(name)))


def _run(statement: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
