"""Files as rows: the encoding, the delimiter and the header are found out, and said.

A row is {column: text} with its line number in the file; cells are stripped, nothing else is changed.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from dealwright.core.errors import RefusedError

SAMPLE = 256 * 1024
DELIMITERS = ",;\t|"
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: its line number (the header is line 1) and its cells by column."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Format:
    """How a file is written."""

    encoding: str
    delimiter: str
    columns: Sequence[str]


def detect(path: Path) -> Format:
    """Find out how a CSV file is written. Refuses: no file, an empty file, text in no known encoding, two
    columns of the same name.
    """
    if not path.is_file():
        raise RefusedError(f"There is no file {path.name}.", remedy=f"Put it into {path.parent}.")
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    if not head.strip():
        raise RefusedError(f"{path.name} is empty.", remedy="Export it again.")
    encoding = _encoding(head, path)
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline()
    delimiter = max(DELIMITERS, key=first.count)
    columns = [name.strip() for name in next(csv.reader([first], delimiter=delimiter))]
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise RefusedError(
            f"{path.name} has two columns named {', '.join(twice)}.", remedy="Rename one of them."
        )
    return Format(encoding=encoding, delimiter=delimiter, columns=columns)


def _encoding(head: bytes, path: Path) -> str:
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return encoding
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:  # not merely a letter cut in two by the sample's end
            found = from_bytes(head).best()
            if found is None:
                raise RefusedError(
                    f"{path.name} is in no known encoding.", remedy="Save it as UTF-8."
                ) from error
            return found.encoding
    return "utf-8"


def rows(path: Path, written: Format | None = None) -> Iterator[Row]:
    """The rows of a CSV file, one at a time, so that a file of any size fits into memory.

    Refuses: bytes that the encoding does not know, a row with more cells than the header.
    """
    written = written or detect(path)
    with path.open(encoding=written.encoding, newline="") as file:
        reader = csv.reader(file, delimiter=written.delimiter)
        next(reader)
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield _row(path, reader.line_num, cells, written.columns)
        except UnicodeDecodeError as error:
            raise RefusedError(
                f"{path.name} is not {written.encoding} throughout (near line {reader.line_num}).",
                remedy="Save it as UTF-8.",
            ) from error


def _row(path: Path, line: int, cells: Sequence[str], columns: Sequence[str]) -> Row:
    if len(cells) > len(columns):
        raise RefusedError(
            f"Line {line} of {path.name} has {len(cells)} cells, the header {len(columns)}.",
            remedy="Put quotes around cells that hold the delimiter.",
        )
    padded = [*cells, *[""] * (len(columns) - len(cells))]
    return Row(line, {name: cell.strip() for name, cell in zip(columns, padded, strict=True)})
