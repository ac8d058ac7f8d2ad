"""What one process changes, others know; and nobody asks as long as nothing is changed."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dealwright.core.actor import Actor
from dealwright.records import registry
from dealwright.records.custom import actions, current
from tests.records.custom.conftest import ACCOUNT, Add

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(work: Callable[[], object]) -> None:
    """Do this on another connection, as another process would."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def names() -> list[str]:
    """The custom fields as a new request sees them, after the statement that every request begins with."""
    current.forget()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return [field.name for field in registry.entity(ACCOUNT).customs]


def test_a_change_of_another_process_is_heard(selling: object, add: Add) -> None:
    assert names() == []
    current._Process.pending = ""
    elsewhere(lambda: add("Tier"))
    current._Process.pending = ""  # it was not this process that changed it
    assert names() == ["cf_tier"]


def test_nobody_asks_as_long_as_nothing_is_changed(selling: object, add: Add) -> None:
    add("Tier")
    assert names() == ["cf_tier"]
    with CaptureQueriesContext(connection) as queries:
        assert names() == ["cf_tier"]
    assert [each["sql"] for each in queries] == ["SELECT 1"]


def test_a_change_that_is_rolled_back_is_forgotten(selling: object, add: Add) -> None:
    assert names() == []
    with transaction.atomic():
        add("Tier")
        assert names() == ["cf_tier"]
        transaction.set_rollback(True)
    assert names() == []


def test_behind_a_pooler_every_request_asks(
    selling: object, add: Add, settings: object, client: Client
) -> None:
    settings.HEARS_BROADCASTS = False
    current.begin_anew()
    assert names() == []
    elsewhere(lambda: add("Tier"))
    current._Process.pending = ""
    with CaptureQueriesContext(connection) as queries:
        assert names() == ["cf_tier"]
    assert len(queries) == 3


def test_kinds_are_made_once_per_version(
    selling: object, add: Add, admin: Actor, at: datetime
) -> None:
    row = add("Tier")
    first = registry.entity(ACCOUNT)
    current.forget()
    assert registry.entity(ACCOUNT) is first
    actions.change_field(row, {"label": "Class"}, by=admin, at=at)
    assert registry.entity(ACCOUNT) is not first
