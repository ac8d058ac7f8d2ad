"""The groups of a list as they are drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from django.http import QueryDict

from dealwright.core import digits
from dealwright.ui import asking
from dealwright.ui.columns import Bound
from dealwright.ui.grouping import Group, Groups


class Drawing[R](Protocol):
    """The list that draws its rows."""

    asked: QueryDict

    @property
    def columns(self) -> list[Bound]: ...
    def drawn(self, rows: Sequence[Any]) -> list[R]: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class DrawnGroup[R]:
    """A group: its head with a cell for each further column, and its rows if it is open. `text` is its key as it stands in
    an address, `opening` the address of its first rows, `following` of those after these.
    """

    number: int
    text: str = ""
    label: str = ""
    count: int = 0
    is_open: bool = True
    sums: list[tuple[Bound, str]] = field(default_factory=list)
    drawn: list[R] = field(default_factory=list)
    opening: str = ""
    following: str = ""

    @property
    def sum(self) -> str:
        """The first sum, for a card."""
        return next((text for _column, text in self.sums if text), "")


class Grouped[R]:
    """The groups of one showing."""

    def __init__(self, showing: Drawing[R], groups: Groups) -> None:
        self._showing = showing
        self._groups = groups

    @property
    def has_more(self) -> bool:
        return self._groups.has_more

    @cached_property
    def count(self) -> int:
        return sum(group.count for group in self._groups.shown)

    @cached_property
    def groups(self) -> list[DrawnGroup[R]]:
        """The groups; all rows that are shown are drawn together, so that what they link to is read once."""
        found = self._groups.shown
        drawn = iter(self._showing.drawn([row for group in found for row in group.rows]))
        return [self._drawn(group, [next(drawn) for _row in group.rows]) for group in found]

    @property
    def heads(self) -> list[DrawnGroup[R]]:
        """The groups as they stand now, each closed."""
        return [self._drawn(group, []) for group in self._groups.heads]

    def _drawn(self, group: Group, rows: list[R]) -> DrawnGroup[R]:
        return DrawnGroup(
            number=group.number,
            text=group.text,
            label=group.label,
            count=group.count,
            is_open=group.is_open,
            sums=[(column, self._sum(group, column)) for column in self._showing.columns[1:]],
            drawn=rows,
            opening=self._page_of(group.text, group.number, None),
            following=self._page_of(group.text, group.number, group.cursor) if group.cursor else "",
        )

    def _sum(self, group: Group, column: Bound) -> str:
        total = group.totals.get(column.name)
        return total.text if total else ""

    def _page_of(self, key: str, number: int, cursor: str | None) -> str:
        """The address of a page of one group."""
        values = {"in": key, "number": str(number), "after": cursor}
        return asking.changed(self._showing.asked, **values)

    @cached_property
    def page(self) -> DrawnGroup[R]:
        """The page of one group that the address asks for."""
        asked = self._showing.asked
        key, number = asked.get("in", ""), digits.whole(asked.get("number", "")) or 0
        found = self._groups.page([self._groups.by.read(key)], asked.get("after"))
        return DrawnGroup(
            number=number,
            drawn=self._showing.drawn(found.rows),
            following=self._page_of(key, number, found.next_cursor) if found.next_cursor else "",
        )
