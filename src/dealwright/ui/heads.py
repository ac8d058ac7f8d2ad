"""The heads of a list's columns: what it is ordered by, and how wide they are."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Subquery
from django.http import QueryDict

from dealwright.ui import asking
from dealwright.ui.chosen import Choice, Columns
from dealwright.ui.columns import Bound

MOST_KEYS = 3  # of an order


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: its name, the address that orders by it, and the one that makes it as wide as WIDTH."""

    column: Bound
    url: str
    sorted: str  # "ascending", "descending" or nothing
    resize: str


class Heads:
    """The heads of the columns that are shown, and the order that the address (`sort=-close_on,name`) asks for."""

    def __init__(self, asked: QueryDict, sort: str, choice: Columns, shown: list[Bound]) -> None:
        self._asked = asked
        self._sort = sort
        self._choice = choice
        self._shown = shown

    @cached_property
    def _sorts(self) -> list[tuple[Bound, bool]]:
        """The columns to order by, each with whether it descends; none for the usual order."""
        found = []
        for name in self._sort.split(",")[:MOST_KEYS]:
            column = self._choice.named(name.removeprefix("-")) if name else None
            if column and column.can_sort:
                found.append((column, name.startswith("-")))
        return found

    @property
    def known(self) -> str:
        """The order that is asked for as it stands in an address, without what the reader does not know."""
        return ",".join(f"-{column.name}" if down else column.name for column, down in self._sorts)

    @property
    def keys(self) -> list[str]:
        """The keys of the order that is asked for."""
        return [f"-{column.key}" if down else column.key for column, down in self._sorts]

    @cached_property
    def linked(self) -> dict[str, Subquery]:
        """What a query has to carry to be ordered by what stands in linked records."""
        return {c.alias: c.ordering for c, _down in self._sorts if c.ordering}

    @cached_property
    def all(self) -> list[Head]:
        now = {c.name: "descending" if down else "ascending" for c, down in self._sorts[:1]}
        return [self._head(column, now.get(column.name, "")) for column in self._shown]

    def _head(self, column: Bound, now: str) -> Head:
        then = f"-{column.name}" if now == "ascending" else column.name
        url = asking.changed(self._asked, sort=then) if column.can_sort else ""
        return Head(column, url, now, self._resized(column))

    def _resized(self, column: Bound) -> str:
        names = [f"{c.name}:WIDTH" if c is column else _choice(c) for c in self._shown]
        return f"{self._without_columns}&cols={','.join(names)}"

    @cached_property
    def _without_columns(self) -> str:
        return asking.changed(self._asked, cols=None)


def _choice(column: Bound) -> str:
    return str(Choice(column.name, column.width))
