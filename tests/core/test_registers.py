"""Numbers of registers and tax offices: how they are kept, and when two of them are the same."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from dealwright.core import registers
from dealwright.core.errors import InvalidError


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("de 123 456 789", "DE123456789"),
        ("ATU 1234.5678", "ATU12345678"),
        ("NL 8100.12.345.B01", "NL810012345B01"),
        ("FR 40 303 265 045", "FR40303265045"),
        ("NO 923 609 016  MVA", "NO 923 609 016 MVA"),
        ("12/345/67890", "12/345/67890"),
        (" ", ""),
    ],
)
def test_a_vat_number_of_the_union_is_kept_in_one_form_and_others_as_written(
    text: str, kept: str
) -> None:
    assert registers.normal_vat(text, field="vat_number") == kept


@pytest.mark.parametrize("text", ["DE12345678", "SE5567037485", "ATX1234567", "none"])
def test_what_cannot_be_a_vat_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidError) as refused:
        registers.normal_vat(text, field="vat_number")
    assert list(refused.value.errors) == ["vat_number"]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("556703-7485", "SE 5567037485", True),
        ("CHE-123.456.789", "123 456 789", True),
        ("HRB 12345", "hrb12345", True),
        ("SC123456", "123456", False),
        ("HRB 12345", "HRA 12345", False),
    ],
)
def test_numbers_are_compared_without_what_stands_between_and_without_the_country(
    one: str, other: str, is_same: bool
) -> None:
    assert (registers.bare(one) == registers.bare(other)) is is_same


@pytest.mark.parametrize("text", ["0", "n/a", "99999999", "123456789", "12"])
def test_what_people_write_for_want_of_a_number_tells_nothing(text: str) -> None:
    assert not registers.is_telling(registers.bare(text))


@pytest.mark.django_db
@given(text=st.text(alphabet="DESECH 0123456789.-/äß", max_size=24))
def test_the_database_compares_as_we_do(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {registers.bare_as_sql('%s::text')}", [text])
        (found,) = cursor.fetchone()
    # ß is a letter that PostgreSQL leaves as it is and Python makes SS of
    assert found == registers.bare(text.replace("ß", ""))
