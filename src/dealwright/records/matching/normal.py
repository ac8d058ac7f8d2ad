"""Texts in the form in which they are compared: no accents, no case, no punctuation."""

import re
import unicodedata
from functools import lru_cache

from babel import Locale

WORD = re.compile(r"[^\W_]+")
NO_DIGIT = re.compile(r"\D+")
APART = str.maketrans({"ß": "ss", "ø": "o", "Ø": "o", "æ": "ae", "Æ": "ae", "œ": "oe", "ł": "l", "Ł": "l", "đ": "d", "&": " and "})  # fmt: skip

# What a company is by law says little about which company it is.
LEGAL_FORMS = frozenset(
    [
        "ab",
        "aktiebolag",
        "ag",
        "aktiengesellschaft",
        "gmbh",
        "mbh",
        "kg",
        "ohg",
        "ug",
        "ev",
        "eg",
        "inc",
        "incorporated",
        "corp",
        "corporation",
        "llc",
        "llp",
        "lp",
        "ltd",
        "limited",
        "plc",
        "co",
        "company",
        "sa",
        "sas",
        "sarl",
        "sl",
        "slu",
        "srl",
        "spa",
        "sro",
        "as",
        "asa",
        "aps",
        "bv",
        "nv",
        "oy",
        "oyj",
        "kk",
        "doo",
        "zrt",
        "kft",
        "nyrt",
        "pte",
        "pty",
        "pvt",
        "sp",
        "zoo",
        "holding",
        "holdings",
        "group",
        "and",
        "the",
    ]
)
# Addresses at these say nothing about where someone works.
EVERYONES = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "yahoo.com",
        "yahoo.co.uk",
        "icloud.com",
        "me.com",
        "aol.com",
        "gmx.de",
        "gmx.net",
        "web.de",
        "t-online.de",
        "mail.ru",
        "yandex.ru",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "163.com",
        "orange.fr",
        "free.fr",
    ]
)


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """The words of a text, one blank between them: "Åsa O'Neil-Weiß" becomes "asa o neil weiss"."""
    folded = text.translate(APART).casefold()
    if not folded.isascii():
        apart = unicodedata.normalize("NFKD", folded)
        folded = "".join(c for c in apart if not unicodedata.combining(c))
    return " ".join(WORD.findall(folded))


def company(text: str) -> str:
    """The words of a company's name without its legal form; all of them where nothing else is left."""
    words = plain(text.replace(".", "")).split()
    return " ".join([word for word in words if word not in LEGAL_FORMS] or words)


def email(text: str) -> str:
    return text.strip().casefold()


def digits(text: str) -> str:
    """The digits of a number, without zeros before it: a phone number, a registration number."""
    return NO_DIGIT.sub("", text).lstrip("0")


SHORTEST = 7  # digits of a number that is somebody's alone


def phone(text: str) -> str:
    """The last nine digits of a number that has as many: what follows country and area codes differs by who wrote it."""
    found = digits(text.partition(";")[0])
    return found[-9:] if len(found) >= SHORTEST else ""


def code(text: str) -> str:
    """A registration or postal code: letters and digits only."""
    return plain(text).replace(" ", "")


# Languages in which people write the names of countries, and what else they write for them.
LANGUAGES = ("en", "de", "fr", "es", "it", "sv", "nl", "da", "nb", "fi", "pl", "pt", "cs")
OFTEN = {"uk": "gb", "england": "gb", "scotland": "gb", "wales": "gb", "great britain": "gb", "grossbritannien": "gb", "usa": "us", "united states of america": "us", "holland": "nl", "el": "gr"}  # fmt: skip


def country(text: str) -> str:
    """The two letters of a country, whatever the language of its name; what is not known stays as its words."""
    found = plain(text)
    return known_country(found) or found


def known_country(text: str) -> str:
    """The two letters of a country by its code or its name; empty where it is not known."""
    return _countries().get(plain(text), "")


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    named = {
        plain(name): code.lower()
        for language in LANGUAGES
        for code, name in Locale(language).territories.items()
        if code.isalpha()
    }
    return named | {code: code for code in named.values()} | OFTEN


def domain(text: str) -> str:
    """The domain of an email or web address, unless anyone may have an address there."""
    host = text.strip().casefold().rpartition("@")[2]
    host = re.sub(r"^[a-z]+://", "", host).partition("/")[0].partition(":")[0]
    host = host.removeprefix("www.")
    return "" if host in EVERYONES or "." not in host else host


SOUNDS = str.maketrans("bfpvcgjkqsxzdtlmnr", "111122222222334556")


@lru_cache(maxsize=65_536)
def sound(text: str) -> str:
    """How the first word begins and sounds (Soundex): "meyer" and "maier" sound alike."""
    word = "".join(c for c in text.partition(" ")[0] if c.isascii() and c.isalpha())
    if not word:
        return ""
    codes = word.translate(SOUNDS)
    kept, last = [word[0]], codes[0]
    for letter, found in zip(word[1:], codes[1:], strict=True):
        if found.isdigit() and found != last:
            kept.append(found)
        last = last if letter in "hw" else found
    return "".join(kept)[:4].ljust(4, "0")
