"""Columns of a list: declared by name, bound to an entity, then asked for head and cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from uuid import UUID

from django.db.models import Subquery
from django.template import Context, Template
from django.template.loader import get_template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dealwright.core import paging
from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.privileges import Depth, Privilege
from dealwright.records import registry
from dealwright.records.fields import CUSTOM, Field, Kind
from dealwright.records.registry import Entity
from dealwright.ui import cells, linked
from dealwright.ui.cells import PEOPLE, Base, Cell
from dealwright.ui.linked import Link

NOBODY = UUID(int=0)
NEWEST_FIRST = "-pk"  # ids grow with time


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: a `path` (the name of a field, or an ORM path shown by `kind`) or a `template`, a partial
    such as "opportunities/list.html#stage" that is given `row`.

    `sort` is the ORM path to order by, for columns that do not show a stored field; `related` names the
    joins that a template needs; `shows` the fields ("customers.account.phone") that a template shows, `kinds` the kinds of
    record that it tells of: the column is left out for those from whom one of the fields is hidden, and for those who
    may read nothing of one of the kinds.
    """

    path: str = ""
    label: str | Promise = ""
    kind: Kind = Kind.TEXT
    template: str = ""
    sort: str = ""
    currency: str = ""
    is_right: bool | None = None
    related: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.path or self.template.rpartition("#")[2]


type AnyColumn = Column | str


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A column of one entity, ready to be drawn. `sort` is the ORM path that it is ordered by, of the record behind `link`
    if there is one; `field` what it shows; None where only a template knows.
    """

    name: str
    label: str | Promise
    sort: str
    related: tuple[str, ...]
    cell: Cell
    field: Field | None = None
    link: Link | None = None
    width: int = 0
    is_right: bool = False
    is_title: bool = False
    is_owner: bool = False
    is_editable: bool = False

    @property
    def can_sort(self) -> bool:
        return bool(self.sort)

    @property
    def alias(self) -> str:
        """What the value to order by is called in the query, for what stands in a linked record."""
        return f"by_{self.name.replace(linked.STEP, '_of_')}" if self.ordering else ""

    @cached_property
    def ordering(self) -> Subquery | None:
        """What rows are ordered by, where no path of the row leads to it: a field, or the name, of a linked record."""
        if self.link:
            return self.link.expression(self.sort)
        is_link = self.field and self.field.custom and self.field.kind == Kind.LINK
        return linked.title(self.field) if self.field and is_link else None

    @property
    def key(self) -> str:
        """The key of an order by this column."""
        return self.alias or self.sort

    def td(self, *, is_open: bool = True) -> str:
        """The opening tag of the column's cells, the same for every row that is open. It says whether the kind lets the
        field be changed; who may change which row is asked when a cell is opened.
        """
        name = self._looks
        edit = ""
        if is_open and self.is_editable and self.field:
            edit = f' data-edit="{self.field.name}"'
        return f'<td class="{name}"{edit}>' if name else f"<td{edit}>"

    @property
    def _looks(self) -> str:
        if self.is_right:
            return "r"
        if self.is_title:
            return "!max-w-[360px]"
        return "" if self.is_owner else "text-muted"


def known(entity: Entity, found: Sequence[AnyColumn], actor: Actor) -> list[AnyColumn]:
    """The columns without those that show what is hidden from the actor."""
    return [column for column in found if not _is_hidden(entity, column, actor)]


def _is_hidden(entity: Entity, column: AnyColumn, actor: Actor) -> bool:
    if isinstance(column, str):
        return hides(entity, column, actor)
    paths = (column.path, column.sort, column.currency)
    return (
        any(hides(entity, path, actor) for path in paths if path)
        or any(registry.is_hidden(label, actor) for label in column.shows)
        or any(access.depth(actor, kind, Privilege.READ) == Depth.NONE for kind in column.kinds)
    )


def hides(entity: Entity, path: str, actor: Actor) -> bool:
    """Whether a path leads to a field that is hidden from the actor, in this kind or in one that it leads through."""
    first, _dunder, rest = path.partition("__")
    seen = entity.seen_by(actor)
    if first in seen.hidden:
        return True
    field = seen.by_name.get(first)
    target = registry.find(field.to) if field and rest else None
    return hides(target, rest, actor) if target else False


def order(entity: Entity, wanted: Sequence[Sequence[str]], actor: Actor) -> paging.Order:
    """The first of several orders that says something, without the keys that the actor must not learn of.

    Rows in the order of a hidden field tell it, and so does a cursor, which holds the values of its last row.
    """
    for names in wanted:
        kept = [name for name in names if not hides(entity, name.removeprefix("-"), actor)]
        if kept:
            return paging.order(*kept)
    return paging.order(NEWEST_FIRST)


class Addresses:
    """The pages of records of one kind: the route is looked up once, not once per row."""

    def __init__(self, entity: Entity) -> None:
        self._pattern = reverse(entity.page, args=[NOBODY]) if entity.page else ""

    def of(self, row: Any) -> str:
        return self._pattern.replace(str(NOBODY), str(row.pk))


def bind(entity: Entity, column: AnyColumn, base: Base, addresses: Addresses) -> Bound:
    """The column as it is drawn for rows of this kind."""
    column = Column(path=column) if isinstance(column, str) else column
    if column.template:
        return _templated(entity, column)
    field = entity.by_name.get(column.path) or _field(column)
    is_title = column.path == entity.title
    is_owner = column.path == "owner" and field.to in PEOPLE
    return Bound(
        name=column.name,
        label=column.label or field.label,
        sort=column.sort or sort_path(field),
        related=(*column.related, *joins(field)),
        cell=_titled(entity, addresses) if is_title else _cell(field, base, is_owner=is_owner),
        field=field,
        is_right=_is_right(field) if column.is_right is None else column.is_right,
        is_title=is_title,
        is_owner=is_owner,
        is_editable=is_editable(entity, field),
    )


def is_editable(entity: Entity, field: Field) -> bool:
    """Whether the kind lets this field of its own be changed by itself."""
    own = entity.by_name.get(field.name)
    return bool(entity.update and own and own.editable and not own.hidden)


def bind_linked(link: Link, name: str, base: Base) -> Bound | None:
    """The column of a field one step away; None when the reader knows of no such field."""
    field = link.target.by_name.get(name)
    if field is None:
        return None
    show = cells.cell(field, base)
    named = linked.stepped(link.field, field)
    return Bound(
        name=named.name,
        label=named.label,
        sort="" if field.custom and field.kind == Kind.LINK else sort_path(field),
        related=joins(field),
        cell=lambda row: cells.NOTHING if link.of(row) is None else show(link.of(row)),
        field=field,
        link=link,
        is_right=_is_right(field),
    )


def sort_path(field: Field) -> str:
    """What a column is ordered by: a link by the name of what it leads to."""
    if field.kind != Kind.LINK or field.custom:
        return field.column
    target = registry.find(field.to)
    return f"{cells.path_of(field)}__{target.title if target else linked.PERSON}"


def join_of(key: paging.Key) -> str:
    """The related row that an order reads; custom fields stand in the row itself."""
    return "" if key.name.startswith(CUSTOM) else key.name.rpartition("__")[0]


def joins(field: Field) -> tuple[str, ...]:
    """The related rows that showing this field reads."""
    if field.custom:
        return ()
    if field.kind == Kind.LINK:
        return (cells.path_of(field),)
    over = (field.path.rpartition("__")[0], field.currency.rpartition("__")[0])
    return tuple(join for join in over if join)


def _field(column: Column) -> Field:
    return Field(
        name=column.path,
        label=column.label,
        path=column.path,
        kind=column.kind,
        currency=column.currency,
    )


def _is_right(field: Field) -> bool:
    return field.is_number or field.kind in {Kind.DATE, Kind.DATETIME}


def _titled(entity: Entity, addresses: Addresses) -> Cell:
    return lambda row: title_link(entity.title_of(row), addresses.of(row))


def _cell(field: Field, base: Base, *, is_owner: bool) -> Cell:
    if is_owner:
        return lambda row: cells.person(str(row.owner))
    return cells.cell(field, base)


def title_link(title: str, url: str) -> SafeString:
    """The name of a record, leading to its page."""
    return format_html('<a class="name" href="{}" title="{}">{}</a>', url, title, title)


def _templated(entity: Entity, column: Column) -> Bound:
    field = _stands_for(entity, column)
    return Bound(
        name=column.name,
        label=column.label,
        sort=column.sort,
        related=column.related,
        cell=lambda row: _partial(column.template).render(Context({"row": row})),
        is_right=bool(column.is_right),
        field=field,
        is_editable=field is not None and is_editable(entity, field),
    )


def _stands_for(entity: Entity, column: Column) -> Field | None:
    """The field that a template draws: the one of its name, or whose column it is ordered by."""
    own = {field.column: field for field in entity.fields}
    return entity.by_name.get(column.name) or own.get(column.sort)


@cache
def _partial(name: str) -> Template:
    template: Template = get_template(name).template  # type: ignore[attr-defined]  # the backend's wrapper has it
    return template
