"""The rows of a file: records under the names of their columns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dealwright.core.errors import RefusedError
from dealwright.exchange.reading import formats, lines, records
from dealwright.exchange.reading.formats import Format
from dealwright.exchange.reading.limits import LARGEST_BATCH, MOST_ROWS
from dealwright.exchange.reading.records import Record
from dealwright.exchange.reading.source import Source


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: the line on which it begins (the header is usually line 1), its cells by column, and the
    bytes it takes. `wrong` says why it cannot be taken.
    """

    line: int
    cells: dict[str, str]
    start: int = 0
    size: int = 0
    wrong: str = ""
    height: int = 1

    @property
    def after(self) -> int:
        """The line below."""
        return self.line + self.height

    @property
    def end(self) -> int:
        return self.start + self.size


def rows(
    path: Source, written: Format | None = None, *, start: int = 0, line: int = 0
) -> Iterator[Row]:
    """The rows of a file, one at a time; from the byte on where another reading left off. Blank rows are none.

    RefusedError: more rows, or longer ones, than the limits allow.
    """
    form = written or formats.detect(path)
    opened = lines.open_as(path, form.encoding)
    begin, first = (start, line) if start else (form.data_at, form.data_line)
    source = lines.read(path, opened, start=begin)
    for record in records.read(source, form, start=begin, line=first, encoding=form.encoding):
        if record.line - form.data_line >= MOST_ROWS:
            raise _too_many(path)
        if record.wrong or any(cell and not cell.isspace() for cell in record.cells):
            yield _row(record, form)


def batches(found: Iterable[Row], most: int) -> Iterator[list[Row]]:
    """Rows in batches of at most so many, or fewer when they are long: a batch is held in memory several times over."""
    batch: list[Row] = []
    size = 0
    for row in found:
        batch.append(row)
        size += row.size
        if len(batch) == most or size >= LARGEST_BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _row(record: Record, form: Format) -> Row:
    cells, columns = record.cells, form.columns
    more = len(cells) - len(columns)
    wrong = record.wrong
    if more > 0 and any(cells[len(columns) :]):
        wrong = wrong or _("This line has %(cells)d cells, the header %(columns)d.") % {
            "cells": len(cells),
            "columns": len(columns),
        }
    if more < 0:
        cells = [*cells, *[""] * -more]
    named = dict(zip(columns, cells, strict=False))
    return Row(record.line, named, record.start, record.size, wrong, record.height)


def _too_many(path: Source) -> RefusedError:
    return RefusedError(
        _("%(name)s has more than %(limit)d lines.") % {"name": path.name, "limit": MOST_ROWS},
        remedy=_("Split it."),
    )
