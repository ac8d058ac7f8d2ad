"""From the heading of a column to a field, and to the system it was exported from."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from dealwright.exchange import fields
from dealwright.exchange.guessing.words import (
    ADDRESS,
    BILLING,
    DELIVERY,
    SIGNATURES,
    SYSTEMS,
    WORDS,
)
from dealwright.exchange.values import plain
from dealwright.records.registry import Entity

LEAST = 2  # signs of a system, before a file counts as its export
RELATED = re.compile(r"\([^()]+\) \([^()]+\)$")
AHEAD = re.compile(r"^property_(?:hs_(?=note|task|call|meeting|timestamp|object))?", re.IGNORECASE)


def bare(heading: str) -> str:
    """A heading without what says nothing: spaces, case, accents, HubSpot's "property", Salesforce's "__c"."""
    kept = heading.removesuffix("__c")
    is_hubspots = AHEAD.match(kept) is not None
    kept = kept[len("property_") :] if is_hubspots else kept
    return plain(kept)


def system_of(headings: Sequence[str]) -> str:
    """The system whose export this is; "" when it is nobody's."""
    known = {bare(heading) for heading in headings}
    counts = {name: len(known & signs) for name, signs in SIGNATURES.items()}
    if any(heading.lower().startswith("property_") for heading in headings):
        counts["HubSpot"] += LEAST
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= LEAST else ""


def is_of_another(heading: str, system: str) -> bool:
    """Whether a column is of a record that the row's links to: "Email (Primary Contact) (Contact)"."""
    return system == "Dynamics 365" and RELATED.search(heading) is not None


def in_export(system: str, kind: str) -> Mapping[str, str]:
    """{heading: field} of the export of a system, the surest heading of a field first; by key of the kind of import."""
    known = SYSTEMS.get(system, {})
    return known.get(kind) or known.get(kind.partition(":")[0], {})


def by_words(heading: str, entity: Entity) -> str:
    """The field that a heading names in any of the languages we know; "" when none does."""
    return _spellings(entity).get(bare(heading), "")


def any_field(heading: str, entity: Entity) -> str:
    """The field that a heading names, also one that no column may go to; "" when it names none."""
    return by_words(heading, entity) or _own_names(entity).get(bare(heading), "")


@lru_cache(maxsize=128)
def _own_names(entity: Entity) -> Mapping[str, str]:
    """{heading: field} of every field that is shown, by its name and label."""
    found: dict[str, str] = {}
    for field in entity.fields:
        for own in () if field.hidden else (field.name, str(field.label)):
            found.setdefault(plain(own), field.name)
    return found


@lru_cache(maxsize=128)
def _spellings(entity: Entity) -> Mapping[str, str]:
    """{heading: field}; what stands earlier counts more: the field's own name and label, then the words."""
    found: dict[str, str] = {}
    offered = fields.offered(entity)
    for field in offered:
        for own in (field.name, str(field.label)):
            found.setdefault(plain(own), field.name)
    names = {field.name for field in offered}
    for word, name in _words(entity):
        if name in names:
            found.setdefault(word, name)
    return found


def _words(entity: Entity) -> Iterator[tuple[str, str]]:
    kind = plain(entity.label)
    for name, words in WORDS.items():
        yield from ((plain(word), name) for word in words.split())
        if name == entity.title or name in {"number", "external_id"}:
            yield from ((f"{kind}{plain(word)}", name) for word in (name, *words.split()))
    titles = (*WORDS["account"].split(), "account") if entity.key == "customers.account" else ()
    yield from ((plain(word), entity.title) for word in titles)
    for part, words in ADDRESS.items():
        for side, heads in (("billing", BILLING), ("delivery", DELIVERY)):
            yield from (
                (plain(f"{head}{word}"), f"{side}_{part}")
                for head in heads
                for word in words.split()
            )
