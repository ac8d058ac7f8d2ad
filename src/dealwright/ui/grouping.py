"""Rows in groups: `group=stage`, `group=close_on:quarter`, `group=account.industry`. Texts that many rows share stand first;
a row of which several are chosen stands in the group of each.

Counts and sums of all groups are one grouped query over all rows found. The first groups are shown with their rows, as many
as fit a page, by a second query; the others are loaded when they are opened, each page by page.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID
from zlib import crc32

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext

from dealwright.core import paging, typed
from dealwright.core.actor import Actor
from dealwright.records.fields import Field, Kind
from dealwright.records.registry import Entity
from dealwright.ui import cells, columns, dated, linked, shown
from dealwright.ui.cells import capitalised
from dealwright.ui.chosen import Columns
from dealwright.ui.dated import UNITS, FiscalYear
from dealwright.ui.linked import Link
from dealwright.ui.totals import Total, Totals, summed

DATED = {Kind.DATE, Kind.DATETIME}
KINDS = {
    Kind.CHOICE,
    Kind.LIST,
    Kind.LINK,
    Kind.BOOLEAN,
    Kind.CURRENCY,
    Kind.TEXT,
    Kind.INTEGER,
    *DATED,
}
LONGEST_WHOLE = 18  # digits of a whole number that an address names
MOST = 200  # groups that are shown
MOST_LINES = 1000  # of the grouped query: a group has one for each currency
KEY, NAME, ORDER = "grouped_by", "grouped_name", "grouped_order"  # what the query calls them
NO_VALUE = "-"


@dataclass(frozen=True, kw_only=True)
class Grouping:
    """What rows are grouped by: a field, of the kind itself or of what a `link` leads to, and for days a `unit`,
    with the organisation's `fiscal` year if the unit is one of that.

    `order` is the ORM path that puts links in their order.
    """

    name: str
    field: Field
    link: Link | None = None
    unit: str = ""
    fiscal: FiscalYear | None = None
    order: str = ""

    @property
    def label(self) -> str:
        return capitalised(str(self.field.label))

    @property
    def text(self) -> str:
        """As it stands in an address."""
        return f"{self.name}:{self.unit}" if self.unit else self.name

    @property
    def expressions(self) -> dict[str, Any]:
        """What makes the groups, what they are called, and what puts them in order."""
        if self.field.kind == Kind.LINK and self.field.custom:
            named = linked.title(self.field)
            return {KEY: self._value, NAME: named, ORDER: named}
        if self.field.kind == Kind.LINK:
            title = columns.sort_path(self.field)
            return {
                KEY: self._at(self.field.column),
                NAME: self._at(title),
                ORDER: self._at(self.order or title),
            }
        return {KEY: elements(self._value, self.field) if self.is_several else self._value}

    @property
    def is_several(self) -> bool:
        """Whether a row may stand in several groups."""
        return self.field.kind == Kind.LIST

    @property
    def key(self) -> Any:
        """What of a row says in which group it stands; of several choices all of them."""
        return self._value if self.is_several else self.expressions[KEY]

    def among(self, keys: Iterable[Any]) -> Q:
        """The condition for rows, annotated with `key`, of the groups of these keys."""
        found = [key for key in keys if key is not None]
        if not self.is_several:
            among = Q(**{f"{KEY}__in": found})
            return among | Q(**{f"{KEY}__isnull": True}) if None in keys else among
        among = Q(pk__in=[])
        for key in found:
            among |= Q(**{f"{KEY}__contains": [key]})
        return among | Q(**{f"{KEY}__isnull": True}) | Q(**{KEY: []}) if None in keys else among

    def holds(self, row: Any, key: Any) -> bool:
        """Whether a row, annotated with `key`, stands in the group of this one."""
        found = getattr(row, KEY)
        if not self.is_several:
            return bool(found == key)
        return key in found if found else key is None

    @property
    def _value(self) -> Any:
        found = self._at(self.field.column)
        if not self.unit:
            return found
        is_moment = self.field.kind == Kind.DATETIME
        if self.field.custom:
            found = (typed.AsMoment if is_moment else typed.AsDay)(found)
        return dated.first_day(found, UNITS[self.unit], self.fiscal, is_moment=is_moment)

    def _at(self, path: str) -> Any:
        return self.link.expression(path) if self.link else F(path)

    def told(self, key: Any, name: Any) -> str:
        """What a group is called."""
        if key is None or key == "":
            return gettext("No value")
        if self.unit:
            return dated.told(key, self.unit, self.fiscal)
        match self.field.kind:
            case Kind.CHOICE | Kind.LIST:
                return capitalised(str(self.field.choice_label(key)))
            case Kind.BOOLEAN:
                return str(cells.YES if key else cells.NO)
            case Kind.LINK:
                return str(name or "")
            case _:
                return shown.number(key) if isinstance(key, int) else str(key)

    def place(self, row: models.QuerySet[Any]) -> tuple[str, str] | None:
        """(key as in an address, label) of the group of the one row that is asked for; None where there is none."""
        named = self.expressions
        for found in row.order_by().annotate(**named).values(*named):
            return key_text(found[KEY]), self.told(found[KEY], found.get(NAME))
        return None

    def rank(self, key: Any) -> int:
        """Where a choice stands among the choices."""
        values = [value for value, _label in self.field.choices]
        return values.index(key) if key in values else len(values)

    def read(self, text: str) -> Any:
        """The key that an address names; None for the group of those without a value, or for what is no key."""
        try:
            return None if text == NO_VALUE else self._read(text)
        except ValueError:
            return None

    def _read(self, text: str) -> Any:
        if self.unit:
            return date.fromisoformat(text)
        readers: dict[Kind, Any] = {
            Kind.LINK: UUID,
            Kind.BOOLEAN: lambda one: one == "True",
            Kind.INTEGER: _whole,
        }
        return readers.get(self.field.kind, _text)(text)


def key_text(key: Any) -> str:
    """The key of a group as it stands in an address. A text that begins as the sign of no value does has it twice."""
    is_text = isinstance(key, str) and key.startswith(NO_VALUE)
    return NO_VALUE if key is None else f"{NO_VALUE if is_text else ''}{key}"


def _text(text: str) -> str:
    return text.removeprefix(NO_VALUE)


def _whole(text: str) -> int:
    if len(text) > LONGEST_WHOLE:
        raise ValueError(text)
    return int(text)


class _Elements(models.Func):
    """Each text of a list, as rows of their own; one that is NULL of an empty list, so that none is lost."""

    set_returning = True
    output_field = models.TextField()


def elements(value: Any, field: Field) -> models.Func:
    """The chosen values of a field of several choices, one by one. Custom fields hold them as JSON."""
    of_json = "ARRAY(SELECT jsonb_array_elements_text(%(expressions)s))"
    texts = of_json if field.custom else "%(expressions)s::text[]"
    whole = f"unnest(COALESCE(NULLIF({texts}, '{{}}'::text[]), ARRAY[NULL]::text[]))"
    return _Elements(value, template=whole)


def _makes_groups(each: Field, entity: Entity) -> bool:
    """Whether rows can be grouped by a field: not by what each has for itself."""
    return each.kind in KINDS and not (
        each.unique or each.name in {entity.title, entity.number, "id"}
    )


def _is_further(link: Link | None, field: Field) -> bool:
    """Whether a field is a custom link of a linked record: what that leads to is two steps away."""
    return link is not None and field.custom and field.kind == Kind.LINK


def read(text: str, choice: Columns, entity: Entity, actor: Actor) -> Grouping | None:
    """The grouping of an address; None for none, and for what the reader cannot group by."""
    name, _colon, unit = text.partition(":")
    link: Link | None = None
    first, step, rest = name.partition(linked.STEP)
    if step:
        link = choice.links.named(first)
        found = link.target.by_name.get(rest) if link else None
    else:
        found = entity.by_name.get(name)
    of = link.target if link else entity
    if found is None or not _makes_groups(found, of) or _is_further(link, found):
        return None
    unit = (unit if unit in UNITS else dated.USUAL) if found.kind in DATED else ""
    fiscal = dated.fiscal_year(actor) if unit and UNITS[unit].is_fiscal else None
    declared = None if link else choice.named(name)
    order = declared.sort if declared and found.kind == Kind.LINK and not found.custom else ""
    return Grouping(name=name, field=found, link=link, unit=unit, fiscal=fiscal, order=order)


def offered(entity: Entity, actor: Actor) -> Iterator[tuple[str, str]]:
    """(name, label) of everything that rows of a kind can be grouped by: its own fields, then those one link away."""
    yield from _own(each for each in entity.fields if _makes_groups(each, entity))
    for link, kind in linked.offered(entity, actor):
        yield from _own(
            [
                linked.stepped(link, each)
                for each in kind.fields
                if each.kind in {Kind.CHOICE, Kind.BOOLEAN}
            ]
        )


def _own(fields: Iterable[Field]) -> Iterator[tuple[str, str]]:
    for each in fields:
        if not each.hidden:
            yield each.name, capitalised(str(each.label))


@dataclass(kw_only=True)
class Group:
    """A group as it is shown. `rows` are there when it is open; `following` is the address of those after them."""

    key: Any
    label: str
    count: int
    totals: dict[str, Total] = field(default_factory=dict)
    rows: list[Any] = field(default_factory=list)
    cursor: str | None = None
    is_open: bool = False

    @property
    def text(self) -> str:
        """The key as it stands in an address."""
        return key_text(self.key)

    @property
    def number(self) -> int:
        """What tells it from the other groups of a page, the same as long as it has rows."""
        return crc32(self.text.encode())


class Groups:
    """The groups of a list: `rows` are all that it found, `drawable` the same with what their cells read."""

    def __init__(
        self,
        by: Grouping,
        *,
        rows: models.QuerySet[Any],
        drawable: models.QuerySet[Any],
        order: paging.Order,
        sums: Iterable[Field],
        totals: Totals,
        size: int,
    ) -> None:
        self.by = by
        self._rows = rows
        self._drawable = drawable
        self._order = order
        self._sums = list(sums)
        self._totals = totals
        self._size = size

    @cached_property
    def _lines(self) -> list[dict[str, Any]]:
        """Of each group, and each currency in it: how many rows, and their sums."""
        named = self.by.expressions
        last = F(ORDER if ORDER in named else KEY).asc(nulls_last=True)
        first = ["-n"] if self._is_frequent_first else []
        rows = summed(self._rows.annotate(**named), self._sums, by=[*named])
        return list(rows.annotate(n=Count("*")).order_by(*first, last, KEY)[:MOST_LINES])

    @property
    def _is_frequent_first(self) -> bool:
        """Texts have no order that means anything."""
        return self.by.field.kind == Kind.TEXT

    @cached_property
    def _known(self) -> list[Group]:
        together: dict[Any, list[dict[str, Any]]] = {}
        for line in self._lines:
            together.setdefault(line[KEY], []).append(line)
        keys = list(together)
        if self.by.field.kind in {Kind.CHOICE, Kind.LIST}:
            keys.sort(key=self.by.rank)
        groups = [self._group(key, together[key]) for key in keys]
        if self._is_frequent_first:
            groups.sort(key=lambda group: (group.key in (None, ""), -group.count, group.label))
        return groups

    def _group(self, key: Any, lines: list[dict[str, Any]]) -> Group:
        return Group(
            key=key,
            label=self.by.told(key, lines[0].get(NAME)),
            count=sum(line["n"] for line in lines),
            totals={each.name: self._totals.told(each, lines) for each in self._sums},
        )

    @property
    def has_more(self) -> bool:
        """Whether there are more groups than are shown."""
        return len(self._known) > MOST or len(self._lines) == MOST_LINES

    @property
    def heads(self) -> list[Group]:
        """The groups that are shown, without any rows."""
        return self._known[:MOST]

    @cached_property
    def shown(self) -> list[Group]:
        """The groups, the first of them with their rows."""
        groups = self.heads
        opened = list(_fitting(groups, self._size))
        if opened:
            self._fill(opened)
        return groups

    def _fill(self, opened: list[Group]) -> None:
        """Give groups their rows; only a group that is alone can have more than a page of them."""
        page = self.page([group.key for group in opened], None)
        for group in opened:
            group.is_open = True
            group.rows = [row for row in page.rows if self.by.holds(row, group.key)]
        opened[0].cursor = page.next_cursor

    def page(self, keys: list[Any], cursor: str | None) -> paging.Page[Any]:
        """A page of the rows of these groups, in the order of the list."""
        rows = self._drawable.annotate(**{KEY: self.by.key}).filter(self.by.among(keys))
        return paging.page(rows, self._order, size=self._size, cursor=cursor)


def _fitting(groups: list[Group], size: int) -> Iterator[Group]:
    """The groups from the first on that fit a page together; the first in any case."""
    room = size
    for group in groups:
        if group.count > room and group is not groups[0]:
            return
        yield group
        room -= group.count
