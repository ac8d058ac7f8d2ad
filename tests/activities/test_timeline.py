"""The timeline tells one reader everything that happened to a record, in his words, and nothing he may not see."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone, translation

from dealwright.activities import actions as activities
from dealwright.activities import stream, wording
from dealwright.activities.changes import Change
from dealwright.activities.stream import Sort
from dealwright.activities.timeline import Entry, timeline
from dealwright.activities.wording import Wording
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.events import bus
from dealwright.events.bus import Event
from dealwright.records import actions as records
from dealwright.records.matching.events import DuplicateDecided
from tests.factories.activities import activity_of, note_of
from tests.factories.catalog import price_list_of
from tests.factories.customers import account_of, contact_of

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowroomVisited(Event):
    rooms: int


def happened(record: Account, by: Actor, at: datetime, **changes: list[object]) -> None:
    """A named event of some context above."""
    with writing(by):
        bus.record(ShowroomVisited(rooms=2), subject=record, by=by, at=at, changes=changes)


def told(record: Account, actor: Actor, **narrowed: object) -> list[str]:
    """The sentences of a record's timeline."""
    return [in_words(entry) for entry in timeline(record, actor=actor, **narrowed).entries]  # type: ignore[arg-type]


def in_words(entry: Entry) -> str:
    changed = ", ".join(f"{c.label}: {c.old} > {c.new}" for c in entry.changes)
    parts = (entry.who, entry.text, entry.subject and entry.subject.title, entry.title, changed)
    return " ".join(part for part in parts if part)


def test_activities_events_and_changes_stand_in_one_stream_newest_first(
    alice: Actor, bob: Actor, at: datetime
) -> None:
    account = account_of(alice)
    activity_of(bob, "Per-Olof", about=account, kind="call", done_at=at - HOUR, duration=18)
    customers.update_account(account, {"billing_city": "Malmö"}, by=bob, at=at + HOUR)
    happened(account, bob, at + 2 * HOUR)
    note_of(alice, "Malmö opens in week 6.", about=account)

    assert told(account, alice) == [
        "Bob Example showroom visited",
        "Bob Example changed City:  > Malmö",
        "You wrote a note",
        "You created the account",
        "Bob Example called Per-Olof",
    ]


def test_what_is_still_to_do_stands_apart(alice: Actor, at: datetime) -> None:
    account = account_of(alice)
    activity_of(alice, "Later", about=account, due_at=at + DAY)
    activity_of(alice, "Soon", about=account, due_at=at + HOUR)

    assert told(account, alice) == ["You created the account"]
    assert [row.title for row in stream.planned(account, alice)] == ["Soon", "Later"]


def test_changes_are_told_in_labels_choices_names_and_the_readers_locale(
    alice: Actor, at: datetime
) -> None:
    group = account_of(alice, "Nordhaven Group")
    listed = price_list_of(name="Nordics 2026", currency="SEK")
    account = account_of(alice, currency="SEK", industry="food")
    values = {
        "industry": "logistics",
        "annual_revenue": Decimal(184_000_000),
        "employees": 1240,
        "parent": group,
        "price_list": listed,
        "phone": "+46 31 555 01 42",
    }
    customers.update_account(account, values, by=alice, at=at + HOUR)

    with translation.override("de"):
        entry = timeline(account, actor=alice).entries[0]

    assert {change.label: (change.old, change.new) for change in entry.changes} == {
        "Branche": ("Lebensmittel", "Logistik"),
        "Jahresumsatz": ("", "184.000.000\xa0SEK"),
        "Beschäftigte": ("", "1.240"),
        "Übergeordnete Firma": ("", "Nordhaven Group"),
        "Preisliste": ("", "Nordics 2026"),
        "Telefon": ("", "+46 31 555 01 42"),
    }


def test_moments_are_told_in_the_readers_time_zone(alice: Actor, at: datetime) -> None:
    task = activity_of(alice, due_at=at)
    activities.update(task, {"due_at": at + HOUR}, by=alice, at=at + HOUR)

    with timezone.override("Asia/Tokyo"), translation.override("de"):
        entry = timeline(task, actor=alice).entries[0]

    assert entry.changes == [
        Change(name="due_at", label="Fällig", old="01.09.2026, 18:00", new="01.09.2026, 19:00")
    ]


def test_a_linked_record_out_of_reach_has_no_name(
    alice: Actor, bob: Actor, charlie: Actor, at: datetime
) -> None:
    theirs = account_of(charlie, "Charlie's secret")
    account = account_of(alice)
    happened(account, bob, at + HOUR, parent=[None, theirs.pk], owner=[alice.id, charlie.id])

    entry = timeline(account, actor=alice).entries[0]

    assert [(change.label, change.new) for change in entry.changes] == [
        ("Parent account", "a record you may not see"),
        ("Owner", "Charlie Example"),
    ]


def test_what_was_kept_in_another_form_is_told_as_it_stands(alice: Actor, at: datetime) -> None:
    account = account_of(alice)
    happened(
        account,
        alice,
        at + HOUR,
        employees=["many", None],
        parent=["Old Group", ""],
        shoe=[1, True],
    )

    entry = timeline(account, actor=alice).entries[0]

    assert [(change.label, change.old, change.new) for change in entry.changes] == [
        ("Employees", "many", ""),
        ("Parent account", "Old Group", ""),
        ("Shoe", "1", "Yes"),
    ]


def test_events_of_records_below_are_told_with_their_name(alice: Actor, bob: Actor) -> None:
    account = account_of(alice)
    contact = contact_of(bob, "Annika Ek", account=account)

    (entry, _created) = timeline(account, actor=alice).entries

    assert in_words(entry) == "Bob Example created the contact Annika Ek"
    assert entry.subject is not None
    assert entry.subject.url == f"/contacts/{contact.pk}/"


def test_events_of_records_that_the_reader_may_not_see_are_left_out(
    alice: Actor, bob: Actor, charlie: Actor, people, at: datetime
) -> None:
    account = account_of(alice)
    contact = contact_of(bob, "Annika Ek", account=account)
    assert len(told(account, alice)) == 2

    with writing(bob):
        type(contact).objects.filter(pk=contact.pk).update(
            owner=people.charlie, unit=people.charlie.unit
        )

    assert told(account, alice) == ["You created the account"]


def test_the_words_of_a_context_are_used_for_its_events(
    alice: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wording, "_by_kind", dict(wording._by_kind))
    words = Wording(
        text="went to see the showroom",
        icon="eye",
        tone="ok",
        detail=lambda data: f"{data['rooms']} rooms",
    )
    wording.say({ShowroomVisited: words})
    account = account_of(alice)
    happened(account, alice, at + HOUR)

    entry = timeline(account, actor=alice).entries[0]

    assert (entry.text, entry.icon, entry.tone) == ("went to see the showroom", "eye", "ok")
    assert entry.body == "2 rooms"


@pytest.mark.parametrize(
    ("sort", "sentences"),
    [
        (Sort.NOTES, ["You wrote a note"]),
        (Sort.CALLS, ["Bob Example called Back"]),
        (Sort.TASKS, []),
        (Sort.CHANGES, ["Bob Example changed City:  > Malmö"]),
        (Sort.EVENTS, ["You created the account"]),
    ],
)
def test_a_timeline_is_narrowed_to_one_sort(
    sort: Sort, sentences: list[str], alice: Actor, bob: Actor, at: datetime
) -> None:
    account = account_of(alice)
    note_of(alice, "Malmö opens in week 6.", about=account)
    activity_of(bob, "Back", about=account, kind="call", done_at=at)
    customers.update_account(account, {"billing_city": "Malmö"}, by=bob, at=at)

    assert told(account, alice, sort=sort) == sentences


def test_a_timeline_is_narrowed_to_one_person(alice: Actor, bob: Actor, at: datetime) -> None:
    account = account_of(alice)
    activity_of(bob, "Back", about=account, kind="call", done_at=at)
    customers.update_account(account, {"billing_city": "Malmö"}, by=bob, at=at + HOUR)

    assert told(account, alice, person=bob.id) == [
        "Bob Example changed City:  > Malmö",
        "Bob Example called Back",
    ]
    assert list(stream.people(account, alice).values()) == ["Alice Example", "Bob Example"]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_pages_of_any_size_show_everything_once(size: int, alice: Actor, at: datetime) -> None:
    account = account_of(alice)
    for number in range(4):
        note_of(alice, f"Note {number}", about=account, done_at=at - number * HOUR)
        happened(account, alice, at - number * HOUR)  # at the very same moments

    whole = told(account, alice, size=100)
    found, cursor = [], None
    while True:
        page = timeline(account, actor=alice, cursor=cursor, size=size)
        found += [in_words(entry) for entry in page.entries]
        cursor = page.cursor
        if cursor is None:
            break

    assert found == whole
    assert len(whole) == 9


@pytest.mark.parametrize(
    "cursor", ["x", "W10", "WyItYXQsLWlkIixbIngiLCJ5Il1d", "WyItYXQsLWlkIixbMSwyXV0"]
)
def test_a_damaged_cursor_is_refused(cursor: str, alice: Actor) -> None:
    with pytest.raises(InvalidError):
        timeline(account_of(alice), actor=alice, cursor=cursor)


@pytest.mark.parametrize("times", [1, 3])
def test_a_page_costs_the_same_queries_for_one_of_each_and_for_three(
    times: int, alice: Actor, bob: Actor, at: datetime, django_assert_num_queries
) -> None:
    group = account_of(alice, "Group")
    account = account_of(alice)
    for number in range(times):
        note_of(bob, "Said so.", about=account)
        contact_of(alice, f"Annika {number}", account=account)
        happened(account, bob, at, parent=[None, group.pk], owner=[alice.id, bob.id])

    # activities, events; names of accounts, contacts, people
    with django_assert_num_queries(5):
        timeline(account, actor=alice)


def test_what_a_record_was_taken_for_is_named_to_those_who_may_read_that_one(
    alice: Actor, charlie: Actor, people: SimpleNamespace, at: datetime
) -> None:
    one, other = account_of(alice, "Nordhaven"), account_of(alice, "Secret twin")
    records.share(one, people.charlie, by=alice, at=at)
    event = DuplicateDecided(state="apart", other=other.pk, name=str(other))
    with writing(alice):
        bus.record(event, subject=one, by=alice, at=at + HOUR, about=[other.pk])

    def detail(actor: Actor) -> str:
        found = timeline(one, actor=actor).entries
        return next(entry.body for entry in found if "possible duplicate" in entry.text)

    assert detail(alice) == "Secret twin is another one"
    assert detail(charlie) == ""
    assert "possible duplicate" in told(other, alice)[0]
