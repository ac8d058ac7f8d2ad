"""What happens in administration itself."""

from dataclasses import dataclass
from typing import Any

from dealwright.events.bus import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditExported(Event):
    """The audit left the house as a file, narrowed by these filters."""

    filters: dict[str, Any]
    rows: int
