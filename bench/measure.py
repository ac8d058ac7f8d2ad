"""Timing one client's requests: median and 95th percentile, and requests per second of several."""

import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

WARM_UP = 10


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of one operation over all its runs."""

    p50: float
    p95: float
    runs: int


def of(milliseconds: Sequence[float]) -> Timing:
    """Median and 95th percentile."""
    ordered = sorted(milliseconds)
    return Timing(
        p50=statistics.median(ordered),
        p95=ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))],
        runs=len(ordered),
    )


def times(operation: Callable[[int], object], *, runs: int) -> Timing:
    """Run an operation again and again, one at a time; it is given the number of the run."""
    for number in range(WARM_UP):
        operation(number)
    found = []
    for number in range(WARM_UP, WARM_UP + runs):
        started = time.perf_counter()
        operation(number)
        found.append((time.perf_counter() - started) * 1000)
    return of(found)


def throughput(operation: Callable[[int], object], *, clients: int, seconds: float) -> float:
    """Operations per second of several clients at once."""
    until = time.perf_counter() + seconds

    def client(first: int) -> int:
        done = 0
        while time.perf_counter() < until:
            operation(first + done * clients)
            done += 1
        return done

    with ThreadPoolExecutor(clients) as pool:
        started = time.perf_counter()
        done = sum(pool.map(client, range(clients)))
        return done / (time.perf_counter() - started)


def yardstick() -> float:
    """Seconds that a plain loop takes here and now: figures of two machines, or two days, compare by it."""
    started = time.perf_counter()
    total = 0
    for number in range(10_000_000):
        total += number
    return time.perf_counter() - started
