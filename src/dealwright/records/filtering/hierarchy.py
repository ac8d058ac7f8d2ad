"""`column = ANY(record and all below it)`: read once per statement, so an index on the column is used.

The way down leads through rows that the reader may see only: what stands below a hidden record is not given away.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Lookup
from django.db.models.sql.compiler import SQLCompiler

BELOW = """
WITH RECURSIVE below AS (
    SELECT id FROM ({rows}) AS seen (id, parent) WHERE id = %s
    UNION SELECT seen.id FROM ({rows}) AS seen (id, parent) JOIN below ON seen.parent = below.id
) SELECT id FROM below
"""


@dataclass(frozen=True, slots=True)
class Below:
    """The record `root` and those below it, by the link in the column `parent`, among these rows."""

    root: UUID
    rows: "models.QuerySet[Any]"
    parent: str


class Under(Lookup):
    """`Under(F("account_id"), Below(…))`, as a condition."""

    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, parameters = self.process_lhs(compiler, connection)
        wanted: Below = self.rhs
        rows = wanted.rows.order_by().values_list("id", wanted.parent)
        sql, inner = rows.query.get_compiler(connection=connection).as_sql()
        below = BELOW.format(rows=sql)
        return f"{left} = ANY(ARRAY({below}))", (*parameters, *inner, str(wanted.root), *inner)
