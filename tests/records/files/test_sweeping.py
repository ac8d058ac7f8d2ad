"""What nobody needs goes, and nothing that anybody needs."""

import os
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from dealwright.core import actor as actors
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.core.errors import NotAllowedError
from dealwright.core.ids import new_id
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.records.changesets import references
from dealwright.records.files import actions, queries, receiving, storage, tasks
from dealwright.records.files.actions import housekeeping, keeping
from dealwright.records.files.models import Blob, File, FileVersion, Parcel
from dealwright.records.files.storage import StorageError
from tests.factories.customers import account_of
from tests.people import AT
from tests.racing import race
from tests.records.files.conftest import Attach, Receive

pytestmark = pytest.mark.django_db
MONTH, DAY = timedelta(days=31), timedelta(days=1)


def is_stored(key: str) -> bool:
    try:
        return bool(b"".join(storage.chosen().read(key)))
    except StorageError:
        return False


def test_a_file_that_was_removed_long_ago_goes_with_its_bytes(
    attach: Attach, alice: Actor, at: datetime
) -> None:
    file, kept = attach(b"gone"), attach(b"kept")
    actions.remove(file, by=alice, at=at)
    tasks.sweep(at + DAY)
    assert File.objects.count() == 2
    tasks.sweep(at + MONTH)
    assert [each.pk for each in File.objects.all()] == [kept.pk]
    assert not is_stored(file.blob.key)
    assert is_stored(kept.blob.key)
    assert not Parcel.objects.exists()


def test_bytes_that_another_file_has_stay(attach: Attach, alice: Actor, at: datetime) -> None:
    file, other = attach(b"same"), attach(b"same", "other.txt")
    actions.remove(file, by=alice, at=at)
    tasks.sweep(at + MONTH)
    assert is_stored(other.blob.key)


def test_files_of_a_deleted_record_wait_as_long_as_it_can_be_brought_back(
    account: Account, attach: Attach, alice: Actor, admin: Actor, at: datetime
) -> None:
    file = attach()
    customers.delete_account(account, by=admin, at=at)
    tasks.sweep(at)
    assert File.objects.get().orphaned_at == at
    tasks.sweep(at + MONTH)
    assert not File.objects.exists()
    assert not is_stored(file.blob.key)


def test_a_record_that_is_brought_back_has_its_files_again(
    account: Account, attach: Attach, admin: Actor, alice: Actor, at: datetime
) -> None:
    file = attach()
    copy = Account.objects.get(pk=account.pk)
    customers.delete_account(account, by=admin, at=at)
    tasks.sweep(at)
    with writing(admin):
        copy.save(force_insert=True)
    tasks.sweep(at + MONTH)
    assert File.objects.get().orphaned_at is None
    assert [each.pk for each in queries.of_record(copy)] == [file.pk]


def test_an_undo_leaves_a_record_to_which_others_have_added_files(
    account: Account, attach: Attach, alice: Actor
) -> None:
    born_in = new_id()
    assert references.to(Account, [account.pk], born_in=born_in) == {}
    attach()
    assert references.to(Account, [account.pk], born_in=born_in) == {account.pk: ["files"]}


def test_whatever_refers_to_bytes_counts_as_a_use_of_them() -> None:
    found = {(model, name) for model, name in housekeeping.uses()}
    assert {(File, "blob"), (FileVersion, "blob")} <= found


def test_housekeeping_is_the_systems(alice: Actor, at: datetime) -> None:
    for verb in (actions.forget_removed, actions.forget_orphans, actions.sweep_blobs):
        with pytest.raises(NotAllowedError):
            verb(by=alice, at=at)


def test_what_a_crash_left_between_the_bytes_and_their_row_is_swept(
    receive: Receive, system: Actor, at: datetime
) -> None:
    """As if the process had died inside `stored`: the parcel is written, the bytes lie there, no blob names them."""
    key = keeping.new_key()
    keeping._announce(key, by=system, at=at)
    storage.chosen().put(key, receive(b"half").path)
    tasks.sweep(at + timedelta(hours=1))
    assert is_stored(key)
    tasks.sweep(at + 2 * DAY)
    assert not is_stored(key)
    assert not Parcel.objects.exists()


def test_half_received_files_are_forgotten_after_a_day(at: datetime) -> None:
    folder = receiving._incoming()
    old, new = folder / "old", folder / "new"
    for path in (old, new):
        path.write_bytes(b"half")
    long_ago = (at - 2 * DAY).timestamp()
    os.utime(old, (long_ago, long_ago))
    os.utime(new, (at.timestamp(), at.timestamp()))
    tasks.sweep(at)
    assert (old.exists(), new.exists()) == (False, True)
    new.unlink()


@pytest.mark.django_db(transaction=True)
def test_two_who_bring_the_same_bytes_at_once_share_them(
    alice: Actor, bob: Actor, receive: Receive
) -> None:
    account = account_of(alice)
    other = account_of(alice, "Other")
    ours, theirs = receive(b"same bytes"), receive(b"same bytes")
    files, refused = race(
        lambda: actions.attach(account, ours, by=alice, at=AT),
        lambda: actions.attach(other, theirs, by=bob, at=AT),
    )
    assert refused == []
    assert len({file.blob_id for file in files}) == 1
    assert is_stored(Blob.objects.get().key)
    assert not Parcel.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_sweeper_takes_no_file_that_someone_puts_back_at_the_same_time(
    alice: Actor, receive: Receive
) -> None:
    file = actions.attach(account_of(alice), receive(b"back again"), by=alice, at=AT)
    actions.remove(file, by=alice, at=AT - MONTH)

    def forget() -> int:
        try:
            return actions.forget_removed(by=actors.system(), at=AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            actions.put_back(file, by=alice, at=AT)
            forgetting = pool.submit(forget)
            wait([forgetting], timeout=1)
        assert forgetting.result(timeout=30) == 0
    assert not File.objects.get().is_removed


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_sweeper_takes_no_bytes_that_someone_brings_at_the_same_time(
    alice: Actor, receive: Receive
) -> None:
    account = account_of(alice)
    system = actors.system()
    for turn in range(15):
        content = b"again and again %d" % turn
        first = actions.attach(account, receive(content), by=alice, at=AT)
        actions.remove(first, by=alice, at=AT - MONTH)
        actions.forget_removed(by=system, at=AT)
        again: Any = receive(content)
        done, refused = race(
            lambda again=again: actions.attach(account, again, by=alice, at=AT),
            lambda: tasks.sweep(AT),
        )
        assert refused == []
        file = next(each for each in done if isinstance(each, File))
        tasks.sweep(AT)
        assert is_stored(queries.find(file.pk, alice)[0].blob.key)
