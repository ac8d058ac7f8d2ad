"""Readable numbers of documents: QUO-2026-000123, or as the organisation wants them.

A context registers the kinds of number that it gives: `numbering.register("QUO", "quotes.quote")`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from psycopg import sql

from dealwright.records import registry
from dealwright.records.models import NumberFormat, NumberSequence

USUAL_DIGITS = 6
LONGEST = 20  # of the columns that hold numbers
PATTERN = re.compile(r"[-A-Z0-9./_]*(\{(year|yy)\}[-A-Z0-9./_]*)?\{number\}", re.ASCII)

NEXT = """
WITH format AS (
    SELECT pattern, digits, restarts FROM records_numberformat WHERE kind = %(kind)s
), issued AS (
    INSERT INTO records_numbersequence (kind, year, last)
    VALUES (
        %(kind)s,
        CASE WHEN coalesce((SELECT restarts FROM format), true) THEN %(year)s ELSE 0 END,
        %(count)s)
    ON CONFLICT (kind, year) DO UPDATE SET last = records_numbersequence.last + excluded.last
    RETURNING last
)
SELECT last, pattern, digits, restarts FROM issued LEFT JOIN format ON true
"""

SKIP = """
INSERT INTO records_numbersequence (kind, year, last) VALUES (%s, %s, %s)
ON CONFLICT (kind, year) DO UPDATE SET last = greatest(records_numbersequence.last, excluded.last)
"""

HIGHEST = """
SELECT (parts)[1], max((parts)[2]::bigint)
FROM (SELECT regexp_match({number}, %s) AS parts FROM {table}) found
WHERE parts IS NOT NULL GROUP BY (parts)[1]
"""


@dataclass(frozen=True, slots=True)
class Format:
    """How a number looks. `pattern` as in `NumberFormat`."""

    pattern: str
    digits: int = USUAL_DIGITS
    restarts: bool = True

    def written(self, number: int, *, year: int) -> str:
        """Format("Q{yy}-{number}", 4).written(7, year=2026) is Q26-0007. More digits than wanted are not cut."""
        filled = self.pattern.replace("{year}", f"{year:04d}").replace("{yy}", f"{year % 100:02d}")
        return filled.replace("{number}", f"{number:0{self.digits}d}")

    @property
    def regex(self) -> str:
        """What its numbers match, in PostgreSQL and here: the year or nothing, then the number."""
        before, _brace, after = self.pattern.removesuffix("{number}").partition("{")
        name, _brace, between = after.partition("}")
        year = {"year": r"\d{4}", "yy": r"\d{2}"}.get(name, "")
        # without zeroes where it is longer than its digits, so that no other number looks like it
        number = rf"\d{{{self.digits}}}|[1-9]\d{{{self.digits},14}}"
        return f"^{re.escape(before)}({year}){re.escape(between)}({number})$"


def usual(kind: str) -> Format:
    """The format of a kind for which none was chosen."""
    return Format(f"{kind}-{{year}}-{{number}}")


_kinds: dict[str, str] = {}


def register(kind: str, key: str) -> None:
    """Make known that records of this kind (the label of an entity) are numbered by these letters."""
    _kinds[kind] = key


def kinds() -> Mapping[str, str]:
    """The kinds of number that are given, each with the label of its entity."""
    return dict(_kinds)


def formats() -> dict[str, Format]:
    """The format of each kind of number; one query."""
    chosen = {
        row.kind: Format(row.pattern, row.digits, row.restarts)
        for row in NumberFormat.objects.all()
    }
    return {kind: chosen.get(kind) or usual(kind) for kind in _kinds}


def last(kind: str, *, year: int) -> int:
    """The last number issued, in a year or ever; 0 before the first."""
    chosen = NumberFormat.objects.filter(pk=kind).first()
    counted = year if chosen is None or chosen.restarts else 0
    found = NumberSequence.objects.filter(kind=kind, year=counted).values_list("last", flat=True)
    return found.first() or 0


def take(kind: str, *, at: datetime, count: int = 1) -> list[str]:
    """Issue `count` numbers in one statement. The sequence stays locked until the transaction ends, so a
    number is issued once, and one that is rolled back is issued again.
    """
    with connection.cursor() as cursor:
        cursor.execute(NEXT, {"kind": kind, "year": at.year, "count": count})
        last, pattern, digits, restarts = cursor.fetchone()
    look = Format(pattern, digits, restarts) if pattern else usual(kind)
    return [look.written(number, year=at.year) for number in range(last - count + 1, last + 1)]


def go_on_after(kind: str, *, year: int, last: int) -> None:
    """Let the next number of a kind and year be at least the one after `last`: these came from elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute(SKIP, [kind, year, last])


def highest(kind: str, look: Format) -> dict[int, int]:
    """The highest number that documents already have which looks like this, by year; year 0 when none is in it or
    all years share their numbers.
    """
    entity = registry.entity(_kinds[kind])
    statement = sql.SQL(HIGHEST).format(
        number=sql.Identifier(entity.number), table=sql.Identifier(entity.model._meta.db_table)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [look.regex])
        found = {_year(text, look): number for text, number in cursor.fetchall()}
    return found if look.restarts else {0: max(found.values(), default=0)}


def _year(text: str, look: Format) -> int:
    if not text:
        return 0
    return int(text) if "{year}" in look.pattern else 2000 + int(text)
