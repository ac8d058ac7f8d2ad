"""Chance that can be repeated: the dice of a row depend on the seed, its table and its number only."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import IntEnum
from random import Random
from uuid import UUID

BASE_MS = (
    1_700_000_000_000  # ids say nothing of time; they start here so that they never meet real ones
)
SIGNATURE = 0x5A3E


class Table(IntEnum):
    """What dice are thrown for."""

    ACCOUNT = 1
    CONTACT = 2
    LEAD = 3
    DEAL = 4
    LINE = 5
    ACTIVITY = 6
    PRODUCT = 7
    PERSON = 8
    EVENT = 9
    QUOTE = 10
    RIVAL = 11


def dice(seed: int, table: Table, number: int) -> Random:
    """The dice of one row."""
    return Random((seed << 72) | (table << 64) | number)  # noqa: S311  no secret depends on it


def ident(seed: int, table: Table, number: int, part: int = 0) -> UUID:
    """The id of a row, in the form of a UUIDv7; `part` tells the rows apart that belong to one number."""
    high = ((BASE_MS + number) << 16) | 0x7000 | (table << 4) | (part & 0xF)
    low = (0b10 << 62) | (SIGNATURE << 40) | (seed & 0xFFFFFFFF) << 8 | (part >> 4)
    return UUID(int=(high << 64) | low)


def pick[T](roll: Random, weighted: Sequence[tuple[T, int]]) -> T:
    """One of several, by weight."""
    values, weights = zip(*weighted, strict=True)
    found: T = roll.choices(values, weights)[0]
    return found


def working_hour(roll: Random, moment: datetime) -> datetime:
    """The same week, but on a weekday between eight and six."""
    day = moment - timedelta(days=max(0, moment.weekday() - 4))
    minutes = roll.randrange(8 * 60, 18 * 60)
    return day.replace(hour=0, minute=0, second=0) + timedelta(minutes=minutes)
