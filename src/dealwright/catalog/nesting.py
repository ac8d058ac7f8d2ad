"""Lines of a document that stand under others, as parts under their bundle: their order, numbers and moves. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol
from uuid import UUID


class Nested(Protocol):
    """A line that may be part of another."""

    @property
    def pk(self) -> UUID: ...

    @property
    def part_of_id(self) -> UUID | None: ...


def in_order[L: Nested](lines: Sequence[L]) -> list[L]:
    """The lines with each followed by its parts; those of one bundle keep the order in which they are given."""
    return [line for line, _number in _walk(lines)]


def numbers(lines: Sequence[Nested]) -> dict[UUID, str]:
    """What each line is called: 1, 2, and the parts of the second 2.1, 2.2."""
    return {line.pk: ".".join(map(str, number)) for line, number in _walk(lines)}


def within[L: Nested](line: Nested, lines: Sequence[L]) -> list[L]:
    """The parts of a line, theirs after each, and so on down."""
    below = _by_bundle(lines)
    found: list[L] = []
    waiting = list(below.get(line.pk, ()))[::-1]
    while waiting:
        found.append(waiting.pop())
        waiting.extend(below.get(found[-1].pk, ())[::-1])
    return found


def moved[L: Nested](line: L, lines: Sequence[L], step: int) -> list[L]:
    """The lines with this one so many places further among those beside it, and its parts with it."""
    beside = [each for each in lines if each.part_of_id == line.part_of_id]
    here = beside.index(line)
    beside.insert(min(max(here + step, 0), len(beside) - 1), beside.pop(here))
    others = [each for each in lines if each.part_of_id != line.part_of_id]
    return in_order([*beside, *others])


def _walk[L: Nested](lines: Sequence[L]) -> Iterator[tuple[L, tuple[int, ...]]]:
    below = _by_bundle(lines)
    waiting = list(_numbered(below.get(None, ()), ()))[::-1]
    while waiting:
        line, number = waiting.pop()
        yield line, number
        waiting.extend(list(_numbered(below.get(line.pk, ()), number))[::-1])


def _numbered[L: Nested](
    lines: Iterable[L], above: tuple[int, ...]
) -> Iterator[tuple[L, tuple[int, ...]]]:
    return ((line, (*above, place)) for place, line in enumerate(lines, start=1))


def _by_bundle[L: Nested](lines: Iterable[L]) -> Mapping[UUID | None, list[L]]:
    found: dict[UUID | None, list[L]] = defaultdict(list)
    for line in lines:
        found[line.part_of_id].append(line)
    return found
