"""The version that a record must have to be deleted, said around a verb of deletion, which takes none.

It is compared once the verb holds the lock, which it takes from the root down; whoever locked the record beforehand would
lock it before its root.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.utils.translation import gettext as _

from dealwright.core.errors import ConflictError
from dealwright.records.models import Record

_expected: ContextVar[tuple[UUID, int] | None] = ContextVar("expected_version", default=None)


@contextmanager
def version(pk: UUID, expected: int | None) -> Iterator[None]:
    """A record that is deleted inside must be of this version; None expects nothing."""
    token = _expected.set((pk, expected) if expected is not None else None)
    try:
        yield
    finally:
        _expected.reset(token)


def refuse_other(row: Record) -> None:
    """ConflictError for a locked row that is of another version than is expected."""
    match _expected.get():
        case (pk, expected) if pk == row.pk and expected != row.version:
            raise ConflictError(
                _("Someone else changed this in the meantime."),
                theirs={"version": row.version},
                mine={"version": expected},
                version=row.version,
                changed_by=str(row.modified_by or ""),
            )
