"""How rows of any kind are built, changed and removed; accounts and contacts stand for all."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.apps import apps

from dealwright.core.actor import Actor
from dealwright.core.errors import (
    ConflictError,
    InvalidError,
    InvalidRowsError,
    NotAllowedError,
    RefusedError,
)
from dealwright.customers import actions as customers
from dealwright.customers.models import Account, Contact
from dealwright.events.models import EventRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(alice: Actor, at: datetime) -> Account:
    return customers.create_account({"name": "Nordhaven"}, by=alice, at=at)


def history(account: Account) -> list[str]:
    model = apps.get_model("customers", "AccountHistory")
    rows = model.objects.filter(pgh_obj_id=account.pk).order_by("pgh_id")
    return list(rows.values_list("pgh_label", flat=True))


def test_a_new_row_belongs_to_its_maker_and_their_unit(
    account: Account, alice: Actor, people
) -> None:
    assert (account.owner_id, account.unit_id) == (alice.id, people.alice.unit_id)
    assert (account.version, account.created_by_id) == (1, alice.id)


def test_creation_is_told_with_its_first_values(account: Account, at: datetime) -> None:
    event = EventRecord.objects.get(kind="records.RecordCreated")
    assert event.changes["name"] == [None, "Nordhaven"]
    assert (event.subject_type, event.subject_id, event.at) == ("customers.account", account.pk, at)


def test_a_change_raises_the_version_and_says_what_changed(
    account: Account, alice: Actor, at: datetime
) -> None:
    later = at + timedelta(hours=1)
    changed = customers.update_account(account, {"name": "Nordhaven AB"}, by=alice, at=later)
    assert (changed.version, changed.modified_at) == (2, later)
    event = EventRecord.objects.get(kind="records.RecordUpdated")
    assert event.changes == {"name": ["Nordhaven", "Nordhaven AB"]}
    assert history(account) == ["insert", "update"]


def test_no_change_writes_nothing(account: Account, alice: Actor, at: datetime) -> None:
    same = customers.update_account(account, {"name": "Nordhaven"}, by=alice, at=at)
    assert same.version == 1
    assert history(account) == ["insert"]
    assert not EventRecord.objects.filter(kind="records.RecordUpdated").exists()


def test_an_old_version_is_refused_with_both_values(
    account: Account, alice: Actor, bob: Actor, at: datetime
) -> None:
    customers.update_account(account, {"name": "By Bob"}, by=bob, at=at, version=1)
    with pytest.raises(ConflictError) as conflict:
        customers.update_account(account, {"name": "By Alice"}, by=alice, at=at, version=1)
    assert conflict.value.theirs == {"name": "By Bob"}
    assert conflict.value.mine == {"name": "By Alice"}
    assert (conflict.value.version, conflict.value.changed_by) == (2, "Bob Example")
    account.refresh_from_db()
    assert account.name == "By Bob"


def test_a_stranger_changes_nothing(account: Account, charlie: Actor, at: datetime) -> None:
    before = EventRecord.objects.count()
    with pytest.raises(NotAllowedError):
        customers.update_account(account, {"name": "Mine"}, by=charlie, at=at)
    with pytest.raises(NotAllowedError):
        customers.delete_account(account, by=charlie, at=at)
    account.refresh_from_db()
    assert (account.name, EventRecord.objects.count()) == ("Nordhaven", before)


def test_nothing_is_attached_to_what_one_cannot_see(
    account: Account, charlie: Actor, at: datetime
) -> None:
    with pytest.raises(InvalidError) as refusal:
        customers.create_contact({"last_name": "Lind", "account": account.pk}, by=charlie, at=at)
    assert list(refusal.value.errors) == ["account"]
    assert not Contact.objects.exists()


def test_wrong_rows_of_a_batch_are_named_and_none_is_written(
    account: Account, alice: Actor, at: datetime
) -> None:
    rows = [
        {"last_name": "Right", "account": account.pk},
        {"last_name": "Wrong", "account": uuid4()},
        {"last_name": "Also wrong", "account": uuid4()},
    ]
    with pytest.raises(InvalidRowsError) as refusal:
        customers.create_contacts(rows, by=alice, at=at)
    assert sorted(refusal.value.rows) == [1, 2]
    assert not Contact.objects.exists()


def test_handing_over_needs_the_right_and_moves_the_unit(
    account: Account, ann: Actor, mia: Actor, bob: Actor, people, at: datetime
) -> None:
    for colleague in (ann, mia):  # one may not write it, the other may write but not assign
        with pytest.raises(NotAllowedError):
            customers.update_account(account, {"owner": people.charlie.pk}, by=colleague, at=at)
    moved = customers.update_account(account, {"owner": people.ann.pk}, by=bob, at=at)
    assert (moved.owner_id, moved.unit_id) == (people.ann.pk, people.ann.unit_id)


def test_creating_for_a_unit_out_of_reach_is_refused(alice: Actor, people, at: datetime) -> None:
    with pytest.raises(NotAllowedError):
        customers.create_account({"name": "X", "owner": people.charlie.pk}, by=alice, at=at)
    assert not Account.objects.exists()


def test_what_others_refer_to_is_not_deleted(account: Account, bob: Actor, at: datetime) -> None:
    customers.create_contact({"last_name": "Lind", "account": account.pk}, by=bob, at=at)
    with pytest.raises(RefusedError) as refusal:
        customers.delete_account(account, by=bob, at=at)
    assert refusal.value.code == "in_use"
    assert "contacts" in str(refusal.value)


def test_a_deletion_keeps_the_last_values(account: Account, bob: Actor, at: datetime) -> None:
    customers.delete_account(account, by=bob, at=at)
    event = EventRecord.objects.get(kind="records.RecordDeleted")
    assert event.changes["name"] == ["Nordhaven", None]
    assert history(account) == ["insert", "delete"]


def test_a_thousand_rows_cost_as_many_statements_as_ten(
    account: Account, alice: Actor, at: datetime, django_assert_max_num_queries
) -> None:
    alice.memo.clear()
    for count in (10, 1000):
        rows = [{"last_name": f"Person {n}", "account": account.pk} for n in range(count)]
        with django_assert_max_num_queries(12):
            customers.create_contacts(rows, by=alice, at=at)
    assert Contact.objects.count() == 1010
