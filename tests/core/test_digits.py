"""Numbers as they are typed: what is none, or enormous, is none."""

import pytest

from dealwright.core import digits


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("999999999", 999_999_999)])
def test_plain_digits_are_a_number(text: str, number: int) -> None:
    assert digits.whole(text) == number


@pytest.mark.parametrize("text", ["", "-1", "1.0", " 1", "²", "٣", "1_0", "9" * 10, "9" * 5000])
def test_anything_else_is_none(text: str) -> None:
    assert digits.whole(text) is None
