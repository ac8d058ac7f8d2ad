"""Text as it is compared: without case, accents, width or marks, the same for records and for what is asked."""

import re
import unicodedata
from functools import lru_cache

LONGEST_WORD = 60
MOST_WORDS = 60
SHORTEST_NUMBER = 4  # digits of a telephone number that are worth looking for

# Letters that no decomposition takes apart, and that people type without their stroke.
STROKES = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th"}
    | {"\N{LATIN SMALL LETTER DOTLESS I}": "i"}
)
APOSTROPHES = re.compile(r"['’‘ʼ`´]")  # noqa: RUF001  what people type for an apostrophe
NO_DIGIT = re.compile(r"[^0-9]+")
WORD = re.compile(r"[^\W_]+")
COUNTRY = re.compile(r"^[A-Za-z]{2}(?=[\s.]*[0-9])")  # before a VAT number
PHONE = re.compile(r"[\d\s+()./\-–]+")  # noqa: RUF001  a dash that people copy from letters


def normal(text: str) -> str:
    """Lower case, no accents, compatible forms as their plain ones, no control characters, single spaces."""
    plain = APOSTROPHES.sub("", text)
    plain = plain.lower() if plain.isascii() else _folded(plain)
    if not plain.isprintable():
        plain = "".join(c for c in plain if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(plain.split())


def _folded(text: str) -> str:
    return _decomposed(_decomposed(text).translate(STROKES))


def _decomposed(text: str) -> str:
    taken_apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(c for c in taken_apart if not unicodedata.combining(c))


def traced(text: str) -> tuple[str, list[int]]:
    """The text normalised letter by letter, and for each letter of it the place in the text that it comes from."""
    letters = [(" " if c.isspace() else normal(c), place) for place, c in enumerate(text)]
    places = [place for letter, place in letters for _each in letter]
    return "".join(letter for letter, _place in letters), places


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """The words of a text, normalised, each once, in their order; letters and digits only."""
    found = (word[:LONGEST_WORD] for word in WORD.findall(normal(text)))
    return tuple(dict.fromkeys(found))[:MOST_WORDS]


def address_words(email: str) -> list[str]:
    """An address as a whole, its domain, and the words of what stands before it."""
    whole = normal(email).replace(" ", "")[:254]
    local, _at, domain = whole.rpartition("@")
    return list(dict.fromkeys(filter(None, [whole, domain, *words(local)])))


def number_words(number: str) -> list[str]:
    """The last part of a document's number, with and without its zeros: people call QUO-2026-000123 "123"."""
    last = re.split(r"[^0-9a-z]+", normal(number))[-1]
    return list(dict.fromkeys(filter(None, [last, last.lstrip("0")])))


def digits(text: str) -> str:
    """The digits of a telephone number as they are looked for; zeros in front depend on where one calls from."""
    return NO_DIGIT.sub("", normal(text)).lstrip("0")


def asked_number(text: str) -> str:
    """The digits of what looks like a part of a telephone or VAT number; empty for anything else."""
    found = digits(text) if PHONE.fullmatch(COUNTRY.sub("", text.strip())) else ""
    return found if len(found) >= SHORTEST_NUMBER else ""
