"""By which signs a file is parted and quoted: every likely way is tried on a sample, and that in which all rows have
as many cells as the first one wins. When two ways do, and read differently, people are asked.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from dealwright.core.errors import RefusedError
from dealwright.exchange.reading import records
from dealwright.exchange.reading.lines import Line

DELIMITERS = ",;\t|"
RARE = ":^~"
TRIED = 400  # records
STEADY, LOOSE = 0.9, 0.6  # shares of rows that are as wide as the widest usual one

type Table = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Signs:
    """What parts cells, what quotes them, and what takes the quote's meaning away ("" when quotes are doubled)."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of reading the sample in one way."""

    signs: Signs
    table: Table
    width: int
    share: float
    wrong: int

    @property
    def is_whole(self) -> bool:
        return self.width > 1 and self.share == 1 and not self.wrong

    @property
    def rank(self) -> tuple[bool, float, int, bool, bool]:
        """The better the greater: no faults, steady width, many cells, the usual quote, no escapes."""
        usual = self.signs.quote == '"'
        return (self.width > 1, self.share - self.wrong, self.width, usual, not self.signs.escape)


@dataclass(frozen=True, slots=True)
class Found:
    """The best way, and others that read differently and might be meant."""

    signs: Signs
    others: Sequence[Signs] = ()


def detect(sample: Sequence[Line], *, is_cut: bool) -> Found:
    """Find out the signs of a sample; `is_cut` when the file goes on behind it."""
    text = "".join(line.text for line in sample)
    trials = sorted(
        (_try(signs, sample, is_cut=is_cut) for signs in _likely(text)),
        key=lambda trial: trial.rank,
        reverse=True,
    )
    best = trials[0]
    others = [trial for trial in trials[1:] if _rivals(best, trial)]
    return Found(best.signs, [trial.signs for trial in others])


def _likely(text: str) -> list[Signs]:
    delimiters = [sign for sign in DELIMITERS if sign in text]
    delimiters = delimiters or [sign for sign in RARE if sign in text] or [","]
    found = []
    for delimiter in delimiters:
        for quote in _quotes(text, delimiter):
            found.append(Signs(delimiter, quote))
            if quote and f"\\{quote}" in text:
                found.append(Signs(delimiter, quote, "\\"))
    return found


def _quotes(text: str, delimiter: str) -> list[str]:
    """The usual quote, and the single one where it stands at the edges of cells."""
    edge = rf"(?:^|[\r\n{re.escape(delimiter)}])'[^\r\n']*'(?:$|[\r\n{re.escape(delimiter)}])"
    return ['"', "'"] if re.search(edge, text) else ['"']


def _try(signs: Signs, sample: Sequence[Line], *, is_cut: bool) -> Trial:
    try:
        found = list(islice(records.read(iter(sample), signs), TRIED))
    except RefusedError:
        return Trial(signs, (), 0, 0.0, 1)
    if is_cut and len(found) < TRIED:
        found = found[:-1]  # the last one may be cut in two
    kept = [record for record in found if record.cells or record.wrong]
    widths = [len(record.cells) for record in kept if not record.wrong]
    width = max(set(widths), key=lambda each: (widths.count(each), each), default=0)
    table = tuple(tuple(record.cells) for record in kept)
    share = widths.count(width) / len(kept) if kept else 0.0
    return Trial(signs, table, width, share, sum(1 for record in kept if record.wrong))


def _rivals(best: Trial, other: Trial) -> bool:
    """Whether the other way may be meant: it reads something else, and is as good or both are poor."""
    if other.table == best.table:
        return False
    if best.is_whole:
        return other.is_whole
    if best.width <= 1:
        return other.width > 1
    return best.share < STEADY or best.wrong > 0 or other.share >= LOOSE
