"""Which record holds the names of the columns, and what a column is called that has none, or shares one."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dealwright.exchange.reading.records import Record

DATA = re.compile(
    r"[+\-]?[\d.,'\s]*\d[\d.,'\s%€$£]*"  # a number
    r"|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}.*"  # a day
    r"|[^@\s]+@[^@\s]+\.\w+"  # an address
)


@dataclass(frozen=True, slots=True)
class Header:
    """The place of the header among the records, from 1 on; 0 for none."""

    place: int
    cells: Sequence[str] = ()
    is_doubtful: bool = False


def find(found: Sequence[Record], told: int | None) -> Header:
    """The header that was told, or the first record that is as wide as the table; in doubt when it looks like data."""
    if told is not None:
        cells = found[told - 1].cells if 0 < told <= len(found) else ()
        return Header(min(told, len(found)), cells)
    width = Counter(len(record.cells) for record in found if record.cells).most_common(1)
    usual = width[0][0] if width else 0
    for place, record in enumerate(found, start=1):
        if _is_full(record, usual):
            return Header(place, record.cells, _looks_like_data(record.cells))
    return Header(1, found[0].cells if found else (), is_doubtful=True)


def _is_full(record: Record, usual: int) -> bool:
    filled = sum(1 for cell in record.cells if cell.strip())
    return filled * 2 >= usual and filled >= min(2, usual) and filled > 0


def _looks_like_data(cells: Sequence[str]) -> bool:
    return any(DATA.fullmatch(cell.strip()) for cell in cells)


def names(cells: Sequence[str], width: int) -> list[str]:
    """One name for each column, no two alike."""
    plain = [" ".join(cell.split()) for cell in cells]
    plain += [""] * (width - len(plain))
    found: list[str] = []
    for position, name in enumerate(plain, start=1):
        found.append(_free(name or _("Column %(number)d") % {"number": position}, found))
    return found


def _free(name: str, taken: Sequence[str]) -> str:
    count, free = 1, name
    while free in taken:
        count += 1
        free = f"{name} ({count})"
    return free
