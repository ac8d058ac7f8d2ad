"""Plans are kept for statements inside `kept`, and inside verbs; not for others."""

import pytest
from django.db import connection
from django.test import override_settings

from dealwright.core import plans
from dealwright.core.action import writing
from dealwright.core.actor import Actor

pytestmark = pytest.mark.django_db


def ask(times: int, what: str) -> None:
    for _time in range(times):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT %s::text || '{what}'", ["any"])


def prepared(what: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return any(what in statement for (statement,) in cursor.fetchall())


def test_what_is_asked_again_inside_is_prepared() -> None:
    with plans.kept():
        ask(plans.RUNS_BEFORE, "kept")
        assert not prepared("kept")
        ask(1, "kept")
    assert prepared("kept")


def test_what_is_asked_outside_is_planned_each_time() -> None:
    with plans.kept():
        pass
    ask(5, "outside")
    assert not prepared("outside")


def test_verbs_keep_theirs(system: Actor) -> None:
    with writing(system):
        ask(plans.RUNS_BEFORE + 1, "verb")
    assert prepared("verb")


@override_settings(KEEPS_PLANS=False)
def test_an_installation_may_go_without() -> None:
    with plans.kept():
        ask(5, "never")
    assert not prepared("never")
