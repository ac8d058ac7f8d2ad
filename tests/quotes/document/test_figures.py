"""Money, quantities and dates stand as the reader's locale writes them."""

from datetime import date
from decimal import Decimal

import pytest
from babel.core import UnknownLocaleError
from hypothesis import given
from hypothesis import strategies as st

from dealwright.core.money import UnknownCurrencyError, minor_units
from dealwright.quotes.document.figures import Figures

AMOUNT = Decimal("1234567.5")


@pytest.mark.parametrize(
    ("locale", "currency", "written"),
    [
        ("en-GB", "SEK", "SEK\xa01,234,567.50"),
        ("en-IN", "INR", "INR\xa012,34,567.50"),
        ("de-DE", "EUR", "1.234.567,50\xa0EUR"),
        ("de-CH", "CHF", "CHF\xa01\u2019234\u2019567.50"),
        ("fr-FR", "EUR", "1\u202f234\u202f567,50\xa0EUR"),
        ("sv-SE", "SEK", "1\xa0234\xa0567,50\xa0SEK"),
        ("en-US", "KWD", "KWD\xa01,234,567.500"),
    ],
)
def test_money_is_written_as_the_locale_writes_it(locale, currency, written):
    assert Figures.of(locale, currency).money(AMOUNT) == written


def test_a_currency_without_minor_units_has_no_decimals():
    assert Figures.of("ja-JP", "JPY").money(Decimal(1234567)) == "JPY\xa01,234,567"


def test_an_amount_below_zero_has_a_true_minus():
    assert Figures.of("en", "EUR").amount(Decimal(-40)) == "\u221240.00"


def test_a_unit_price_keeps_the_decimals_it_has():
    figures = Figures.of("en", "EUR")
    assert figures.unit_price(Decimal("0.0125")) == "0.0125"
    assert figures.unit_price(Decimal(90)) == "90.00"


def test_a_quantity_has_no_idle_zeros():
    figures = Figures.of("de", "EUR")
    assert [figures.quantity(Decimal(text)) for text in ("3.000", "2.50", "1000")] == [
        "3",
        "2,5",
        "1.000",
    ]


@pytest.mark.parametrize(
    ("locale", "written"),
    [("en", "7.5%"), ("de", "7,5\xa0%"), ("tr", "%7,5"), ("eu", "%\xa07,5")],
)
def test_a_percentage_is_written_as_the_locale_writes_it(locale, written):
    assert Figures.of(locale, "EUR").percent(Decimal("7.5")) == written


def test_a_date_is_written_in_the_locales_words():
    assert Figures.of("sv-SE", "SEK").day(date(2026, 12, 18)) == "18 december 2026"


@pytest.mark.parametrize(
    ("locale", "paper"),
    [("en-US", "us-letter"), ("en-GB", "a4"), ("en", "a4"), ("es-MX", "us-letter")],
)
def test_paper_is_what_the_reader_prints_on(locale, paper):
    assert Figures.of(locale, "EUR").paper == paper


def test_an_unknown_currency_is_an_error():
    with pytest.raises(UnknownCurrencyError):
        Figures.of("en", "XXQ")


def test_an_unknown_locale_is_an_error():
    with pytest.raises(UnknownLocaleError):
        Figures.of("qq-QQ", "EUR")


@given(
    units=st.integers(min_value=-(10**15), max_value=10**15),
    currency=st.sampled_from(["JPY", "EUR", "KWD"]),
)
def test_no_digit_of_an_amount_is_ever_lost(units, currency):
    decimals = minor_units(currency)
    amount = Decimal(units).scaleb(-decimals)
    written = Figures.of("en", currency).amount(amount)
    assert Decimal(written.replace(",", "").replace("\u2212", "-")) == amount
