"""What a fixture writes by verbs is written so once per test process, and copied from then on: the rows are the same,
their history is made by the same triggers, and it takes a tenth of the time.
"""

import pickle
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models

from dealwright.core import actor as actors
from dealwright.core.action import writing

type Rows = dict[str, list[bytes]]

_kept: dict[str, tuple[Rows, bytes]] = {}


def once[T](name: str, make: Callable[[], T]) -> T:
    """What `make` returns, with the rows that it adds to those that are there already.

    It may add rows only: one that is changed or taken away, or a job that is deferred, is refused.
    """
    if name not in _kept:
        before = _dump()
        made = make()
        _kept[name] = _added(before, _dump()), pickle.dumps(made)
        return made
    rows, made_before = _kept[name]
    _put_back(rows)
    found: T = pickle.loads(made_before)
    return found


def _put_back(rows: Rows) -> None:
    with writing(actors.system()), connection.cursor() as cursor:
        for table, lines in rows.items():
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(b"".join(lines))


def _added(before: Rows, after: Rows) -> Rows:
    lost = [table for table, lines in before.items() if set(lines) - set(after[table])]
    assert not lost, f"rows of {lost} were changed"
    jobs = "procrastinate_jobs"
    assert before[jobs] == after[jobs], "a job was deferred"
    added = {
        table: [line for line in lines if line not in set(before[table])]
        for table, lines in after.items()
    }
    return {table: lines for table, lines in added.items() if lines}


def _dump() -> Rows:
    """The rows of every table that is not history, by the table and its columns as COPY takes them."""
    return {table: list(_lines(table)) for table in [*_tables(), "procrastinate_jobs"]}


def _lines(table: str) -> Iterator[bytes]:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copy:
        yield from (bytes(line) for line in copy)


def _tables() -> list[str]:
    found: list[type[models.Model]] = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("dealwright.")
        and not model.__name__.endswith("History")
        and not model._meta.proxy
    ]
    return [f'"{model._meta.db_table}" ({", ".join(_columns(model))})' for model in found]


def _columns(model: type[models.Model]) -> list[str]:
    fields: list[Any] = [field for field in model._meta.concrete_fields if not field.generated]
    return [f'"{field.column}"' for field in fields]
