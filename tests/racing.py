"""Races with real threads: each has its own connection and waits at a barrier before its first statement."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import monotonic, sleep

from django.db import connection, connections

from dealwright.core.errors import DomainError


def race[R](*attempts: Callable[[], R]) -> tuple[list[R], list[DomainError]]:
    """Start all attempts at once; return what succeeded and what was refused. Any other error is raised."""
    barrier = Barrier(len(attempts))

    def run(attempt: Callable[[], R]) -> R | DomainError:
        try:
            connections["default"].ensure_connection()
            barrier.wait(timeout=30)
            return attempt()
        except DomainError as refusal:
            return refusal
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(len(attempts)) as pool:
        results = list(pool.map(run, attempts))
    refused = [result for result in results if isinstance(result, DomainError)]
    return [result for result in results if not isinstance(result, DomainError)], refused


WAITING = """
SELECT EXISTS (
    SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
)
"""


def until_another_waits() -> None:
    """Return once another connection waits for a lock, which the caller's transaction holds."""
    end = monotonic() + 30
    with connection.cursor() as cursor:
        while monotonic() < end:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(WAITING)
            if cursor.fetchone() == (True,):
                return
            sleep(0.02)
    raise TimeoutError("nobody waits")
