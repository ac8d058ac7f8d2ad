"""The statements that took longest while they were counted, with the plans PostgreSQL has for them."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

MOST = 10


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement as it ran: milliseconds, for which operation, its text and values."""

    took: float
    operation: str
    sql: str
    values: Any


class Watch:
    """Notes every statement of the operations it watches."""

    def __init__(self) -> None:
        self.seen: list[Statement] = []

    @contextmanager
    def over(self, operation: str) -> Iterator[list[Statement]]:
        """The statements of one operation, transactions' own left out."""
        from django.db import connection

        mine: list[Statement] = []

        def note(run: Callable[..., Any], sql: str, values: Any, *rest: Any) -> Any:
            started = time.perf_counter()
            try:
                return run(sql, values, *rest)
            finally:
                took = (time.perf_counter() - started) * 1000
                mine.append(Statement(took, operation, sql, values))

        with connection.execute_wrapper(note):
            yield mine
        self.seen += mine

    def plans(self) -> Iterator[tuple[Statement, list[str]]]:
        """The slowest statements, each text once, with the lines of its plan."""
        from django.db import connection, transaction

        slowest = {one.sql: one for one in sorted(self.seen, key=lambda one: one.took)}
        for one in sorted(slowest.values(), key=lambda one: -one.took)[:MOST]:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (COSTS OFF) {one.sql}", one.values)
                yield one, [line for (line,) in cursor.fetchall()]
