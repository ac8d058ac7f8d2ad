"""Numbers as the world writes them: 1,234.50 and 1.234,50 and 1 234,50 €, and which of the ways a column follows."""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

SPACES = re.compile(
    r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}'\N{RIGHT SINGLE QUOTATION MARK}]"
)
AROUND = re.compile(r"^(?:[A-Z]{2,3}|[€$£¥]|kr\.?|zł|Kč)|(?:[A-Z]{3}|[€$£¥%]|kr\.?|zł|Kč)$")
GROUPED = {
    ".": re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?|-?\.\d+"),
    ",": re.compile(r"-?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?|-?,\d+"),
}
OTHER = {".": ",", ",": "."}


def read(text: str, decimal: str = "") -> Decimal:
    """The number; ValueError when the text is written otherwise. Without a sign for decimals only plain numbers are
    read, as no other reading is certain.
    """
    if not decimal:
        return _plain(text.replace(" ", ""))
    bare = _bare(text)
    if not GROUPED[decimal].fullmatch(bare):
        raise ValueError(text)
    return _plain(bare.replace(OTHER[decimal], "").replace(decimal, "."))


def _plain(text: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not found.is_finite():
        raise ValueError(text)
    return found


def _bare(text: str) -> str:
    """Without currency, per cent and what groups digits by space; a loss in brackets gets its minus."""
    text = text.strip().replace("\N{MINUS SIGN}", "-")
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1]}"
    sign, text = ("-", text[1:].strip()) if text.startswith("-") else ("", text)
    return sign + SPACES.sub("", AROUND.sub("", AROUND.sub("", text).strip()))


def can_read(text: str, decimal: str) -> bool:
    """Whether a text is a number written in this way."""
    try:
        read(text, decimal)
    except ValueError:
        return False
    return True


def signs(texts: Iterable[str]) -> list[str]:
    """The signs for decimals that all of these may use; one of them when they mean the same numbers."""
    known = list(texts)
    fitting = [sign for sign in (".", ",") if all(can_read(text, sign) for text in known)]
    meanings: dict[tuple[Decimal, ...], str] = {}
    for sign in fitting if known else []:
        meanings.setdefault(tuple(read(text, sign) for text in known), sign)
    return list(meanings.values())
