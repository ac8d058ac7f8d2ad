"""The error file: every row that was refused, byte for byte as it was, behind its reason.

It is written like the file it comes from (encoding, delimiter, quotes), so that it can be mended and imported again.
"""

from collections.abc import Iterator
from itertools import islice

from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from dealwright.exchange import storage
from dealwright.exchange.models import Import
from dealwright.exchange.reading import lines, records
from dealwright.exchange.reading.formats import Format
from dealwright.exchange.reading.lines import Opened
from dealwright.exchange.reading.source import Source
from dealwright.records.changesets.models import Outcome

type Place = tuple[int, int, str]  # byte, bytes, reason

ONE_LINE = str.maketrans("\r\n", "  ")


def headers(imported: Import) -> dict[str, str]:
    """Under which name it is saved."""
    name = f"refused-{imported.file_name.rpartition('.')[0] or imported.file_name}.csv"
    return {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or ""
    }


def parts(imported: Import) -> Iterator[bytes]:
    """The error file of what was imported, or else of what was checked; piece by piece."""
    form, path = imported.written, storage.table(imported)
    opened = lines.open_as(path, form.encoding)
    with path.open("rb") as file:
        yield file.read(opened.mark)
        yield _cell(_("Reason"), form, opened.encoding)
        yield _header(path, form, opened)
        for start, size, reason in places(imported):
            file.seek(start)
            yield _cell(reason, form, opened.encoding)
            yield _ended(file.read(size), opened.encoding)


def places(imported: Import) -> Iterator[Place]:
    """Where the refused rows stand, and why they were refused, in the order of the file."""
    if imported.change_set is None:
        checked = imported.checked.filter(result="refused").order_by("line", "pk")
        yield from checked.values_list("start", "size", "reason").iterator(chunk_size=2000)
        return
    refused = imported.change_set.rows.filter(outcome=Outcome.REFUSED).order_by("pk")
    found = refused.values_list("data__start", "data__size", "reason")  # without the cells
    yield from found.iterator(chunk_size=2000)


def _cell(text: str, form: Format, encoding: str) -> bytes:
    """The reason as the first cell of its line; letters that the encoding lacks are left out of it alone."""
    quote = form.quote or '"'
    plain = text.translate(ONE_LINE)
    escaped = plain.replace(quote, (form.escape or quote) + quote)
    return f"{quote}{escaped}{quote}{form.delimiter}".encode(encoding, errors="replace")


def _header(path: Source, form: Format, opened: Opened) -> bytes:
    """The record with the names of the columns, byte for byte as it was, which may take several lines; of a file without
    one, the names we gave them.
    """
    if not form.header:
        names = form.delimiter.join(form.columns) + "\n"
        return names.encode(opened.encoding, errors="replace")
    found = records.read(lines.read(path, opened, start=0), form, start=opened.mark)
    head = next(islice(found, form.header - 1, None))
    with path.open("rb") as file:
        file.seek(head.start)
        return _ended(file.read(head.size), opened.encoding)


def _ended(raw: bytes, encoding: str) -> bytes:
    """A row with its end; the last one of a file may have none."""
    ends = tuple(end.encode(encoding) for end in ("\n", "\r"))
    return raw if raw.endswith(ends) else raw + "\n".encode(encoding)
