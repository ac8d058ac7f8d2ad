"""One workbook, read within bounds by a process of its own: see `sheets.py`.

Imports nothing of the product, so that the file runs by itself (`python workbook.py`, a JSON object in, JSON or CSV out).
The reader of workbooks ends its process when memory runs out, so no check beforehand is trusted to have seen everything:
what gets past them ends this process only.
"""

import csv
import io
import json
import re
import sys
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import IO, Any
from xml.parsers import expat

import python_calamine

PLACE = re.compile(r"([A-Z]+)([0-9]+)", re.IGNORECASE)
CHUNK = 1024 * 1024
MOST_MEMORY = 1024 * CHUNK  # address space; the largest sheet that is taken needs about half
MOST_CPU_SECONDS = 120
TOO_LARGE = 3  # what the process ends with


class TooLargeError(Exception):
    """The workbook holds more than it may."""


class NoWorkbookError(Exception):
    """The archive is not XLSX, or not as XLSX is written."""


class Extent:
    """The rectangle from the first cell on that holds every cell of a sheet; one cell far away makes it huge.

    Takes the elements of a part as they begin. Whatever lies in a `worksheet` is a sheet, wherever the part lies.
    """

    def __init__(self) -> None:
        self.root = ""
        self.rows = self.columns = 0
        self._row = self._column = 0

    @property
    def is_other(self) -> bool:
        """Whether the part has turned out to be no sheet."""
        return self.root not in {"", "worksheet"}

    @property
    def cells(self) -> int:
        return self.rows * self.columns

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; a row or cell that does not say its place follows the one before."""
        kind = name.rpartition(":")[2]
        self.root = self.root or kind
        if kind == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
        elif kind == "c":
            self._column, self._row = self._place(attributes.get("r"))
            self.columns = max(self.columns, self._column)
            self.rows = max(self.rows, self._row)

    def _place(self, reference: str | None) -> tuple[int, int]:
        if reference is None:
            return self._column + 1, self._row
        if not (place := PLACE.fullmatch(reference)):
            raise NoWorkbookError(reference)
        return _column(place[1]), int(place[2])


@cache
def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + int(letter, 36) - 9
    return number


def refuse_other_kinds(path: str, *, most_bytes: int) -> None:
    """Refuse what is not XLSX: the other kinds say their size in ways of their own, and nobody promised to read them.

    Raises TooLargeError, NoWorkbookError, and what damage raises.
    """
    with zipfile.ZipFile(path) as archive:
        sizes = {part.filename: part.file_size for part in archive.infolist()}
    if sum(sizes.values()) > most_bytes:
        raise TooLargeError
    if "[Content_Types].xml" not in sizes or any(name.endswith("workbook.bin") for name in sizes):
        raise NoWorkbookError


def refuse_bomb(path: str, *, most_cells: int) -> None:
    """Measure every sheet by its XML; raises as `refuse_other_kinds` does."""
    with zipfile.ZipFile(path) as archive:
        for part in archive.infolist():
            with archive.open(part) as file:
                _measure(file, most_cells)


def _measure(file: IO[bytes], most_cells: int) -> None:
    extent = Extent()
    parser = expat.ParserCreate()
    parser.StartElementHandler = extent.begin
    parser.StartDoctypeDeclHandler = _refuse_entities
    try:
        while not extent.is_other and (chunk := file.read(CHUNK)):
            parser.Parse(chunk)
            if extent.cells > most_cells:
                raise TooLargeError
    except expat.ExpatError:
        if extent.root == "worksheet":
            raise  # anything else is a picture, say


def _refuse_entities(*_declared: object) -> None:
    """No workbook has a document type; it serves to make entities that grow when they are read."""
    raise NoWorkbookError


def names(path: str) -> list[str]:
    """The sheets of a workbook, in its order."""
    return list(python_calamine.load_workbook(path).sheet_names)


def write(path: str, sheet: str, into: IO[str]) -> None:
    """Write a sheet as CSV; days in ISO form, whole numbers without a point."""
    table = python_calamine.load_workbook(path).get_sheet_by_name(sheet).iter_rows()
    csv.writer(into).writerows([_text(value) for value in row] for row in table)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value.total_seconds())
    return str(value)


def _moment(value: datetime) -> str:
    is_day = value.time() == time()
    return value.date().isoformat() if is_day else value.isoformat(sep=" ", timespec="seconds")


def _bound() -> None:
    import resource  # noqa: PLC0415  the bounds are this process's own, and POSIX only

    for kind, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # macOS knows no bound of the address space
            resource.setrlimit(kind, (most, most))


def _do(job: dict[str, Any], out: IO[str]) -> None:
    """Name the sheets, or write one out. Only a sheet that is read needs measuring, which takes as long as reading it."""
    refuse_other_kinds(job["path"], most_bytes=job["most_bytes"])
    if job["sheet"] is None:
        json.dump(names(job["path"]), out)
    else:
        refuse_bomb(job["path"], most_cells=job["most_cells"])
        write(job["path"], job["sheet"], out)


def _main() -> None:
    _bound()
    job = json.load(sys.stdin.buffer)
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
    try:
        _do(job, out)
        out.flush()
    except (TooLargeError, MemoryError):
        sys.exit(TOO_LARGE)


if __name__ == "__main__":
    _main()
