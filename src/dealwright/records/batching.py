"""Verbs on many rows of a kind: each is written for one row, and all of them cost two statements together.

Inside a batch the rows are locked at once; what a verb then locks is the row that is held already, and what it saves waits
for the others. Only for kinds that say so (`Entity.is_batched`): their verb of change writes nothing but its own row and reads
no other row of its kind.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db import models

from dealwright.core import copying

type Kind = type[models.Model]


class Batch:
    """Rows that are locked, and the columns of them that wait to be written."""

    def __init__(self, ids: Mapping[Kind, Collection[UUID]]) -> None:
        self._held: dict[tuple[Kind, UUID], Any] = {}
        self._waiting: dict[tuple[Kind, frozenset[str]], list[Any]] = defaultdict(list)
        for kind, pks in ids.items():
            rows = kind._default_manager.select_for_update(of=("self",)).filter(pk__in=pks)
            self._held |= {(kind, row.pk): row for row in rows.order_by("pk")}

    def held(self, kind: Kind, pk: UUID) -> Any | None:
        """The locked row, as it is now."""
        return self._held.get((kind, pk))

    def keeps(self, row: models.Model, columns: Collection[str]) -> bool:
        """Take these columns of a row into what is to be written; False for a row that is not held."""
        if self._held.get((type(row), row.pk)) is not row:
            return False
        self._waiting[type(row), frozenset(columns)].append(row)
        return True

    def write(self) -> None:
        """Write what waits; one statement for the rows of a kind of which the same columns changed."""
        for (_kind, columns), rows in self._waiting.items():
            copying.update(rows, sorted(columns))


_open: ContextVar[Batch | None] = ContextVar("batch", default=None)


@contextmanager
def batch(ids: Mapping[Kind, Collection[UUID]]) -> Iterator[None]:
    """Lock these rows, let verbs change them, write what they changed when all went well."""
    opened = Batch(ids)
    token = _open.set(opened)
    try:
        yield
    finally:
        _open.reset(token)
    opened.write()


def held(kind: Kind, pk: UUID) -> Any | None:
    """The row that an open batch holds; None when there is none."""
    found = _open.get()
    return found.held(kind, pk) if found else None


def keeps(row: models.Model, columns: Collection[str]) -> bool:
    """Whether an open batch will write these columns of the row."""
    found = _open.get()
    return found.keeps(row, columns) if found else False
