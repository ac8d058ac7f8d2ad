"""Activities stay in step with their record, once the worker has heard what happened to it."""

from datetime import datetime
from uuid import UUID

import pytest
from django.db import connection

from dealwright.activities import actions as activities
from dealwright.activities.models import Activity
from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.events import actions as delivery
from dealwright.events.models import EventRecord
from tests.factories.activities import activity_of, note_of
from tests.factories.customers import account_of

pytestmark = pytest.mark.django_db

WAITING = """
SELECT args->>'handler', jsonb_array_elements_text(args->'events')
FROM procrastinate_jobs WHERE args->>'handler' LIKE 'dealwright.activities.%' ORDER BY id
"""


def waiting() -> list[tuple[str, str]]:
    """What is deferred for our handlers: (handler, event)."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return [(handler.rpartition(".")[2], event) for handler, event in cursor.fetchall()]


def work(at: datetime) -> int:
    """Deliver everything that waits, as the worker does; how many had an effect."""
    done = [
        delivery.deliver(
            handler=f"dealwright.activities.handlers.{name}", event_id=UUID(event), at=at
        )
        for name, event in waiting()
    ]
    return sum(done)


def test_an_account_handed_over_takes_its_activities_to_the_new_owners_unit(
    alice: Actor, charlie: Actor, olga: Actor, at: datetime
) -> None:
    account = account_of(alice)
    note_of(alice, "Known since the fair", about=account)
    assert not Activity.objects.visible_to(charlie).exists()

    customers.update_account(account, {"owner": charlie.id}, by=olga, at=at)
    assert work(at) == 1

    assert Activity.objects.visible_to(charlie).exists()


def test_a_renamed_account_is_renamed_on_its_activities(alice: Actor, at: datetime) -> None:
    account = account_of(alice)
    note = note_of(alice, "Known since the fair", about=account)

    customers.update_account(account, {"name": "Nordhaven Group"}, by=alice, at=at)
    work(at)

    note.refresh_from_db()
    assert (note.about_label, note.version) == ("Nordhaven Group", 1)


def test_what_changes_neither_owner_nor_name_defers_nothing(alice: Actor, at: datetime) -> None:
    account = account_of(alice)

    customers.update_account(account, {"billing_city": "Malmö"}, by=alice, at=at)

    assert waiting() == []


def test_a_second_delivery_has_no_effect(alice: Actor, at: datetime) -> None:
    account = account_of(alice)
    customers.update_account(account, {"name": "Nordhaven Group"}, by=alice, at=at)

    assert (work(at), work(at)) == (1, 0)


def test_the_activities_of_a_deleted_account_stay_with_its_name(alice: Actor, at: datetime) -> None:
    account = account_of(alice)
    note = note_of(alice, "Known since the fair", about=account)

    customers.delete_account(account, by=alice, at=at)
    work(at)

    note.refresh_from_db()
    assert (note.about_type, note.about_id) == ("", None)
    assert note.about_label == "Nordhaven Cold Chain AB"
    told = EventRecord.objects.get(subject_id=note.pk, kind="records.RecordUpdated")
    assert told.actor_kind == "system"


def test_a_handler_outlives_the_record_it_was_told_of(alice: Actor, at: datetime) -> None:
    account = account_of(alice)
    customers.update_account(account, {"name": "Nordhaven Group"}, by=alice, at=at)
    customers.delete_account(account, by=alice, at=at)

    assert work(at) == 2


def test_deleting_an_activity_concerns_no_other(alice: Actor, at: datetime) -> None:
    activities.delete(activity_of(alice), by=alice, at=at)

    assert waiting() == []
