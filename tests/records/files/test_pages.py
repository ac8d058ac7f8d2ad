"""Files on the pages of records, and the page of one file: Alice owns, Bob manages, Charlie is a stranger."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.identity.queries import actor_for
from dealwright.records import actions as records
from dealwright.records import registry
from dealwright.records.files import actions, queries, receiving
from dealwright.records.files.models import Blob, File
from dealwright.strategy import actions as strategy
from tests.factories.leads import lead_of
from tests.records.files.conftest import PDF, Attach, Receive, picture
from tests.rest import samples

pytestmark = pytest.mark.django_db
KEY = "customers.account"
PART = {"HX-Request-Type": "partial"}

type SignIn = Callable[[Actor], Client]


def sent(content: bytes = PDF, name: str = "offer.pdf") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, content)}


def panel(record: Any) -> str:
    return reverse("ui:files", args=[record._meta.label_lower, record.pk])


def add(record: Any) -> str:
    return reverse("ui:attach", args=[record._meta.label_lower, record.pk])


def addresses(file: File) -> list[str]:
    """Every address of a file that is read."""
    page = reverse("ui:file", args=[file.pk])
    return [page, f"{page}name", *(f"{page}versions/1/{part}" for part in ("content", "shown"))]


def posts(file: File) -> list[str]:
    """Every address of a file that changes it."""
    page = reverse("ui:file", args=[file.pk])
    return [f"{page}{verb}" for verb in ("name", "remove", "put-back", "versions/1/restore")]


def test_a_file_is_added_by_a_form(account: Account, client_for: SignIn, alice: Actor) -> None:
    client = client_for(alice)
    answer = client.post(add(account), sent())
    assert answer.status_code == 302
    assert "offer.pdf" in client.get(panel(account)).content.decode()
    file = File.objects.get()
    assert file.added_by_id == alice.id
    assert client.get(f"/accounts/{account.pk}/").status_code == 200


def test_a_script_is_answered_with_a_toast(
    account: Account, client_for: SignIn, alice: Actor
) -> None:
    answer = client_for(alice).post(add(account), sent(), headers=PART)
    assert answer.status_code == 200
    assert "offer.pdf added" in answer["HX-Trigger"]


def test_a_form_without_its_token_adds_nothing(
    account: Account, client_for: SignIn, alice: Actor
) -> None:
    client = client_for(alice)
    client.handler.enforce_csrf_checks = True
    before = set(receiving._incoming().iterdir())
    assert client.post(add(account), sent()).status_code == 403
    assert not File.objects.exists()
    assert set(receiving._incoming().iterdir()) == before


def test_too_large_a_file_is_refused_with_the_limit_and_leaves_nothing(
    account: Account, client_for: SignIn, alice: Actor, settings: Any
) -> None:
    settings.FILES_MAX_BYTES = 2**20
    before = set(receiving._incoming().iterdir())
    answer = client_for(alice).post(add(account), sent(bytes(2**20 + 1)), headers=PART)
    assert answer.status_code == 422
    assert "at most 1 MB" in answer["HX-Trigger"]
    assert not Blob.objects.exists()
    assert set(receiving._incoming().iterdir()) == before


def test_no_file_at_all_is_refused(account: Account, client_for: SignIn, alice: Actor) -> None:
    answer = client_for(alice).post(add(account), {}, headers=PART)
    assert (answer.status_code, File.objects.count()) == (422, 0)


def test_owner_and_manager_reach_a_file_and_a_stranger_does_not(
    account: Account,
    attach: Attach,
    client_for: SignIn,
    alice: Actor,
    bob: Actor,
    charlie: Actor,
) -> None:
    file = attach(PDF, "offer.pdf")
    for actor in (alice, bob):
        client = client_for(actor)
        found = {address: client.get(address).status_code for address in addresses(file)}
        assert set(found.values()) == {200}, found
        assert "offer.pdf" in client.get(panel(account)).content.decode()
    client = client_for(charlie)
    answers = [client.get(address) for address in [*addresses(file), panel(account)]]
    answers += [client.post(address, {"name": "mine"}) for address in posts(file)]
    answers += [client.post(add(account), sent()), client.post(f"/files/{file.pk}/replace", sent())]
    assert {answer.status_code for answer in answers} == {404}
    assert (File.objects.count(), Blob.objects.count()) == (1, 1)


def test_a_share_reaches_files_as_far_as_it_goes(
    account: Account,
    attach: Attach,
    client_for: SignIn,
    people: SimpleNamespace,
    alice: Actor,
    at: datetime,
) -> None:
    file = attach(PDF, "offer.pdf")
    records.share(account, people.charlie.pk, by=alice, at=at)
    client = client_for(actor_for(people.charlie))
    assert {client.get(address).status_code for address in addresses(file)} == {200}
    assert "data-upload" not in client.get(panel(account)).content.decode()
    assert "data-upload" not in client.get(addresses(file)[0]).content.decode()
    refused = [client.post(address, {"name": "mine"}) for address in posts(file)]
    assert {answer.status_code for answer in refused} == {403}
    records.share(account, people.charlie.pk, can_write=True, by=alice, at=at)
    assert "data-upload" in client.get(panel(account)).content.decode()
    assert client.post(add(account), sent(b"more", "more.txt")).status_code == 302
    records.unshare(account, people.charlie.pk, by=alice, at=at)
    assert {client.get(address).status_code for address in addresses(file)} == {404}


@pytest.mark.parametrize(
    "key", sorted(each.key for each in registry.entities() if each.page and each.create)
)
def test_records_of_every_kind_have_files(
    key: str, client_for: SignIn, admin: Actor, system: Actor, at: datetime
) -> None:
    strategy.keep_default_process(by=system, at=at)
    record = samples.row(registry.entity(key), admin)
    client = client_for(admin)
    assert client.post(add(record), sent()).status_code == 302
    assert "offer.pdf" in client.get(panel(record)).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_panel_costs_the_same_for_one_file_and_for_three(
    account: Account,
    attach: Attach,
    client_for: SignIn,
    alice: Actor,
    django_assert_num_queries: Any,
    count: int,
) -> None:
    for number in range(count):
        attach(b"%d" % number, f"{number}.txt")
    client = client_for(alice)
    client.get(panel(account))
    with django_assert_num_queries(PANEL):
        client.get(panel(account))


PANEL = 7


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_version_and_for_three(
    attach: Attach,
    receive: Receive,
    client_for: SignIn,
    alice: Actor,
    at: datetime,
    django_assert_num_queries: Any,
    count: int,
) -> None:
    file = attach(PDF)
    for number in range(1, count):
        actions.replace(file, receive(PDF + b"%d" % number), by=alice, at=at)
    client = client_for(alice)
    client.get(f"/files/{file.pk}/")
    with django_assert_num_queries(PAGE):
        client.get(f"/files/{file.pk}/")


PAGE = 7


def test_a_version_is_added_restored_and_looked_at(
    attach: Attach, client_for: SignIn, alice: Actor
) -> None:
    file = attach(b"first words", "terms.txt")
    client, page = client_for(alice), f"/files/{file.pk}/"
    given = {**sent(b"other words", "terms.txt"), "note": "new prices"}
    assert client.post(f"{page}replace", given).status_code == 302
    shown = client.get(page).content.decode()
    assert "other words" in shown
    assert "new prices" in shown
    old = client.get(f"{page}?version=1").content.decode()
    assert "first words" in old
    assert "You are looking at version 1" in old
    assert client.post(f"{page}versions/1/restore").status_code == 302
    assert "first words" in client.get(page).content.decode()
    assert queries.find(file.pk, alice)[0].number == 3


def test_a_name_is_changed_in_a_form_that_keeps_what_is_refused(
    attach: Attach, client_for: SignIn, alice: Actor
) -> None:
    file = attach(name="a.txt")
    client, page = client_for(alice), f"/files/{file.pk}/name"
    refused = client.post(page, {"name": "", "version": "1"})
    assert refused.status_code == 422
    assert client.post(page, {"name": "b.txt", "version": "1"}).status_code == 302
    stale = client.post(page, {"name": "c.txt", "version": "1"})
    assert stale.status_code == 412
    assert "c.txt" in stale.content.decode()
    assert File.objects.get().name == "b.txt"


def test_a_removed_file_is_told_and_put_back(
    account: Account, attach: Attach, client_for: SignIn, alice: Actor
) -> None:
    file = attach(name="a.txt")
    client = client_for(alice)
    answer = client.post(f"/files/{file.pk}/remove", headers=PART)
    assert f"/files/{file.pk}/put-back" in answer["HX-Trigger"]
    shown = client.get(panel(account)).content.decode()
    assert "Recently removed" in shown
    assert "It can be put back until" in client.get(f"/files/{file.pk}/").content.decode()
    assert client.post(f"/files/{file.pk}/put-back").status_code == 302
    assert "Recently removed" not in client.get(panel(account)).content.decode()


def test_the_timeline_tells_of_files(
    account: Account, attach: Attach, client_for: SignIn, alice: Actor, at: datetime
) -> None:
    file = actions.rename(attach(name="a.txt"), "b.txt", by=alice, at=at)
    actions.remove(file, by=alice, at=at)
    address = reverse("activities:timeline", args=[KEY, account.pk])
    shown = client_for(alice).get(address).content.decode()
    assert all(words in shown for words in ("added a file", "a.txt → b.txt", "removed a file"))


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_file_is_saved_under_its_name_and_sealed(
    attach: Attach, client_for: SignIn, alice: Actor
) -> None:
    file = attach(PDF, "Angebot für Åkerström.pdf")
    answer = client_for(alice).get(f"/files/{file.pk}/versions/1/content")
    assert body(answer) == PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Angebot%20f")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Content-Length"] == str(len(PDF))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<!doctype html><script>alert(1)</script>", "page.pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "drawing.png"),
        (b"MZ\x90\x00" + bytes(80), "offer.pdf"),
        (b"#!/bin/sh\necho hello\n", "readme.txt"),
    ],
    ids=["a web page", "a drawing", "a program", "a script"],
)
def test_what_would_run_is_only_ever_saved(
    attach: Attach, client_for: SignIn, alice: Actor, content: bytes, name: str
) -> None:
    file = attach(content, name)
    client = client_for(alice)
    answer = client.get(f"/files/{file.pk}/versions/1/content")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert client.get(f"/files/{file.pk}/versions/1/shown").status_code == 409
    page = client.get(f"/files/{file.pk}/").content.decode()
    assert "alert(1)</script>" not in page


def test_a_program_in_disguise_is_told(
    account: Account, attach: Attach, client_for: SignIn, alice: Actor
) -> None:
    attach(b"MZ\x90\x00" + bytes(80), "offer.pdf")
    assert "really a program" in client_for(alice).get(panel(account)).content.decode()


def test_a_pdf_and_an_image_are_shown_in_frames_of_ours_only(
    attach: Attach, client_for: SignIn, alice: Actor
) -> None:
    client = client_for(alice)
    for content, media_type in ((PDF, "application/pdf"), (picture(), "image/png")):
        file = attach(content, "shown")
        answer = client.get(f"/files/{file.pk}/versions/1/shown")
        assert answer["Content-Type"] == media_type
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
        assert ("sandbox" in answer["Content-Security-Policy"]) == (media_type == "image/png")
        assert answer["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize(
    ("asked", "status", "part", "told"),
    [
        ("bytes=0-4", 206, b"01234", "bytes 0-4/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-2", 206, b"89", "bytes 8-9/10"),
        ("bytes=5-99", 206, b"56789", "bytes 5-9/10"),
        ("bytes=-99", 200, b"0123456789", None),
        ("bytes=0-1,3-4", 200, b"0123456789", None),
        ("lines=1-2", 200, b"0123456789", None),
        (f"bytes=0-{'9' * 4400}", 200, b"0123456789", None),
        (f"bytes=2-{'9' * 18}", 206, b"23456789", "bytes 2-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=5-2", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
    ],
)
def test_one_range_of_bytes_can_be_asked_for(
    attach: Attach,
    client_for: SignIn,
    alice: Actor,
    asked: str,
    status: int,
    part: bytes,
    told: str | None,
) -> None:
    file = attach(b"0123456789")
    address = f"/files/{file.pk}/versions/1/content"
    answer = client_for(alice).get(address, headers={"Range": asked})
    assert answer.status_code == status
    assert (body(answer) if answer.streaming else answer.content) == part
    assert answer.headers.get("Content-Range") == told


def test_what_the_browser_has_is_not_sent_again(
    attach: Attach, client_for: SignIn, alice: Actor
) -> None:
    file = attach()
    client, address = client_for(alice), f"/files/{file.pk}/versions/1/content"
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    part = client.get(address, headers={"Range": "bytes=0-1", "If-Range": '"older"'})
    assert part.status_code == 200


def test_texts_are_shown_in_whatever_encoding_they_came(
    attach: Attach, client_for: SignIn, alice: Actor
) -> None:
    client = client_for(alice)
    words = "Müller & Söhne; größer <b>\nÄpfel, Öl und süße Früchte für das Büro\n"
    for encoding in ("utf-8", "latin-1", "utf-16"):
        file = attach(words.encode(encoding), f"{encoding}.txt")
        page = client.get(f"/files/{file.pk}/").content.decode()
        assert "Müller &amp; Söhne; größer &lt;b&gt;" in page, encoding


def test_a_table_is_shown_as_one(attach: Attach, client_for: SignIn, alice: Actor) -> None:
    content = "Artikel;Menge\n" + "".join(f"Kühlmodul {n};{n}\n" for n in range(150))
    file = attach(content.encode("latin-1"), "prices.csv")
    page = client_for(alice).get(f"/files/{file.pk}/").content.decode()
    assert '<th scope="col">Artikel</th><th scope="col">Menge</th>' in page
    assert "<td>Kühlmodul 98</td><td>98</td>" in page
    assert "<td>Kühlmodul 99</td>" not in page
    broken = attach(b'"never closed;\n' * 3, "broken.csv")
    assert client_for(alice).get(f"/files/{broken.pk}/").status_code == 200


def test_only_the_beginning_of_a_long_text_is_shown(
    attach: Attach, client_for: SignIn, alice: Actor
) -> None:
    file = attach("ä".encode() * 150_000, "long.txt")
    page = client_for(alice).get(f"/files/{file.pk}/").content.decode()
    assert "The first 200 KB" in page
    assert "\ufffd" not in page.partition("<pre")[2].partition("</pre>")[0][:-10]


def test_a_file_of_a_lead_is_no_file_of_another_kind(
    attach: Attach, client_for: SignIn, alice: Actor
) -> None:
    lead = lead_of(alice)
    attach(name="of the lead.txt", to=lead)
    assert "of the lead.txt" in client_for(alice).get(panel(lead)).content.decode()
