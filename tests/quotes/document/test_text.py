"""What people type is printed as they typed it, in any script, and never obeyed."""

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from dealwright.quotes.document import Client, TaxSum, Totals, render
from dealwright.quotes.document.prose import SOFT_HYPHEN, breakable, set_text
from tests.quotes.document.offers import ACTIVATED_AT, line, offer, offer_of

MARKUP = '#pagebreak() *bold* _x_ $1/2$ @ref \\ <label> "quoted" // no comment'


def pdf_of(document):
    return PdfReader(io.BytesIO(render(document, at=ACTIVATED_AT)))


def text_of(document):
    return "".join(page.extract_text() for page in pdf_of(document).pages)


def fonts_of(document):
    pages = pdf_of(document).pages
    return {
        font.get_object()["/BaseFont"].split("+")[1]
        for page in pages
        for font in page["/Resources"]["/Font"].values()
    }


def test_markup_in_a_name_is_printed_and_not_obeyed():
    pdf = pdf_of(offer(line(name=MARKUP)))
    assert len(pdf.pages) == 1
    assert "#pagebreak() *bold* _x_ $1/2$ @ref" in pdf.pages[0].extract_text().replace("\n", " ")


def test_the_words_of_a_quote_are_all_there():
    text = text_of(offer_of(1, subject="Malmö cross-dock", payment_terms="30 days net"))
    for words in (
        "QUO-2026-000318 · Revision 3",
        "Corvane Systems",
        "Nordhaven Cold Chain AB",
        "Annika Sjöberg-Lindqvist",
        "18 December 2026",
        "30 days net",
        "Malmö cross-dock",
        "Ines Carvalho, Key account manager",
    ):
        assert words in text


def test_a_quote_speaks_the_language_it_was_made_in():
    text = text_of(offer_of(1, locale="de-DE"))
    for words in ("Angebot", "Fassung 3", "Erstellt für", "Gültig bis", "18. Dezember 2026"):
        assert words in text


def test_totals_are_printed_as_they_were_given():
    totals = Totals(
        lines=Decimal("1000.00"),
        discount=Decimal("70.00"),
        freight=Decimal("30.00"),
        taxes=(TaxSum(rate=Decimal("9.3"), amount=Decimal("93.00")),),
        total=Decimal("1053.00"),
    )
    text = text_of(offer(line(net_amount=Decimal("1000.00")), totals=totals))
    for figure in ("1,000.00", "\u221270.00", "30.00", "Tax 9.3%", "93.00", "SEK\xa01,053.00"):
        assert figure in text


def test_a_discount_has_a_column_only_where_one_was_given():
    assert "Discount" not in text_of(offer_of(2))
    assert "\u221210.00" in text_of(offer(line(discount=Decimal(10), net_amount=Decimal(1090))))


def test_tax_has_a_column_only_where_the_lines_differ():
    assert "12%" not in text_of(offer_of(2))
    text = text_of(offer(line(), line(2, tax_rate=Decimal(12))))
    assert "12%" in text


def test_a_draft_says_on_its_face_that_it_is_no_offer():
    assert "Draft, not an offer" in text_of(offer_of(1, draft=True))
    assert "Draft, not an offer" not in text_of(offer_of(1))


@pytest.mark.parametrize(
    ("name", "font"),
    [
        ("産業用仕分けシステム", "NotoSansJP"),
        ("اختبار النقل", "NotoSansArabic"),
        ("בדיקת מסוע", "NotoSansHebrew"),
        ("Сортировочная линия", "Inter"),
        ("Γραμμή διαλογής", "Inter"),
        ("สายพานลำเลียง", "NotoSansThai"),
        ("컨베이어 벨트", "NotoSansKR"),
        ("कन्वेयर बेल्ट", "NotoSans"),
    ],
)
def test_every_script_is_set_in_a_font_that_has_it(name, font):
    fonts = fonts_of(offer(line(name=name)))
    assert any(used.startswith(font) for used in fonts)
    assert all(used.startswith(("Inter", "NotoSans")) for used in fonts)


@pytest.mark.parametrize(
    ("locale", "font"), [("ja-JP", "NotoSansJP"), ("ko-KR", "NotoSansKR"), ("zh-CN", "NotoSansSC")]
)
def test_shared_characters_are_drawn_as_the_reader_draws_them(locale, font):
    document = offer_of(1, locale=locale, client=Client(name="直"), subject="直")
    assert any(used.startswith(font) for used in fonts_of(document))


def test_a_right_to_left_document_isolates_what_runs_the_other_way():
    assert set_text("+46 31 555", right_to_left=True) == "\u2068+46 31 555\u2069"
    assert set_text("one\ntwo", right_to_left=True) == "\u2068one\u2069\n\u2068two\u2069"


def test_plain_text_in_a_left_to_right_document_is_left_as_it_is():
    assert set_text("Malmö, 12 m", right_to_left=False) == "Malmö, 12 m"


def test_a_name_that_turns_direction_cannot_turn_its_surroundings():
    assert set_text("\u202eevil", right_to_left=False) == "\u2068\u202eevil\u2069"


def test_an_overlong_word_may_break_and_an_ordinary_one_may_not():
    assert SOFT_HYPHEN in breakable("Donaudampfschifffahrtselektrizitätenhauptbetriebswerk")
    assert breakable("Verpackungstechnik, Hochgeschwindigkeits-Kreuzbandsortierer") == (
        "Verpackungstechnik, Hochgeschwindigkeits-Kreuzbandsortierer"
    )


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=120))
@settings(max_examples=60, deadline=None)
def test_no_text_whatever_stops_the_page(text):
    document = replace(
        offer(line(name=text, description=text, unit=text, section=text)),
        notes=text,
        terms=text,
        subject=text,
        client=Client(name=text, contact=text, address=(text,)),
    )
    assert len(pdf_of(document).pages) >= 1
