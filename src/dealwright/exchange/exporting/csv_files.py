"""CSV: UTF-8, commas, days as 2026-12-31, numbers with a point; text that looks like a formula behind an apostrophe."""

import csv
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from typing import Any, BinaryIO, TextIO

from dealwright.events.plain import plain
from dealwright.exchange.exporting.formulas import harmless, is_formula
from dealwright.exchange.exporting.tables import Column, Table
from dealwright.records.fields import Kind
from dealwright.ui.cells import capitalised

type Cell = Callable[[Any], Any]

PLAIN = {
    Kind.INTEGER,
    Kind.DECIMAL,
    Kind.MONEY,
    Kind.PERCENT,
    Kind.DATE,
    Kind.DATETIME,
    Kind.BOOLEAN,
    Kind.ID,
}


def write(table: Table, out: BinaryIO) -> Iterator[int]:
    """Write the file; yields after each row how many there are. It begins with a mark by which spreadsheets know UTF-8."""
    text = TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    yield from write_text(table, text)
    text.detach()


def write_text(table: Table, out: TextIO) -> Iterator[int]:
    """The same into a file of text, without the mark."""
    writer = csv.writer(out)
    writer.writerow([harmless(column.heading) for column in table.columns])
    cells = [_cell(column, in_words=table.in_words) for column in table.columns]
    for count, line in enumerate(table.lines(), start=1):
        writer.writerow([cell(value) for cell, value in zip(cells, line, strict=False)])
        yield count


def _cell(column: Column, *, in_words: bool) -> Cell:
    field = column.field
    if field.kind in PLAIN:
        return lambda value: "" if value is None else plain(value)
    if field.kind == Kind.LIST:
        return lambda value: harmless(", ".join(_words(column, value or (), in_words=in_words)))
    if field.kind == Kind.PHONE:
        return lambda value: harmless(value) if is_formula(value or "") else value
    if field.kind == Kind.CHOICE and in_words:
        labels = {value: harmless(capitalised(str(label))) for value, label in field.choices}
        return lambda value: labels.get(value, _text(value))
    return _text


def _text(value: Any) -> Any:
    return "" if value is None else harmless(value)


def _words(column: Column, values: Any, *, in_words: bool) -> list[str]:
    labels = dict(column.field.choices) if in_words else {}
    return [capitalised(str(labels[value])) if value in labels else str(value) for value in values]
