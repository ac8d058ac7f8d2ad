import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from dealwright.core.addresses import normal_email, normal_phone, shown_phone
from dealwright.core.errors import InvalidError


@pytest.mark.parametrize(
    ("written", "country", "stored"),
    [
        ("031 555 01 42", "SE", "+46315550142"),
        ("+46 (0)31-555 01 42", "DE", "+46315550142"),
        ("(212) 555-0142 x12", "US", "+12125550142;ext=12"),
        ("  ", "SE", ""),
    ],
)
def test_a_number_has_one_form(written: str, country: str, stored: str) -> None:
    assert normal_phone(written, country=country) == stored


def test_a_stored_number_is_shown_as_people_write_it() -> None:
    assert shown_phone("+46315550142") == "+46 31 555 01 42"


@pytest.mark.parametrize("written", ["12", "call me", "+999999999999999999"])
def test_what_cannot_be_dialled_is_refused(written: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        normal_phone(written, country="SE", field="mobile")
    assert list(refusal.value.errors) == ["mobile"]


def test_an_address_has_one_form() -> None:
    assert normal_email("  Annika@NORDHAVEN.example ") == "Annika@nordhaven.example"
    assert normal_email("") == ""


@pytest.mark.parametrize("written", ["annika", "annika@", "@nordhaven.example", "a b@c.example"])
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(InvalidError):
        normal_email(written)


LOCALS = st.one_of(
    st.from_regex(r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~@\" -]{1,70}", fullmatch=True),
    st.sampled_from(["Postmaster", "SALES", "a..b", ".a", "a.", "ä", '"a b"', ""]),
)
DOMAINS = st.one_of(
    st.from_regex(r"[a-zA-Z0-9.-]{1,20}\.[a-zA-Z]{2,6}", fullmatch=True),
    st.sampled_from(
        ["Nordhaven.Example", "müller.example", "localhost", "[127.0.0.1]", "a..b", ""]
    ),
)


@given(LOCALS, DOMAINS)
def test_an_address_is_read_as_the_library_reads_it(local: str, domain: str) -> None:
    text = f"{local}@{domain}".strip()
    try:
        expected = validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        expected = ""
    try:
        found = normal_email(text)
    except InvalidError:
        found = ""
    assert found == expected
