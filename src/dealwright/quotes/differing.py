"""What differs between two versions of a document: pure, over plain values. Knows no database and no request.

Lines are matched by an identity that they keep from one version to the next, never by their place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

type Values = Mapping[str, Any]
type Key = Any  # hashable; of quotes the id that a line keeps


class Kind(StrEnum):
    """What happened to a line."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Version:
    """What a version says: its head by field, and its lines by identity in their order."""

    head: Values
    lines: Mapping[Key, Values]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that says something else; None where a version does not have it."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line that came, went or changed. `values` are all it says, or said before it went."""

    key: Key
    kind: Kind
    values: Values
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """All that leads from one version to another. `order` names the lines of the later one."""

    head: tuple[FieldChange, ...]
    lines: tuple[LineChange, ...]
    order: tuple[Key, ...]
    is_reordered: bool

    @property
    def is_empty(self) -> bool:
        return not (self.head or self.lines or self.is_reordered)

    def count(self, kind: Kind) -> int:
        """How many lines this happened to."""
        return sum(line.kind == kind for line in self.lines)


def differ(before: Version, after: Version) -> Difference:
    """What leads from one version to the other: lines of the later one in their order, then those that went."""
    came_or_changed = (
        _line(key, before.lines.get(key), values) for key, values in after.lines.items()
    )
    went = [
        LineChange(key, Kind.REMOVED, values)
        for key, values in before.lines.items()
        if key not in after.lines
    ]
    return Difference(
        head=_fields(before.head, after.head),
        lines=(*filter(None, came_or_changed), *went),
        order=tuple(after.lines),
        is_reordered=_common(before, after) != _common(after, before),
    )


def apply(before: Version, difference: Difference) -> Version:
    """The later version, from the earlier one and what differs."""
    changed = {line.key: line.values for line in difference.lines if line.kind != Kind.REMOVED}
    return Version(
        head=_changed(before.head, difference.head),
        lines={key: changed.get(key, before.lines.get(key, {})) for key in difference.order},
    )


def _line(key: Key, before: Values | None, after: Values) -> LineChange | None:
    if before is None:
        return LineChange(key, Kind.ADDED, after)
    fields = _fields(before, after)
    return LineChange(key, Kind.CHANGED, after, fields) if fields else None


def _fields(before: Values, after: Values) -> tuple[FieldChange, ...]:
    names = [*after, *(name for name in before if name not in after)]
    return tuple(
        FieldChange(name, before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    )


def _changed(values: Values, fields: tuple[FieldChange, ...]) -> dict[str, Any]:
    return {**values, **{field.name: field.after for field in fields}}


def _common(version: Version, other: Version) -> list[Key]:
    """The lines of a version that the other has as well, in this one's order."""
    return [key for key in version.lines if key in other.lines]
