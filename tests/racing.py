"""Races with real threads: each has its own connection and waits at a barrier before its first statement."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

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
