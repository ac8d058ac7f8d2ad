"""The mark of a verb: one transaction, writes allowed inside, the actor told to the row history."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import ProtectedError, RestrictedError

from dealwright.core import changesets, constraints, plans
from dealwright.core.actor import Actor

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_endings: list[Callable[[], None]] = []


def at_the_end(ending: Callable[[], None]) -> None:
    """Run this at the end of every outermost action, in its transaction: what follows from rows however they were written."""
    if ending not in _endings:
        _endings.append(ending)


def is_writing() -> bool:
    """Whether an action is running; outside one, no business table may be written."""
    return _writing.get()


@contextmanager
def writing(by: Actor) -> Iterator[None]:
    """One transaction in which business tables may be written on behalf of `by`.

    The outermost opens the transaction and tells the history triggers who acts; an inner one joins it, so
    that a refusal anywhere undoes the whole.
    """
    if _writing.get():
        with transaction.atomic(savepoint=False):
            yield
        return
    token = _writing.set(True)
    try:
        with plans.kept(), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT set_config('pghistory.context_metadata', %s, true)",
                    [json.dumps(by.as_context() | changesets.as_context())],
                )
            yield
            if not connection.needs_rollback:
                for ending in _endings:
                    ending()
    finally:
        _writing.reset(token)


def action[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Mark a verb. It takes `by: Actor` and `at: datetime` by keyword.

    Broken database constraints come out as InvalidError or RefusedError with the constraint's own sentence. Of verbs
    that wait for each other's rows the database stops one, which the outermost action tells as a CrossedError.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        by = kwargs["by"]
        assert isinstance(by, Actor), "verbs take by=Actor"  # noqa: S101  a programmer's mistake
        try:
            with writing(by):
                return function(*args, **kwargs)
        except (ProtectedError, RestrictedError) as error:  # both are IntegrityErrors too
            raise constraints.explain_in_use(error) from error
        except IntegrityError as error:
            raise constraints.explain(error) from error
        except OperationalError as error:
            if (
                is_writing()
            ):  # the transaction goes on around this one, and takes it back as a whole
                raise
            raise constraints.explain_crossing(error) from error

    return run
