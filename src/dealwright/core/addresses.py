"""Email addresses and phone numbers in their one normal form."""

import re
from functools import lru_cache

import phonenumbers
from django.utils.translation import gettext_lazy as _
from email_validator import EmailNotValidError, validate_email
from email_validator.rfc_constants import CASE_INSENSITIVE_MAILBOX_NAMES

from dealwright.core.errors import InvalidError

# An address is read by the form, by the check for duplicates and by the verb, one soon after the other.
RECENT = 4096
# What nearly everybody has before the at sign: plain letters and signs, of which nothing needs to be made normal.
PLAIN = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
LONGEST_LOCAL, LONGEST_EMAIL = 64, 254


def normal_email(text: str, *, field: str = "email") -> str:
    """The address in its normal form (RFC 5321 syntax, domain lower-cased); "" stays "".

    InvalidError on `field` when it is none. Whether mail arrives there is not asked.
    """
    text = text.strip()
    if not text:
        return ""
    try:
        return _email(text)
    except EmailNotValidError as error:
        raise InvalidError({field: _("This is not an email address.")}) from error


@lru_cache(maxsize=RECENT)
def _email(text: str) -> str:
    local, _at, domain = text.rpartition("@")
    if _is_plain(local) and domain.isascii() and len(text) <= LONGEST_EMAIL:
        return f"{local}@{_domain(domain)}"
    return validate_email(text, check_deliverability=False).normalized


def _is_plain(local: str) -> bool:
    is_short = len(local) <= LONGEST_LOCAL and local.lower() not in CASE_INSENSITIVE_MAILBOX_NAMES
    return is_short and PLAIN.fullmatch(local) is not None


@lru_cache(maxsize=RECENT)
def _domain(domain: str) -> str:
    """A domain in its normal form. To read one takes long, and many addresses share it."""
    return validate_email(f"a@{domain}", check_deliverability=False).domain


def normal_phone(text: str, *, country: str, field: str = "phone") -> str:
    """E.164, as +46315550142; a national number is read as one of `country` (ISO 3166); "" stays "".

    An extension follows as ";ext=12". InvalidError on `field` when no such number can exist.
    """
    text = text.strip()
    if not text:
        return ""
    found = _phone(text, country)
    if found is None:
        raise InvalidError({field: _("This is not a phone number. Write it as +46 31 555 01 42.")})
    return found


@lru_cache(maxsize=RECENT)
def _phone(text: str, country: str) -> str | None:
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    plain = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{plain};ext={number.extension}" if number.extension else plain


def shown_phone(text: str) -> str:
    """A stored number as people write it: +46 31 555 01 42."""
    try:
        number = phonenumbers.parse(text.replace(";ext=", " ext. "), None)
    except phonenumbers.NumberParseException:
        return text
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
