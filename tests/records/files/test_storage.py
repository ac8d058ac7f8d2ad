"""Where bytes lie: the same promises by a folder and by a real server of S3."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.records.files import actions, storage, tasks
from dealwright.records.files.storage import Storage, StorageError
from dealwright.records.files.storage.bucket import bucket
from dealwright.records.files.storage.folder import Folder
from dealwright.records.files.storage.protocol import KEY, new_key
from tests.records.files import s3
from tests.records.files.conftest import Receive

BUCKET = "dealwright"
LARGE = bytes(range(256)) * 4 * 9000  # more than one part of anything


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A real S3 server."""
    with ExitStack() as stack:
        try:
            found = stack.enter_context(s3.serving(BUCKET))
        except RuntimeError as error:
            pytest.skip(f"no S3 server: {error}")
        yield found


def given_to(address: str) -> dict[str, str]:
    return {"endpoint": address, "region": "us-east-1", "access_key": "a", "secret_key": "b"}


@pytest.fixture(params=["folder", pytest.param("bucket", marks=pytest.mark.slow)])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return Folder(tmp_path / "kept")
    return bucket(f"s3://{BUCKET}/crm", **given_to(request.getfixturevalue("address")))


def put(kept: Storage, tmp_path: Path, content: bytes) -> str:
    source, key = tmp_path / "incoming", new_key()
    source.write_bytes(content)
    kept.put(key, source)
    return key


def test_what_is_put_is_read_whole_and_in_part_until_it_is_deleted(
    kept: Storage, tmp_path: Path
) -> None:
    key = put(kept, tmp_path, LARGE)
    assert b"".join(kept.read(key)) == LARGE
    assert b"".join(kept.read(key, 300_000, 700_000)) == LARGE[300_000:700_000]
    assert b"".join(kept.read(key, len(LARGE) - 3)) == LARGE[-3:]
    assert b"".join(kept.read(key, 5, 5)) == b""
    kept.delete(key)
    kept.delete(key)
    with pytest.raises(StorageError):
        b"".join(kept.read(key))


def test_a_storage_that_works_says_where_it_is(kept: Storage) -> None:
    assert kept.check().split()[0] in {"folder", "bucket"}


@pytest.mark.parametrize(
    "key", ["../secret_key", "/etc/passwd", "", "ab/../../x", "AB/" + "0" * 32]
)
def test_a_folder_takes_no_key_but_ours(tmp_path: Path, key: str) -> None:
    folder = Folder(tmp_path / "kept")
    with pytest.raises(StorageError):
        folder.read(key)
    with pytest.raises(StorageError):
        folder.delete(key)


@given(st.text())
def test_no_text_of_anybody_is_a_key(text: str) -> None:
    assert not KEY.fullmatch(text)


def test_keys_are_ours() -> None:
    assert KEY.fullmatch(new_key())


def test_a_server_that_is_away_is_told(tmp_path: Path) -> None:
    away = bucket(f"s3://{BUCKET}", **given_to("http://127.0.0.1:9"))
    with pytest.raises(StorageError, match=BUCKET):
        away.check()


@pytest.mark.slow
@pytest.mark.django_db
def test_a_file_goes_to_a_bucket_and_back_and_leaves_it_when_it_is_forgotten(
    address: str,
    account: Account,
    receive: Receive,
    alice: Actor,
    at: datetime,
    settings: Any,
) -> None:
    settings.FILES_URL = f"s3://{BUCKET}/crm"
    settings.FILES_S3 = given_to(address)
    file = actions.attach(account, receive(LARGE), by=alice, at=at)
    assert b"".join(storage.chosen().read(file.blob.key)) == LARGE
    actions.remove(file, by=alice, at=at)
    tasks.sweep(at + 2 * settings.FILES_KEPT_FOR)
    with pytest.raises(StorageError):
        b"".join(storage.chosen().read(file.blob.key))
