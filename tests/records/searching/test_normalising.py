"""Text as it is compared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.records.searching import normalising

TEXTS = st.text(max_size=60)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Åkerström  GmbH & Co.\tKG", "akerstrom gmbh & co. kg"),
        ("STRASSE Straße", "strasse strasse"),
        ("Ｎｏｒｄ①", "nord1"),
        ("Łódź Ørsted Æther", "lodz orsted aether"),
        ("O’Brien O'Brien", "obrien obrien"),
        ("İstanbul", "istanbul"),
        ("a\0b\u200bc", "abc"),
    ],
)
def test_text_loses_case_accents_and_width(text: str, plain: str) -> None:
    assert normalising.normal(text) == plain


@given(TEXTS)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalising.normal(text)
    assert normalising.normal(once) == once


@given(TEXTS)
def test_case_and_composition_make_no_difference(text: str) -> None:
    plain = normalising.normal(text)
    assert normalising.normal(text.casefold()) == plain
    assert normalising.normal(unicodedata.normalize("NFD", text)) == plain


@given(TEXTS)
def test_words_are_letters_and_digits_and_stand_in_the_text(text: str) -> None:
    plain = normalising.normal(text)
    for word in normalising.words(text):
        assert word.isalnum() or any(c.isalnum() for c in word)
        assert word in plain


def test_an_address_is_known_as_a_whole_by_its_domain_and_by_its_words() -> None:
    assert normalising.address_words("Annika.Berg@Nordhaven.example") == [
        "annika.berg@nordhaven.example",
        "nordhaven.example",
        "annika",
        "berg",
    ]


def test_a_number_is_known_by_its_end_with_and_without_zeros() -> None:
    assert normalising.number_words("QUO-2026-000123") == ["000123", "123"]
    assert normalising.number_words("") == []


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("+46 (0)31-555 01 42", "460315550142"),
        ("031/555.01", "3155501"),
        ("004631", "4631"),
        ("555", ""),
        ("room 5550", ""),
        ("٤٥٦٧", ""),
    ],
)
def test_what_looks_like_a_part_of_a_telephone_number_is_its_digits(text: str, digits: str) -> None:
    assert normalising.asked_number(text) == digits
