"""Days and moments as the world writes them, and which of the ways a column follows."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache

ISO = "%Y-%m-%d"
EPOCH = "epoch"  # milliseconds since 1970, as HubSpot writes them
FORMATS = (
    ISO,
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%d.%m.%y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%Y%m%d",
    "%d %b %Y",
    "%d %B %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%b %d, %Y",
    "%B %d, %Y",
    EPOCH,
)
CLOCK = re.compile(
    r"[T ,]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?"
    r"\s*(?:([AaPp])\.?[Mm]\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$"
)
NOON = 12
RECENT = 8192


@lru_cache(maxsize=RECENT)
def read(text: str, written: str = ISO) -> date | datetime:
    """The day, or the moment when a time follows it. ValueError when the text is written otherwise."""
    if written == EPOCH:
        return _epoch(text)
    found = CLOCK.search(text)
    if found is None:
        return datetime.strptime(text, written).date()  # noqa: DTZ007  only the day is kept
    day = datetime.strptime(text[: found.start()].strip(), written)  # noqa: DTZ007  the zone follows
    hour, minute, second, half, zone = found.groups()
    clock = time(_hour(int(hour), half), int(minute), int(second or 0), tzinfo=_zone(zone))
    return datetime.combine(day.date(), clock)


def _epoch(text: str) -> datetime:
    if not re.fullmatch(r"\d{12,13}", text):
        raise ValueError(text)
    return datetime.fromtimestamp(int(text) / 1000, tz=UTC)


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    if not 1 <= hour <= NOON:
        raise ValueError(hour)
    return hour % NOON + (NOON if half.lower() == "p" else 0)


def _zone(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text in {"Z", "UTC", "GMT"}:
        return UTC
    sign, digits = (-1 if text[0] == "-" else 1), text[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


def can_read(text: str, written: str) -> bool:
    """Whether a text is a day written in this way."""
    try:
        read(text, written)
    except ValueError:
        return False
    return True


def formats(texts: Iterable[str]) -> list[str]:
    """The ways in which all of these may be written; of several that mean the same days the first one alone."""
    known = list(texts)
    fitting = [written for written in FORMATS if all(can_read(text, written) for text in known)]
    meanings: dict[tuple[date, ...], str] = {}
    for written in fitting if known else []:
        meanings.setdefault(tuple(_day(text, written) for text in known), written)
    return list(meanings.values())


def _day(text: str, written: str) -> date:
    found = read(text, written)
    return found.date() if isinstance(found, datetime) else found


def best(texts: Sequence[str], least: float) -> str:
    """The way in which most of these are written, if at least this share is; "" otherwise."""
    counts = {written: sum(can_read(text, written) for text in texts) for written in FORMATS}
    written = max(counts, key=lambda each: counts[each])
    return written if texts and counts[written] >= least * len(texts) else ""
