"""What happens to activities, beside being created, changed and deleted."""

from dataclasses import dataclass

from dealwright.events.bus import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class ActivityCompleted(Event):
    """`is_late` when it was done after it was due."""

    activity: str
    is_late: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ActivityReopened(Event):
    activity: str
