"""Rows into tables: many by COPY, several times faster than INSERT; few by statements whose text is worked out once.

Triggers, constraints and defaults of the database hold as for any insert or update.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import lru_cache
from itertools import batched
from operator import attrgetter
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, connection, models
from django.db.models.base import DEFERRED
from django.db.models.expressions import DatabaseDefault
from psycopg import sql
from psycopg.types.json import Jsonb

MANY = 100  # rows from which on COPY is the faster way
BATCH = 10_000


def instance[M: models.Model](model: type[M], columns: Mapping[str, Any]) -> M:
    """A row with these columns. Django takes values in the order of the columns twice as fast as by name."""
    known, makers = _attributes(model)
    if not columns.keys() <= known.keys():
        return model(**columns)
    made = {name: make() for name, make in makers.items() if name not in columns}
    return model(*{**known, **made, **columns}.values())


@lru_cache(maxsize=512)
def _attributes(
    model: type[models.Model],
) -> tuple[dict[str, Any], dict[str, Callable[[], Any]]]:
    """The columns of a kind in their order, with the value they have where none is given, and those of which it is made
    anew for each row. Generated ones are read when asked for.
    """
    fields = model._meta.concrete_fields
    makers = {field.attname: field.get_default for field in fields if _is_made_anew(field)}
    known = {
        field.attname: DEFERRED if field.generated else field.get_default() for field in fields
    }
    return known, makers


def _is_made_anew(field: "models.Field[Any, Any]") -> bool:
    return not field.generated and (field.has_db_default() or callable(field.default))


def insert[M: models.Model](rows: Sequence[M]) -> None:
    """Save new rows of one kind. What the database makes of many (generated columns) is not read back; of few it is."""
    if not rows:
        return
    model, left_out = type(rows[0]), frozenset(_left_to_the_database(rows))
    if len(rows) < MANY:
        _insert_few(rows, left_out)
    else:
        copier = Copier(model, leave_out=left_out)
        copier.send(_values(copier.fields, rows))
    for row in rows:
        row._state.adding = False  # noqa: SLF001  what Django's own save says of a row that is in
        row._state.db = connection.alias  # noqa: SLF001


@lru_cache(maxsize=512)
def _inserting(
    model: type[models.Model], left_out: frozenset[str], count: int
) -> tuple[str, list[Any], list[Any]]:
    """The text that inserts so many rows, the columns that are given, and those that the database makes."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if not _is_made(field) and field.attname not in left_out
    ]
    made = [field for field in model._meta.db_returning_fields if field not in fields]
    row = f"({', '.join(['%s'] * len(fields))})"
    text = f"INSERT INTO {_name(model._meta.db_table)} ({_names(fields)}) VALUES {', '.join([row] * count)}"  # noqa: S608  names of our own
    return f"{text}{_returning(made)}", fields, made


def _insert_few(rows: Sequence[models.Model], left_out: frozenset[str]) -> None:
    text, fields, made = _inserting(type(rows[0]), left_out, len(rows))
    with connection.cursor() as cursor:
        cursor.execute(text, [value for values in _values(fields, rows) for value in values])
        if made:
            for row, values in zip(rows, cursor.fetchall(), strict=True):
                _take_in(row, made, values)


def _name(text: str) -> str:
    return connection.ops.quote_name(text)


def _names(fields: Iterable[Any]) -> str:
    return ", ".join(_name(field.column) for field in fields)


def _returning(made: Sequence[Any]) -> str:
    return f" RETURNING {_names(made)}" if made else ""


def _take_in(row: models.Model, made: Sequence[Any], values: Sequence[Any]) -> None:
    """Set what the database made of a row."""
    for field, value in zip(made, values, strict=True):
        for convert in field.get_db_converters(connection):
            value = convert(value, None, connection)  # noqa: PLW2901  one after the other
        setattr(row, field.attname, value)


@lru_cache(maxsize=512)
def _saving(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, list[Any], list[Any]]:
    """The text that writes these columns of one row, the columns, and those that the database makes anew."""
    fields: list[Any] = [*map(model._meta.get_field, names), model._meta.pk]
    made = [field for field in model._meta.db_returning_fields if field.generated]
    sets = ", ".join(f"{_name(field.column)} = %s" for field in fields[:-1])
    text = f"UPDATE {_name(model._meta.db_table)} SET {sets} WHERE {_names(fields[-1:])} = %s"  # noqa: S608  the same
    return f"{text}{_returning(made)}", fields, made


def save(row: models.Model, names: Iterable[str]) -> None:
    """Write these columns of a row that is there; what the database makes of them is read back."""
    text, fields, made = _saving(type(row), tuple(sorted(names)))
    with connection.cursor() as cursor:
        cursor.execute(text, next(_values(fields, [row])))
        if not cursor.rowcount:
            msg = f"{row._meta.label_lower} {row.pk} is not there"
            raise DatabaseError(msg)
        if made:
            _take_in(row, made, cursor.fetchone())


def _left_to_the_database(rows: Sequence[models.Model]) -> set[str]:
    """The columns to which no row gives a value, as the database has a default for them."""
    fields = [field for field in rows[0]._meta.concrete_fields if field.has_db_default()]
    return {
        field.attname
        for field in fields
        if all(isinstance(getattr(row, field.attname), DatabaseDefault) for row in rows)
    }


def _values(
    fields: "Sequence[models.Field[Any, Any]]", rows: Sequence[models.Model]
) -> Iterator[list[Any]]:
    """What psycopg takes for each row: all but JSON and choices are that already, and no value is NULL, not JSON's null. Read
    together: a million times a column is what an import costs. At least two fields.
    """
    read = attrgetter(*(field.attname for field in fields))
    objects = [place for place, field in enumerate(fields) if isinstance(field, models.JSONField)]
    for row in rows:
        values = [value.value if isinstance(value, Enum) else value for value in read(row)]
        for place in objects:
            if values[place] is not None:
                values[place] = Jsonb(values[place])
        yield values


UPDATE = """
UPDATE {table} SET {sets} FROM unnest({arrays}) AS new({columns}) WHERE {table}.{key} = new.{key}
"""


def update(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write these columns of rows of one kind in one statement; where one holds arrays, by Django's slower way."""
    model = type(rows[0])
    fields: list[Any] = [model._meta.pk, *map(model._meta.get_field, names)]
    if any(isinstance(field, ArrayField) for field in fields):
        model._default_manager.bulk_update(rows, names)
        return
    columns = [sql.Identifier(field.column) for field in fields]
    statement = sql.SQL(UPDATE).format(
        table=sql.Identifier(model._meta.db_table),
        sets=sql.SQL(", ").join(sql.SQL("{0} = new.{0}").format(name) for name in columns[1:]),
        arrays=sql.SQL(", ").join(map(_array, fields)),
        columns=sql.SQL(", ").join(columns),
        key=columns[0],
    )
    values = zip(*_values(fields, rows), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(statement, list(map(_elements, fields, values)))


def _elements(field: Any, values: Sequence[Any]) -> list[Any]:
    """A column's values as an array takes them, of one type: whole numbers among decimals are decimals too."""
    return list(map(field.to_python, values) if isinstance(field, models.DecimalField) else values)


def _array(field: Any) -> sql.Composable:
    """The place of a parameter that holds one column's values. Without the length of its type: a text is not cut by a cast,
    but refused by its column.
    """
    refers = field.is_relation or field.primary_key
    kind = str(field.rel_db_type(connection) if refers else field.db_type(connection))
    return sql.SQL("%s::{}[]").format(sql.SQL(kind.partition("(")[0]))


class Copier:
    """Writes rows of one model."""

    def __init__(self, model: type[models.Model], *, leave_out: Collection[str] = ()) -> None:
        fields = [found for found in model._meta.concrete_fields if not _is_made(found)]
        self.fields = [found for found in fields if found.attname not in leave_out]
        self.defaults = {found.attname: _default(found) for found in self.fields}
        self.statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(model._meta.db_table),
            sql.SQL(", ").join([sql.Identifier(str(found.column)) for found in self.fields]),
        )

    def write(self, rows: Iterable[Mapping[str, Any]]) -> int:
        """COPY rows that give any of the columns, ten thousand at a time; returns how many."""
        count = 0
        for batch in batched(rows, BATCH):
            self.send(self._whole(batch))
            count += len(batch)
        return count

    def send(self, rows: Iterable[Sequence[Any]]) -> None:
        """COPY rows whose values stand in the order of `fields`."""
        with (
            connection.wrap_database_errors,
            connection.cursor() as cursor,
            cursor.copy(self.statement) as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def _whole(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[list[Any]]:
        defaults = self.defaults.items()
        for row in rows:
            yield [row.get(name, default) for name, default in defaults]


def _is_made(field: "models.Field[Any, Any]") -> bool:
    return isinstance(field, models.GeneratedField | models.AutoField)


def _default(field: "models.Field[Any, Any]") -> Any:
    if isinstance(field, models.JSONField):
        return "{}"
    if field.has_default():
        found = field.get_default()
        return found.value if isinstance(found, Enum) else found
    return "" if field.empty_strings_allowed and not field.null else None
