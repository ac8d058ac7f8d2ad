"""How a file is written: what is found out, and what of it is in doubt."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from dealwright.core.errors import RefusedError
from dealwright.exchange.reading import dialects, encodings, headers, lines, records
from dealwright.exchange.reading.limits import LARGEST_FILE, LONGEST_ROW, MOST_COLUMNS
from dealwright.exchange.reading.lines import Line
from dealwright.exchange.reading.records import Record
from dealwright.exchange.reading.source import Source

SAMPLE = 256 * 1024  # bytes
SHOWN = 50  # records among which the header is looked for
TELLING = 160  # bytes of a line that are shown


@dataclass(frozen=True, kw_only=True, slots=True)
class Format:
    """How a file is written.

    `header` is the place of the record with the names of the columns, from 1 on; 0 when there is none. The first row
    of data stands at byte `data_at`, line `data_line`. `doubts` maps what is not certain (encoding, dialect, header)
    to what else may be meant.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    header: int = 1
    columns: Sequence[str] = ()
    data_at: int = 0
    data_line: int = 1
    doubts: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def from_json(given: Mapping[str, Any]) -> Format:
    return Format(**given)


def detect(path: Source, **told: Any) -> Format:
    """Find out how a file is written; what is `told` (encoding, delimiter, quote, escape, header) is taken for true.

    Refuses: no file, an empty one, one beyond the limits, one that is no text.
    """
    _refuse_unfit(path)
    doubts: dict[str, Sequence[Any]] = {}
    if "encoding" not in told:
        found = encodings.detect(path)
        told["encoding"] = found.name
        doubts |= {"encoding": found.others} if found.others else {}
    sample, is_cut = _sample(path, told["encoding"])
    if not any(line.text.strip() for line in sample):
        raise _empty(path)
    if "delimiter" not in told:
        parted = dialects.detect(sample, is_cut=is_cut)
        told |= asdict(parted.signs)
        doubts |= {"dialect": [asdict(each) for each in parted.others]} if parted.others else {}
    return _with_columns(path, Format(**told, doubts=doubts), sample, header=told.get("header"))


def _refuse_unfit(path: Source) -> None:
    try:
        with path.open("rb") as file:
            size = file.seek(0, io.SEEK_END)
    except FileNotFoundError as error:
        raise RefusedError(
            _("There is no file %(name)s.") % {"name": path.name},
            remedy=_("Look at its name, and at the folder."),
        ) from error
    if not size:
        raise _empty(path)
    if size > LARGEST_FILE:
        raise RefusedError(
            _("%(name)s is larger than %(limit)d GB.")
            % {"name": path.name, "limit": LARGEST_FILE // 1024**3},
            remedy=_("Split it."),
        )


def _empty(path: Source) -> RefusedError:
    return RefusedError(_("%(name)s is empty.") % {"name": path.name}, remedy=_("Export it again."))


def _sample(path: Source, encoding: str) -> tuple[list[Line], bool]:
    """The first lines of a file, and whether more follow."""
    opened = lines.open_as(path, encoding)
    found: list[Line] = []
    taken = 0
    for line in lines.read(path, opened, start=0):
        if taken >= SAMPLE:
            return found, True
        found.append(line)
        taken += line.size
    return found, False


def _with_columns(path: Source, form: Format, sample: Sequence[Line], header: int | None) -> Format:
    """The format with its columns and the place of the first row."""
    mark = lines.open_as(path, form.encoding).mark
    found = list(islice(records.read(iter(sample), form, start=mark), SHOWN))
    guess = headers.find(found, header)
    width = max((len(record.cells) for record in found), default=0)
    if width > MOST_COLUMNS:
        raise RefusedError(
            _("%(name)s has %(count)d columns; at most %(limit)d are read.")
            % {"name": path.name, "count": width, "limit": MOST_COLUMNS},
            remedy=_("Leave columns out of the export."),
        )
    doubts = {**form.doubts, **({"header": [0]} if guess.is_doubtful else {})}
    return replace(
        form,
        header=guess.place,
        columns=headers.names(guess.cells, width if not guess.place else len(guess.cells)),
        data_at=_end(found, guess.place, mark),
        data_line=_line(found, guess.place),
        doubts=doubts,
    )


def _end(found: Sequence[Record], place: int, mark: int) -> int:
    return found[place - 1].start + found[place - 1].size if place else mark


def _line(found: Sequence[Record], place: int) -> int:
    return found[place].line if 0 < place < len(found) else max(1, place + 1) if place else 1


def preview(path: Source, form: Format, count: int = 5) -> list[list[str]]:
    """The first rows of data, to look at."""
    return [record.cells for record in islice(_filled(path, form), count)]


def _filled(path: Source, form: Format) -> Iterator[Record]:
    opened = lines.open_as(path, form.encoding)
    source = lines.read(path, opened, start=form.data_at)
    return (record for record in records.read(source, form) if any(map(str.strip, record.cells)))


def telling_line(path: Source) -> bytes:
    """The first line that is not plain ASCII: what encodings read differently."""
    with path.open("rb") as file:
        for raw in iter(lambda: file.readline(LONGEST_ROW), b""):
            if not raw.isascii():
                return raw.strip()[:TELLING]
    return b""
