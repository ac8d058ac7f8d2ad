"""What the columns of a file hold, from a large sample: different texts, and what sort of thing they are."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from dealwright.core.errors import DomainError
from dealwright.exchange.reading import Row

SAMPLED = 20_000  # rows
SAMPLED_BYTES = 16 * 1024**2
DIFFERENT = 4_000  # texts of a column that are kept
MOSTLY = 0.8
EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
PHONE = re.compile(r"(?:\+|00|0|\()[\d\s()./-]{5,20}(?:\s*(?:x|ext\.?)\s*\d+)?")
WEB = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)


@dataclass(slots=True)
class Contents:
    """One column: its different texts in the order they come, and how many cells are filled."""

    name: str
    texts: dict[str, None] = field(default_factory=dict)
    filled: int = 0
    rows: int = 0

    def add(self, text: str) -> None:
        self.rows += 1
        text = text.strip()
        if text:
            self.filled += 1
            if len(self.texts) < DIFFERENT:
                self.texts[text] = None

    @property
    def examples(self) -> list[str]:
        return list(self.texts)[:3]

    @property
    def is_full(self) -> bool:
        """Whether no cell is empty."""
        return self.rows > 0 and self.filled == self.rows

    def looks_like(self, pattern: re.Pattern[str]) -> bool:
        """Whether most of the texts are of this form."""
        fitting = sum(1 for text in self.texts if pattern.fullmatch(text))
        return bool(self.texts) and fitting >= MOSTLY * len(self.texts)


def of(columns: Sequence[str], rows: Iterable[Row]) -> dict[str, Contents]:
    """The contents of every column; as many rows are read as are given. What is wrong below the first of them is told
    by the check.
    """
    found = {name: Contents(name) for name in columns}
    with suppress(DomainError):
        for row in rows:
            for name, text in row.cells.items() if not row.wrong else ():
                found[name].add(text)
    return found
