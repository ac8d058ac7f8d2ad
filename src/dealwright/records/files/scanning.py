"""The scan hook: a program of the installation's choice is asked whether bytes are harmful.

FILES_SCANNER=clamd://scanner.internal:3310      ClamAV's daemon over TCP
FILES_SCANNER=clamd:///run/clamav/clamd.ctl      or over its socket
FILES_SCANNER="/usr/bin/clamscan --no-summary -"  any command that reads standard input: 0 harmless, 1 harmful
"""

import shlex
import socket
import struct
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

CLAMD = "clamd://"
CLAMD_PORT = 3310
SECONDS = 120
HARMLESS, HARMFUL = 0, 1  # exit codes
LONGEST_ANSWER = 4096

type Parts = Iterable[bytes]


class ScannerError(Exception):
    """The scanner did not say whether the bytes are harmful. The text says why."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner said. `finding` names what was found, and is empty for harmless bytes."""

    finding: str

    @property
    def is_harmful(self) -> bool:
        return bool(self.finding)


def scan(address: str, parts: Parts) -> Verdict:
    """Ask the scanner at this address. Raises ScannerError when it does not answer with a verdict."""
    try:
        return (
            _by_clamd(address, parts) if address.startswith(CLAMD) else _by_command(address, parts)
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ScannerError(f"The scanner does not answer: {error}") from error


def is_there(address: str) -> str:
    """A word on the scanner that was asked about nothing harmful. Raises ScannerError."""
    verdict = scan(address, [b"harmless"])
    if verdict.is_harmful:
        raise ScannerError(f"The scanner calls a harmless word harmful: {verdict.finding}")
    return address


def _by_command(command: str, parts: Parts) -> Verdict:
    """The command reads the bytes; what it writes is the finding."""
    with subprocess.Popen(  # noqa: S603  the administrator's own command; nothing of a user's is in it
        shlex.split(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        try:
            said = _fed(process, parts)
        except BaseException:
            process.kill()
            raise
    if process.returncode == HARMLESS:
        return Verdict("")
    if process.returncode == HARMFUL:
        return Verdict(said or "harmful")
    raise ScannerError(f"The scanner ended with {process.returncode}: {said}")


def _fed(process: "subprocess.Popen[bytes]", parts: Parts) -> str:
    assert process.stdin is not None  # noqa: S101  it is a pipe
    with suppress(BrokenPipeError):  # it has read enough
        for part in parts:
            process.stdin.write(part)
    out, _error = process.communicate(timeout=SECONDS)
    return out.decode(errors="replace").strip()[:LONGEST_ANSWER]


def _by_clamd(address: str, parts: Parts) -> Verdict:
    """ClamAV's INSTREAM: parts with their length before them, an empty one at the end."""
    with _connected(address) as link:
        link.sendall(b"zINSTREAM\0")
        for part in parts:
            link.sendall(struct.pack("!L", len(part)) + part)
        link.sendall(struct.pack("!L", 0))
        return _read(_answer(link))


def _connected(address: str) -> socket.socket:
    place = urlsplit(address)
    if place.hostname:
        return socket.create_connection((place.hostname, place.port or CLAMD_PORT), SECONDS)
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        link.settimeout(SECONDS)
        link.connect(place.path)
    except OSError:
        link.close()
        raise
    return link


def _answer(link: socket.socket) -> str:
    found = b""
    while b"\0" not in found and len(found) < LONGEST_ANSWER:
        part = link.recv(LONGEST_ANSWER)
        if not part:
            break
        found += part
    return found.partition(b"\0")[0].decode(errors="replace").strip()


def _read(answer: str) -> Verdict:
    """ "stream: OK", "stream: Eicar-Test-Signature FOUND", or what went wrong."""
    said = answer.removeprefix("stream:").strip()
    if said == "OK":
        return Verdict("")
    if said.endswith(" FOUND"):
        return Verdict(said.removesuffix(" FOUND"))
    raise ScannerError(f"The scanner says: {said or 'nothing'}")
