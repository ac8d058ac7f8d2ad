"""Numbers that registers and tax offices give to companies, in the form in which they are kept and compared."""

import re
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import InvalidError

# What follows the two letters of a member state, from https://ec.europa.eu/taxation_customs/vies/#/faq (question 11);
# XI is Northern Ireland. Check digits are not computed.
VAT_NUMBERS: Mapping[str, str] = {
    "AT": r"U[0-9A-Z]{8}",
    "BE": r"[01][0-9]{9}",
    "BG": r"[0-9]{9,10}",
    "CY": r"[0-9]{8}[A-Z]",
    "CZ": r"[0-9]{8,10}",
    "DE": r"[0-9]{9}",
    "DK": r"[0-9]{8}",
    "EE": r"[0-9]{9}",
    "EL": r"[0-9]{9}",
    "ES": r"[0-9A-Z][0-9]{7}[0-9A-Z]",
    "FI": r"[0-9]{8}",
    "FR": r"[0-9A-Z]{2}[0-9]{9}",
    "HR": r"[0-9]{11}",
    "HU": r"[0-9]{8}",
    "IE": r"[0-9][0-9A-Z+*][0-9]{5}[A-Z]{1,2}",
    "IT": r"[0-9]{11}",
    "LT": r"[0-9]{9}|[0-9]{12}",
    "LU": r"[0-9]{8}",
    "LV": r"[0-9]{11}",
    "MT": r"[0-9]{8}",
    "NL": r"[0-9A-Z+*]{12}",
    "PL": r"[0-9]{10}",
    "PT": r"[0-9]{9}",
    "RO": r"[0-9]{2,10}",
    "SE": r"[0-9]{12}",
    "SI": r"[0-9]{8}",
    "SK": r"[0-9]{10}",
    "XI": r"[0-9]{9}|[0-9]{12}|GD[0-9]{3}|HA[0-9]{3}",
}
# Before six digits or more these name a country; other letters belong to the number (SC123456 is not 123456).
PREFIXES = (*VAT_NUMBERS, "CHE", "GB", "IS", "LI", "NO")
PREFIX = rf"^({'|'.join(PREFIXES)})(?=[0-9]{{6}})"
LEAST_DIGITS = 4  # of a number that is some company's alone
COUNTED_UP = (
    7  # digits in a row, from which 1234567 is no number but what someone typed for want of one
)
BLANKS = re.compile(r"\s+")
APART = re.compile(r"[^0-9A-Z]")


def normal_number(text: str, *, field: str) -> str:
    """A registration number as it is written, with single blanks; "" stays "". InvalidError without a digit."""
    found = BLANKS.sub(" ", text.strip())
    if found and not any(c.isdigit() for c in found):
        raise InvalidError({field: _("A number of a register has digits. Write it as HRB 12345.")})
    return found


def normal_vat(text: str, *, field: str) -> str:
    """A VAT number of the European Union without blanks, dots and dashes, as DE123456789; other tax numbers as written.

    InvalidError where a member state writes its numbers otherwise, and without a digit.
    """
    found = normal_number(text, field=field)
    plain = re.sub(r"[\s./-]", "", found).upper()
    form = VAT_NUMBERS.get(plain[:2])
    if form is None:
        return found
    if not re.fullmatch(form, plain[2:]):
        sentence = _("VAT numbers that begin with %(country)s are written otherwise. Check it.")
        raise InvalidError({field: sentence % {"country": plain[:2]}})
    return plain


def normal(values: Mapping[str, Any]) -> dict[str, str]:
    """The `registration_number` and the `vat_number` among these values, each in its form."""
    forms = (("registration_number", normal_number), ("vat_number", normal_vat))
    return {name: form(values[name], field=name) for name, form in forms if values.get(name)}


def compact(text: str) -> str:
    """Capital letters and digits alone."""
    return APART.sub("", text.upper())


def bare(text: str) -> str:
    """A number as it is compared: without what stands between its digits, and without its country."""
    return re.sub(PREFIX, "", compact(text))


def country(text: str) -> str:
    """The country that stands before a number, as two small letters; "" for none. Greece is "gr"."""
    found = re.match(PREFIX, compact(text))
    code = found[1][:2].lower() if found else ""
    return {"el": "gr", "xi": "gb"}.get(code, code)


def is_telling(number: str) -> bool:
    """Whether a bare number can be somebody's alone: not 0, n/a, 99999 or 123456789, which people write for none."""
    digits = "".join(c for c in number if c.isdigit())
    if len(digits) < LEAST_DIGITS or len(set(digits)) == 1:
        return False
    return len(digits) < COUNTED_UP or digits not in "01234567890"


def bare_as_sql(column: str) -> str:
    """`bare` as the database works it out, in the words of the index that `bare_in_sql` makes."""
    plain = f"regexp_replace(upper({column}), '[^0-9A-Z]', '', 'g')"
    return f"regexp_replace({plain}, '{PREFIX}', '', '')"


def bare_in_sql(column: str) -> models.Func:
    """The same as an expression."""
    plain = _replaced(Upper(column), "[^0-9A-Z]", "g")
    return _replaced(plain, PREFIX, "")


def _replaced(found: models.Expression | models.Func, pattern: str, flags: str) -> models.Func:
    values = (models.Value(pattern), models.Value(""), models.Value(flags))
    return models.Func(found, *values, function="regexp_replace", output_field=models.TextField())


def telling(text: str) -> str:
    """A number as it is compared; "" while it cannot be anyone's alone."""
    found = bare(text)
    return found if is_telling(found) else ""
