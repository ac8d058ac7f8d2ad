"""Files as the world writes them: the public test beds, skipped where they are not, and every dialect Hypothesis thinks of."""

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.core.errors import RefusedError
from dealwright.exchange import reading

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "messy_csv"
public = pytest.mark.skipif(not DATA.is_dir(), reason=f"the test bed is not at {DATA}")
NAMES = sorted(path.stem for path in (DATA / "csv_spectrum").glob("*.csv")) or ["none"]
# What each file is in truth; several encodings that read it alike are one answer.
ENCODINGS = {
    "sample-arabic-1": "cp1256",
    "sample-arabic": "utf-8",
    "sample-bulgarian": "utf-8",
    "sample-chinese": "big5",
    "sample-english.bom": "utf-8-sig",
    "sample-french-1": "cp1252",
    "sample-french": "utf-8",
    "sample-greek-2": "cp1253",
    "sample-greek": "cp1253",
    "sample-hebrew-2": "cp1255",
    "sample-hebrew-3": "cp1255",
    "sample-korean": "cp949",
    "sample-polish": "utf-8",
    "sample-russian-2": "utf-8",
    "sample-russian-3": "utf-8",
    "sample-russian": "mac_cyrillic",
    "sample-spanish": "utf-8",
    "sample-turkish": "cp1254",
}


@public
@pytest.mark.parametrize("name", NAMES)
def test_every_cell_of_the_spectrum_is_exact(name: str) -> None:
    path = DATA / "csv_spectrum" / f"{name}.csv"
    expected = path.with_suffix(".json").read_text(encoding="utf-8")
    if b"\r\n" not in path.read_bytes():  # the copies that were made lost their CRs
        expected = expected.replace(r"\r\n", r"\n")
    assert [row.cells for row in reading.rows(path)] == json.loads(expected)
    assert not reading.detect(path).doubts.get("dialect")


@public
@pytest.mark.parametrize(("name", "encoding"), sorted(ENCODINGS.items()))
def test_every_encoding_is_right_or_asked(name: str, encoding: str) -> None:
    path = DATA / "encodings" / f"{name}.txt"
    content = path.read_bytes()
    form = reading.detect(path)
    is_right = content.decode(form.encoding) == content.decode(encoding)
    asked = [content.decode(other) for other in form.doubts.get("encoding", ())]
    assert is_right
    assert encoding.startswith("utf") or asked


@public
@pytest.mark.parametrize(("name", "columns", "count"), [("airedale", 8, 54), ("imdb", 44, 99)])
def test_public_tables_have_their_columns(name: str, columns: int, count: int) -> None:
    path = DATA / "clevercsv" / f"{name}.csv"
    form = reading.detect(path)
    assert len(form.columns) == columns
    assert sum(1 for _row in reading.rows(path)) >= count


CELL = st.text(
    st.sampled_from("abcåéЖ東 ,;|\t'\"\\\r\n.019@-"), max_size=8
)  # what makes trouble, and what does not


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """A header of words and rows as wide, none of them blank."""
    width = draw(st.integers(2, 5))
    head = [f"col{position}" for position in range(width)]
    row = st.lists(CELL, min_size=width, max_size=width).filter(
        lambda cells: any(cell.strip() for cell in cells)
    )
    return [head, *draw(st.lists(row, min_size=1, max_size=8))]


@given(
    table=tables(),
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
)
def test_any_table_comes_back_cell_exact_or_with_a_question(
    tmp_path_factory: pytest.TempPathFactory,
    table: list[list[str]],
    delimiter: str,
    quoting: int,
    end: str,
    encoding: str,
) -> None:
    path = tmp_path_factory.mktemp("any") / "table.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(table)
    form = reading.detect(path)
    if form.doubts:
        form = reading.detect(
            path, encoding=encoding, delimiter=delimiter, quote='"', escape="", header=1
        )
    assert [list(row.cells.values()) for row in reading.rows(path, form)] == table[1:]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a,b\n1," + b"x" * 200_000 + b"\n", "131072 characters"),
        (b"a,b\n1," + b"x" * 10_000_000 + b"\n", "1024 KB"),
        (b'a,b\n1,"never closed\n' + b"x,y\n" * 400_000, "131072 characters"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0", "NUL"),
        (",".join(f"c{n}" for n in range(2_000)).encode() + b"\n", "1000"),
    ],
)
def test_what_would_do_harm_is_refused_with_the_limit(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "harm.csv"
    path.write_bytes(content)
    with pytest.raises(RefusedError) as refusal:
        list(reading.rows(path))
    assert words in str(refusal.value)


def test_a_nul_in_one_row_refuses_that_row(tmp_path: Path) -> None:
    path = tmp_path / "nul.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 400_000 + b"1,\0\n")
    *_good, last = reading.rows(path)
    assert "NUL" in last.wrong
