"""Files over REST."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.records.files.models import Blob, File
from tests.records.files.conftest import PDF, Attach

pytestmark = pytest.mark.django_db
BYTES = "application/octet-stream"


def of(account: Account) -> str:
    return f"/api/v1/accounts/{account.pk}/files"


def test_a_file_is_sent_read_versioned_and_removed(
    account: Account, alice: Actor, api_for: Callable[..., Client]
) -> None:
    client = api_for(alice)
    made = client.post(f"{of(account)}?name=offer.pdf", PDF, content_type=BYTES)
    assert made.status_code == 201
    told = made.json()
    one = made["Location"]
    assert (told["name"], told["media_type"], told["size"]) == (
        "offer.pdf",
        "application/pdf",
        len(PDF),
    )
    assert [each["id"] for each in client.get(of(account)).json()["items"]] == [told["id"]]

    new = client.put(f"{one}/content?note=prices", PDF + b"2", content_type=BYTES)
    assert (new.status_code, new.json()["number"]) == (200, 2)
    whole = client.get(one).json()
    assert [(each["number"], each["note"]) for each in whole["versions"]] == [
        (2, "prices"),
        (1, ""),
    ]
    assert b"".join(client.get(f"{one}/versions/1/content").streaming_content) == PDF
    part = client.get(f"{one}/content", headers={"Range": "bytes=0-3"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"%PDF")
    assert client.post(f"{one}/versions/1/restore").json()["number"] == 3

    json = {"content_type": "application/json"}
    assert client.patch(one, {"name": "b.pdf"}, **json).status_code == 428
    stale = client.patch(one, {"name": "b.pdf"}, **json, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    renamed = client.patch(one, {"name": "b.pdf"}, **json, headers={"If-Match": '"3"'})
    assert renamed.json()["name"] == "b.pdf"

    assert client.delete(one).status_code == 204
    assert client.get(of(account)).json()["items"] == []
    assert client.get(one).json()["removed_at"]
    assert client.post(f"{one}/put-back").json()["removed_at"] is None


def test_a_stranger_finds_no_file(
    account: Account,
    attach: Attach,
    charlie: Actor,
    api_for: Callable[..., Client],
) -> None:
    file = attach()
    client, one = api_for(charlie), f"/api/v1/files/{file.pk}"
    json: dict[str, Any] = {"content_type": "application/json", "headers": {"If-Match": "*"}}
    answers = [
        client.get(of(account)),
        client.post(f"{of(account)}?name=a", b"a", content_type=BYTES),
        client.get(one),
        client.patch(one, {"name": "mine"}, **json),
        client.delete(one),
        client.post(f"{one}/put-back"),
        client.get(f"{one}/content"),
        client.put(f"{one}/content", b"mine", content_type=BYTES),
        client.get(f"{one}/versions/1/content"),
        client.post(f"{one}/versions/1/restore"),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert File.objects.get().name == "letter.txt"


def test_a_token_to_read_changes_nothing(
    account: Account, attach: Attach, alice: Actor, api_for: Callable[..., Client]
) -> None:
    file = attach()
    client, one = api_for(alice, ("read:customers",)), f"/api/v1/files/{file.pk}"
    assert client.get(f"{one}/content").status_code == 200
    answers = [
        client.post(f"{of(account)}?name=a", b"a", content_type=BYTES),
        client.delete(one),
        client.put(f"{one}/content", b"mine", content_type=BYTES),
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert api_for(alice, ("read:leads",)).get(one).status_code == 404
    assert (File.objects.count(), Blob.objects.count()) == (1, 1)


def test_what_is_wrong_with_a_body_is_told(
    account: Account, alice: Actor, api_for: Callable[..., Client], settings: Any
) -> None:
    settings.FILES_MAX_BYTES = 2**20
    client = api_for(alice)
    nameless = client.post(of(account), b"a", content_type=BYTES)
    empty = client.post(f"{of(account)}?name=a", b"", content_type=BYTES)
    large = client.post(f"{of(account)}?name=a", bytes(2**20 + 1), content_type=BYTES)
    form = client.post(f"{of(account)}?name=a", {"file": "a"})
    assert form.status_code == 415
    assert {answer.status_code for answer in (nameless, empty, large)} == {422}
    assert "at most 1 MB" in large.content.decode()
    assert not Blob.objects.exists()
