"""What an import did, line by line: rows read = created + updated + unchanged + refused."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from dealwright.core.errors import DomainError, sentence
from dealwright.exchange.reading import Row


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that was not taken, and why."""

    line: int
    reason: str
    cells: dict[str, str]


@dataclass(slots=True)
class Report:
    """The count of one file.

    `remarks` are lines that were taken, but not whole; `rules` counts how often each stated rule changed a value.
    """

    file: str
    into: str
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    remarks: list[Refusal] = field(default_factory=list)
    rules: Counter[str] = field(default_factory=Counter)

    @property
    def refused(self) -> int:
        return len(self.refusals)

    @property
    def is_balanced(self) -> bool:
        """Whether every row that was read is accounted for."""
        return self.read == self.created + self.updated + self.unchanged + self.refused

    def refuse(self, row: Row, error: DomainError) -> None:
        """Note that a line was not taken."""
        self.refusals.append(Refusal(row.line, sentence(error), row.cells))

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
            "remarks": [asdict(found) for found in self.remarks],
            "rules": dict(self.rules),
        }
