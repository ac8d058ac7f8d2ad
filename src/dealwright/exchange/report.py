"""What an import did, line by line: rows read = created + updated + unchanged + refused."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from dealwright.core.errors import DomainError, InvalidError, Text, sentence
from dealwright.exchange.reading import Row

MOST_KEPT = 20_000  # refusals of one file that are kept in memory; the change set has them all
MOST_BYTES = 32 * 1024**2  # of their rows

type Changes = Mapping[str, list[Any]]


class Result(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class CellError(InvalidError):
    """A cell that means nothing as it stands, in a way that a rule could mend: `fault` says which."""

    def __init__(self, name: str, said: str, *, fault: str, text: str) -> None:
        super().__init__({name: said})
        self.name = name
        self.fault = fault
        self.text = text


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that was not taken, and why."""

    line: int
    reason: str
    cells: dict[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Fate:
    """What became of one row: the record's title, {field: [old, new]} or the reason; of a refusal that a rule could
    mend its fault, field and cell.
    """

    row: Row
    result: Result
    label: str = ""
    changes: Changes = field(default_factory=dict)
    reason: str = ""
    fault: str = ""
    name: str = ""
    text: str = ""


@dataclass(slots=True)
class Report:
    """The count of one file.

    `limits` says of which fields values are not written, or not always, and why; `remarks` are lines that were taken, but not whole; `rules` counts how often each stated rule changed a value;
    `also` holds the titles of records that were added because rows name them. `listen` hears of every row; `labels` are
    the names of fields as people know them. `kept` counts the bytes of refused rows.
    """

    file: str
    into: str
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    duplicates: int = 0
    kept: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    remarks: list[Refusal] = field(default_factory=list)
    rules: Counter[str] = field(default_factory=Counter)
    also: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    listen: Callable[[Fate], None] | None = None
    labels: Mapping[str, Text] = field(default_factory=dict)
    limits: Mapping[str, Text] = field(default_factory=dict)

    @property
    def is_balanced(self) -> bool:
        """Whether every row that was read is accounted for."""
        return self.read == self.created + self.updated + self.unchanged + self.refused

    def create(self, row: Row, label: str = "", changes: Changes | None = None) -> None:
        """Note that a row became a new record."""
        self.created += 1
        self._tell(Fate(row=row, result=Result.CREATED, label=label, changes=changes or {}))

    def update(self, row: Row, label: str = "", changes: Changes | None = None) -> None:
        """Note that a row changed a record."""
        self.updated += 1
        self._tell(Fate(row=row, result=Result.UPDATED, label=label, changes=changes or {}))

    def leave(self, row: Row, label: str = "") -> None:
        """Note that a row differs in nothing from its record."""
        self.unchanged += 1
        self._tell(Fate(row=row, result=Result.UNCHANGED, label=label))

    def refuse(self, row: Row, error: DomainError) -> None:
        """Note that a line was not taken."""
        self.refused += 1
        said = self._sentence(error)
        self.duplicates += error.code == "duplicate"
        self.kept += row.size
        if len(self.refusals) < MOST_KEPT and self.kept <= MOST_BYTES:
            self.refusals.append(Refusal(row.line, said, row.cells))
        fault, name, text = _mendable(error)
        self._tell(
            Fate(row=row, result=Result.REFUSED, reason=said, fault=fault, name=name, text=text)
        )

    def _sentence(self, error: DomainError) -> str:
        """The refusal, with fields by the names that people know."""
        if not isinstance(error, InvalidError):
            return sentence(error)
        named = {str(self.labels.get(name, name)): said for name, said in error.errors.items()}
        return sentence(InvalidError({name: list(said) for name, said in named.items()}))

    def _tell(self, fate: Fate) -> None:
        if self.listen is not None:
            self.listen(fate)

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "file": self.file,
            "into": self.into,
            "read": self.read,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": [asdict(found) for found in self.refusals],
            "refused_count": self.refused,
            "remarks": [asdict(found) for found in self.remarks],
            "limits": {name: str(why) for name, why in self.limits.items()},
            "rules": dict(self.rules),
            "also": {key: sorted(titles) for key, titles in self.also.items()},
        }


def _mendable(error: DomainError) -> tuple[str, str, str]:
    """The fault, field and cell of a refusal, as far as it tells them."""
    if isinstance(error, CellError):
        return error.fault, error.name, error.text
    if isinstance(error, InvalidError):
        return error.code, next(iter(error.errors), ""), ""
    return error.code, "", ""
