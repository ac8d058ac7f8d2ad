"""Files that exports write: at once for few rows, in the background for many, whole or not at all, for one person."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from dealwright.core import actor as actors
from dealwright.core import clock
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.core.errors import NotAllowedError
from dealwright.events.models import EventRecord
from dealwright.exchange import actions
from dealwright.exchange.exporting import files, running
from dealwright.exchange.models.exports import ExportFile, State
from dealwright.exchange.views import exporting
from dealwright.identity import actions as identity
from dealwright.identity.models import User
from dealwright.identity.queries import actor_for
from dealwright.records.files import actions as blobs
from dealwright.records.files.reading import open_blob
from dealwright.records.models import Blob, Notification
from dealwright.records.saved_views import actions as saved_views
from tests.factories.customers import account_of

pytestmark = pytest.mark.django_db
ACCOUNT = "customers.account"
ALL = {"all": "1", "list": "view=all"}
type SignIn = Callable[[Actor], Client]


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_FOLDER = tmp_path
    return tmp_path


def content(file: ExportFile) -> bytes:
    """What was written."""
    file.refresh_from_db()
    assert file.blob is not None
    return open_blob(file.blob).read()


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch, alice: Actor) -> None:
    """Three accounts of Alice are many."""
    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    for name in ("Alfa", "Beta", "Gamma"):
        account_of(alice, name=name)


def ask(by: Actor, **spec: str) -> ExportFile:
    return actions.ask_for_file(
        ACCOUNT, {**ALL, **spec}, name="accounts.csv", form="csv", total=3, by=by, at=clock.now()
    )


def post(client: Client, **given: str) -> Any:
    return client.post(reverse("exchange:export", args=[ACCOUNT]), {**ALL, "step": "go", **given})


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_few_rows_come_at_once_and_are_told_to_the_audit(alice: Actor, client_for: SignIn) -> None:
    account_of(alice, name="Alfa")
    answer = post(client_for(alice), format="xlsx")
    assert answer.status_code == 200
    assert ".xlsx" in answer["Content-Disposition"]
    book = load_workbook(io.BytesIO(body(answer)))
    assert [row[0] for row in book.active.values] == ["Name", "Alfa"]
    event = EventRecord.objects.get(kind="exchange.RecordsExported")
    assert (event.actor_id, event.data) == (alice.id, {"records": ACCOUNT, "rows": 1})
    assert not ExportFile.objects.exists()


def test_ticked_rows_alone_go_out(alice: Actor, charlie: Actor, client_for: SignIn) -> None:
    first, _second = account_of(alice, name="Alfa"), account_of(alice, name="Beta")
    strange = account_of(charlie, name="Strange")
    answer = post(client_for(alice), format="csv", all="", ids=f"{first.pk},{strange.pk}")
    [line] = csv.DictReader(io.StringIO(body(answer).decode("utf-8-sig")))
    assert line["Name"] == "Alfa"


def test_many_rows_are_written_in_the_background_for_whoever_asked(
    many: None, alice: Actor, bob: Actor, client_for: SignIn
) -> None:
    client = client_for(alice)
    answer = post(client, format="csv")
    [file] = ExportFile.objects.all()
    address = reverse("exchange:export_file", args=[file.pk])
    assert answer["Location"] == address
    assert b"Being written" in client.get(address).content
    assert client.get(f"{address}file").status_code == 404

    files.make(file.pk)

    assert b"3 rows" in client.get(address).content
    found = list(
        csv.DictReader(io.StringIO(body(client.get(f"{address}file")).decode("utf-8-sig")))
    )
    assert {line["Name"] for line in found} == {"Alfa", "Beta", "Gamma"}
    assert Notification.objects.get(user=alice.id).url == address
    for other in (address, f"{address}file"):
        assert client_for(bob).get(other).status_code == 404
    assert str(file.pk) not in client_for(bob).get(reverse("exchange:exports")).content.decode()


def test_a_view_that_is_gone_meanwhile_narrows_the_file_still(
    many: None, alice: Actor, client_for: SignIn
) -> None:
    said = {"filter": "name contains a and name != Gamma", "cols": "name,industry", "sort": "-name"}
    account_of(alice, name="Delta")
    view = saved_views.save_view(ACCOUNT, "Some", said, by=alice, at=clock.now())
    assert post(client_for(alice), format="csv", list=f"view={view.pk}").status_code == 302
    saved_views.delete_view(view, by=alice, at=clock.now())

    [file] = ExportFile.objects.all()
    files.make(file.pk)

    head, *lines = content(file).decode("utf-8-sig").splitlines()
    assert head == "Name,Industry"
    assert [line.partition(",")[0] for line in lines] == ["Delta", "Beta", "Alfa"]


def test_a_file_that_is_made_twice_is_made_once(alice: Actor) -> None:
    account_of(alice)
    file = ask(alice)
    files.make(file.pk)
    files.make(file.pk)
    assert EventRecord.objects.filter(kind="exchange.RecordsExported").count() == 1


class Killed(BaseException):
    """The worker is gone."""


def test_a_kill_in_the_middle_leaves_no_half_file_and_the_next_worker_begins_anew(
    alice: Actor, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account_of(alice, name="Alfa")
    file = ask(alice)

    def break_off(table: Any, out: Any) -> Iterator[int]:
        out.write(b"half")
        raise Killed
        yield 1

    with monkeypatch.context() as patched:
        patched.setitem(running.WRITERS, running.Format.CSV, break_off)
        with pytest.raises(Killed):
            files.make(file.pk)
    file.refresh_from_db()
    assert (file.state, file.blob) == (State.WAITING, None)
    assert not EventRecord.objects.filter(kind="exchange.RecordsExported").exists()

    files.make(file.pk)
    assert content(file).decode("utf-8-sig").splitlines()[1].startswith("Alfa")
    assert not list((data_folder / "incoming").iterdir())


def test_who_lost_the_right_meanwhile_is_told_so_and_gets_no_file(
    alice: Actor, people: Any, admin: Actor, at: datetime
) -> None:
    account_of(alice)
    file = ask(alice)
    identity.set_roles(people.alice, [], by=admin, at=at)
    files.make(file.pk)
    file.refresh_from_db()
    assert (file.state, file.written) == (State.REFUSED, 0)
    assert "do not allow you to export" in file.reason
    assert file.blob is None


def test_who_lost_the_right_since_does_not_fetch_the_file(
    alice: Actor, people: Any, admin: Actor, at: datetime, client_for: SignIn
) -> None:
    account_of(alice)
    file = ask(alice)
    files.make(file.pk)
    address = reverse("exchange:export_file", args=[file.pk])
    client = client_for(alice)
    assert body(client.get(f"{address}file")).startswith(b"\xef\xbb\xbf")
    identity.set_roles(people.alice, [], by=admin, at=at)
    assert client.get(f"{address}file").status_code == 403


def test_a_file_is_written_in_its_readers_language_and_time_zone(
    alice: Actor, system: Actor
) -> None:
    with writing(system):
        User.objects.filter(pk=alice.id).update(time_zone="Asia/Tokyo", locale="de")
    account_of(alice)
    file = actions.ask_for_file(
        ACCOUNT, {**ALL, "columns": "all"}, name="a.xlsx", form="xlsx", total=1, by=alice, at=clock.now()
    )  # fmt: skip
    files.make(file.pk)
    head, row = load_workbook(io.BytesIO(content(file))).active.values
    assert dict(zip(head, row, strict=True))["created_at"].hour == 18


def test_after_a_week_the_file_is_gone(alice: Actor) -> None:
    account_of(alice)
    file = ask(alice)
    files.make(file.pk)
    system = actors.system()
    assert actions.forget_files(by=system, at=clock.now() + timedelta(days=6)) == 0
    blobs.sweep_blobs(by=system, at=clock.now())
    assert content(file)
    assert actions.forget_files(by=system, at=clock.now() + timedelta(days=8)) == 1
    blobs.sweep_blobs(by=system, at=clock.now())
    assert not Blob.objects.exists()
    assert not ExportFile.objects.exists()


def test_who_may_not_export_is_refused_and_no_file_is_asked_for(
    people: Any, alice: Actor, admin: Actor, at: datetime, client_for: SignIn
) -> None:
    identity.set_roles(people.alice, [], by=admin, at=at)
    client = client_for(alice)
    assert client.post(reverse("exchange:export", args=[ACCOUNT]), ALL).status_code == 403
    assert post(client, format="csv").status_code == 403
    with pytest.raises(NotAllowedError):
        ask(actor_for(people.alice))
    assert not ExportFile.objects.exists()


@pytest.mark.parametrize(
    "given",
    [{"format": "pdf"}, {"all": "", "ids": "x", "format": "csv"}, {"all": "", "format": "csv"}],
)
def test_what_cannot_be_read_is_refused(
    given: dict[str, str], alice: Actor, client_for: SignIn
) -> None:
    account_of(alice)
    assert post(client_for(alice), **given).status_code == 422
    assert not EventRecord.objects.filter(kind="exchange.RecordsExported").exists()


def test_the_dialog_says_what_the_right_to_export_leaves(
    alice: Actor, ann: Actor, client_for: SignIn
) -> None:
    account_of(alice)
    account_of(ann)
    answer = client_for(alice).post(reverse("exchange:export", args=[ACCOUNT]), ALL)
    assert b"Export 1 account" in answer.content
    assert b"Of 2 rows" in answer.content
