"""Reads whose SQL is worked out once.

To work out the SQL of a few dozen columns takes Django longer than PostgreSQL takes to find a row by its key. Only the
statement is kept, never what it found. What is said in it must be the same for everybody, at any time: the language and
the time zone of a request come into a statement as values, which are refused; custom fields make another kind of record
of theirs, so that whoever keeps a statement by its kind never meets those of before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db import connection, models
from django.db.transaction import TransactionManagementError

from dealwright.core import plans

type Convert = tuple[Sequence[Any], Any]  # functions, and the expression that they are told


@dataclass(frozen=True, eq=False, slots=True)
class Read:
    """What a query set selects, to be asked again and again. Its values are given each time, in the order of the SQL."""

    model: type[models.Model]
    sql: str
    names: Sequence[str]
    converts: Mapping[int, Convert]
    locks: bool

    @classmethod
    def of(cls, rows: "models.QuerySet[Any, Any]") -> Self:
        """Of rows of one model, or of columns; `pk__any_of=[]` stands for ids that are given when it is asked.

        Any other value in the query set would be kept with it, and is refused; of whole rows so is what stands beside
        their own columns.
        """
        query = rows.query
        is_whole = query.default_cols
        beside = query.select_related or query.annotations
        assert not (is_whole and beside), "whole rows have their own columns"  # noqa: S101  a programmer's mistake
        compiler = query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        assert all(value == [] for value in values), "only ids may differ"  # noqa: S101  the same
        columns: list[Any] = [column for column, _sql, _alias in compiler.select]
        names = [column.target.attname for column in columns] if is_whole else []
        converts = compiler.get_converters(columns)
        return cls(rows.model, sql, names, converts, locks=query.select_for_update)

    def values(self, *given: Any) -> Iterator[tuple[Any, ...]]:
        """The columns of every row. Rows are locked within a transaction only: the lock would be gone at once."""
        if self.locks and connection.get_autocommit():
            msg = "a transaction must be there to hold the lock"
            raise TransactionManagementError(msg)
        with plans.kept(), connection.cursor() as cursor:
            cursor.execute(self.sql, given)
            rows = cursor.fetchall()
        for row in rows:
            yield self._converted(row) if self.converts else row

    def rows(self, *given: Any) -> Iterator[Any]:
        """The rows as instances of the model."""
        for values in self.values(*given):
            yield self.model.from_db(connection.alias, self.names, values)

    def _converted(self, row: Sequence[Any]) -> tuple[Any, ...]:
        values = list(row)
        for place, (functions, expression) in self.converts.items():
            for function in functions:
                values[place] = function(values[place], expression, connection)
        return tuple(values)
