"""No business table is written outside an action: a test that does so fails at the statement."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connections

from dealwright.core.action import is_writing

WRITE = re.compile(r'\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|COPY)\s+"?(\w+)"?', re.IGNORECASE)

# Django's own login notes when someone came; it is a derived column, kept out of history.
LOGIN = 'UPDATE "identity_user" SET "last_login" = %s WHERE'

# Written by the machinery itself, not by verbs: deliveries of events, use of tokens, sessions, idempotency, counts of
# tries (the cache).
MACHINERY = {
    "events_eventdelivery",
    "identity_apitoken",
    "records_idempotentanswer",
    "identity_shared_count",
}


def _business_tables() -> frozenset[str]:
    return frozenset(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("dealwright.")
    ) - frozenset(MACHINERY)


class WriteOutsideActionError(AssertionError):
    """A business table was written by something that is not a verb."""


@pytest.fixture(autouse=True)
def _writes_only_in_actions() -> Iterator[None]:
    tables = _business_tables()

    def guard(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        found = WRITE.match(sql) if isinstance(sql, str) else None
        if found and found[1] in tables and not is_writing() and not sql.startswith(LOGIN):
            raise WriteOutsideActionError(sql[:200])
        return execute(sql, params, many, context)

    with connections["default"].execute_wrapper(guard):
        yield
