"""A deal's past as a row of spans that follow each other: pure, so that it can be reasoned about and replayed.

A reading is what counts about a deal at one moment. A moment in which something changed ends one span and
begins the next; two changes at the same moment leave one span, the later of them; a change that changes nothing
leaves none. So the spans cover the time from the deal's first day on, without gap or overlap.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID


class Deal(Protocol):
    """What of a deal goes into its past."""

    owner_id: UUID
    unit_id: UUID
    process_id: UUID
    stage_id: UUID
    state: str
    category: str
    probability: int
    estimated_revenue: Decimal | None
    actual_revenue: Decimal | None
    currency: str
    rate: Decimal
    close_on: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A deal at one moment. `amount` is in `currency`; `rate` turns it into the base currency."""

    owner_id: UUID
    unit_id: UUID
    process_id: UUID
    stage_id: UUID
    state: str
    category: str
    probability: int
    amount: Decimal | None
    currency: str
    rate: Decimal
    close_on: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A reading and the time it held: from `valid_from` up to, not including, `valid_to`."""

    valid_from: datetime
    valid_to: datetime | None
    reading: Reading


NAMES = tuple(found.name for found in fields(Reading))
AMOUNTS = frozenset({"estimated_revenue", "actual_revenue"})
SPANNED = frozenset(name.removesuffix("_id") for name in NAMES) - {"amount"} | AMOUNTS


def read(deal: Deal) -> Reading:
    """What the deal is now: the actual revenue once it has one, the estimate until then."""
    amount = deal.estimated_revenue if deal.actual_revenue is None else deal.actual_revenue
    return Reading(
        amount=amount, **{name: getattr(deal, name) for name in NAMES if name != "amount"}
    )


def follow(moments: Iterable[tuple[datetime, Reading]]) -> list[Span]:
    """The spans between moments, the last of them open-ended; the order of moments is by time.

    Of several readings at one moment the last given counts.
    """
    latest = dict(sorted(moments, key=lambda moment: moment[0]))
    steps: list[tuple[datetime, Reading]] = []
    for moment, reading in latest.items():
        if not steps or steps[-1][1] != reading:
            steps.append((moment, reading))
    ends = [moment for moment, _reading in steps[1:]]
    return [
        Span(valid_from=moment, valid_to=end, reading=reading)
        for (moment, reading), end in zip(steps, [*ends, None], strict=False)
    ]


def since(spans: Sequence[Span]) -> datetime:
    """When the last stage was entered."""
    last = spans[-1].reading.stage_id
    found = spans[-1].valid_from
    for span in reversed(spans):
        if span.reading.stage_id != last:
            break
        found = span.valid_from
    return found


def at(spans: Sequence[Span], moment: datetime) -> Reading | None:
    """What the deal was at a moment; None before its first day."""
    for span in reversed(spans):
        if span.valid_from <= moment:
            return span.reading if span.valid_to is None or moment < span.valid_to else None
    return None
