"""A mail server that keeps what it is given: real SMTP over a real socket, for one test."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Thread
from typing import Any


@dataclass
class Mailbox:
    """Where the server listens, and what it was given. One that `refuses` takes no recipient."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    refuses: bool = False


class _Talk(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs to hand over a mail."""

    def handle(self) -> None:
        self._say("220 test")
        for line in iter(self.rfile.readline, b""):
            verb = line[:4].strip().upper().decode()
            if verb == "QUIT":
                return self._say("221 bye")
            self._answer(verb)
        return None

    def _answer(self, verb: str) -> None:
        box: Mailbox = self.server.mailbox  # type: ignore[attr-defined]  # given in `serving`
        if verb == "DATA":
            self._say("354 go on")
            lines = iter(self.rfile.readline, b".\r\n")
            content = b"".join(line.removeprefix(b".") for line in lines)
            box.mails.append(message_from_bytes(content, policy=policy.default))  # type: ignore[arg-type]  # the policy makes it an EmailMessage
        self._say("550 no such person" if verb == "RCPT" and box.refuses else "250 ok")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def serving(settings: Any) -> Iterator[Mailbox]:
    """Let Django mail to a server of its own; `settings` is pytest-django's."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        box = Mailbox(port=server.server_address[1])
        server.mailbox = box  # type: ignore[attr-defined]  # read in `_Talk`
        Thread(target=server.serve_forever, daemon=True).start()
        settings.MAILERS = {
            "default": {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": {"host": "127.0.0.1", "port": box.port},
            }
        }
        yield box
        server.shutdown()
