"""What is decided about possible duplicates."""

from dataclasses import dataclass
from uuid import UUID

from dealwright.events.bus import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class DuplicateDecided(Event):
    """The subject and the other one were found apart, put off, or opened again."""

    state: str
    other: UUID
    name: str
