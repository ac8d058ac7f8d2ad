"""Rows of a list as they are drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from dealwright.records.custom import linking
from dealwright.records.registry import Entity
from dealwright.ui.columns import Addresses, Bound
from dealwright.ui.declared import Card
from dealwright.ui.selecting import Selecting


@dataclass(frozen=True, slots=True)
class Row:
    """A row as the table and the card draw it; both take the same cells.

    `cells` is the inside of the table row, put together here because a template that decides cell by cell
    takes longer than the database.
    """

    id: str
    url: str
    cells: SafeString
    title: str
    second: SafeString | str
    right: SafeString | str
    foot: list[SafeString]


class Drawing:
    """Draws the rows of one showing of a list. Its kind's title names a row where the card names no other."""

    def __init__(
        self,
        columns: Sequence[Bound],
        card: Card,
        entity: Entity,
        addresses: Addresses,
        selecting: Selecting,
    ) -> None:
        self._columns = columns
        self._card = card
        self._entity = entity
        self._title = card.title or entity.title
        self._addresses = addresses
        self._selecting = selecting
        self._is_open: Callable[[Any], bool] = entity.extra.get("is_open", lambda _row: True)

    def drawn(self, rows: Sequence[Any]) -> list[Row]:
        """Rows as they are shown, once what they link to is at hand."""
        links = {column.link.field.name: column.link for column in self._columns if column.link}
        for name, link in links.items():
            read = (c.related for c in self._columns if c.link and c.link.field.name == name)
            link.load(rows, (join for joins in read for join in joins))
        linking.attach(rows, self._entity, names=[column.name for column in self._columns])
        return [self._row(row) for row in rows]

    def _row(self, row: Any) -> Row:
        drawn = [(column, column.cell(row)) for column in self._columns]
        is_open = self._is_open(row)
        cells = (f"{column.td(is_open=is_open)}{html}</td>" for column, html in drawn)
        by_name = {column.name: html for column, html in drawn}
        title = str(getattr(row, self._title))
        tick = self._selecting.tick(row.pk, title)
        return Row(
            id=str(row.pk),
            url=self._addresses.of(row),
            cells=mark_safe(tick + "".join(cells)),  # noqa: S308  every one is escaped
            title=title,
            second=by_name.get(self._card.second, ""),
            right=by_name.get(self._card.right, ""),
            foot=[by_name[name] for name in self._card.foot if name in by_name],
        )
