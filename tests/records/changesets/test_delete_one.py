"""The deletion of one record: a change set like any other, done at once and taken back with its own id."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.core.errors import ConflictError, DomainError, NotAllowedError
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.records import registry
from dealwright.records.changesets import actions
from dealwright.records.changesets.models import ChangeSet, State
from dealwright.records.notifications.models import Notification
from tests.factories.customers import account_of, contact_of
from tests.records.changesets.acting import rows_of, undo

pytestmark = pytest.mark.django_db
type SignIn = Callable[[Actor], Client]
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
DIALOG = PART | {"HX-Target": "div#dialog-body"}


def delete(account: Account, *, by: Actor, at: datetime, version: int | None = None) -> ChangeSet:
    return actions.delete_one(registry.of(Account), account, by=by, at=at, version=version)


def undo_url(change_set: ChangeSet) -> str:
    return reverse("administration:undo_change_set_now", args=[change_set.pk])


def test_one_record_is_deleted_at_once_and_undo_brings_it_back_as_it_was(
    bob: Actor, at: datetime
) -> None:
    account = account_of(bob, name="Alfa", employees=7)
    before = rows_of(Account)
    done = delete(account, by=bob, at=at)
    assert (done.kind, done.name, done.state, done.changed) == ("delete_one", "Alfa", State.DONE, 1)
    assert not Account.objects.exists()
    assert undo(done, by=bob).changed == 1
    assert rows_of(Account) == before


def test_a_refused_deletion_leaves_no_change_set(bob: Actor, charlie: Actor, at: datetime) -> None:
    account = account_of(bob, name="Used")
    contact_of(bob, account=account)
    facts = EventRecord.objects.count()
    with pytest.raises(DomainError, match="contacts"):
        delete(account, by=bob, at=at)
    with pytest.raises(NotAllowedError):
        delete(account, by=charlie, at=at)
    with pytest.raises(ConflictError):
        delete(account, by=bob, at=at, version=account.version + 1)
    assert list(Account.objects.all()) == [account]
    assert not ChangeSet.objects.exists()
    assert EventRecord.objects.count() == facts


def test_the_record_page_offers_undo_in_its_toast(bob: Actor, client_for: SignIn) -> None:
    account = account_of(bob, name="Alfa")
    client = client_for(bob)
    answer = client.post(reverse("customers:account_delete", args=[account.pk]), headers=PART)
    (said,) = get_messages(answer.wsgi_request)
    assert str(said) == "Alfa deleted"
    done = ChangeSet.objects.get()
    assert said.extra_tags == undo_url(done)
    page = client.get(answer["HX-Redirect"]).content.decode()
    assert f'data-undo="{undo_url(done)}"' in page


def test_a_single_row_of_a_list_is_deleted_at_once_with_undo_in_its_toast(
    bob: Actor, client_for: SignIn
) -> None:
    account, other = account_of(bob, name="Alfa"), account_of(bob, name="Beta")
    client = client_for(bob)
    address = reverse("ui:bulk_delete", args=["customers.account"])
    given = {"ids": str(account.pk), "list": "view=all", "step": "go", "count": "1"}
    answer = client.post(address, given, headers=DIALOG)
    done = ChangeSet.objects.get()
    assert undo_url(done) in answer["HX-Trigger"]
    assert "dw:unselect" in answer["HX-Trigger"]
    assert list(Account.objects.all()) == [other]

    back = client.post(undo_url(done), headers=PART)
    assert "Undone: Alfa" in back["HX-Trigger"]
    assert not Notification.objects.exists()  # the toast told it
    assert Account.objects.count() == 2
    again = client.post(undo_url(done), headers=PART)
    assert again.status_code == 409


def test_a_toast_says_why_a_record_does_not_come_back(bob: Actor, client_for: SignIn) -> None:
    parent = account_of(bob, name="Parent")
    child = account_of(bob, name="Child", parent=parent.pk)
    client = client_for(bob)
    for account in (child, parent):
        client.post(reverse("customers:account_delete", args=[account.pk]), headers=PART)
    first = ChangeSet.objects.get(name="Child")
    answer = client.post(undo_url(first), headers=PART)
    assert answer.status_code == 409
    assert "Child was not put back" in answer["HX-Trigger"]
    assert not Account.objects.exists()


def test_strangers_undo_no_deletion(bob: Actor, charlie: Actor, client_for: SignIn) -> None:
    account = account_of(bob, name="Alfa")
    client_for(bob).post(reverse("customers:account_delete", args=[account.pk]), headers=PART)
    answer = client_for(charlie).post(undo_url(ChangeSet.objects.get()), headers=PART)
    assert answer.status_code == 404
    assert not Account.objects.exists()
