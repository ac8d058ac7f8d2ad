"""Words that are known: what a typed word is a part of, and what it was meant to be."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db import connection
from rapidfuzz.distance import OSA

SHORTEST = 3  # letters of a word of which others are looked for
SHORTEST_WRONG = 4
LONG = 6  # letters from which on two of them may be wrong
PARTS = 12
GUESSES = 3
LEARNT_AT_ONCE = 200

# Those that contain the word, the most frequent first, and those that look like it: in a short word two exchanged letters
# leave too few trigrams, so those of its beginning and about its length are looked at too. (`scope || ''` keeps PostgreSQL from reading all words of a scope.)
KNOWN = """
SELECT asked.word, found.word, found.is_part FROM unnest(%(words)s::text[]) AS asked (word) CROSS JOIN LATERAL (
    (SELECT word, true AS is_part FROM records_searchword
     WHERE word LIKE '%%' || asked.word || '%%' AND scope || '' = ANY(%(scopes)s)
     GROUP BY word ORDER BY sum(count) DESC, word LIMIT %(parts)s)
    UNION ALL
    (SELECT word, false FROM records_searchword
     WHERE scope || '' = ANY(%(scopes)s) AND (word %% asked.word OR word LIKE left(asked.word, 2) || '%%'
        AND length(word) BETWEEN length(asked.word) - 1 AND length(asked.word) + 1)
     GROUP BY word ORDER BY similarity(word, asked.word) DESC, sum(count) DESC, word LIMIT 100)
) AS found
"""
LEARN = """
WITH taken AS (
    DELETE FROM records_searchnews WHERE id IN (
        SELECT id FROM records_searchnews ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
    ) RETURNING words
), counted AS (
    SELECT split_part(found, ':', 1) AS scope, split_part(found, ':', 2) AS word, count(*) AS count
    FROM taken, unnest(words) AS found GROUP BY found ORDER BY found
), learnt AS (
    INSERT INTO records_searchword AS known (scope, word, count) SELECT scope, word, count FROM counted
    ON CONFLICT (scope, word) DO UPDATE SET count = known.count + excluded.count
)
SELECT count(*) FROM taken
"""


@dataclass(slots=True)
class Known:
    """What the dictionary says of a word: words that contain it, the most frequent first; and what it may have been meant to be."""

    parts: list[str] = field(default_factory=list)
    guesses: list[str] = field(default_factory=list)


def look_up(words: Collection[str], scopes: Sequence[str]) -> dict[str, Known]:
    """What is known of each word among the fields whose scopes are given, in one statement; none for lack of words."""
    wanted = [word for word in words if len(word) >= SHORTEST and word.isalpha()]
    found: dict[str, Known] = defaultdict(Known)
    if not wanted:
        return found
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, {"words": wanted, "scopes": list(scopes), "parts": PARTS})
        for asked, word, is_part in cursor.fetchall():
            known = found[asked]
            (known.parts if is_part else known.guesses).append(word)
    for asked, known in found.items():
        known.guesses = [] if known.parts else _nearest(asked, known.guesses)
    return found


def _nearest(word: str, guesses: Sequence[str]) -> list[str]:
    """Those that so many slips of the finger make of it: a letter more, less, another, or two exchanged."""
    if len(word) < SHORTEST_WRONG:
        return []
    most = 2 if len(word) >= LONG else 1
    by_distance = [(OSA.distance(word, guess), guess) for guess in guesses]
    return [guess for distance, guess in sorted(by_distance, key=_first) if distance <= most][
        :GUESSES
    ]


def _first(found: tuple[int, str]) -> int:
    return found[0]


def learn() -> int:
    """Take in words that were written; how many batches of them there were. One learner at a time is enough, several do no harm."""
    with connection.cursor() as cursor:
        cursor.execute(LEARN, [LEARNT_AT_ONCE])
        (count,) = cursor.fetchone()
    return int(count)
