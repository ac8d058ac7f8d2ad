"""What happens to any record. The subject tells which kind; `changes` what became different."""

from dataclasses import dataclass

from dealwright.events.bus import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordCreated(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordUpdated(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordDeleted(Event):
    pass
