"""The text of a filter in words, signs and quoted texts. One pass, whatever the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import Text
from dealwright.records.filtering.errors import START, FilterError, Place
from dealwright.records.filtering.limits import LONGEST

TOKEN = re.compile(
    r"""
      (?P<space> \s+ )
    | (?P<text>  "(?:[^"\\]|\\.)*" )        # a backslash takes the next character as it is
    | (?P<sign>  <= | >= | != | [=<>(),] )
    | (?P<word>  [\w.:@+\-]+ )
    """,
    re.VERBOSE | re.DOTALL,
)
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
NEVER = re.compile(r"[\0\ud800-\udfff]")  # what no column holds
OTHER_QUOTES = "'`‘’‚“”„«»"  # noqa: RUF001  what people and word processors write


class Kind(StrEnum):
    WORD = "word"
    SIGN = "sign"
    TEXT = "text"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a filter. Of a quoted text, `text` is what stands between the quotes."""

    kind: Kind
    text: str
    place: Place

    @property
    def word(self) -> str:
        """The word or sign in lower case, to be compared with those of the language; a quoted text is none."""
        return self.text.casefold() if self.kind in {Kind.WORD, Kind.SIGN} else ""

    def __str__(self) -> str:
        return str(_("the end")) if self.kind == Kind.END else f"“{self.text[:40]}”"


def tokens(text: str) -> Iterator[Token]:
    """The pieces in order, then the end. FilterError where something is no piece, or the text is too long."""
    if len(text) > LONGEST:
        told = _("A filter has at most %(most)d characters; this one has %(count)d.")
        raise FilterError(told % {"most": LONGEST, "count": len(text)}, START)
    place = START
    while place.offset < len(text):
        found = TOKEN.match(text, place.offset)
        if found is None or NEVER.search(found[0]):
            raise FilterError(_why(text[place.offset]), place)
        if found.lastgroup and found.lastgroup != "space":
            yield Token(Kind(found.lastgroup), _content(found), place)
        place = _after(place, found[0])
    yield Token(Kind.END, "", place)


def _content(found: re.Match[str]) -> str:
    return ESCAPED.sub(r"\1", found[0][1:-1]) if found.lastgroup == "text" else found[0]


def _after(place: Place, text: str) -> Place:
    """The place behind a text that begins here."""
    lines = text.count("\n")
    column = len(text) - text.rfind("\n") if lines else place.column + len(text)
    return Place(place.offset + len(text), place.line + lines, column)


def _why(letter: str) -> Text:
    if letter == '"':
        return _(
            'The text that begins here has no end: a " is missing, or it holds what no text can hold.'
        )
    if letter in OTHER_QUOTES:
        return _('Write texts in double quotes: "…".')
    return _("“%(letter)s” has no meaning here. Put texts in double quotes.") % {
        "letter": letter if letter.isprintable() else repr(letter)[1:-1]
    }
