"""What someone typed, read: its words, each with other words that it may stand for, as conditions on entries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dealwright.records.fields import Kind
from dealwright.records.registry import Entity
from dealwright.records.searching import entries, frequent, normalising
from dealwright.records.searching.entries import Source

LONGEST = 200
MOST_CHUNKS = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A text as it is looked for. `typed` is all of it, `whole` is compared with titles and numbers, `chunks` are what stands between spaces, `digits`
    is what may be a part of a telephone number. `others` are words of which a typed one is a part or a misspelling.
    """

    typed: str = ""
    whole: str
    chunks: Sequence[str] = ()
    digits: str = ""
    others: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        """The words typed, without those that belong to an address."""
        found = (word for chunk in self.chunks if "@" not in chunk for word in _words(chunk))
        return list(dict.fromkeys(found))


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """What an entry of one kind has to fulfil, as PostgreSQL reads it: `wide` what is found at all; `plain` the words
    as they were typed, in any field; `titled` these in the title; `named` all that is wide, but in the title. `telephone` is a pattern; empty without digits.
    `is_common`: very many entries have each of the words.
    """

    entity: str
    wide: str
    plain: str
    titled: str
    named: str
    telephone: str
    is_common: bool


def read(text: str) -> Question:
    """The question; one without chunks finds nothing."""
    whole = normalising.normal(text[:LONGEST])
    chunks = [chunk.strip("@.,;") for chunk in whole.split()]
    worth = [chunk for chunk in chunks if _words(chunk)] if len(whole) > 1 else []
    return Question(
        typed=" ".join(text[:LONGEST].replace("\0", "").split()),
        whole=whole,
        chunks=worth[:MOST_CHUNKS],
        digits=normalising.asked_number(text[:LONGEST]),
    )


def condition(question: Question, kind: Entity) -> Condition:
    """What an entry has to fulfil, with only those fields of the kind that the reader may know: `kind` is as they see it."""
    found = entries.sources(kind)
    telephones = [source.field.name for source in found if source.is_number]
    texts = [source for source in found if source.field.kind != Kind.PHONE]
    titled = [source for source in texts if "." not in source.scope]
    # from where a name begins, for `cf_phone` ends in that of another
    wanted = f"(^| )({'|'.join(telephones)}):[0-9]*{question.digits}"
    return Condition(
        entity=kind.key,
        wide=_every(question, texts, question.others),
        plain=_every(question, texts, {}),
        titled=_every(question, titled, {}),
        named=_every(question, titled, question.others),
        telephone=wanted if telephones and question.digits else "",
        is_common=_is_common(question, texts),
    )


def _is_common(question: Question, sources: Sequence[Source]) -> bool:
    """Whether very many entries have what each chunk asks for, as far as PostgreSQL counted."""
    counts, scopes = frequent.counts(), sorted({source.scope for source in sources})

    def several(word: str) -> float:
        begins = len(word) > 1
        found = sum(counts.of(f"{scope}:{word}", begins=begins) for scope in scopes)
        others = question.others.get(word, ())
        return found + sum(counts.of(f"{s}:{w}", begins=False) for w in others for s in scopes)

    def of_chunk(chunk: str) -> float:
        return max(several(chunk), min(map(several, _words(chunk))))

    return min(map(of_chunk, question.chunks), default=0) >= frequent.MANY


def _every(
    question: Question, sources: Sequence[Source], others: Mapping[str, Sequence[str]]
) -> str:
    """Every chunk has to be found, in whatever field."""
    return " & ".join(f"({_chunk(chunk, sources, others)})" for chunk in question.chunks)


def _chunk(chunk: str, sources: Sequence[Source], others: Mapping[str, Sequence[str]]) -> str:
    """An address as a whole, or all words of the chunk."""
    addresses = {s.scope for s in sources if s.field.kind == Kind.EMAIL}
    scopes = sorted(
        {s.scope for s in sources} - addresses if "@" in chunk else {s.scope for s in sources}
    )
    either = [_begins(scope, chunk) for scope in sorted(addresses)]
    words = [_word(word, scopes, others.get(word, ())) for word in _words(chunk)]
    return " | ".join([*either, *([" & ".join(words)] if scopes else [])]) or NOTHING


NOTHING = "'-'"  # a word that no entry has


def _word(word: str, scopes: Sequence[str], others: Sequence[str]) -> str:
    """The word, what begins with it, and the others that it may stand for, in any of the scopes."""
    typed = [_begins(scope, word) for scope in scopes]
    return f"({' | '.join([*typed, *(_is(scope, other) for other in others for scope in scopes)])})"


def _begins(scope: str, word: str) -> str:
    """A single letter stands for itself: what begins with it is too much to be of use."""
    return f"{_is(scope, word)}:*" if len(word) > 1 else _is(scope, word)


def _is(scope: str, word: str) -> str:
    escaped = word.replace("\\", "\\\\")
    return f"'{scope}:{escaped}'"


def _words(chunk: str) -> Sequence[str]:
    return normalising.words(chunk)
