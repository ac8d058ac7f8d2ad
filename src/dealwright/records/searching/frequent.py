"""How many entries have a word, as PostgreSQL last counted those that very many have.

It decides only how entries are looked for, never which are found by right: the index gathers all that have a word before
it hands out the first, which takes long for a word of every tenth record, while a few hundred are ranked.
"""

import time
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection

MANY = 10_000  # entries, from which on the newest and oldest are looked at instead of the index
KEPT_FOR = 600.0  # seconds

COUNTED = """
SELECT counted.word, counted.share * greatest(pg_class.reltuples, 0)
FROM pg_stats JOIN pg_class ON pg_class.relname = pg_stats.tablename AND pg_class.relnamespace = pg_stats.schemaname::regnamespace
CROSS JOIN LATERAL unnest(most_common_elems::text::text[], most_common_elem_freqs) AS counted (word, share)
WHERE pg_stats.schemaname = current_schema() AND tablename = 'records_searchentry' AND attname = 'words'
AND counted.word IS NOT NULL ORDER BY counted.word COLLATE "C"
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """Words as entries have them ("account:north"), sorted, and how many entries have each."""

    words: Sequence[str] = ()
    counts: Sequence[float] = ()
    read_at: float = field(default_factory=time.monotonic)

    def of(self, word: str, *, begins: bool) -> float:
        """How many entries have the word, or one that begins with it; none that few have is counted."""
        place = bisect_left(self.words, word)
        found = 0.0
        while place < len(self.words) and (
            self.words[place].startswith(word) if begins else self.words[place] == word
        ):
            found += self.counts[place]
            place += 1
        return found


_known: Counts | None = None


def counts() -> Counts:
    """What PostgreSQL knows, read anew every ten minutes."""
    global _known  # noqa: PLW0603  one per process: it is the same for everybody
    if _known is None or time.monotonic() - _known.read_at > KEPT_FOR:
        _known = _read()
    return _known


def _read() -> Counts:
    with connection.cursor() as cursor:
        cursor.execute(COUNTED)
        rows = cursor.fetchall()
    return Counts([word for word, _count in rows], [count for _word, count in rows])
