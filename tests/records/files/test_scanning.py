"""The scan hook: a command, a daemon that speaks as ClamAV's, and what becomes of files meanwhile."""

import socketserver
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import NotAllowedError
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.records.files import actions, scanning, tasks
from dealwright.records.files.models import Blob, State, Thumbnail
from dealwright.records.files.scanning import ScannerError
from dealwright.records.models import Notification
from tests.records.files.conftest import PDF, Attach, picture

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
COMMAND = f"{sys.executable} -c \"import sys; d = sys.stdin.buffer.read(); b = b'EICAR' in d; print('Eicar' if b else ''); sys.exit(int(b))\""


class Clamd(socketserver.StreamRequestHandler):
    """As much of ClamAV's protocol as a scanner needs: INSTREAM."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        found = b"Eicar-Test-Signature FOUND" if EICAR in content else b"OK"
        broken = b"INSTREAM size limit exceeded. ERROR"
        said = broken if b"too much" in content else b"stream: " + found
        self.wfile.write(said + b"\0")


@contextmanager
def clamd(server: Any) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(params=["tcp", "socket", "command"])
def scanner(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[str]:
    """The address of a scanner that knows one harmful file."""
    if request.param == "command":
        yield COMMAND
    elif request.param == "tcp":
        server: Any = socketserver.TCPServer(("127.0.0.1", 0), Clamd)
        with clamd(server):
            yield f"clamd://127.0.0.1:{server.server_address[1]}"
    else:
        path = str(tmp_path / "c")
        with clamd(socketserver.UnixStreamServer(path, Clamd)):
            yield f"clamd://{path}"


def test_a_scanner_tells_harmless_from_harmful(scanner: str) -> None:
    assert not scanning.scan(scanner, [b"hello ", b"world" * 100_000]).is_harmful
    verdict = scanning.scan(scanner, [EICAR])
    assert verdict.is_harmful
    assert verdict.finding.startswith("Eicar")
    assert scanning.is_there(scanner) == scanner


@pytest.mark.parametrize(
    "address",
    [
        "clamd://127.0.0.1:9",
        "clamd:///no/such/socket",
        "/no/such/program",
        f'{sys.executable} -c "raise SystemExit(2)"',
    ],
)
def test_a_scanner_that_is_away_gives_no_verdict(address: str) -> None:
    with pytest.raises(ScannerError):
        scanning.scan(address, [b"hello"])


def test_a_daemon_that_refuses_gives_no_verdict() -> None:
    server: Any = socketserver.TCPServer(("127.0.0.1", 0), Clamd)
    with clamd(server), pytest.raises(ScannerError, match="size limit"):
        scanning.scan(f"clamd://127.0.0.1:{server.server_address[1]}", [b"too much"])


def examined(blob: Blob) -> Blob:
    tasks.examine_blob(str(blob.pk))
    blob.refresh_from_db()
    return blob


@pytest.mark.django_db
def test_a_file_waits_until_it_was_found_harmless(
    attach: Attach,
    client_for: Callable[[Actor], Client],
    alice: Actor,
    settings: Any,
) -> None:
    settings.FILES_SCANNER = COMMAND
    file = attach(PDF, "offer.pdf")
    client, page = client_for(alice), f"/files/{file.pk}/"
    assert file.blob.state == State.WAITING
    assert "Being checked" in client.get(page).content.decode()
    for part in ("content", "shown"):
        assert client.get(f"{page}versions/1/{part}").status_code == 409
    assert examined(file.blob).state == State.CLEAN
    assert client.get(f"{page}versions/1/content").status_code == 200


@pytest.mark.django_db
def test_a_harmful_file_is_kept_from_everybody_and_told(
    account: Account,
    attach: Attach,
    client_for: Callable[[Actor], Client],
    alice: Actor,
    settings: Any,
) -> None:
    settings.FILES_SCANNER = COMMAND
    file = attach(EICAR, "offer.pdf")
    assert examined(file.blob).state == State.INFECTED
    client, page = client_for(alice), f"/files/{file.pk}/"
    assert "The scanner found Eicar" in client.get(page).content.decode()
    assert client.get(f"{page}versions/1/content").status_code == 409
    assert EventRecord.objects.get(kind="records.FileFoundHarmful").subject_id == account.pk
    notice = Notification.objects.get()
    assert (notice.user_id, notice.url) == (alice.id, f"/accounts/{account.pk}/")
    assert "Eicar" in notice.text


@pytest.mark.django_db
def test_while_the_scanner_is_away_files_wait_and_say_so_and_are_asked_about_again(
    attach: Attach,
    client_for: Callable[[Actor], Client],
    alice: Actor,
    settings: Any,
) -> None:
    settings.FILES_SCANNER = "clamd://127.0.0.1:9"
    file = attach(picture(), "site.png")
    blob = examined(file.blob)
    assert blob.state == State.WAITING
    assert "does not answer" in blob.finding
    page = client_for(alice).get(f"/files/{file.pk}/").content.decode()
    assert "has not answered yet" in page
    assert not Thumbnail.objects.exists()
    settings.FILES_SCANNER = COMMAND
    tasks.examine_waiting(int(clock.now().timestamp()))
    blob.refresh_from_db()
    assert blob.state == State.CLEAN
    assert Thumbnail.objects.filter(blob=blob).exists()


@pytest.mark.django_db
def test_only_the_system_says_what_is_harmful(attach: Attach, alice: Actor, at: datetime) -> None:
    file = attach()
    with pytest.raises(NotAllowedError):
        actions.note_finding(file.blob, "nonsense", by=alice, at=at)
    with pytest.raises(NotAllowedError):
        actions.note_harmless(file.blob, by=alice, at=at)
    assert Blob.objects.get().state == State.UNCHECKED
