"""One showing of a list: what the address asks for, the rows of this page, counts and sums."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import models
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from dealwright.core import clock, paging
from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError
from dealwright.records.fields import Field
from dealwright.records.registry import Entity
from dealwright.ui import acts, asking, columns, editing, group_choices, grouping, searching, shown
from dealwright.ui.asking import State
from dealwright.ui.cells import Base, capitalised
from dealwright.ui.chosen import Columns
from dealwright.ui.columns import Addresses, Bound
from dealwright.ui.declared import ALL, ListDeclaration
from dealwright.ui.drawing import Drawing, Row
from dealwright.ui.group_choices import GroupChoice
from dealwright.ui.grouped import Grouped
from dealwright.ui.grouping import Grouping, Groups
from dealwright.ui.heads import Heads
from dealwright.ui.narrowing import Chip, Narrowing
from dealwright.ui.selecting import Selecting
from dealwright.ui.tabs import ShownView, Views
from dealwright.ui.totals import Total, Totals, counted, summable

LONGEST_SEARCH = 100


class Listing:
    """What a list shows to someone for what they asked (`asked`, the parameters of its address). Everything is read when
    it is first asked for. `found` are its rows; what is done with them need not be drawn. With `only` these are the rows
    of those ids, whatever the address asks for.
    """

    def __init__(
        self,
        page: ListDeclaration,
        *,
        actor: Actor,
        asked: QueryDict,
        path: str = "",
        only: Collection[UUID] | None = None,
    ) -> None:
        self.page = page
        self.actor = actor
        self.entity: Entity = page.kind.seen_by(actor)
        self.asked = asked
        self.path = path
        self._only = only
        self._base = Base()
        self._addresses = Addresses(self.entity)
        self._at = clock.now()

    # what the address asks for

    @cached_property
    def state(self) -> State:
        return asking.state_of(self.asked, self._base_state)

    @cached_property
    def _base_state(self) -> State:
        """What the open view says by itself."""
        return self.view.state if self.view else State()

    @cached_property
    def choice(self) -> Columns:
        """All columns that could be shown."""
        return Columns(self.entity, self.page.columns, self.actor, self._base, self._addresses)

    @cached_property
    def columns(self) -> list[Bound]:
        return self.choice.chosen(self.state.cols)

    @cached_property
    def query(self) -> str:
        return searching.clean(self.asked.get("q", ""))[:LONGEST_SEARCH]

    @cached_property
    def narrowing(self) -> Narrowing:
        said, of_others = self.state.filter, self.views.filters_as_others_said
        return Narrowing(self.entity, said, actor=self.actor, at=self._at, of_others=of_others)

    @cached_property
    def chips(self) -> list[Chip]:
        return self.narrowing.chips(self.filtered, self.form)

    def filtered(self, text: str) -> str:
        """The address of this list with another filter."""
        return asking.changed(self.asked, filter=None if text == self._base_state.filter else text)

    def form(self, spot: str = "") -> str:
        """The address of the form for a condition of the filter."""
        return asking.changed(self.asked, form="condition", at=spot)

    @property
    def text_form(self) -> str:
        """The address of the menu that holds the filter as text."""
        return asking.changed(self.asked, form="text")

    @cached_property
    def views(self) -> Views:
        return Views(self.page, self.entity, self.actor, self.asked)

    @property
    def view(self) -> ShownView | None:
        """The tab that is open; None is "All"."""
        return self.views.open

    @property
    def is_changed(self) -> bool:
        """Whether the list looks otherwise than its view says."""
        return asking.differs(self.asked, self._base_state)

    @property
    def save_as(self) -> str:
        """The address of the dialog that keeps this list as a view."""
        query = QueryDict(mutable=True)
        query.update(asdict(self._known_state))
        return f"{reverse('ui:view_new', args=[self.entity.key])}?{query.urlencode()}"

    @property
    def _known_state(self) -> State:
        """The state without what it names and the reader does not know: a view that others share may show them less."""
        return State(
            filter=self.narrowing.text,
            cols=self.choice.known(self.state.cols),
            sort=self.heads.known,
            group=self.grouping.text if self.grouping else "",
        )

    @property
    def kept_state(self) -> list[tuple[str, str]]:
        """What the view that is open is to keep of this list: what it does not say already."""
        return [(name, value) for name, value in asking.hidden(self.asked) if name != "view"]

    @property
    def reset(self) -> str:
        """The address of the open view as it was saved."""
        return f"?view={self.views.key}"

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or a filter hides rows that the view has."""
        return bool(self.query) or self.state.filter != self._base_state.filter

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The parameters that a search must keep."""
        return asking.hidden(self.asked)

    @property
    def address(self) -> str:
        """This very list, to be loaded again."""
        return f"{self.path}?{self.asked.urlencode()}"

    @property
    def cleared(self) -> str:
        """The list without search and filter, those of the view too."""
        none = "" if self._base_state.filter else None
        return asking.changed(self.asked, q=None, filter=none)

    def with_columns(self, cols: str) -> str:
        """The address of this list with other columns; "" are the usual ones."""
        return asking.changed(self.asked, cols=None if cols == self._base_state.cols else cols)

    @property
    def columns_form(self) -> str:
        return asking.changed(self.asked, form="columns")

    @property
    def group_form(self) -> str:
        return asking.changed(self.asked, form="group")

    @property
    def view_form(self) -> str:
        """The address of the menu of the open view."""
        return asking.changed(self.asked, form="view")

    # its order

    @cached_property
    def heads(self) -> Heads:
        return Heads(self.asked, self.state.sort, self.choice, self.columns)

    @cached_property
    def order(self) -> paging.Order:
        if self.heads.keys:
            return paging.order(*self.heads.keys)
        own = self.view.declared.order if self.view and self.view.declared else ()
        usual = (own, self.page.order, self.entity.order)
        return columns.order(self.entity, usual, self.actor)

    # its rows

    @cached_property
    def _visible(self) -> models.QuerySet[Any]:
        rows = self.entity.rows(self.actor)
        return self.page.base_rows(rows) if self.page.base_rows else rows

    @cached_property
    def found(self) -> models.QuerySet[Any]:
        """All rows that the list shows, on whatever page, in no order."""
        if self._only is not None:
            return self._visible.filter(pk__in=self._only)
        return self.narrowing.apply(searching.search(self._visible, self.entity, self.query))

    @property
    def in_order(self) -> models.QuerySet[Any]:
        """All rows found, as the list orders them."""
        return paging.ordered(self.drawable, self.order)

    @cached_property
    def drawable(self) -> models.QuerySet[Any]:
        """The same rows with all that their cells and their order read."""
        return self._with_joins(self.found)

    def _with_joins(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        joins = {join for column in self.columns if not column.link for join in column.related}
        joins.update(columns.join_of(key) for key in self.order)
        joins.update(self.page.select_related)
        joins.discard("")
        rows = rows.fetch_mode(models.FETCH_RAISE)
        if joins:
            rows = rows.select_related(*sorted(joins))
        return rows.annotate(**self.heads.linked) if self.heads.linked else rows

    def row(self, pk: UUID) -> Row:
        """One row as the list draws it, whether or not the list still finds it; NotFoundError where nobody may see it."""
        found = self._with_joins(self._visible).filter(pk=pk).first()
        if found is None:
            raise NotFoundError(_("It is gone, or you may not see it any more."))
        return self.drawn([found])[0]

    @cached_property
    def _page(self) -> paging.Page[Any]:
        cursor = self.asked.get("after")
        return paging.page(self.drawable, self.order, size=self.page.size, cursor=cursor)

    @cached_property
    def rows(self) -> list[Row]:
        return self.drawn(self._page.rows)

    # its groups

    @cached_property
    def grouping(self) -> Grouping | None:
        return grouping.read(self.state.group, self.choice, self.entity, self.actor)

    @cached_property
    def grouped(self) -> Grouped[Row]:
        assert self.grouping  # noqa: S101  asked before
        groups = Groups(
            self.grouping,
            rows=self.found,
            drawable=self.drawable,
            order=self.order,
            sums=self.sums,
            totals=Totals(self._base),
            size=self.page.size,
        )
        return Grouped(self, groups)

    @property
    def group_choices(self) -> list[GroupChoice]:
        """What the rows can be grouped by."""
        usual = self._base_state.group
        return group_choices.choices(
            self.entity, self.actor, asked=self.asked, by=self.grouping, usual=usual
        )

    def group_of(self, pk: UUID) -> tuple[str, str] | None:
        """The group in which a row stands now: its key as in an address, and what it is called; None without groups."""
        return self.grouping.place(self._visible.filter(pk=pk)) if self.grouping else None

    @property
    def has_rows(self) -> bool:
        return bool(self.grouped.groups if self.grouping else self.rows)

    def drawn(self, rows: Sequence[Any]) -> list[Row]:
        """Rows as they are shown, once what they link to is at hand."""
        return self._drawing.drawn(rows)

    @cached_property
    def _drawing(self) -> Drawing:
        return Drawing(self.columns, self.page.card, self.entity, self._addresses, self.selecting)

    @property
    def following(self) -> str:
        """The address of the rows after these; empty on the last page."""
        cursor = self._page.next_cursor
        return asking.changed(self.asked, after=cursor) if cursor else ""

    @property
    def is_later_page(self) -> bool:
        return bool(self.asked.get("after"))

    @property
    def first_page(self) -> str:
        return asking.changed(self.asked)

    # its counts and sums: a second request

    @property
    def known_count(self) -> str:
        """The count, when the rows on the page are all there are."""
        if self.grouping:
            return "" if self.grouped.has_more else shown.number(self.grouped.count)
        if self.is_later_page or self._page.next_cursor:
            return ""
        return shown.number(len(self._page.rows))

    @property
    def summary(self) -> str:
        return asking.changed(self.asked, summary="1")

    @property
    def group_heads(self) -> str:
        """The address of the heads of the groups as they are now."""
        return asking.changed(self.asked, summary="groups")

    @property
    def count(self) -> str:
        return counted(self.found)

    @property
    def tab_counts(self) -> list[tuple[str, str]]:
        if not self.views.shown:
            return []
        counts = [(view.key, self._counted(view)) for view in self.views.shown]
        return [*counts, (ALL, counted(self._visible))]

    def _counted(self, view: ShownView) -> str:
        """How many rows a view has; nothing where its filter cannot be read."""
        own = self.narrowing.with_text(view.state.filter)
        return "" if own.error else counted(own.apply(self._visible))

    @cached_property
    def sums(self) -> list[Field]:
        """What is shown and has a total."""
        return summable(self.columns, self.page.sums)

    @cached_property
    def totals(self) -> list[Total]:
        return Totals(self._base).over(self.sums, self.found)

    @property
    def headline(self) -> list[Total]:
        """The sums beside the count: those of money, where they are known."""
        return [total for total in self.totals if total.is_money and total.is_known]

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
        own = [(str(act.label), reverse(act.url_name), act.icon) for act in self.page.acts]
        return [*own, *acts.of(self.entity, self.actor)]

    @cached_property
    def selecting(self) -> Selecting:
        return Selecting(self.entity, self.actor, self.asked)

    @property
    def span(self) -> int:
        """How many columns a cell across the table spans."""
        return len(self.columns) + bool(self.selecting.acts)

    @property
    def foot(self) -> list[tuple[Bound, bool]]:
        """The columns of the foot, each with whether it holds a sum."""
        names = {each.name for each in self.sums}
        return [(column, column.name in names) for column in self.columns[1:]]
