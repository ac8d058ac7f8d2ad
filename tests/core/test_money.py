from decimal import ROUND_DOWN, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.core.money import (
    MoneyError,
    NotAnAmountError,
    UnknownCurrencyError,
    UnroundedAmountError,
    allocate,
    minor_units,
    parse_decimal,
    percent_of,
    round_money,
)

CURRENCIES = {"JPY": 0, "EUR": 2, "KWD": 3}

currencies = st.sampled_from(sorted(CURRENCIES))
weights = st.lists(
    st.decimals(min_value=0, max_value=10**9, places=4, allow_nan=False, allow_infinity=False),
    min_size=1,
    max_size=12,
)
minor_amounts = st.integers(min_value=-(10**12), max_value=10**12)


def amount(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-minor_units(currency))


def texts(amounts: list[Decimal]) -> list[str]:
    return [str(each) for each in amounts]


@pytest.mark.parametrize(("currency", "decimals"), CURRENCIES.items())
def test_minor_units_follow_the_currency(currency, decimals):
    assert minor_units(currency) == decimals


@pytest.mark.parametrize("code", ["", "eur", "EURO", "ZZZ", "€"])
def test_an_unknown_currency_is_refused(code):
    with pytest.raises(UnknownCurrencyError):
        round_money(Decimal(1), code)


@pytest.mark.parametrize(
    ("raw", "currency", "rounded"),
    [
        ("0.125", "EUR", "0.13"),
        ("-0.125", "EUR", "-0.13"),
        ("0.1249999", "EUR", "0.12"),
        ("2.5", "JPY", "3"),
        ("1.0005", "KWD", "1.001"),
        ("7", "KWD", "7.000"),
        ("-0.004", "EUR", "0.00"),
        ("123456789012345678901234567890.125", "EUR", "123456789012345678901234567890.13"),
    ],
)
def test_halves_round_away_from_zero_to_the_minor_unit(raw, currency, rounded):
    assert str(round_money(Decimal(raw), currency)) == rounded


def test_rounding_does_not_depend_on_the_ambient_context():
    with localcontext(prec=5, rounding=ROUND_DOWN):
        assert str(round_money(Decimal("1234567.125"), "EUR")) == "1234567.13"


@pytest.mark.parametrize(
    ("given_value", "read"),
    [
        (Decimal("1.50"), "1.50"),
        (3, "3"),
        ("12.5", "12.5"),
        (" -4 ", "-4"),
        ("+0.10", "0.10"),
    ],
)
def test_plain_numbers_are_read_exactly(given_value, read):
    assert str(parse_decimal(given_value)) == read


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        float("nan"),
        True,
        None,
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        "NaN",
        "-Infinity",
        "1e5",
        "1_000",
        "1,000",
        "1.",
        "",
        "١٢",
        "1\x00",
        "9" * 31,
        10**30,
        Decimal("1E-31"),
        [1],
    ],
)
def test_anything_that_is_no_exact_finite_number_is_refused(value):
    with pytest.raises(NotAnAmountError):
        parse_decimal(value)


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [("1", "3", "33.33"), ("2", "3", "66.67"), ("-5", "40", "-12.50"), ("0", "7", "0.00")],
)
def test_a_percentage_has_two_decimals(part, whole, percent):
    assert str(percent_of(Decimal(part), Decimal(whole))) == percent


def test_a_percentage_of_nothing_does_not_exist():
    assert percent_of(Decimal(1), Decimal(0)) is None


def test_the_largest_remainders_get_the_units_left_over():
    shares = allocate(Decimal("10.00"), [Decimal(1), Decimal(2), Decimal(3)], "EUR")
    assert texts(shares) == ["1.67", "3.33", "5.00"]


def test_equal_remainders_favour_the_larger_weight():
    shares = allocate(Decimal(4), [Decimal(1), Decimal(3), Decimal(1), Decimal(3)], "JPY")
    assert texts(shares) == ["0", "2", "0", "2"]


def test_equal_weights_favour_the_earlier_position():
    shares = allocate(Decimal("-10.00"), [Decimal(1)] * 3, "EUR")
    assert texts(shares) == ["-3.34", "-3.33", "-3.33"]


def test_a_zero_weight_gets_nothing_and_shows_no_sign():
    shares = allocate(Decimal("-0.01"), [Decimal(0), Decimal("0.3"), Decimal(0)], "EUR")
    assert texts(shares) == ["0.00", "-0.01", "0.00"]


def test_weights_that_are_all_zero_count_the_same():
    assert texts(allocate(Decimal(10), [Decimal(0)] * 3, "JPY")) == ["4", "3", "3"]


def test_nothing_is_split_over_nobody():
    assert allocate(Decimal(0), [], "EUR") == []


def test_a_total_without_anybody_to_carry_it_is_refused():
    with pytest.raises(ValueError, match="nobody"):
        allocate(Decimal(1), [], "EUR")


def test_a_negative_weight_is_refused():
    with pytest.raises(ValueError, match="negative"):
        allocate(Decimal(1), [Decimal(2), Decimal(-1)], "EUR")


def test_a_total_finer_than_its_currency_is_refused():
    with pytest.raises(UnroundedAmountError):
        allocate(Decimal("0.5"), [Decimal(1)], "JPY")


def test_every_error_of_money_is_one_kind_that_forms_understand():
    assert issubclass(MoneyError, ValueError)


@given(minor=minor_amounts, weights=weights, currency=currencies)
def test_shares_always_sum_to_the_total_in_whole_minor_units(minor, weights, currency):
    shares = allocate(amount(minor, currency), weights, currency)
    assert len(shares) == len(weights)
    assert sum(shares) == amount(minor, currency)
    assert all(share == round_money(share, currency) for share in shares)


@given(minor=minor_amounts, weights=weights, currency=currencies)
def test_each_share_is_within_one_minor_unit_of_the_exact_one(minor, weights, currency):
    counted = weights if any(weights) else [Decimal(1)] * len(weights)
    total = amount(minor, currency)
    unit = Fraction(1, 10 ** minor_units(currency))
    for share, weight in zip(allocate(total, weights, currency), counted, strict=True):
        exact = Fraction(total) * Fraction(weight) / sum(map(Fraction, counted))
        assert abs(Fraction(share) - exact) < unit


@given(minor=minor_amounts, weights=weights, currency=currencies)
def test_the_opposite_total_is_split_into_opposite_shares(minor, weights, currency):
    shares = allocate(amount(minor, currency), weights, currency)
    assert allocate(amount(-minor, currency), weights, currency) == [-share for share in shares]


@given(minor=minor_amounts, weights=weights, currency=currencies)
def test_the_scale_of_the_weights_does_not_matter(minor, weights, currency):
    total = amount(minor, currency)
    scaled = [weight * 1000 for weight in weights]
    assert allocate(total, scaled, currency) == allocate(total, weights, currency)
