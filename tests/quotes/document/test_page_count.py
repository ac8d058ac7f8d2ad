"""However many lines a quote has, its pages are numbered, headed and closed by a total."""

import io

import pytest
from pypdf import PdfReader

from dealwright.quotes.document import render
from tests.quotes.document.offers import ACTIVATED_AT, line, offer, offer_of


def pages_of(document):
    return [
        page.extract_text()
        for page in PdfReader(io.BytesIO(render(document, at=ACTIVATED_AT))).pages
    ]


def test_a_single_line_fits_on_one_page():
    (page,) = pages_of(offer_of(1))
    assert "1 / 1" in page


@pytest.mark.parametrize("count", [1, 30, 200])
def test_every_page_says_which_of_how_many_it_is(count):
    pages = pages_of(offer_of(count))
    for number, page in enumerate(pages, start=1):
        assert f"{number} / {len(pages)}" in page


def test_every_page_with_lines_repeats_the_head_of_the_table():
    pages = pages_of(offer_of(200))
    with_lines = [page for page in pages if "PC-0" in page]
    assert len(with_lines) > 5
    assert all("Unit price" in page and "Amount SEK" in page for page in with_lines)


def test_two_hundred_lines_are_all_printed():
    text = "".join(pages_of(offer_of(200)))
    assert [code for code in range(1, 201) if f"PC-{code:04}" not in text] == []


@pytest.mark.parametrize("count", range(15, 26))
def test_the_total_never_stands_without_a_line_above_it(count):
    (page,) = [page for page in pages_of(offer_of(count)) if "SEK\xa0" in page]
    assert f"PC-{count:04}" in page


@pytest.mark.parametrize("count", range(15, 26))
def test_a_section_never_begins_on_the_last_row_of_a_page(count):
    first = [line(position, section="Hall one") for position in range(1, count)]
    second = [line(position, section="Hall two") for position in range(count, count + 9)]
    (page,) = [page for page in pages_of(offer(*first, *second)) if "Hall two" in page]
    assert f"PC-{count:04}" in page


def test_nobody_is_asked_to_sign_an_empty_page():
    for count in range(15, 26):
        (page,) = [page for page in pages_of(offer_of(count)) if "signature" in page]
        assert "Warranty 24 months." in page


def test_a_description_longer_than_a_page_is_printed_to_its_end():
    endless = "\n".join(f"Clause {number}." for number in range(300))
    text = "".join(pages_of(offer(line(description=endless))))
    assert "Clause 299." in text
    assert "Total" in text
