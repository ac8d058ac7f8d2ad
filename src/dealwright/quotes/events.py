"""What happens to quotes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from dealwright.events.bus import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class LinesAdded(Event):
    names: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class LineChanged(Event):
    """`fields` are those that were typed; what pricing made of them stands in the quote's sums."""

    line: UUID
    name: str
    fields: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class LineRemoved(Event):
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LinesArranged(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class QuoteActivated(Event):
    """The quote no longer changes. `content_hash` is the SHA-256 of what it says."""

    number: str
    revision: int
    total: Decimal
    currency: str
    valid_until: date | None
    content_hash: str


@dataclass(frozen=True, kw_only=True, slots=True)
class QuoteRevised(Event):
    """This revision was replaced by the draft `successor`."""

    successor: UUID
    revision: int


@dataclass(frozen=True, kw_only=True, slots=True)
class QuoteClosed(Event):
    reason: str
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class QuoteExpired(Event):
    """The last day passed without an answer."""

    valid_until: date


@dataclass(frozen=True, kw_only=True, slots=True)
class QuoteExtended(Event):
    """The quote may be accepted for longer; its document was frozen anew."""

    was_until: date | None
    valid_until: date


@dataclass(frozen=True, kw_only=True, slots=True)
class QuoteSent(Event):
    to: str
    link: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class LinksRevoked(Event):
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class QuoteOpened(Event):
    """The client looked at the quote for the first time by this link."""

    link: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class QuoteAccepted(Event):
    """`sha256` is that of the very PDF that was accepted."""

    name: str
    total: Decimal
    currency: str
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class QuoteDeclined(Event):
    name: str
    reason: str
