"""A search reads entries and words by index, whoever asks and whatever they ask."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from dealwright.core.actor import Actor
from dealwright.records.actions import sharing
from dealwright.records.searching import actions, dictionary, finding
from tests.factories.leads import lead_of
from tests.people import AT

pytestmark = pytest.mark.django_db

QUESTIONS = ("nordhaven cold", "nordhavn", "dhave", "n", "555 0142", "OPP-2026", "a@b.example")


def plans(search: Callable[[], Any]) -> list[str]:
    """How PostgreSQL runs each statement of a search, were every table too large to be read whole."""
    found = []

    def explained(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        execute(f"EXPLAIN {sql}", params, many, context)
        found.append("\n".join(line for (line,) in context["cursor"].fetchall()))
        return execute(sql, params, many, context)

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    with connection.execute_wrapper(explained):
        search()
    return found


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_table_is_read_whole(
    question: str,
    alice: Actor,
    bob: Actor,
    charlie: Actor,
    olga: Actor,
    admin: Actor,
    system: Actor,
) -> None:
    lead = lead_of(alice)
    sharing.share(lead, charlie.id, by=admin, at=AT)
    actions.learn(by=system, at=AT)
    for actor in (alice, bob, charlie, olga, admin):
        finding.search("loads the rights", actor)
        for plan in plans(lambda: finding.search(question, actor)):  # noqa: B023  called at once
            for table in ("records_searchentry", "records_searchword", "leads_lead"):
                assert f"Seq Scan on {table}" not in plan, plan


def test_the_dictionary_is_asked_once_for_all_words(alice: Actor) -> None:
    found = plans(lambda: dictionary.look_up(["nordhavn", "chian"], ["account", "lead.company"]))
    assert len(found) == 1
    assert "search_word_parts" in found[0]
