"""Readable numbers of documents: kind, year, six digits, as QUO-2026-000123."""

from datetime import datetime

from django.db import connection

NEXT = """
INSERT INTO records_numbersequence (kind, year, last) VALUES (%s, %s, %s)
ON CONFLICT (kind, year) DO UPDATE SET last = records_numbersequence.last + excluded.last
RETURNING last
"""

SKIP = """
INSERT INTO records_numbersequence (kind, year, last) VALUES (%s, %s, %s)
ON CONFLICT (kind, year) DO UPDATE SET last = greatest(records_numbersequence.last, excluded.last)
"""


def take(kind: str, *, at: datetime, count: int = 1) -> list[str]:
    """Issue `count` numbers in one statement. The sequence stays locked until the transaction ends, so a
    number is issued once, and one that is rolled back is issued again.
    """
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [kind, at.year, count])
        (last,) = cursor.fetchone()
    return [f"{kind}-{at.year}-{number:06d}" for number in range(last - count + 1, last + 1)]


def go_on_after(kind: str, *, year: int, last: int) -> None:
    """Let the next number of a kind and year be at least the one after `last`: these came from elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute(SKIP, [kind, year, last])
