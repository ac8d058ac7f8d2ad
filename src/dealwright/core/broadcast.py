"""Word to every process that something was changed, by PostgreSQL's NOTIFY: told when it is committed, and heard with the
answer to the next statement, so that nobody has to ask.

Where a pooler lends out connections (DATABASE_DIRECT_URL), nothing is heard: who asks `is_heard` must look for themselves.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.backends.signals import connection_created

CHANNEL = "dealwright"

type Listener = Callable[[str], None]

_listeners: dict[str, list[Listener]] = defaultdict(list)


def is_heard() -> bool:
    """Whether this process hears what others tell."""
    return bool(settings.HEARS_BROADCASTS)


def listen(topic: str, listener: Listener) -> None:
    """Have a listener called with the word on a topic; with an empty one when some may have been missed."""
    _listeners[topic].append(listener)


def tell(topic: str, word: str) -> None:
    """Tell all processes, this one included, when the transaction is committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{topic}:{word}"])


def _hear(notice: Any) -> None:
    topic, _colon, word = notice.payload.partition(":")
    for listener in _listeners[topic]:
        listener(word)


def _begin(connection: Any, **_signal: Any) -> None:
    """A new connection hears from now on; what was told before it may have been missed."""
    if not is_heard():
        return
    connection.connection.add_notify_handler(_hear)
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {CHANNEL}")
    for listeners in _listeners.values():
        for listener in listeners:
            listener("")


def start() -> None:
    """Hear on every connection that is opened from now on."""
    connection_created.connect(_begin, dispatch_uid="dealwright.broadcast")
