"""A brake on requests without valid credentials: so many per address and minute, counted in this process.

It sheds load and slows those who guess; it needs no database. Each web process counts for itself. Whoever sends
valid credentials is never braked, so one careless program does not lock out its neighbours behind the same address.
"""

import math
import threading
import time
from collections.abc import Callable

from dealwright.records.rest.problems import TooManyError

MOST = 60
WINDOW = 60.0  # seconds
MOST_ADDRESSES = 10_000  # beyond that the oldest are forgotten


class Brake:
    """Counts failures by address in windows of fixed length."""

    def __init__(
        self,
        *,
        most: int = MOST,
        window: float = WINDOW,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = most
        self._window = window
        self._clock = clock
        self._lock = threading.Lock()
        self._counts: dict[str, tuple[float, int]] = {}

    def note_failure(self, address: str) -> None:
        """Count a failure; TooManyError once there are too many in the window."""
        now = self._clock()
        with self._lock:
            started, count = self._counts.pop(address, (now, 0))
            if now - started >= self._window:
                started, count = now, 0
            self._counts[address] = (started, count + 1)
            if len(self._counts) > MOST_ADDRESSES:
                del self._counts[next(iter(self._counts))]
        if count >= self._most:
            raise TooManyError(math.ceil(started + self._window - now))

    def release(self) -> None:
        """Forget everything."""
        with self._lock:
            self._counts.clear()


brake = Brake()
