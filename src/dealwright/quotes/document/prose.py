"""Text that people typed, made safe to set: it breaks, and it keeps its own direction."""

import re

SOFT_HYPHEN = "\u00ad"
ZERO_WIDTH_SPACE = "\u200b"
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"

# Longer than any word that should stay whole, shorter than the narrowest item column. Hyphens and
# slashes break by themselves.
RUN_WITHOUT_BREAK = re.compile(r"[^\s/\u002d\u00ad\u200b\u2066-\u2069]{30,}")
PIECE = 6

# Hebrew and Arabic letters with their presentation forms, and the invisible marks that turn text.
TURNS_DIRECTION = re.compile(
    r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def set_text(text: str, *, right_to_left: bool) -> str:
    """The text with invisible break points in overlong runs, each line isolated where it must be.

    Without isolation a phone number in an Arabic letter, or an Arabic company in an English one,
    would be reordered by its surroundings (Unicode Standard Annex 9).
    """
    whole = breakable(text)
    if not right_to_left and not TURNS_DIRECTION.search(text):
        return whole
    return "\n".join(_isolated(line) for line in whole.split("\n"))


def breakable(text: str) -> str:
    """The text with break points inside runs that no column could hold."""
    return RUN_WITHOUT_BREAK.sub(lambda run: _broken(run.group()), text)


def _broken(run: str) -> str:
    mark = SOFT_HYPHEN if run.isalpha() else ZERO_WIDTH_SPACE
    return mark.join(run[at : at + PIECE] for at in range(0, len(run), PIECE))


def _isolated(line: str) -> str:
    return f"{FIRST_STRONG_ISOLATE}{line}{POP_ISOLATE}" if line else line
