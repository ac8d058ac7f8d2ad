"""A record of Alice's, and files as they come in."""

import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import Any

import pytest
from PIL import Image

from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.records.files import actions, receiving
from dealwright.records.files.models import File
from dealwright.records.files.receiving import Received
from tests.factories.customers import account_of

type Receive = Callable[..., Received]
type Attach = Callable[..., File]

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def picture(width: int = 40, height: int = 30, kind: str = "PNG", **saved: Any) -> bytes:
    """An image of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, kind, **saved)
    return out.getvalue()


@pytest.fixture
def account(alice: Actor) -> Account:
    return account_of(alice, "Nordhaven Cold Chain AB")


@pytest.fixture
def receive() -> Iterator[Receive]:
    """Makes bytes that have come in; they are forgotten when the test ends."""
    with ExitStack() as stack:

        def of(content: bytes = b"Hello.\n", name: str = "letter.txt") -> Received:
            return stack.enter_context(receiving.receive([content], name))

        yield of


@pytest.fixture
def attach(account: Account, alice: Actor, receive: Receive, at: datetime) -> Attach:
    """Adds a file of Alice's to her account."""

    def made(content: bytes = b"Hello.\n", name: str = "letter.txt", to: Any = None) -> File:
        return actions.attach(to or account, receive(content, name), by=alice, at=at)

    return made
