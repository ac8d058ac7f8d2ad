"""Whoever may read a record reads what was done about it, if they may read activities, and of those what is not hidden."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.activities import queries, stream
from dealwright.activities.models import KEY, Activity
from dealwright.activities.stream import Sort
from dealwright.activities.timeline import timeline
from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.records import registry
from tests.factories.activities import activity_of, note_of
from tests.factories.customers import account_of
from tests.readers import reader_without

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)

type Login = Callable[[Actor], Client]


def account_with_activities(by: Actor, at: datetime) -> Account:
    """A call that was made, a note, and a task that is planned."""
    account = account_of(by)
    activity_of(by, "Rang Per-Olof", about=account, kind="call", done_at=at - HOUR, duration=47)
    note_of(by, "They open in week 6.", about=account)
    activity_of(by, "Send the plan", about=account, due_at=at + HOUR)
    return account


def panel_of(account: Account) -> str:
    return reverse("activities:timeline", args=["customers.account", account.pk])


def test_a_timeline_tells_of_no_activities_to_those_who_may_read_none(
    alice: Actor, people: SimpleNamespace, client_for: Login, at: datetime
) -> None:
    account = account_with_activities(alice, at)
    reader = reader_without(people, KEY)
    assert [entry.text for entry in timeline(account, actor=reader).entries] == [
        "created the account"
    ]
    for sort in (Sort.CALLS, Sort.NOTES):
        assert not timeline(account, actor=reader, sort=sort).entries
    assert not stream.planned(account, reader)
    told = client_for(reader).get(panel_of(account)).text
    assert "created the account" in told
    for secret in ("Rang Per-Olof", "week 6", "Send the plan", ">Calls<"):
        assert secret not in told
        assert secret in client_for(alice).get(panel_of(account)).text


def test_nobody_stands_on_a_timeline_for_activities_alone_that_cannot_be_read(
    alice: Actor, bob: Actor, people: SimpleNamespace
) -> None:
    account = account_of(alice)
    note_of(bob, "Bob said so.", about=account)
    assert list(stream.people(account, alice).values()) == ["Alice Example", "Bob Example"]
    reader = reader_without(people, KEY)
    assert list(stream.people(account, reader).values()) == ["Alice Example"]


def test_reading_a_record_one_reads_all_that_was_done_about_it(
    alice: Actor, bob: Actor, people: SimpleNamespace, at: datetime
) -> None:
    """Whoever wrote it; the rights on activities themselves say only whether."""
    account = account_with_activities(alice, at)
    reader = reader_without(people)
    for who in (alice, bob, reader):
        kinds = [
            each.activity.kind for each in timeline(account, actor=who).entries if each.activity
        ]
        assert sorted(kinds) == ["call", "note"]
        assert [row.title for row in stream.planned(account, who)] == ["Send the plan"]


def test_who_may_read_no_activities_has_no_next_steps(
    people: SimpleNamespace, client_for: Login, at: datetime
) -> None:
    reader = reader_without(people)
    activity_of(reader, "Mine to do", due_at=at)
    assert queries.waiting(reader, at) == 1
    assert len(queries.next_steps(reader, at)) == 1

    reader = without_activities(people)
    assert queries.waiting(reader, at) == 0
    assert queries.next_steps(reader, at) == []
    client = client_for(reader)
    assert "Mine to do" not in client.get(reverse("activities:next_steps")).text
    assert reverse("activities:next_steps") not in client.get(reverse("ui:home")).text


def without_activities(people: SimpleNamespace) -> Actor:
    return reader_without(people, KEY, name="Without activities")


def test_a_timeline_keeps_the_text_of_activities_from_whom_it_is_hidden(
    alice: Actor, people: SimpleNamespace, client_for: Login, at: datetime
) -> None:
    account = account_of(alice)
    activity_of(
        alice, "Rang Per-Olof", body="He wants a discount.", about=account, kind="call", done_at=at
    )
    reader = reader_without(people, hidden={KEY: ["body"]})
    bodies = {who: timeline(account, actor=who).entries[0].body for who in (alice, reader)}
    assert bodies == {alice: "He wants a discount.", reader: ""}
    told = client_for(reader).get(panel_of(account)).text
    assert "Rang Per-Olof" in told
    assert "discount" not in told
    assert Activity.objects.get().body == "He wants a discount."


def test_when_an_activity_is_and_what_it_is_about_cannot_be_hidden() -> None:
    entity = registry.entity(KEY)
    restrictable = {field.name for field in entity.fields if entity.can_restrict(field.name)}
    assert restrictable == {"body"}
