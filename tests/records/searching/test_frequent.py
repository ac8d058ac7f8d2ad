"""Words of very many records: how they are counted, and that they are found all the same."""

import pytest
from django.db import connection

from dealwright.core.actor import Actor
from dealwright.records.searching import asking, entries, finding, frequent
from dealwright.records.searching.frequent import Counts
from tests.factories.customers import account_of
from tests.records.searching.test_finding import titles

COUNTS = Counts(
    ["account:harbour", "account:harbours", "account:north", "lead:harbour"], [9e6, 5.0, 2e6, 7.0]
)


def test_a_word_counts_alone_or_with_what_begins_with_it() -> None:
    assert COUNTS.of("account:harbour", begins=False) == 9e6
    assert COUNTS.of("account:harbour", begins=True) == 9e6 + 5
    assert COUNTS.of("account:zebra", begins=True) == 0


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frequent, "counts", lambda: COUNTS)


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize(
    ("text", "is_common"),
    [("harb", True), ("north harbour", True), ("north zebra", False), ("zebra", False)],
)
def test_a_question_is_common_when_each_of_its_words_is(text: str, is_common: bool) -> None:
    kind = next(kind for kind in entries.kinds() if kind.key == "customers.account")
    assert asking.condition(asking.read(text), kind).is_common is is_common


@pytest.mark.django_db
@pytest.mark.usefixtures("counted")
def test_words_of_very_many_are_found_among_the_newest_and_else_by_the_index(
    alice: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    account_of(alice, "Old Harbour North")
    account_of(alice, "New Harbour North")
    account_of(alice, "Zebra")
    assert titles("harbour north", alice) == ["New Harbour North", "Old Harbour North"]
    monkeypatch.setattr(finding, "NEWEST", 1)
    assert titles("harbour north", alice) == ["New Harbour North", "Old Harbour North"]


@pytest.mark.django_db
def test_what_postgresql_counted_is_read_from_its_statistics(alice: Actor) -> None:
    for number in range(40):
        account_of(alice, f"Harbour {number}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE records_searchentry")
    assert frequent._read().of("account:harbour", begins=False) == pytest.approx(40, rel=0.1)
