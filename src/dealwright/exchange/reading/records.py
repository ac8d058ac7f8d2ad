"""Lines as records of cells, by the csv module at its strictest: what it would mend in silence is told instead."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from dealwright.core.errors import RefusedError
from dealwright.exchange.reading import lines
from dealwright.exchange.reading.limits import LONGEST_CELL, LONGEST_ROW
from dealwright.exchange.reading.lines import Line


class Dialect(Protocol):
    """How cells are parted and quoted; "" for a sign that is not used."""

    @property
    def delimiter(self) -> str: ...
    @property
    def quote(self) -> str: ...
    @property
    def escape(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Record:
    """Cells with the line on which they begin and the bytes they take; `wrong` says why they cannot be trusted."""

    line: int
    start: int
    size: int
    cells: list[str]
    wrong: str = ""
    height: int = 1  # lines


class _Feed:
    """Hands lines to the csv module and counts what one record took of them."""

    def __init__(self, source: Iterator[Line]) -> None:
        self.source = source
        self.size = 0
        self.count = 0
        self.is_broken = False
        self.has_nul = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self.source)
        self.size += line.size
        self.count += 1
        self.is_broken = self.is_broken or line.is_broken
        self.has_nul = self.has_nul or "\0" in line.text
        if self.size > LONGEST_ROW:
            raise lines.too_long()
        return line.text

    def wrong(self, *, encoding: str) -> str:
        """What is wrong with the bytes of the record."""
        if self.is_broken:
            return _("Some letters of this line are not %(encoding)s.") % {"encoding": encoding}
        return _("This line holds a NUL byte.") if self.has_nul else ""

    def reset(self) -> None:
        self.size, self.count, self.is_broken, self.has_nul = 0, 0, False, False


def read(
    source: Iterator[Line], dialect: Dialect, *, start: int = 0, line: int = 1, encoding: str = ""
) -> Iterator[Record]:
    """The records of these lines, blank ones included. RefusedError on a cell that is longer than the limit."""
    feed = _Feed(source)
    reader = csv.reader(
        feed,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        escapechar=dialect.escape or None,
        doublequote=not dialect.escape,
        strict=True,
    )
    while True:
        try:
            cells, wrong = next(reader), ""
        except StopIteration:
            return
        except csv.Error as error:
            cells, wrong = [], _explained(error, line)
        wrong = wrong or feed.wrong(encoding=encoding)
        yield Record(line, start, feed.size, cells, wrong, feed.count)
        start, line = start + feed.size, line + feed.count
        feed.reset()


def _explained(error: csv.Error, line: int) -> str:
    if "field larger than" in str(error):
        raise RefusedError(
            _("Line %(line)d has a cell of more than %(limit)d characters.")
            % {"line": line, "limit": LONGEST_CELL},
            remedy=_("Shorten it, or look for a quote that is opened and never closed."),
        ) from error
    return _("The quotes of this line do not fit together.")
