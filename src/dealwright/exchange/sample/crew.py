"""Work shared among processes, each with a connection of its own: a large sample takes every core."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import django
from django.db import connection

from dealwright.core import processes

PLACE = ("NAME", "USER", "PASSWORD", "HOST", "PORT")


def hands() -> int:
    """How many processes this machine has cores for."""
    return os.process_cpu_count() or 1


def spread[T, R](work: Callable[[T], R], pieces: Iterable[T], *, workers: int) -> Iterator[R]:
    """The results of all pieces, in their order. With one worker the work is done here, in the present transaction."""
    if workers == 1:
        yield from map(work, pieces)
        return
    spawned = get_context("spawn")  # a fork would share this process's connection
    place = {name: connection.settings_dict[name] for name in PLACE}
    with ProcessPoolExecutor(workers, spawned, initializer=_join, initargs=(place,)) as pool:
        yield from pool.map(work, pieces)


def _join(place: Mapping[str, Any]) -> None:
    """A process that begins: load Django, take the database of the one that started it."""
    processes.end_with_parent()
    django.setup()
    connection.settings_dict.update(place)
