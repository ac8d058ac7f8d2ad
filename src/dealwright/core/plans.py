"""Statements whose plans PostgreSQL keeps.

To plan a statement takes longer than to run one that names its rows by key. Within `kept` a statement that this
connection ran twice before is prepared: parsed and planned once. Lists and sums stay outside: how they are best run
depends on what is asked for, on whose rows most of all, and a kept plan is one for everybody. The search over all kinds is
inside: to plan it took longer than most questions, and its plan never knew what is asked for.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

RUNS_BEFORE = 2


@contextmanager
def kept() -> Iterator[None]:
    """Keep the plans of statements that run inside, unless the installation says that it cannot (KEEPS_PLANS)."""
    if not settings.KEEPS_PLANS:
        yield
        return
    connection.ensure_connection()
    raw = connection.connection
    before, raw.prepare_threshold = raw.prepare_threshold, RUNS_BEFORE
    try:
        yield
    finally:
        raw.prepare_threshold = before
