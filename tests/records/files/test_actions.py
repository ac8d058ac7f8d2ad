"""Adding, replacing, renaming, restoring, removing files, and putting them back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from dealwright.activities import actions as activities
from dealwright.core.actor import Actor
from dealwright.core.errors import (
    ConflictError,
    DomainError,
    InvalidError,
    NotAllowedError,
    NotFoundError,
    RefusedError,
)
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.identity.queries import actor_for
from dealwright.records import actions as records
from dealwright.records.files import actions, queries, receiving, storage
from dealwright.records.files.models import Blob, File, FileVersion, Parcel, State
from tests.records.files.conftest import PDF, Attach, Receive

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=1)


@contextmanager
def refused(error: type[DomainError]) -> Iterator[None]:
    """What is done inside is refused: no row and no event remains, and nothing in the storage."""
    models = (File, FileVersion, Blob, Parcel, EventRecord)
    before = [list(model.objects.order_by("pk").values()) for model in models]
    with pytest.raises(error):
        yield
    assert [list(model.objects.order_by("pk").values()) for model in models] == before


def content(blob: Blob) -> bytes:
    return b"".join(storage.chosen().read(blob.key))


def kinds(record: Any) -> list[str]:
    rows = EventRecord.objects.filter(subject_id=record.pk).order_by("pk")
    return [row.kind.removeprefix("records.") for row in rows][1:]  # without its creation


def test_a_file_is_kept_with_its_first_version(
    account: Account, attach: Attach, alice: Actor
) -> None:
    file = attach(PDF, "offer.pdf")
    assert (file.name, file.number, file.version) == ("offer.pdf", 1, 1)
    assert file.blob.media_type == "application/pdf"
    assert content(file.blob) == PDF
    assert [v.number for v in queries.versions(file)] == [1]
    assert [f.pk for f in queries.of_record(account)] == [file.pk]
    event = EventRecord.objects.get(kind="records.FileAttached")
    assert (event.subject_id, event.actor_id) == (account.pk, alice.id)
    assert event.data == {"file": str(file.pk), "name": "offer.pdf", "size": len(PDF)}
    assert not Parcel.objects.exists()


def test_the_same_bytes_are_stored_once(attach: Attach) -> None:
    one, other = attach(PDF, "offer.pdf"), attach(PDF, "copy of offer.pdf")
    assert one.blob_id == other.blob_id
    assert Blob.objects.count() == 1
    assert not Parcel.objects.exists()
    kept = [path for path in storage.chosen()._root.rglob("*") if path.name in path_names()]  # type: ignore[attr-defined]
    assert len(kept) == 1


def path_names() -> set[str]:
    return {key.partition("/")[2] for key in Blob.objects.values_list("key", flat=True)}


def test_nobody_adds_files_to_what_they_may_not_change(
    account: Account, receive: Receive, charlie: Actor, ann: Actor, at: datetime
) -> None:
    with refused(NotFoundError):
        actions.attach(account, receive(), by=charlie, at=at)


def test_who_reads_by_a_share_adds_no_files_and_who_may_write_does(
    account: Account,
    receive: Receive,
    people: SimpleNamespace,
    alice: Actor,
    at: datetime,
) -> None:
    records.share(account, people.charlie.pk, by=alice, at=at)
    with refused(NotAllowedError):
        actions.attach(account, receive(), by=actor_for(people.charlie), at=at)
    records.share(account, people.charlie.pk, can_write=True, by=alice, at=at)
    file = actions.attach(account, receive(), by=actor_for(people.charlie), at=at)
    assert file.added_by_id == people.charlie.pk


def test_an_activity_has_files_for_those_who_may_change_it(
    account: Account, receive: Receive, alice: Actor, bob: Actor, charlie: Actor, at: datetime
) -> None:
    values = {
        "kind": "note",
        "title": "Site visit",
        "about_type": "customers.account",
        "about_id": account.pk,
    }
    (note,) = activities.create_many([values], by=alice, at=at)
    file = actions.attach(note, receive(), by=alice, at=at)
    assert queries.find(file.pk, bob)[1] == note
    with pytest.raises(NotFoundError):
        queries.find(file.pk, charlie)


@pytest.mark.parametrize("name", ["", "  ", "x" * 256])
def test_no_name_and_an_endless_one_are_refused(
    attach: Attach, alice: Actor, at: datetime, name: str
) -> None:
    file = attach()
    with refused(InvalidError):
        actions.rename(file, name, by=alice, at=at)


def test_an_empty_file_is_refused(
    account: Account, receive: Receive, alice: Actor, at: datetime
) -> None:
    with refused(InvalidError):
        actions.attach(account, receive(b""), by=alice, at=at)


def test_a_type_that_is_not_taken_is_refused_whatever_it_is_called(
    account: Account, receive: Receive, alice: Actor, at: datetime, settings: Any
) -> None:
    settings.FILES_REFUSED_TYPES = ["application/x-*", "video/*"]
    with refused(InvalidError):
        actions.attach(account, receive(b"MZ\x90\x00" + bytes(60), "offer.pdf"), by=alice, at=at)
    assert actions.attach(account, receive(PDF), by=alice, at=at).blob.size == len(PDF)


def test_a_new_version_keeps_the_earlier_ones_and_the_name(
    account: Account, attach: Attach, receive: Receive, alice: Actor, at: datetime
) -> None:
    file = attach(b"one", "terms.txt")
    received = receive(b"two", "terms final.txt")
    file = actions.replace(file, received, note="prices", by=alice, at=at + LATER, version=1)
    assert (file.name, file.number, file.version) == ("terms.txt", 2, 2)
    versions = [(v.number, v.name, v.note, content(v.blob)) for v in queries.versions(file)]
    assert versions == [(2, "terms final.txt", "prices", b"two"), (1, "terms.txt", "", b"one")]
    assert kinds(account) == ["FileAttached", "FileReplaced"]


def test_the_very_same_content_is_no_new_version(
    attach: Attach, receive: Receive, alice: Actor, at: datetime
) -> None:
    file = attach(b"one")
    with refused(RefusedError):
        actions.replace(file, receive(b"one"), by=alice, at=at)


def test_what_someone_else_changed_meanwhile_is_not_overwritten(
    attach: Attach, receive: Receive, alice: Actor, bob: Actor, at: datetime
) -> None:
    file = attach(b"one")
    actions.rename(file, "renamed.txt", by=bob, at=at)
    with refused(ConflictError):
        actions.rename(file, "mine.txt", by=alice, at=at, version=1)
    with refused(ConflictError):
        actions.replace(file, receive(b"two"), by=alice, at=at, version=1)


def test_renaming_tells_the_old_name(
    account: Account, attach: Attach, alice: Actor, at: datetime
) -> None:
    file = actions.rename(attach(name="a.txt"), "b.txt", by=alice, at=at)
    assert (file.name, kinds(account)) == ("b.txt", ["FileAttached", "FileRenamed"])
    actions.rename(file, "b.txt", by=alice, at=at)
    assert kinds(account) == ["FileAttached", "FileRenamed"]


def test_an_earlier_version_becomes_the_newest_under_a_number_of_its_own(
    account: Account, attach: Attach, receive: Receive, alice: Actor, at: datetime
) -> None:
    file = actions.replace(attach(b"one"), receive(b"two"), by=alice, at=at)
    file = actions.restore(file, 1, by=alice, at=at + LATER)
    assert (file.number, content(file.blob)) == (3, b"one")
    assert [content(v.blob) for v in queries.versions(file)] == [b"one", b"two", b"one"]
    assert kinds(account)[-1] == "FileVersionRestored"
    with refused(RefusedError):
        actions.restore(file, 3, by=alice, at=at)
    with refused(NotFoundError):
        actions.restore(file, 9, by=alice, at=at)


def test_a_removed_file_can_be_put_back_with_all_its_versions(
    account: Account, attach: Attach, receive: Receive, alice: Actor, at: datetime
) -> None:
    file = actions.replace(attach(b"one"), receive(b"two"), by=alice, at=at)
    file = actions.remove(file, by=alice, at=at)
    assert not queries.of_record(account).exists()
    assert [f.pk for f in queries.removed_of(account)] == [file.pk]
    with refused(RefusedError):
        actions.remove(file, by=alice, at=at)
    with refused(RefusedError):
        actions.rename(file, "other.txt", by=alice, at=at)
    file = actions.put_back(file, by=alice, at=at + LATER)
    assert [f.pk for f in queries.of_record(account)] == [file.pk]
    assert queries.versions(file).count() == 2
    assert kinds(account)[-2:] == ["FileRemoved", "FilePutBack"]
    with refused(RefusedError):
        actions.put_back(file, by=alice, at=at)


@pytest.mark.parametrize(
    "verb",
    [
        lambda file, **who: actions.rename(file, "mine.txt", **who),
        lambda file, **who: actions.restore(file, 1, **who),
        actions.remove,
        actions.put_back,
    ],
    ids=["rename", "restore", "remove", "put back"],
)
def test_readers_change_nothing_and_strangers_learn_nothing(
    verb: Callable[..., Any],
    account: Account,
    attach: Attach,
    people: SimpleNamespace,
    alice: Actor,
    at: datetime,
) -> None:
    file = attach()
    with refused(NotFoundError):
        verb(file, by=actor_for(people.charlie), at=at)
    records.share(account, people.charlie.pk, by=alice, at=at)
    with refused(NotAllowedError):
        verb(file, by=actor_for(people.charlie), at=at)


def test_a_storage_that_does_not_answer_leaves_nothing_but_a_sentence(
    account: Account,
    receive: Receive,
    alice: Actor,
    at: datetime,
    settings: Any,
    tmp_path: Any,
) -> None:
    received = receive()
    (tmp_path / "kept").write_text("a file where the folder should be")
    settings.FILES_FOLDER = tmp_path
    with pytest.raises(RefusedError, match="nothing was changed"):
        actions.attach(account, received, by=alice, at=at)
    assert not File.objects.exists()
    assert not Blob.objects.exists()
    assert kinds(account) == []
    assert Parcel.objects.count() == 1  # nobody knows how far it came: the sweeper looks again


def test_files_move_to_another_record_and_back(
    account: Account, attach: Attach, alice: Actor, at: datetime
) -> None:
    from tests.factories.customers import account_of

    other = account_of(alice, "Nordhaven AB")
    own = attach(name="own.txt", to=other)
    file, removed = attach(), attach(b"old")
    actions.remove(removed, by=alice, at=at)
    moved = actions.move(account, other, by=alice, at=at)
    assert set(moved) == {file.pk, removed.pk}
    assert {f.pk for f in queries.of_record(other)} == {own.pk, file.pk}
    assert actions.move(other, account, only=moved, by=alice, at=at) == moved
    assert {f.pk for f in queries.of_record(account)} == {file.pk}
    assert {f.pk for f in queries.of_record(other)} == {own.pk}


def test_too_large_a_file_is_refused_as_soon_as_it_is(settings: Any) -> None:
    settings.FILES_MAX_BYTES = 2**20
    sent: list[int] = []

    def parts() -> Iterator[bytes]:
        for number in range(100):
            sent.append(number)
            yield bytes(2**18)

    before = set(receiving._incoming().iterdir())
    with pytest.raises(InvalidError, match="at most 1 MB"), receiving.receive(parts(), "big.bin"):
        pass
    assert len(sent) == 5
    assert set(receiving._incoming().iterdir()) == before


def test_bytes_known_to_be_harmful_are_not_taken_again(
    account: Account,
    attach: Attach,
    receive: Receive,
    alice: Actor,
    system: Actor,
    at: datetime,
) -> None:
    file = attach(b"evil")
    actions.note_finding(file.blob, "Eicar", by=system, at=at)
    assert Blob.objects.get().state == State.INFECTED
    with refused(InvalidError):
        actions.attach(account, receive(b"evil"), by=alice, at=at)
