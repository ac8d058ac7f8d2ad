"""One showing of a list: what the address asks for, the rows of this page, counts and sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Sum
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dealwright.core import clock, paging
from dealwright.identity import requests
from dealwright.organisation import queries as organisation
from dealwright.records.fields import Field
from dealwright.records.registry import Entity
from dealwright.ui import cells, columns, editing, filters, shown
from dealwright.ui.cells import Base, capitalised
from dealwright.ui.columns import Addresses, Bound
from dealwright.ui.declared import ALL, ListDeclaration, View
from dealwright.ui.filters import Active, Chip
from dealwright.ui.forms import Control

COUNTED = 10_000  # beyond this a count says "10,000+"
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A row as the table and the card draw it; both take the same cells.

    `cells` is the inside of the table row, put together here because a template that decides cell by cell
    takes longer than the database.
    """

    url: str
    cells: SafeString
    title: str
    second: SafeString | str
    right: SafeString | str
    foot: list[SafeString]


@dataclass(frozen=True, slots=True)
class Tab:
    """A view of the list as a tab."""

    key: str
    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: its name, and the address that orders by it."""

    column: Bound
    url: str
    sorted: str  # "ascending", "descending" or nothing


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of a money column in the organisation's currency."""

    name: str
    text: str
    is_known: bool = True


class Listing:
    """What a list page shows for one request. Everything is read when a template first asks for it."""

    def __init__(self, page: ListDeclaration, request: HttpRequest) -> None:
        self.page = page
        self.actor = requests.actor(request)
        self.entity: Entity = page.kind.seen_by(self.actor)
        self.asked: QueryDict = request.GET
        self.path = request.path
        self._base = Base()
        self._addresses = Addresses(self.entity)
        self._at = clock.now()

    # what the address asks for

    @cached_property
    def columns(self) -> list[Bound]:
        return [
            columns.bind(self.entity, column, self._base, self._addresses)
            for column in columns.known(self.entity, self.page.columns, self.actor)
        ]

    @cached_property
    def query(self) -> str:
        return filters.clean(self.asked.get("q", ""))[:LONGEST_SEARCH]

    @cached_property
    def active(self) -> list[Active]:
        return filters.parse(self.entity, self._filters, self.asked, self.actor)

    @cached_property
    def _filters(self) -> list[str]:
        """The fields offered as filters, as far as the actor knows them."""
        return [name for name in self.page.filters if name in self.entity.by_name]

    @property
    def chips(self) -> list[Chip]:
        return filters.chips(self.active, self.asked)

    @property
    def filter_controls(self) -> list[Control]:
        return filters.controls(self.entity, self._filters, self.active)

    @cached_property
    def view(self) -> View | None:
        """The tab that is open; None is "All"."""
        wanted = self.asked.get("view", self.page.default_view)
        return next((view for view in self._views if view.key == wanted), None)

    @cached_property
    def _views(self) -> list[View]:
        return [view for view in self.page.views if not self._gives_away(view)]

    def _gives_away(self, view: View) -> bool:
        return any(name in self.entity.hidden for name in view.reads)

    @property
    def view_key(self) -> str:
        return self.view.key if self.view else ALL

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or a filter hides rows."""
        return bool(self.query or self.active)

    @property
    def state(self) -> list[tuple[str, str]]:
        """The parameters that a search must keep."""
        kept = ["view", "sort", *self.page.filters]
        return [(name, value) for name in kept if (value := self.asked.get(name, ""))]

    @property
    def address(self) -> str:
        """This very list, to be loaded again."""
        return f"{self.path}?{self.asked.urlencode()}"

    @property
    def cleared(self) -> str:
        return filters.without(self.asked, "q", *self.page.filters)

    # its order

    @cached_property
    def sort(self) -> str:
        """The column the address orders by, with a minus for descending; empty for the usual order."""
        wanted = self.asked.get("sort", "")
        allowed = {column.sort for column in self.columns if column.sort}
        return wanted if wanted.removeprefix("-") in allowed else ""

    @property
    def heads(self) -> list[Head]:
        return [self._head(column) for column in self.columns]

    def _head(self, column: Bound) -> Head:
        now = {column.sort: "ascending", f"-{column.sort}": "descending"}.get(self.sort or "-", "")
        then = f"-{column.sort}" if now == "ascending" else column.sort
        changed = self.asked.copy()
        changed.pop("after", None)
        changed["sort"] = then
        return Head(column, f"?{changed.urlencode()}" if column.sort else "", now)

    @cached_property
    def _order(self) -> paging.Order:
        if self.sort:
            return paging.order(self.sort)
        own = self.view.order if self.view else ()
        usual = (own, self.page.order, self.entity.order)
        return columns.order(self.entity, usual, self.actor)

    # its rows

    @cached_property
    def _visible(self) -> models.QuerySet[Any]:
        rows = self.entity.rows(self.actor)
        return self.page.base_rows(rows) if self.page.base_rows else rows

    @cached_property
    def _found(self) -> models.QuerySet[Any]:
        rows = self.view.rows(self._visible, self.actor, self._at) if self.view else self._visible
        return filters.apply(filters.search(rows, self.entity, self.query), self.active)

    @cached_property
    def _page(self) -> paging.Page[Any]:
        joins = {join for column in self.columns for join in column.related}
        joins.update(key.name.rpartition("__")[0] for key in self._order)
        joins.update(self.page.select_related)
        joins.discard("")
        rows = self._found.fetch_mode(models.FETCH_RAISE)
        if joins:
            rows = rows.select_related(*sorted(joins))
        cursor = self.asked.get("after")
        return paging.page(rows, self._order, size=self.page.size, cursor=cursor)

    @cached_property
    def rows(self) -> list[Row]:
        return [self._row(row) for row in self._page.rows]

    def _row(self, row: Any) -> Row:
        drawn = [(column, column.cell(row)) for column in self.columns]
        by_name = {column.name: html for column, html in drawn}
        card = self.page.card
        return Row(
            url=self._addresses.of(row),
            cells=mark_safe("".join(f"{column.td}{html}</td>" for column, html in drawn)),  # noqa: S308  every cell is escaped
            title=str(getattr(row, card.title or self.entity.title)),
            second=by_name.get(card.second, ""),
            right=by_name.get(card.right, ""),
            foot=[by_name[name] for name in card.foot if name in by_name],
        )

    @property
    def following(self) -> str:
        """The address of the rows after these; empty on the last page."""
        if not self._page.next_cursor:
            return ""
        changed = self.asked.copy()
        changed["after"] = self._page.next_cursor
        return f"?{changed.urlencode()}"

    @property
    def is_later_page(self) -> bool:
        return bool(self.asked.get("after"))

    @property
    def first_page(self) -> str:
        return filters.without(self.asked)

    # its counts and sums: a second request

    @property
    def known_count(self) -> str:
        """The count, when the rows on the page are all there are."""
        if self.is_later_page or self._page.next_cursor:
            return ""
        return shown.number(len(self._page.rows))

    @property
    def summary(self) -> str:
        changed = self.asked.copy()
        changed["summary"] = "1"
        return f"?{changed.urlencode()}"

    @property
    def count(self) -> str:
        return counted(self._found)

    @property
    def tabs(self) -> list[Tab]:
        """The views; without any there are no tabs."""
        if not self._views:
            return []
        named = [(view.key, str(view.label)) for view in self._views]
        everything = _("All %(kinds)s") % {"kinds": self.entity.plural}
        return [self._tab(key, label) for key, label in [*named, (ALL, everything)]]

    def _tab(self, key: str, label: str) -> Tab:
        return Tab(key, label, f"?view={key}", key == self.view_key)

    @property
    def tab_counts(self) -> list[tuple[str, str]]:
        if not self._views:
            return []
        counts = [
            (view.key, counted(view.rows(self._visible, self.actor, self._at)))
            for view in self._views
        ]
        return [*counts, (ALL, counted(self._visible))]

    @cached_property
    def totals(self) -> list[Total]:
        known = [name for name in self.page.sums if name in self.entity.by_name]
        return [self._total(self.entity.field(name)) for name in known]

    def _total(self, field: Field) -> Total:
        """The sum over all rows found, amounts in other currencies turned at today's rates."""
        path = cells.path_of(field)
        if not field.currency:
            found = self._found.aggregate(total=Sum(path))["total"]
            return Total(field.name, shown.money(found, self._base.currency))
        groups = list(self._found.order_by().values_list(field.currency).annotate(total=Sum(path)))
        text = self._in_base(groups)
        return Total(field.name, text or _("several currencies"), is_known=bool(text))

    def _in_base(self, groups: Sequence[tuple[str, Decimal | None]]) -> str:
        """One sum of amounts in several currencies; empty where a rate is not known."""
        amounts = [(currency, total) for currency, total in groups if total is not None]
        if not amounts:
            return shown.money(None, self._base.currency)
        if len(amounts) == 1:
            return shown.money(amounts[0][1], amounts[0][0])
        rates = organisation.rates(on=shown.today(), base=self._base.currency)
        if any(currency not in rates for currency, _total in amounts):
            return ""
        total = sum((amount * rates[currency] for currency, amount in amounts), Decimal())
        return f"≈ {shown.money(total.quantize(Decimal(1)), self._base.currency)}"

    # its acts

    @property
    def title(self) -> str:
        return capitalised(str(self.page.title or self.entity.plural))

    @property
    def new_url(self) -> str:
        """The short form for a new record, when the actor may create one."""
        allowed = self.entity.create and (
            self.entity.may_create is None or self.entity.may_create(self.actor)
        )
        return reverse("ui:quick_create", args=[self.entity.key]) if allowed else ""

    @property
    def new_page(self) -> str:
        return f"{editing.list_url(self.entity)}new"

    @property
    def board_url(self) -> str:
        return reverse(self.page.board) if self.page.board else ""

    @property
    def acts(self) -> list[tuple[str, str, str]]:
        return [(str(act.label), reverse(act.url_name), act.icon) for act in self.page.acts]

    @property
    def span(self) -> int:
        """How many columns a cell across the table spans."""
        return len(self.columns)

    @property
    def foot(self) -> list[tuple[Bound, bool]]:
        """The columns of the foot, each with whether it holds a sum."""
        summed = {name for name in self.page.sums if name in self.entity.by_name}
        return [(column, column.name in summed) for column in self.columns[1:]]


def counted(rows: models.QuerySet[Any]) -> str:
    """An exact count up to 10,000, then "10,000+"."""
    found = rows.order_by().values("pk")[: COUNTED + 1].count()
    return f"{shown.number(COUNTED)}+" if found > COUNTED else shown.number(found)
