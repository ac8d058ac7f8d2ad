"""Values in words, whatever the locale."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from dealwright.records.fields import Field, Kind
from dealwright.ui import cells, formats, inputs

BRITISH, GERMAN, AMERICAN, SWEDISH = (
    Locale.parse(code) for code in ("en_GB", "de_DE", "en_US", "sv_SE")
)
MINUS, DASH, SPACE = "\N{MINUS SIGN}", "\N{EN DASH}", "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "text"),
    [
        ("412800", "EUR", BRITISH, "€412,800"),
        ("412800.50", "EUR", BRITISH, "€412,800.50"),
        ("7314936", "SEK", BRITISH, f"SEK{SPACE}7,314,936"),
        ("-57660", "EUR", BRITISH, f"{MINUS}€57,660"),
        ("1234.5", "EUR", GERMAN, f"1.234,50{SPACE}€"),
        ("64500000", "JPY", AMERICAN, "¥64,500,000"),
    ],
)
def test_money_stands_in_its_own_currency(
    amount: str, currency: str, locale: Locale, text: str
) -> None:
    assert formats.money(Decimal(amount), currency, locale) == text


def test_thousands_stay_grouped_where_a_language_has_no_short_word_for_them() -> None:
    assert formats.compact_money(Decimal("781700.40"), "EUR", GERMAN) == f"781.700{SPACE}€"
    assert formats.compact(12480, GERMAN) == "12.480"
    assert formats.compact(12480, BRITISH) == "12K"


def test_exact_money_keeps_the_minor_units() -> None:
    assert formats.money(Decimal(412800), "EUR", BRITISH, exact=True) == "€412,800.00"
    assert formats.money(Decimal(412800), "JPY", BRITISH, exact=True) == "JP¥412,800"


def test_a_missing_value_is_a_thin_dash() -> None:
    zone = UTC
    assert {
        formats.number(None, BRITISH),
        formats.compact(None, BRITISH),
        formats.money(None, "EUR", BRITISH),
        formats.compact_money(None, "EUR", BRITISH),
        formats.percent(None, BRITISH),
        formats.day(None, BRITISH, zone),
        formats.moment(None, BRITISH, zone),
        formats.ago(None, datetime.now(UTC), BRITISH),
    } == {DASH}


def test_a_column_head_is_short() -> None:
    assert formats.compact_money(Decimal(4820000), "EUR", BRITISH) == "€4.82M"
    assert formats.compact_money(Decimal(4820000), "EUR", GERMAN) == f"4,82{SPACE}Mio.{SPACE}€"


@pytest.mark.parametrize(
    ("value", "text"), [("65", "65%"), ("97.6", "97.6%"), ("-2.25", f"{MINUS}2.2%")]
)
def test_a_percentage_drops_decimals_that_say_nothing(value: str, text: str) -> None:
    assert formats.percent(Decimal(value), BRITISH) == text


def test_days_are_said_as_people_say_them() -> None:
    today = date(2026, 11, 19)
    said = [
        formats.relative_day(day, today, BRITISH)
        for day in (
            today,
            date(2026, 11, 20),
            date(2026, 11, 18),
            date(2026, 11, 23),
            date(2026, 12, 18),
            date(2026, 10, 10),
        )
    ]
    assert said == ["today", "tomorrow", "yesterday", "Mon 23 Nov", "in 29 days", "40 days ago"]


def test_a_due_day_says_how_late_it_is() -> None:
    today = date(2026, 11, 19)
    assert formats.due(date(2026, 11, 17), today, BRITISH) == formats.Due("late", "2 days late")
    assert formats.due(today, today, BRITISH) == formats.Due("today", "today")
    assert formats.due(date(2026, 11, 20), today, BRITISH) == formats.Due("planned", "tomorrow")
    assert formats.due(None, today, BRITISH).state == "none"


AMOUNT = Field(name="amount", label="amount", kind=Kind.MONEY)
COUNT = Field(name="amount", label="amount", kind=Kind.INTEGER)
DAY = Field(name="amount", label="amount", kind=Kind.DATE)


@pytest.mark.parametrize(
    ("field", "typed", "locale", "value"),
    [
        (AMOUNT, "1,234.50", BRITISH, Decimal("1234.50")),
        (AMOUNT, "1.234,50", GERMAN, Decimal("1234.50")),
        (AMOUNT, f"{MINUS}5", BRITISH, Decimal(-5)),
        (AMOUNT, "1 234,50", SWEDISH, Decimal("1234.50")),
        (AMOUNT, "a lot", BRITISH, "a lot"),
        (AMOUNT, "1,23,4", BRITISH, "1,23,4"),
        (AMOUNT, "NaN", BRITISH, "NaN"),
        (AMOUNT, "", BRITISH, None),
        (COUNT, "1,250", BRITISH, 1250),
        (COUNT, "12.5", BRITISH, Decimal("12.5")),
        (DAY, "2026-12-31", GERMAN, date(2026, 12, 31)),
        (DAY, "31.12.2026", GERMAN, date(2026, 12, 31)),
        (DAY, "12/31/2026", AMERICAN, date(2026, 12, 31)),
        (DAY, "soon", BRITISH, "soon"),
    ],
)
def test_input_is_read_in_the_readers_locale(
    field: Field, typed: str, locale: Locale, value: object
) -> None:
    assert inputs.read(field, {"amount": typed}, locale) == value


@given(
    st.decimals(min_value=-(10**12), max_value=10**12, places=2),
    st.sampled_from([BRITISH, GERMAN, AMERICAN, SWEDISH]),
)
def test_what_a_form_shows_is_read_back_the_same(amount: Decimal, locale: Locale) -> None:
    shown = inputs.written(AMOUNT, amount, locale)
    assert inputs.read(AMOUNT, {"amount": shown}, locale) == amount


@pytest.mark.parametrize("address", ["https://corvane.example", "HTTP://corvane.example"])
def test_a_web_address_is_followed(address: str) -> None:
    assert f'href="{address}"' in cells.RICH[Kind.URL](address)


@pytest.mark.parametrize("text", ["javascript:alert(1)", "data:text/html,x", "//corvane.example"])
def test_what_is_no_web_address_is_text(text: str) -> None:
    assert cells.RICH[Kind.URL](text) == text
