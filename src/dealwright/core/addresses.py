"""Email addresses and phone numbers in their one normal form."""

import phonenumbers
from django.utils.translation import gettext_lazy as _
from email_validator import EmailNotValidError, validate_email

from dealwright.core.errors import InvalidError


def normal_email(text: str, *, field: str = "email") -> str:
    """The address in its normal form (RFC 5321 syntax, domain lower-cased); "" stays "".

    InvalidError on `field` when it is none. Whether mail arrives there is not asked.
    """
    text = text.strip()
    if not text:
        return ""
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise InvalidError({field: _("This is not an email address.")}) from error


def normal_phone(text: str, *, country: str, field: str = "phone") -> str:
    """E.164, as +46315550142; a national number is read as one of `country` (ISO 3166); "" stays "".

    An extension follows as ";ext=12". InvalidError on `field` when no such number can exist.
    """
    text = text.strip()
    if not text:
        return ""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as error:
        raise _no_phone(field) from error
    if not phonenumbers.is_possible_number(number):
        raise _no_phone(field)
    plain = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{plain};ext={number.extension}" if number.extension else plain


def _no_phone(field: str) -> InvalidError:
    return InvalidError({field: _("This is not a phone number. Write it as +46 31 555 01 42.")})


def shown_phone(text: str) -> str:
    """A stored number as people write it: +46 31 555 01 42."""
    try:
        number = phonenumbers.parse(text.replace(";ext=", " ext. "), None)
    except phonenumbers.NumberParseException:
        return text
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
