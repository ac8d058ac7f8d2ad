"""Who is meant by "@" and a name."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from dealwright.core.actor import Actor
from dealwright.identity import actions as identity
from dealwright.records.notifications import mentions
from tests.factories.customers import account_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Bob Example please look", ["Bob Example"]),
        ("(@bob example)", ["Bob Example"]),
        ("@Ann Example and @Bob Example, and @Ann Example again", ["Ann Example", "Bob Example"]),
        ("write to @bob@corvane.example", ["Bob Example"]),
        ("bob@corvane.example wrote", []),
        ("@Bob Examples", []),
        ("Bob Example is no mention", []),
        ("@Nobody Known", []),
        ("100 % @ 5", []),
    ],
)
@pytest.mark.usefixtures("people")
def test_a_mention_is_the_mark_and_the_whole_name(text: str, names: list[str]) -> None:
    assert [person.name for person in mentions.people(text)] == names


def test_of_two_names_that_begin_alike_the_longer_is_meant(
    people: SimpleNamespace, system: Actor, at: datetime
) -> None:
    longer = identity.create_user(
        email="b2@corvane.example",
        name="Bob Example Junior",
        unit=people.bob.unit,
        role_keys=[],
        by=system,
        at=at,
    )
    assert mentions.people("@Bob Example Junior knows") == [longer]


def test_two_people_of_one_name_are_told_apart_by_their_addresses(
    people: SimpleNamespace, system: Actor, at: datetime
) -> None:
    identity.create_user(
        email="other.bob@corvane.example",
        name="Bob Example",
        unit=people.bob.unit,
        role_keys=[],
        by=system,
        at=at,
    )
    assert mentions.people("@Bob Example knows") == []
    assert mentions.people("@bob@corvane.example knows") == [people.bob]


def test_a_text_without_the_mark_asks_nothing(
    django_assert_num_queries: object, people: SimpleNamespace
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]  # the fixture has no type
        assert mentions.people("Bob Example") == []


def test_those_who_may_not_read_the_record_are_named(alice: Actor, people: SimpleNamespace) -> None:
    account = account_of(alice)
    text = "@Bob Example and @Charlie Example"
    assert mentions.out_of_reach(text, account, alice) == [people.charlie]
