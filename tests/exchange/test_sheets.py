"""Workbooks: written by hand here, as their parts are few; bombs among them."""

import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright.core.errors import RefusedError
from dealwright.exchange import reading
from dealwright.exchange.reading import sheets
from dealwright.exchange.reading.workbook import TooLargeError, refuse_bomb

TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"""
RELATIONS = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/></Relationships>"""
WORKBOOK = """<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Customers" sheetId="1" r:id="rId1"/></sheets></workbook>"""
SHEET = """<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"""


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def workbook(path: Path, rows: str, target: str = "worksheets/sheet1.xml") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr(
            "_rels/.rels", RELATIONS.format(kind="officeDocument", target="xl/workbook.xml")
        )
        archive.writestr("xl/workbook.xml", WORKBOOK)
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            RELATIONS.format(kind="worksheet", target=target),
        )
        archive.writestr(f"xl/{target}", SHEET.format(rows=rows))
    return path


def text(place: str, value: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


def test_a_sheet_is_read_as_a_table(tmp_path: Path) -> None:
    rows = (
        f'<row r="1">{text("A1", "Firm")}{text("B1", "Staff")}</row>'
        f'<row r="2">{text("A2", "Öre, Malmö")}<c r="B2"><v>120</v></c></row>'
    )
    path = workbook(tmp_path / "customers.xlsx", rows)
    assert sheets.is_sheet(path)
    assert sheets.names(path) == ["Customers"]
    sheets.write(path, "Customers", tmp_path / "table.csv")
    assert [row.cells for row in reading.rows(tmp_path / "table.csv")] == [
        {"Firm": "Öre, Malmö", "Staff": "120"}
    ]


def refused(path: Path) -> RefusedError:
    with pytest.raises(RefusedError) as refusal:
        sheets.write(path, "Customers", path.with_suffix(".csv"))
    return refusal.value


FAR = f'<row r="1">{text("A1", "x")}</row><row r="1048576">{text("XFD1048576", "y")}</row>'
NUMBER = "<c><v>1</v></c>"
BOMBS = {
    "plain": FAR,
    "single quotes": FAR.replace('"', "'"),
    "spelt": FAR.replace('r="XFD', 'r = "&#88;FD'),
    "no places": f"<row>{NUMBER * 2000}</row>" + f"<row>{NUMBER}</row>" * 2000,
}


@pytest.mark.parametrize("target", ["worksheets/sheet1.xml", "elsewhere/one.bin"])
@pytest.mark.parametrize("rows", BOMBS.values(), ids=BOMBS)
def test_a_cell_far_away_is_refused_before_it_fills_the_memory(
    tmp_path: Path, rows: str, target: str
) -> None:
    path = workbook(tmp_path / "bomb.xlsx", rows, target)
    with pytest.raises(TooLargeError):
        refuse_bomb(str(path), most_cells=3_000_000)
    assert "3000000 cells" in str(refused(path))


def test_what_no_measure_finds_ends_its_own_process_only(tmp_path: Path) -> None:
    """One long text that every cell repeats: the sheet is small, what is read of it is not."""
    rows = "".join('<row><c t="s"><v>0</v></c></row>' for _ in range(60_000))
    path = workbook(tmp_path / "long.xlsx", rows)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/sharedStrings.xml", f"<sst {MAIN}><si><t>{'x' * 100_000}</t></si></sst>"
        )
    refuse_bomb(str(path), most_cells=3_000_000)
    assert "too large" in str(refused(path))


def test_what_unpacks_to_more_than_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (300 * 1024**2))
    with pytest.raises(RefusedError) as refusal:
        sheets.names(path)
    assert "256 MB" in str(refusal.value)


def test_entities_that_would_grow_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "entities.xlsx", f'<row r="1">{text("A1", "x")}</row>')
    declared = (
        f'<!DOCTYPE worksheet [<!ENTITY a "aaaa">]>{SHEET.format(rows="").partition("?>")[2]}'
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/worksheets/sheet2.xml", declared)
    assert "not a workbook" in str(refused(path))


@pytest.mark.parametrize("part", ["content.xml", "[Content_Types].xml", "xl/workbook.bin"])
def test_workbooks_of_other_kinds_are_refused(tmp_path: Path, part: str) -> None:
    path = tmp_path / "other.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, TYPES)
    with pytest.raises(RefusedError) as refusal:
        sheets.names(path)
    assert "not a workbook" in str(refusal.value)


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing of the kind")
    with pytest.raises(RefusedError):
        sheets.names(path)


@given(at=st.integers(0, 2000), broken=st.binary(min_size=1, max_size=8))
@settings(max_examples=10, deadline=None)
def test_a_damaged_workbook_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, at: int, broken: bytes
) -> None:
    path = workbook(tmp_path_factory.mktemp("damaged") / "a.xlsx", f"<row>{text('A1', 'x')}</row>")
    whole = path.read_bytes()
    start = at % len(whole)
    path.write_bytes(whole[:start] + broken + whole[start + len(broken) :])
    table = path.with_suffix(".csv")
    with suppress(RefusedError):
        sheets.write(path, "Customers", table)
        assert table.stat().st_size


def test_a_sheet_whose_bytes_are_damaged_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "damaged.xlsx", f'<row r="1">{text("A1", "x" * 500)}</row>')
    whole = bytearray(path.read_bytes())
    start = whole.index(b"xl/worksheets/sheet1.xml") + 44
    whole[start : start + 10] = b"\xff" * 10
    path.write_bytes(whole)
    assert "not a workbook" in str(refused(path))
