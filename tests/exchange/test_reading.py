from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.core.errors import RefusedError
from dealwright.exchange import reading
from dealwright.exchange.reading import Row, batches
from dealwright.exchange.reading.limits import LARGEST_BATCH


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
    assert [(row.line, row.cells["name"]) for row in reading.rows(path)] == [(2, "A"), (5, "B")]


@pytest.mark.parametrize("content", [b"", b"  \n"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(RefusedError) as refusal:
        list(reading.rows(written(tmp_path, content)))
    assert "empty" in str(refusal.value)


def test_columns_of_one_name_are_told_apart(tmp_path: Path) -> None:
    form = reading.detect(written(tmp_path, b"name,name,\nA,B,C\n"))
    assert form.columns == ["name", "name (2)", "Column 3"]


def test_a_row_with_too_many_cells_says_so_and_the_others_are_read(tmp_path: Path) -> None:
    path = written(tmp_path, b"name,city\nA,B,C\nD,E,\nF\n")
    long, fits, short = reading.rows(path)
    assert "3 cells, the header 2" in long.wrong
    assert (fits.wrong, fits.cells) == ("", {"name": "D", "city": "E"})
    assert short.cells == {"name": "F", "city": ""}


def test_quotes_that_do_not_fit_refuse_their_line_alone(tmp_path: Path) -> None:
    path = written(tmp_path, b'name,city\n"A"b,x\nC,y\n')
    first, second = reading.rows(path)
    assert "quotes" in first.wrong
    assert second.cells == {"name": "C", "city": "y"}


def test_letters_of_another_encoding_far_below_make_the_file_an_old_one(tmp_path: Path) -> None:
    head = b"name,city\n" + b"Acme,Berlin\n" * 30_000
    path = written(tmp_path, head + b"K\xfchne,K\xf6ln\n")
    form = reading.detect(path)
    assert form.encoding != "utf-8"
    assert "encoding" in form.doubts


def test_a_line_that_is_not_in_the_encoding_told_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, b"name,city\nAcme,Berlin\nK\xfchne,K\xf6ln\n")
    rows = list(reading.rows(path, reading.detect(path, encoding="utf-8")))
    assert [bool(row.wrong) for row in rows] == [False, True]


def test_a_row_knows_its_bytes(tmp_path: Path) -> None:
    content = 'name;note\r\nÖre;"two\r\nlines"\r\n\r\nB;x'.encode("utf-8-sig")
    path = written(tmp_path, content)
    first, second = reading.rows(path)
    assert content[first.start : first.end] == 'Öre;"two\r\nlines"\r\n'.encode()
    assert content[second.start : second.end].strip() == b"B;x"
    (again,) = reading.rows(path, reading.detect(path), start=first.end, line=4)
    assert again == second


def test_a_header_below_a_title_is_found(tmp_path: Path) -> None:
    path = written(tmp_path, b"Customers,,\n,,\nname,city,zip\nA,B,C\n")
    assert reading.detect(path).header == 3
    assert next(reading.rows(path)).cells == {"name": "A", "city": "B", "zip": "C"}


def test_a_file_without_header_is_doubted_and_read_when_told(tmp_path: Path) -> None:
    path = written(tmp_path, b"Anna,anna@nordhaven.example\nBo,bo@nordhaven.example\n")
    assert "header" in reading.detect(path).doubts
    form = reading.detect(path, header=0)
    assert [next(iter(row.cells.values())) for row in reading.rows(path, form)] == ["Anna", "Bo"]


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        reading.detect(tmp_path / "none.csv")


def test_a_file_of_more_lines_than_the_limit_is_read_up_to_it_and_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(reading.rows.__globals__, "MOST_ROWS", 3)
    path = written(tmp_path, b"Customers,\nname,city\nA,B\nC,D\nE,F\n")
    assert len(list(reading.rows(path))) == 3
    path = written(tmp_path, b"Customers,\nname,city\nA,B\nC,D\nE,F\nG,H\n")
    found = reading.rows(path)
    assert [next(found).cells["name"] for _each in range(3)] == ["A", "C", "E"]
    with pytest.raises(RefusedError) as refusal:
        next(found)
    assert str(refusal.value) == "accounts.csv has more than 3 lines."


def test_a_reading_that_goes_on_where_another_left_off_counts_all_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, b"name,city\nA,B\nC,D\nE,F\n")
    first = next(reading.rows(path))
    monkeypatch.setitem(reading.rows.__globals__, "MOST_ROWS", 2)
    rest = reading.rows(path, start=first.end, line=first.after)
    assert next(rest).cells["name"] == "C"
    with pytest.raises(RefusedError):
        next(rest)


@given(st.lists(st.integers(0, 3 * LARGEST_BATCH // 2), max_size=30), st.integers(1, 7))
def test_batches_hold_every_row_once_and_are_small(sizes: list[int], most: int) -> None:
    every = [Row(line, {}, size=size) for line, size in enumerate(sizes)]
    found = list(batches(every, most))
    assert [row for batch in found for row in batch] == every
    for batch in found:
        assert 1 <= len(batch) <= most
        assert sum(row.size for row in batch[:-1]) < LARGEST_BATCH
