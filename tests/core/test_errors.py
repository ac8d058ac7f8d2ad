"""Errors in words."""

from dealwright.core.errors import InvalidError, sentence


def test_a_refusal_of_several_fields_reads_as_one_sentence() -> None:
    error = InvalidError({"Website": ["This is not a web address."], "Employees": ["Too many."]})
    assert sentence(error) == "Website: This is not a web address; Employees: Too many."
    assert sentence(InvalidError({"": ["Nobody may.", "Ask."]})) == "Nobody may. Ask."
