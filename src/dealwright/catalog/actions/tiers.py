"""What quantity breaks and the bands of volume discounts have in common as rows: each starts at a quantity, and stands
under a row whose version covers it.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from django.db.models import F, QuerySet

from dealwright.records.models import Record

type Values = Mapping[str, Any]


class Tier(Protocol):
    """A row that counts from a quantity on."""

    @property
    def from_quantity(self) -> Decimal: ...


def key(link: Any) -> Any:
    """The id of a link that is given as a row or an id."""
    return getattr(link, "pk", link)


def lock[M: Record](rows: QuerySet[M], keys: Collection[UUID | None]) -> dict[UUID, M]:
    """The rows of these ids that exist, locked in key order."""
    wanted = {pk for pk in keys if pk}
    locked = rows.select_for_update(of=("self",)).filter(pk__in=wanted)
    return {row.pk: row for row in locked.order_by("pk")}


def touch[M: Record](rows: QuerySet[M], keys: Collection[UUID]) -> None:
    """Raise the version of rows whose tiers changed, so that nobody overwrites these unread."""
    rows.filter(pk__in=list(keys)).update(version=F("version") + 1)


def short(number: Decimal) -> str:
    """A number without zeros at its end: 14500, 2.5."""
    return f"{number.normalize():f}"


def twice(rows: Iterable[Values]) -> list[str]:
    """The quantities at which more than one row starts."""
    starts = Counter(row["from_quantity"] for row in rows)
    return [short(start) for start, count in starts.items() if count > 1]


def told(rows: Iterable[Values], *names: str) -> list[str]:
    """Tiers in a line each, for the record of what changed: the quantity and the values of these names."""
    ordered = sorted(rows, key=lambda row: row["from_quantity"])
    return [
        " ".join([f"{short(row['from_quantity'])}+", *(_word(row[name]) for name in names)])
        for row in ordered
    ]


def _word(value: Any) -> str:
    return short(value) if isinstance(value, Decimal) else str(value)


def replace[T: Tier](
    before: Sequence[T],
    rows: Iterable[Values],
    *,
    change: Callable[[T, Values], object],
    remove: Callable[[T], object],
) -> list[Values]:
    """Change the tiers whose quantity is stated anew and remove the others; returns the rows that are to be added."""
    wanted = {row["from_quantity"]: row for row in rows}
    for found in before:
        row = wanted.pop(found.from_quantity, None)
        if row is None:
            remove(found)
        else:
            change(found, row)
    return list(wanted.values())
