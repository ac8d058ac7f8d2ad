"""What can be wrong with a value, for every kind of field; and texts that look odd and are right."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dealwright.records.fields import Field, Kind
from dealwright.records.shapes import LONGEST_TEXT, TEXTS

# Kept as they are: emoji with joiners, right to left with marks, zero-width space, combining marks, a quote.
ODD_TEXTS = ("👩‍🔧 & Söhne", "\u200fشركة\u200e", "zero\u200bwidth", "e\u0301", 'O\'Neil "<b>"')


@dataclass(frozen=True)
class Fault:
    """A wrong value, what is wrong with it, and a part of the sentence that must say so."""

    name: str
    value: Any
    reason: str = ""


WRONG_TYPE: dict[Kind, tuple[Any, ...]] = {
    Kind.INTEGER: ("many", True, [], {}, 1.5),
    Kind.DECIMAL: ("many", True, [], "NaN", "Infinity"),
    Kind.MONEY: ("many", False, {}, "NaN", "-Infinity"),
    Kind.PERCENT: ("many", True, [], "NaN"),
    Kind.CURRENCY: (5, "euro", "XQZ", []),
    Kind.DATE: (20260901, "31.12.2026", "2026-02-30", [], True),
    Kind.DATETIME: (1, "yesterday", "2026-13-01T00:00:00Z", {}),
    Kind.BOOLEAN: ("yes", 1, []),
    Kind.CHOICE: ("piracy", 5, []),
    Kind.LINK: ("1", 5, {"id": 1}, "00000000-0000-7000-8000-000000000000"),
    Kind.LIST: ("x", 5, [[]], {}),
    Kind.IDS: (5, [], "x", True, {"name": "x"}),
}


def faults(field: Field) -> Iterator[Fault]:
    """Every wrong value that this field must refuse."""
    for value in WRONG_TYPE.get(field.kind, (5, [], {}, True)):
        yield Fault("wrong type", value)
    if field.kind in TEXTS:
        yield from _texts(field)
    if field.is_number:
        yield from _numbers(field)
    if field.kind in {Kind.DATE, Kind.DATETIME}:
        yield from _days(field)


def _texts(field: Field) -> Iterator[Fault]:
    longest = field.max_length or LONGEST_TEXT
    yield Fault("too long", "x" * (longest + 1), "at most")
    yield Fault("NUL", "a\0b", "Control characters")
    yield Fault("control character", "a\x1bb", "Control characters")
    if field.kind != Kind.LONG_TEXT:
        yield Fault("two lines", "a\nb", "one line")
    if field.required:
        yield Fault("empty", "  ", "required")


def _numbers(field: Field) -> Iterator[Fault]:
    if field.minimum is not None:
        yield Fault("too small", str(field.minimum - 1), "at least")
    if field.maximum is not None:
        yield Fault("too large", str(field.maximum + 1), "at most")
    if field.kind == Kind.INTEGER:
        yield Fault("astronomical", 10**30, "at most")
    else:
        yield Fault("too many digits", "9" * (field.digits + 1), "at most")
        yield Fault("too fine", str(1 + Decimal(1).scaleb(-field.places - 1)), "decimals")
        yield Fault("astronomical", "1e400", "at most")


def _days(field: Field) -> Iterator[Fault]:
    clock = "T00:00:00Z" if field.kind == Kind.DATETIME else ""
    for day in ("1899-12-31", "0001-01-01", "2201-01-01", "9999-12-31"):
        yield Fault("far away", day + clock, "between 1900 and 2200")
