from pathlib import Path

import pytest

from dealwright.core.errors import RefusedError
from dealwright.exchange import reading


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "accounts.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "encoding", "delimiter"),
    [
        ("name,city\nÖre,Malmö\n".encode(), "utf-8", ","),
        ("name;city\nÖre;Malmö\n".encode("utf-8-sig"), "utf-8-sig", ";"),
        ("name\tcity\nÖre\tMalmö\n".encode("utf-16"), "utf-16", "\t"),
        ("name|city\nÖre|Malmö\n".encode(), "utf-8", "|"),
    ],
)
def test_encoding_and_delimiter_are_found_out(
    tmp_path: Path, content: bytes, encoding: str, delimiter: str
) -> None:
    path = written(tmp_path, content)
    found = reading.detect(path)
    assert (found.encoding, found.delimiter) == (encoding, delimiter)
    assert [row.cells for row in reading.rows(path)] == [{"name": "Öre", "city": "Malmö"}]


def test_an_old_windows_file_is_read(tmp_path: Path) -> None:
    text = "name,city\n" + "Kühne Möbel Größe,Köln\nBjörk Åkeri,Jönköping\n" * 20
    rows = list(reading.rows(written(tmp_path, text.encode("cp1252"))))
    assert rows[0].cells == {"name": "Kühne Möbel Größe", "city": "Köln"}


def test_lines_are_numbered_as_in_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, b'name,note\nA,"two\nlines"\n\nB,x\n')
    assert [(row.line, row.cells["name"]) for row in reading.rows(path)] == [(3, "A"), (5, "B")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"name,name\nA,B\n", "two columns named name"),
        (b"name,city\nA,B,C\n", "Line 2"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = written(tmp_path, content)
    with pytest.raises(RefusedError) as refusal:
        list(reading.rows(path))
    assert words in str(refusal.value)


def test_bytes_that_break_the_encoding_later_on_are_refused_by_line(tmp_path: Path) -> None:
    head = b"name,city\n" + b"Acme,Berlin\n" * 30_000
    with pytest.raises(RefusedError) as refusal:
        list(reading.rows(written(tmp_path, head + b"K\xfchne,K\xf6ln\n")))
    assert "not utf-8 throughout" in str(refusal.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        reading.detect(tmp_path / "none.csv")
