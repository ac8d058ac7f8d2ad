"""Which change set is open: what is written meanwhile belongs to it, in its events and in the history of rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

_open: ContextVar[UUID | None] = ContextVar("change_set", default=None)


def current() -> UUID | None:
    """The change set that is open in this thread of work; None for what people do one by one."""
    return _open.get()


@contextmanager
def within(change_set: UUID) -> Iterator[None]:
    """What is recorded inside belongs to this change set. Opened outside of actions, which tell the history."""
    token = _open.set(change_set)
    try:
        yield
    finally:
        _open.reset(token)


def as_context() -> dict[str, str]:
    """What row history keeps of it."""
    found = _open.get()
    return {"change_set": str(found)} if found else {}
