"""What a context declares of a list: columns, views, filters, sums, the card of a phone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.functional import Promise

from dealwright.core.errors import NotFoundError
from dealwright.records import registry
from dealwright.records.filtering import parsing
from dealwright.records.filtering.tree import conditions
from dealwright.records.registry import Entity
from dealwright.ui.columns import AnyColumn

type Text = str | Promise
type Rows = Any  # a queryset of the page's model

PAGE_SIZE = 50
ALL = "all"


@dataclass(frozen=True, kw_only=True)
class View:
    """A tab that every list of the kind has: a `filter` in the filter language, which the page shows as chips, in an
    order of its own if one is named. A tab goes with a field that is hidden.
    """

    key: str
    label: Text
    filter: str = ""
    order: Sequence[str] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """The fields of the kind by which its rows are chosen."""
        tree = parsing.parse(self.filter) if self.filter else None
        paths = (condition.path for condition in conditions(tree)) if tree else ()
        return frozenset(path[0] for path in paths)


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
    `default_view` opens first; `sums` the amounts and numbers that
    have a total where they are shown, as do those that administrators add; `empty` says what the page is for while there is nothing to show; `board` names the URL of the
    board of the same records.
    """

    entity: str
    columns: Sequence[AnyColumn]
    views: Sequence[View] = ()
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


pages: dict[str, ListDeclaration] = {}  # the list of each kind, as it was declared


def list_of(key: str) -> ListDeclaration:
    """The list of a kind; NotFoundError when it has none."""
    found = pages.get(key)
    if found is None:
        raise NotFoundError(f"{key}?")
    return found
