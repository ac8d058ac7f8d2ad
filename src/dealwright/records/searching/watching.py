"""Triggers that mark what was written: COPY, bulk statements and repairs by hand as well as a verb's own save.

One per kind and event, for whole statements, made from the registry after migrating; what administrators declare changes none.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from psycopg import sql

from dealwright.records.registry import Entity
from dealwright.records.searching import entries

CUSTOM = "custom"  # the column of `records.models.Record` that holds the values of custom fields
MARK = (
    "INSERT INTO records_searchmark (entity, record_id, transaction) "
    "SELECT {entity}, {rows}.id, pg_current_xact_id()::text::bigint FROM {rows}"
)
CHANGED = " JOIN old_values ON old_values.id = new_values.id WHERE ({new}) IS DISTINCT FROM ({old})"
FUNCTION = """
CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS {body}
"""
TRIGGER = """
CREATE OR REPLACE TRIGGER {name} AFTER {event} ON {table} REFERENCING {tables}
FOR EACH STATEMENT EXECUTE FUNCTION {function}()
"""
PRESENT = """
SELECT tgname, pg_class.relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE tgname LIKE 'search\\_%%' AND NOT tgisinternal AND pg_class.relnamespace = current_schema()::regnamespace
"""
TABLES = {
    "INSERT": "NEW TABLE AS new_values",
    "UPDATE": "OLD TABLE AS old_values NEW TABLE AS new_values",
    "DELETE": "OLD TABLE AS old_values",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Watch:
    """One trigger. Its name ends in a digest of what it does, so that one that is there is the one that is wanted."""

    table: str
    event: str
    body: sql.Composable

    @property
    def name(self) -> str:
        digest = hashlib.sha256(self.body.as_string(None).encode()).hexdigest()[:8]
        return f"search_{self.table}_{self.event.lower()}_{digest}"[-63:]


def install() -> None:
    """Make the triggers that the registered kinds need, and drop those that they need no longer.

    Those present are left alone, so that it takes no lock on a table when nothing has changed.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        wanted, present = _wanted(), _present()
        for name in present.keys() - wanted.keys():
            cursor.execute(_drop(name, present[name]))
        for name in wanted.keys() - present.keys():
            cursor.execute(_function(wanted[name]))
            cursor.execute(_trigger(wanted[name]))


def missing() -> list[str]:
    """The tables of which some writing goes unnoticed: they lack a trigger, or have one of an earlier declaration."""
    present = _present()
    return sorted({watch.table for name, watch in _wanted().items() if name not in present})


def _wanted() -> dict[str, Watch]:
    tables = set(connection.introspection.table_names())
    return {watch.name: watch for watch in _watches() if watch.table in tables}


def _present() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(PRESENT)
        return dict(cursor.fetchall())


def _watches() -> Iterator[Watch]:
    for entity in entries.kinds():
        for event in TABLES:
            table = entity.model._meta.db_table
            yield Watch(table=table, event=event, body=_body(entity, event))


def _body(entity: Entity, event: str) -> sql.Composable:
    rows = sql.SQL("old_values" if event == "DELETE" else "new_values")
    mark = sql.SQL(MARK).format(entity=sql.Literal(entity.key), rows=rows)
    changed = _changed(entity) if event == "UPDATE" else sql.SQL("")
    return sql.SQL("BEGIN {}{}; RETURN NULL; END").format(mark, changed)


def _changed(entity: Entity) -> sql.Composable:
    """Only rows of which a column differs that the entry is made of."""
    columns = [sql.Identifier(name) for name in _columns(entity)]
    new, old = (
        sql.SQL(", ").join(sql.SQL("{}.{}").format(sql.SQL(rows), name) for name in columns)
        for rows in ("new_values", "old_values")
    )
    return sql.SQL(CHANGED).format(new=new, old=old)


def _columns(entity: Entity) -> list[str]:
    """The columns of the table behind what is searched; a path leads into its first part.

    `custom` is always one of a kind that takes custom fields: administrators change which of these are searched while
    records are written, and no trigger has to be made for that.
    """
    known = {field.attname: field.column for field in entity.model._meta.concrete_fields}
    heads = {path if path in known else path.partition("__")[0] for path in entries.columns(entity)}
    wanted = heads | {CUSTOM} if entity.takes_custom else heads
    return sorted(str(known[head]) for head in wanted if head in known)


def _function(watch: Watch) -> sql.Composable:
    body = sql.Literal(watch.body.as_string(None))
    return sql.SQL(FUNCTION).format(function=sql.Identifier(watch.name), body=body)


def _trigger(watch: Watch) -> sql.Composable:
    return sql.SQL(TRIGGER).format(
        name=sql.Identifier(watch.name),
        event=sql.SQL(watch.event),
        table=sql.Identifier(watch.table),
        tables=sql.SQL(TABLES[watch.event]),
        function=sql.Identifier(watch.name),
    )


def _drop(name: str, table: str) -> sql.Composable:
    found = {"name": sql.Identifier(name), "table": sql.Identifier(table)}
    return sql.SQL("DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}()").format(**found)
