"""What is kept of a record so that it is found: decided by the declaration of its kind."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from dealwright.core import registers
from dealwright.records import registry
from dealwright.records.fields import Field, Kind
from dealwright.records.registry import Entity
from dealwright.records.searching import normalising

FORMAT = 1  # raised when entries are made otherwise than before, so that all are made anew
LONGEST_TITLE = 300
SHORTEST_LEARNT = 3  # letters; shorter words are no use as corrections
NOT_LEARNT = {Kind.PHONE, Kind.EMAIL}
OWN = ("owner_id", "unit_id")
PARENT = ("about_type", "about_id", "about_owner_id", "about_unit_id")


@dataclass(frozen=True, slots=True)
class Source:
    """A field that is searched. `scope` stands before its words: the kind's name, and the field's where it could be hidden."""

    field: Field
    scope: str

    @property
    def is_number(self) -> bool:
        """Whether any of its digits find it, however they are set apart."""
        return self.field.kind == Kind.PHONE or self.field.of_register


@dataclass(kw_only=True, slots=True)
class Entry:
    """What is kept of one record, and the words of it that are worth learning."""

    record_id: UUID
    entity: str
    title: str
    key: str
    number: str
    words: Sequence[str]
    digits: str
    rights: Sequence[Any]
    learnt: Sequence[str]


def kinds() -> list[Entity]:
    """The kinds whose records are found: those that have a page of their own."""
    return [entity for entity in registry.entities() if entity.page]


@lru_cache(maxsize=512)
def sources(entity: Entity) -> tuple[Source, ...]:
    """The fields of a kind that are searched: what it declares, its number, addresses and telephones."""
    wanted = {entity.title, entity.number, *entity.search}
    return tuple(
        Source(field, _scope(entity, field.name))
        for field in entity.fields
        if field.name in wanted or field.searchable or field.kind in {Kind.EMAIL, Kind.PHONE}
    )


def name(entity: Entity) -> str:
    """The name under which the words of a kind stand."""
    return str(entity.model._meta.model_name)


def _scope(entity: Entity, field: str) -> str:
    """Titles and numbers are never hidden, so their words need no name of a field."""
    return name(entity) if field in {entity.title, entity.number} else f"{name(entity)}.{field}"


def columns(entity: Entity) -> list[str]:
    """The columns of the kind's rows that an entry is made of, after the row's id: sources, then those of rights."""
    return [*(source.field.column for source in sources(entity)), *rights(entity)]


@lru_cache(maxsize=512)
def rights(entity: Entity) -> tuple[str, ...]:
    """The columns that decide who may find a record."""
    return (*(OWN if entity.is_owned else ()), *(PARENT if follows(entity) else ()))


@lru_cache(maxsize=512)
def follows(entity: Entity) -> bool:
    """Whether its records are seen by whoever sees the record that they are about."""
    known = {column.attname for column in entity.model._meta.concrete_fields}
    return known.issuperset(PARENT)


def declaration(entity: Entity) -> str:
    """A digest of what is kept of a kind's records; another one, and its entries have to be made anew."""
    told = [FORMAT, *((source.scope, source.field.kind) for source in sources(entity))]
    return hashlib.sha256(repr([told, columns(entity)]).encode()).hexdigest()


def entry(entity: Entity, pk: UUID, values: Sequence[Any]) -> Entry:
    """The entry of a record, from the values of `columns`."""
    found = sources(entity)
    texts = [(source, str(value)) for source, value in zip(found, values, strict=False) if value]
    title, number = _text(texts, entity.title), _text(texts, entity.number)
    kept = dict(zip(rights(entity), values[len(found) :], strict=True))
    words: list[str] = []
    learnt: list[str] = []
    for source, text in texts:
        scope = source.scope
        words += [f"{scope}:{word}" for word in _words(entity, source, text)]
        learnt += [f"{scope}:{word}" for word in _learnt(entity, source, text)]
    return Entry(
        record_id=pk,
        entity=entity.key,
        title=_printable(title)[:LONGEST_TITLE],
        key=normalising.normal(title)[:LONGEST_TITLE],
        number=normalising.normal(number)[:40],
        words=words,
        digits=" ".join(_telephones(texts)),
        rights=[kept.get(column) for column in (*OWN, *PARENT)],
        learnt=learnt,
    )


def _text(texts: Sequence[tuple[Source, str]], field: str) -> str:
    return next((text for source, text in texts if source.field.name == field), "")


def _printable(text: str) -> str:
    return " ".join(text.replace("\0", "").split())


def _words(entity: Entity, source: Source, text: str) -> Sequence[str]:
    if source.field.kind == Kind.PHONE:
        return ()
    if source.field.of_register:
        text = f"{text} {registers.compact(text)} {registers.bare(text)}"
    if source.field.kind == Kind.EMAIL:
        return normalising.address_words(text)
    if source.field.name == entity.number:
        return normalising.number_words(text)
    return normalising.words(text)


def _telephones(texts: Sequence[tuple[Source, str]]) -> Iterator[str]:
    for source, text in texts:
        if source.is_number:
            yield f"{source.field.name}:{normalising.digits(text)}"


def _learnt(entity: Entity, source: Source, text: str) -> Sequence[str]:
    """Words that someone could misspell: no addresses, no numbers, nothing with a digit in it, nor too short to correct."""
    if source.field.kind in NOT_LEARNT or source.field.name == entity.number:
        return ()
    return [
        word for word in normalising.words(text) if len(word) >= SHORTEST_LEARNT and word.isalpha()
    ]
