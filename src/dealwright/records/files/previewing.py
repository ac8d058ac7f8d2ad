"""The beginning of a text, in whatever encoding it came; as a table where it is one."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from charset_normalizer import from_bytes

from dealwright.records.files import storage
from dealwright.records.files.models import Blob

MOST = 200 * 1024
ROWS, COLUMNS = 100, 40
# What texts of today are written in, the usual one where several fit; of all there ever were, short texts fit too many.
USUAL = "cp1252"
LIKELY = [
    *(USUAL, "cp1250", "cp1251", "cp1253", "cp1254", "cp932", "gb18030", "big5", "cp949"),
    *("utf_16", "utf_16_le", "utf_16_be"),
]
DELIMITERS = ",;\t|"
TABLES = (".csv", ".tsv")

type Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Text:
    """What is shown of a text; `is_cut` tells that there is more of it."""

    text: str
    encoding: str
    is_cut: bool


def text_of(blob: Blob) -> Text:
    """The first 200 KB of a blob that is text. Raises StorageError."""
    head = b"".join(storage.chosen().read(blob.key, 0, min(MOST, blob.size)))
    encoding = _encoding(head)
    text = head.decode(encoding, errors="replace")
    return Text(text, encoding.removesuffix("-sig").replace("_", "-"), blob.size > MOST)


def _encoding(head: bytes) -> str:
    """UTF-8 where it fits, but for a letter cut in two at the end; else the likeliest."""
    try:
        head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and len(head) == MOST:
            return "utf-8-sig"
    else:
        return "utf-8-sig"
    best = from_bytes(head, cp_isolation=LIKELY).best()
    if best is None:
        return USUAL
    return USUAL if USUAL in best.could_be_from_charset else best.encoding


def rows_of(text: Text, name: str) -> Rows:
    """The first rows of a text that is a table, by its name and its delimiters; empty for any other."""
    if not name.lower().endswith(TABLES):
        return []
    try:
        dialect = csv.Sniffer().sniff(text.text[:4096], DELIMITERS)
        found = csv.reader(text.text.splitlines(), dialect)
        return [row[:COLUMNS] for row, _number in zip(found, range(ROWS), strict=False)]
    except csv.Error:
        return []
