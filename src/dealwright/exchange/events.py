"""What happens when data come and go."""

from dataclasses import dataclass

from dealwright.events.bus import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleRemoved(Event):
    rows: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordsExported(Event):
    """Records left the house as a file."""

    records: str
    rows: int


@dataclass(frozen=True, kw_only=True, slots=True)
class MappingShared(Event):
    """How files become records was kept for everyone to use."""

    records: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MappingWithdrawn(Event):
    """What everyone used is one's own again, or gone."""

    records: str
