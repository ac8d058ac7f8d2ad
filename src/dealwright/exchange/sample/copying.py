"""Rows into tables by COPY: columns and defaults come from the model, rows may give any of them."""

from collections.abc import Iterable, Mapping
from itertools import batched
from typing import Any

from django.db import connection, models
from psycopg import sql

BATCH = 10_000


class Copier:
    """Writes rows of one model. Triggers, constraints and defaults of the database hold as for any insert."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = [found for found in model._meta.concrete_fields if not _is_made(found)]
        self.names = [found.attname for found in fields]
        self.defaults = {found.attname: _default(found) for found in fields}
        self.statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(model._meta.db_table),
            sql.SQL(", ").join([sql.Identifier(str(found.column)) for found in fields]),
        )

    def write(self, rows: Iterable[Mapping[str, Any]]) -> int:
        """COPY all rows, ten thousand at a time; returns how many."""
        count = 0
        for batch in batched(rows, BATCH):
            with connection.cursor() as cursor, cursor.copy(self.statement) as copy:
                for row in batch:
                    copy.write_row([row.get(name, self.defaults[name]) for name in self.names])
            count += len(batch)
        return count


def _is_made(field: "models.Field[Any, Any]") -> bool:
    return isinstance(field, models.GeneratedField | models.AutoField)


def _default(field: "models.Field[Any, Any]") -> Any:
    if isinstance(field, models.JSONField):
        return "{}"
    if field.has_default():
        return field.get_default()
    return "" if field.empty_strings_allowed and not field.null else None
