"""Writing a table into a file, and telling the audit of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, TextIO

from dealwright.core.actor import Actor
from dealwright.exchange import actions
from dealwright.exchange.exporting import csv_files, tables, xlsx_files
from dealwright.exchange.exporting.tables import CHUNK, Table
from dealwright.records.registry import Entity

PART = ".part"  # of the name while a file is being written

type Tell = Callable[[int], None]


class Format(StrEnum):
    """What kind of file."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self]


MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WRITERS = {Format.CSV: csv_files.write, Format.XLSX: xlsx_files.write}


def write(
    table: Table,
    out: BinaryIO,
    form: Format,
    *,
    by: Actor,
    at: datetime,
    tell: Tell | None = None,
) -> int:
    """Write every row and tell the audit; returns how many. `tell` is told how far it is, every so many rows."""
    tables.require_right(table.entity, by)
    count = _run(WRITERS[form](table, out), tell)
    actions.note_export(table.entity.key, count, by=by, at=at)
    return count


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """A file that stands in its place only when it was written to the end."""
    part = path.with_name(f"{path.name}{PART}")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with part.open("wb") as out:
            yield out
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def export(entity: Entity, out: TextIO, *, by: Actor, at: datetime) -> int:
    """Every field of every row that may go out, as CSV in a file of text. Refuses people without the right to export."""
    table = tables.of_kind(entity, by=by, at=at)
    count = _run(csv_files.write_text(table, out), None)
    actions.note_export(entity.key, count, by=by, at=at)
    return count


def _run(counts: Iterator[int], tell: Tell | None) -> int:
    count = 0
    for count in counts:
        if tell is not None and count % CHUNK == 0:
            tell(count)
    return count
