"""What a context declares of a list: columns, views, filters, sums, the card of a phone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from dealwright.core.actor import Actor
from dealwright.records import registry
from dealwright.records.registry import Entity
from dealwright.ui.columns import AnyColumn

type Text = str | Promise
type Rows = Any  # a queryset of the page's model

PAGE_SIZE = 50
ALL = "all"


@dataclass(frozen=True, kw_only=True)
class View:
    """A tab of the list: rows chosen in code, in an order of their own if one is named. It stands where saved
    views will stand. `reads` names the fields by which the rows are chosen that a role may hide: the tab goes with them.
    """

    key: str
    label: Text
    rows: Callable[[Rows, Actor, datetime], Rows]
    order: Sequence[str] = ()
    reads: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Card:
    """A row as a card on a phone: names of columns. The title is the entity's when none is named."""

    title: str = ""
    second: str = ""
    right: str = ""
    foot: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Act:
    """One more button in the head of the list."""

    label: Text
    url_name: str
    icon: str


@dataclass(frozen=True, kw_only=True)
class ListDeclaration:
    """A list of one kind of record.

    `columns` are names of fields, ORM paths or `Column`s; `views` the tabs before "All", of which
    `default_view` opens first; `filters` the fields offered as filters; `sums` the money columns that have a
    total; `empty` says what the page is for while there is nothing to show; `board` names the URL of the
    board of the same records.
    """

    entity: str
    columns: Sequence[AnyColumn]
    views: Sequence[View] = ()
    filters: Sequence[str] = ()
    sums: Sequence[str] = ()
    card: Card = field(default_factory=Card)
    default_view: str = ALL
    select_related: Sequence[str] = ()
    order: Sequence[str] = ()
    title: Text = ""
    empty: Text = ""
    board: str = ""
    acts: Sequence[Act] = ()
    size: int = PAGE_SIZE
    base_rows: Callable[[Rows], Rows] | None = None

    @property
    def kind(self) -> Entity:
        return registry.entity(self.entity)
