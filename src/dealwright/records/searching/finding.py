"""Records of every kind that answer a question: the best few of each, those that the reader may see.

Four statements, however many kinds and hits: the words that are known, the entries, the records behind them, and the
reader's rights if they are not loaded yet.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet, TextField, UUIDField, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from dealwright.core import plans
from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.records import registry
from dealwright.records.registry import Entity
from dealwright.records.searching import asking, dictionary, entries, normalising, seeing
from dealwright.records.searching.asking import Question
from dealwright.records.searching.dictionary import Known
from dealwright.records.searching.models import SearchEntry
from dealwright.records.searching.seeing import Reach

PER_KIND = 5
MOST = 200  # of one kind, for who wants to see them all
SOME, MANY = 50, 500  # candidates of a kind, among one's own and among all
NEWEST = 2000  # records at either end of a kind, and of one's own, looked through for a common word
CONDITION = ("entity", "wide", "plain", "titled", "named", "telephone", "is_common")
MERGED = 1  # the rank of a record into which that with the very number or name was merged
OTHERS = 4  # the rank of what is found only by a part of a word or a corrected one
LAST = "\U0010ffff"  # comes after everything that begins with the text

# Per kind: what begins with the text, one's own first, which are the best there are if they are enough; else what its words
# find among all, and among one's own if more are found than is looked at; what was viewed last, and telephones. Then the best
# of these. Each of the lists is bounded: a word that stands in half of the records costs little more than another.
# (`|| ''` keeps PostgreSQL from indexes that would read more: that of patterns that begin with the name of a field.)
FOUND = """(
SELECT asked.entity, best.* FROM unnest(
    %(entity{n})s::text[], %(wide{n})s::text[]::tsquery[], %(plain{n})s::text[]::tsquery[],
    %(titled{n})s::text[]::tsquery[], %(named{n})s::text[]::tsquery[], %(telephone{n})s::text[], %(is_common{n})s::boolean[]
) AS asked (entity, wide, plain, titled, named, telephone, is_common)
CROSS JOIN LATERAL (
    WITH begun AS MATERIALIZED (
        (SELECT record_id FROM (
            SELECT * FROM records_searchentry AS e WHERE e.entity = asked.entity
            AND e.key >= %(whole)s AND e.key < %(end)s ORDER BY e.key, e.record_id LIMIT %(many)s
        ) AS records_searchentry WHERE {visible} ORDER BY {own} DESC, key, record_id LIMIT %(some)s)
        UNION
        (SELECT record_id FROM (
            SELECT * FROM records_searchentry AS e WHERE e.entity = asked.entity AND e.number <> ''
            AND e.number >= %(whole)s AND e.number < %(end)s ORDER BY e.number LIMIT %(many)s
        ) AS records_searchentry WHERE {visible} LIMIT %(some)s)
    ), common AS MATERIALIZED (
        SELECT DISTINCT record_id FROM (
            (SELECT * FROM records_searchentry AS e WHERE asked.is_common AND e.entity = asked.entity
             ORDER BY e.record_id DESC LIMIT %(newest)s)
            UNION ALL
            (SELECT * FROM records_searchentry AS e WHERE asked.is_common AND e.entity = asked.entity
             ORDER BY e.record_id LIMIT %(newest)s)
        ) AS records_searchentry
        WHERE (SELECT count(*) FROM begun) < %(best)s AND words @@ asked.wide AND {visible} LIMIT %(many)s
    ), whole AS MATERIALIZED (
        SELECT record_id FROM records_searchentry
        WHERE (SELECT count(*) FROM begun) < %(best)s AND (SELECT count(*) FROM common) < %(best)s
        AND words @@ asked.wide AND {visible} LIMIT %(many)s
    )
    SELECT entry.record_id, entry.title,
        CASE WHEN %(whole)s IN (entry.key, entry.number) THEN 0
             WHEN starts_with(entry.key, %(whole)s) OR starts_with(entry.number, %(whole)s) THEN 1
             WHEN entry.words @@ asked.titled THEN 2
             WHEN entry.words @@ asked.plain OR asked.telephone <> '' AND entry.digits ~ asked.telephone THEN 3
             WHEN entry.words @@ asked.named THEN 4
             ELSE 5 END AS rank,
        entry.record_id = ANY(ARRAY(SELECT record_id FROM recent)) AS is_recent,
        {own} AS is_own, '' AS merged
    FROM (
        SELECT record_id FROM begun
        UNION
        SELECT record_id FROM common
        UNION
        SELECT record_id FROM whole
        UNION
        (SELECT record_id FROM records_searchentry WHERE record_id = ANY(ARRAY(SELECT record_id FROM recent))
            AND entity = asked.entity AND words @@ asked.wide AND {visible})
        UNION
        (SELECT record_id FROM unnest(%(own)s::uuid[]) AS mine (owner) CROSS JOIN LATERAL (
            SELECT * FROM records_searchentry AS e WHERE e.owner_id = mine.owner AND e.entity = asked.entity
            AND ((SELECT count(*) FROM whole) = %(many)s OR EXISTS (SELECT FROM common))
            ORDER BY e.record_id DESC LIMIT %(newest)s
        ) AS records_searchentry WHERE words @@ asked.wide AND {visible} LIMIT %(some)s)
        UNION
        (SELECT record_id FROM records_searchentry WHERE asked.telephone <> '' AND digits <> ''
            AND digits LIKE %(digits)s AND digits || '' ~ asked.telephone AND entity || '' = asked.entity AND {visible}
            LIMIT %(many)s)
    ) AS candidates JOIN records_searchentry AS entry USING (record_id)
    ORDER BY rank, is_recent DESC, is_own DESC, entry.key, entry.record_id LIMIT %(best)s
) AS best
)"""
OWN = "(owner_id IS NOT NULL AND owner_id = ANY(%(own)s::uuid[]))"
# Records that were merged away are no entries any more; by its number or whole name each leads to the record that it is by now.
GONE = """
UNION ALL (
    WITH RECURSIVE chain AS (
        SELECT winner_id, coalesce(nullif(number, ''), label) AS merged FROM records_mergedrecord
        WHERE entity = ANY(%(kinds)s) AND (number <> '' AND number IN (%(typed)s::text, upper(%(typed)s::text)) OR upper(label) = upper(%(typed)s::text))
        UNION
        SELECT next.winner_id, chain.merged FROM records_mergedrecord AS next JOIN chain ON next.record_id = chain.winner_id
    )
    SELECT entry.entity, entry.record_id, entry.title, %(merged)s, false, false, chain.merged
    FROM chain JOIN records_searchentry AS entry ON entry.record_id = chain.winner_id ORDER BY chain.merged LIMIT %(some)s
)
"""
RECENT = """
WITH recent AS MATERIALIZED (
    SELECT record_id FROM records_recentview WHERE user_id = %(user)s ORDER BY at DESC LIMIT 50
)
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """A record that was found. `rank` says how well: 0 is the very title or number, from 4 on it is a part of a word or a guess.
    `merged` is the number or the name of another record that was merged into it, when this is what was looked for.
    """

    entity: Entity
    id: UUID
    title: str
    rank: int
    is_recent: bool = False
    is_own: bool = False
    about: str = ""
    merged: str = ""

    @property
    def beside(self) -> str:
        """What stands beside the title for people."""
        merged = _("merged: %(record)s") % {"record": self.merged} if self.merged else ""
        return " · ".join(filter(None, [self.about, merged]))

    @property
    def url(self) -> str:
        return reverse(self.entity.page, args=[self.id])


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What was found, best first; `corrected` is what was looked for instead, when nothing had the words as they were typed.
    `words` are those that were looked for, each followed by what it may stand for.
    """

    hits: Sequence[Hit]
    words: Sequence[Sequence[str]] = ()
    corrected: str = ""

    def by_kind(self) -> list[tuple[Entity, list[Hit]]]:
        """The hits under their kinds, the kind of the best hit first."""
        groups: dict[str, list[Hit]] = defaultdict(list)
        for hit in self.hits:
            groups[hit.entity.key].append(hit)
        return [(found[0].entity, found) for found in groups.values()]


NOTHING = Answer(hits=())


def search(text: str, actor: Actor, *, kinds: Sequence[str] = (), best: int = PER_KIND) -> Answer:
    """The best of each kind, or of those whose keys are given. Rights hold for rows, and for fields: what is hidden finds nothing."""
    question = asking.read(text)
    reach = list(seeing.reaches(actor, _searched(actor, kinds))) if question.chunks else []
    if not reach:
        return NOTHING
    known = dictionary.look_up(question.words, [s for r in reach for s in _scopes(r)])
    question = replace(question, others={w: [*k.parts, *k.guesses] for w, k in known.items()})
    hits = _told(_entries(question, reach, actor, min(best, MOST)), actor)
    return Answer(
        hits=hits,
        words=[[word, *question.others.get(word, ())] for word in question.words],
        corrected=_corrected(question, known, hits),
    )


def _searched(actor: Actor, keys: Sequence[str]) -> list[Entity]:
    found = [kind for kind in entries.kinds() if kind.in_palette or kind.key in keys]
    return [kind.seen_by(actor) for kind in found if not keys or kind.key in keys]


def _scopes(reach: Reach) -> list[str]:
    return sorted({source.scope for kind in reach.kinds for source in entries.sources(kind)})


def _entries(question: Question, reach: Sequence[Reach], actor: Actor, best: int) -> list[Hit]:
    """The best entries of each kind. One statement, a part of it for the kinds of each depth of rights."""
    given: dict[str, Any] = {
        "whole": question.whole,
        "end": question.whole + LAST,
        "digits": f"%{question.digits}%",
        "own": list(access.principals(actor).own),
        "user": actor.id,
        "best": best,
        "some": max(SOME, best),
        "many": max(MANY, best),
        "newest": NEWEST,
        "kinds": [kind.key for each in reach for kind in each.kinds],
        "typed": question.typed,
        "merged": MERGED,
    }
    texts = [_part(question, each, n, given) for n, each in enumerate(reach)]
    # what is asked for comes as rows of `asked`, which no plan knows beforehand: to keep the plan loses nothing
    with plans.kept(), connection.cursor() as cursor:
        cursor.execute(RECENT + " UNION ALL ".join(texts) + GONE, given)
        rows = cursor.fetchall()
    hits = [
        Hit(
            entity=registry.entity(key),
            id=pk,
            title=title,
            rank=rank,
            is_recent=recent,
            is_own=own,
            merged=merged,
        )
        for key, pk, title, rank, recent, own, merged in rows
    ]
    return sorted(_once(hits), key=_order)


def _once(hits: Sequence[Hit]) -> Sequence[Hit]:
    """Each record once; one that was found by what was merged into it too says so, and is as good as the better of both."""
    found: dict[UUID, Hit] = {}
    for hit in hits:
        known = found.setdefault(hit.id, hit)
        if known is not hit:
            rank, merged = min(known.rank, hit.rank), known.merged or hit.merged
            found[hit.id] = replace(known, rank=rank, merged=merged)
    return list(found.values())


def _part(question: Question, reach: Reach, n: int, given: dict[str, Any]) -> str:
    """The statement for kinds of one depth; its values are added to those given, under names of its own."""
    conditions = [asking.condition(question, kind) for kind in reach.kinds]
    for name in CONDITION:
        given[f"{name}{n}"] = [getattr(each, name) for each in conditions]
    return FOUND.format(n=n, own=OWN, visible=_visible(reach.condition, n, given))


def _visible(condition: Q | None, n: int, given: dict[str, Any]) -> str:
    """The condition of rights as SQL."""
    if condition is None:
        return "true"
    query = SearchEntry.objects.filter(condition).query
    try:
        text, values = query.get_compiler(connection=connection).compile(query.where)
    except EmptyResultSet:
        return "false"
    names = [f"right{n}_{m}" for m in range(len(values))]
    given.update(zip(names, values, strict=True))
    places = iter(names)
    return re.sub("%s", lambda _found: f"%({next(places)})s", text)


def _order(hit: Hit) -> tuple[Any, ...]:
    title = normalising.normal(hit.title)
    return (hit.rank, not hit.is_recent, not hit.is_own, title, hit.entity.key, hit.id)


def _told(hits: Sequence[Hit], actor: Actor) -> list[Hit]:
    """What stands beside the titles, read from the records; a record that cannot be read after all is left out."""
    ids: dict[str, list[UUID]] = defaultdict(list)
    for hit in hits:
        ids[hit.entity.key].append(hit.id)
    rows = [_about(registry.entity(key).seen_by(actor), found, actor) for key, found in ids.items()]
    if not rows:
        return []
    first, *others = rows
    known: dict[UUID, str] = dict(first.union(*others, all=True) if others else first)
    return [replace(hit, about=known[hit.id]) for hit in hits if hit.id in known]


def _about(kind: Entity, ids: Sequence[UUID], actor: Actor) -> "QuerySet[Any, tuple[UUID, str]]":
    rows = kind.rows(actor).filter(pk__any_of=ids)
    about = Cast(kind.subtitle, TextField()) if kind.subtitle else Value("")
    return rows.values_list(
        Cast("pk", UUIDField()), Coalesce(about, Value(""), output_field=TextField())
    )


def _corrected(question: Question, known: Mapping[str, Known], hits: Sequence[Hit]) -> str:
    """The text with other words for those that nothing has; empty when something was found as it was typed."""
    if not hits or hits[0].rank < OTHERS:
        return ""
    there = set(normalising.words(hits[0].title))
    meant = {
        word: next((guess for guess in found.guesses if guess in there), found.guesses[0])
        for word, found in known.items()
        if found.guesses
    }
    return " ".join(meant.get(word, word) for word in question.whole.split()) if meant else ""
