"""The history of a record: restored fields, the record as it was, deleted links, and who may see and do it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.activities import past as pasts
from dealwright.activities.timeline import timeline
from dealwright.core import actor as actors
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.core.errors import (
    ConflictError,
    InvalidError,
    NotAllowedError,
    NotFoundError,
    RefusedError,
)
from dealwright.customers import actions as customers
from dealwright.customers.models import Account, Contact
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.models import Role
from dealwright.identity.privileges import FieldLevel
from dealwright.records import registry
from dealwright.records.history import actions as history
from dealwright.records.history import copies
from tests.factories.customers import account_of, contact_of

pytestmark = pytest.mark.django_db

History = Account.pgh_event_model


def first_copy(row: Any) -> int:
    kept = type(row).pgh_event_model.objects.filter(pgh_obj_id=row.pk)
    return kept.order_by("pgh_id").values_list("pgh_id", flat=True)[0]


def moved_back(copy: int, to: datetime, model: Any = History) -> None:
    """As if that copy had been written at another time."""
    with writing(actors.system()):
        model.objects.filter(pgh_id=copy).update(pgh_created_at=to)


LONG_AGO = datetime(2025, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def account(alice: Actor, at: datetime) -> Account:
    """Was in food, then in logistics."""
    made = account_of(alice, industry="food", employees=7)
    return customers.update_account(made, {"industry": "logistics"}, by=alice, at=at)


def test_a_field_is_given_its_earlier_value_by_its_kinds_own_verb(
    account: Account, alice: Actor, at: datetime
) -> None:
    restored = history.restore_field(
        account, "industry", copy=first_copy(account), by=alice, at=at, version=2
    )
    account.refresh_from_db()
    assert (restored.industry, account.industry, account.version) == ("food", "food", 3)
    kinds = ["records.FieldRestored", "records.RecordUpdated"]
    events = EventRecord.objects.filter(subject_id=account.pk, kind__in=kinds).order_by("pk")
    assert [event.kind for event in events][-2:] == kinds[::-1]
    assert events.last().data["field"] == "industry"


def test_the_timeline_tells_of_what_was_restored(
    account: Account, alice: Actor, at: datetime
) -> None:
    history.restore_field(account, "industry", copy=first_copy(account), by=alice, at=at)
    told = [(entry.text, entry.body[:8]) for entry in timeline(account, actor=alice).entries]
    assert ("restored", "industry") in told


@pytest.mark.parametrize(
    ("name", "error"), [("name_of_nothing", InvalidError), ("created_at", InvalidError), ("version", InvalidError)]
)  # fmt: skip
def test_what_is_no_field_to_change_is_not_restored(
    name: str, error: type[Exception], account: Account, alice: Actor, at: datetime
) -> None:
    with pytest.raises(error):
        history.restore_field(account, name, copy=first_copy(account), by=alice, at=at)
    assert not EventRecord.objects.filter(kind="records.FieldRestored").exists()


def refused(account: Account, error: type[Exception], **given: Any) -> None:
    before = EventRecord.objects.count()
    with pytest.raises(error):
        history.restore_field(account, "industry", **given)
    account.refresh_from_db()
    assert account.industry == "logistics"
    assert EventRecord.objects.count() == before


def test_restoring_refuses_what_changing_refuses(
    account: Account, alice: Actor, ann: Actor, at: datetime
) -> None:
    copy = first_copy(account)
    refused(account, NotAllowedError, copy=copy, by=ann, at=at)
    refused(account, ConflictError, copy=copy, by=alice, at=at, version=1)


def test_copies_of_other_records_are_not_restored(
    account: Account, alice: Actor, at: datetime
) -> None:
    other = first_copy(account_of(alice, name="Other", industry="energy"))
    refused(account, NotFoundError, copy=other, by=alice, at=at)


def test_a_value_that_the_field_has_already_is_refused(
    account: Account, alice: Actor, at: datetime
) -> None:
    last = History.objects.filter(pgh_obj_id=account.pk).order_by("-pgh_id").first().pgh_id
    refused(account, RefusedError, copy=last, by=alice, at=at)


def test_a_record_is_shown_whole_as_it_was(account: Account, alice: Actor) -> None:
    moved_back(first_copy(account), LONG_AGO)
    then = pasts.then(account, LONG_AGO + timedelta(days=1), actor=alice)
    assert then is not None
    values = {value.name: value for value in then.values}
    assert (values["industry"].then, values["industry"].now) == ("Food", "Logistics")
    assert (values["industry"].differs, values["industry"].can_restore) == (True, True)
    assert (values["employees"].then, values["employees"].differs) == ("7", False)
    assert not values.keys() & {"version", "modified_at", "created_at"}
    assert pasts.then(account, LONG_AGO - timedelta(days=1), actor=alice) is None


def test_a_deleted_link_is_shown_by_the_label_it_had(
    alice: Actor, charlie: Actor, at: datetime
) -> None:
    firm = account_of(alice, name="Gone AB")
    contact = contact_of(alice, account=firm.pk)
    customers.update_contact(contact, {"account": None}, by=alice, at=at)
    customers.delete_account(firm, by=alice, at=at)
    page = pasts.past(contact, actor=alice)
    (change,) = page.writes[0].changes
    assert (change.old, change.new) == ("Gone AB (deleted)", "")
    (unseen,) = pasts.past(contact, actor=charlie).writes[0].changes
    assert unseen.old == "a record you may not see"
    moved_back(first_copy(contact), LONG_AGO, Contact.pgh_event_model)
    then = pasts.then(contact, LONG_AGO, actor=alice)
    assert {v.name: v.then for v in then.values}["account"] == "Gone AB (deleted)"


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_with_deleted_links_costs_the_same_for_one_and_for_three(
    count: int, alice: Actor, at: datetime, django_assert_num_queries
) -> None:
    contact = contact_of(alice)
    for number in range(count):
        firm = account_of(alice, name=f"Gone {number}")
        customers.update_contact(contact, {"account": firm.pk}, by=alice, at=at)
        customers.update_contact(contact, {"account": None}, by=alice, at=at)
        customers.delete_account(firm, by=alice, at=at)
    # copies; the record; accounts that are there, that were deleted, their labels
    with django_assert_num_queries(5):
        pasts.past(contact, actor=alice)


@pytest.fixture
def hidden_industry(account: Account, alice: Actor, admin: Actor, at: datetime) -> None:
    """From salespeople the industry of accounts is hidden."""
    role = Role.objects.get(key="salesperson")
    levels = {"industry": FieldLevel.HIDDEN}
    identity.set_field_rights(role, "customers.account", levels, by=admin, at=at)
    alice.memo.clear()  # a new request


@pytest.mark.usefixtures("hidden_industry")
def test_a_hidden_field_is_absent_from_history_and_timeline(
    account: Account, alice: Actor, at: datetime
) -> None:
    history_told = [w.changes for w in pasts.past(account, actor=alice).writes]
    assert history_told == [[]]  # that it was created; the change of industry is no news
    then = pasts.then(account, datetime.now(UTC), actor=alice)
    assert "industry" not in {value.name for value in then.values}
    entries = timeline(account, actor=alice).entries
    assert [change.name for entry in entries for change in entry.changes] == []
    with pytest.raises(InvalidError):
        history.restore_field(account, "industry", copy=first_copy(account), by=alice, at=at)


@pytest.mark.usefixtures("hidden_industry")
def test_a_restored_hidden_field_is_not_named_in_the_timeline(
    account: Account, alice: Actor, admin: Actor, at: datetime
) -> None:
    history.restore_field(account, "industry", copy=first_copy(account), by=admin, at=at)
    assert "ndustry" not in repr(timeline(account, actor=alice).entries)


def history_of(row: Any, name: str = "history") -> str:
    return reverse(f"activities:{name}", args=[row._meta.label_lower, row.pk])


def test_owner_and_manager_see_it_and_a_stranger_does_not(
    account: Account,
    alice: Actor,
    bob: Actor,
    charlie: Actor,
    client_for: Callable[[Actor], Client],
) -> None:
    form = {"field": "industry", "copy": str(first_copy(account)), "version": "2"}
    for actor, status in ((alice, 200), (bob, 200), (charlie, 404)):
        client = client_for(actor)
        assert client.get(history_of(account)).status_code == status
        assert client.get(history_of(account, "then")).status_code == status
    assert client_for(charlie).post(history_of(account, "restore"), form).status_code == 404
    account.refresh_from_db()
    assert account.industry == "logistics"


def test_restoring_on_the_page_goes_back_to_the_history(
    account: Account, bob: Actor, client_for: Callable[[Actor], Client]
) -> None:
    form = {"field": "industry", "copy": str(first_copy(account)), "version": "2"}
    answer = client_for(bob).post(history_of(account, "restore"), form)
    assert answer["Location"].endswith(f"/accounts/{account.pk}/?tab=activities-history")
    account.refresh_from_db()
    assert account.industry == "food"


def test_only_who_may_edit_is_offered_to_restore(
    account: Account, alice: Actor, ann: Actor, client_for: Callable[[Actor], Client]
) -> None:
    assert b"Restore Industry: Food" in client_for(alice).get(history_of(account)).content
    assert b"Restore Industry" not in client_for(ann).get(history_of(account)).content


@pytest.mark.parametrize("asked", ["on=2026-13-40", "at=yesterday", "on=", "", "at=0001-01-01"])
def test_a_day_that_cannot_be_read_is_yesterday(
    asked: str, account: Account, alice: Actor, client_for: Callable[[Actor], Client]
) -> None:
    answer = client_for(alice).get(f"{history_of(account, 'then')}?{asked}")
    assert answer.status_code == 200
    assert b"Nothing is kept of that time" in answer.content


@pytest.mark.parametrize("key", [e.key for e in registry.entities() if e.page])
def test_every_kind_tells_its_history(key: str, admin: Actor, alice: Actor) -> None:
    entity = registry.entity(key)
    assert copies.model_of(entity)._meta.get_field("pgh_created_at")
    assert copies.kept_fields(entity, admin)
