"""One showing of a board: its lanes, their cards, their counts and sums."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Protocol
from urllib.parse import urlencode
from uuid import UUID

from django.db import models
from django.db.models import Count, DecimalField, Sum, Value
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from dealwright.core import clock, paging
from dealwright.core.actor import Actor
from dealwright.identity import requests
from dealwright.records.registry import Command, Entity
from dealwright.ui import asking, cells, columns, editing, shown
from dealwright.ui.cells import Base, capitalised
from dealwright.ui.columns import Addresses, AnyColumn, Bound, Column
from dealwright.ui.narrowing import Chip, Narrowing

type Text = str | Promise

MONEY = DecimalField(max_digits=28, decimal_places=2)
ZERO = Decimal(0)
HUNDRED = Decimal(100)
RAMP = 5  # shades of the stage colours


@dataclass(frozen=True, kw_only=True, slots=True)
class Lane:
    """A column of the board. `percent` is the probability its bar shows; `can_add` offers the plus."""

    key: str
    name: Text
    percent: int | None = None
    can_add: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class BoardCard:
    """What a card shows: second line, amount, day, and `foot`, a partial that gets `row` (the next
    step); `foot_kinds` are the kinds of record that the foot tells of.
    """

    second: str = ""
    amount: str = ""
    on: str = ""
    foot: str = ""
    foot_kinds: tuple[str, ...] = ()
    mark: str = ""
    stalled: Callable[[Any], bool] | None = None
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sums:
    """Count, sum and weighted sum of a lane."""

    count: int = 0
    amount: Decimal = ZERO
    weighted: Decimal = ZERO

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.count + other.count,
            self.amount + other.amount,
            self.weighted + other.weighted,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """A card as it is drawn."""

    id: str
    url: str
    move_url: str
    home: str
    title: str
    owner: SafeString
    is_stalled: bool
    second: SafeString | str = ""
    amount: SafeString | str = ""
    on: SafeString | str = ""
    foot: SafeString | str = ""
    mark: SafeString | str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """A lane with its cards, and the address of those that follow."""

    lane: Lane
    position: int
    cards: list[Drawn]
    following: str
    add_url: str


class Declaration(Protocol):
    """What a showing reads of the board that was declared."""

    @property
    def kind(self) -> Entity: ...
    @property
    def lanes(self) -> Callable[[Actor, Mapping[str, str]], Sequence[Lane]]: ...
    @property
    def lane_path(self) -> str: ...
    @property
    def rows(self) -> Callable[[Any], Any] | None: ...
    @property
    def amount(self) -> str: ...
    @property
    def weight(self) -> str: ...
    @property
    def card(self) -> BoardCard: ...
    @property
    def switch(self) -> Any: ...
    @property
    def drops(self) -> Sequence[str]: ...
    @property
    def select_related(self) -> Sequence[str]: ...
    @property
    def order(self) -> Sequence[str]: ...
    @property
    def title(self) -> Text: ...
    @property
    def size(self) -> int: ...


class Laid:
    """A board laid out for one request."""

    def __init__(self, page: Declaration, request: HttpRequest, *, address: str) -> None:
        self.page = page
        self.actor = requests.actor(request)
        self.entity = page.kind.seen_by(self.actor)
        self.asked: QueryDict = request.GET
        self.path = address
        self._base = Base()
        self._addresses = Addresses(self.entity)

    @cached_property
    def lanes(self) -> Sequence[Lane]:
        return self.page.lanes(self.actor, {name: self.asked.get(name, "") for name in self.asked})

    @cached_property
    def narrowing(self) -> Narrowing:
        text = self.asked.get("filter", "")
        return Narrowing(self.entity, text, actor=self.actor, at=clock.now())

    @cached_property
    def chips(self) -> list[Chip]:
        return self.narrowing.chips(self.filtered, self.form)

    def filtered(self, text: str) -> str:
        """The address of this board with another filter."""
        return asking.changed(self.asked, filter=text or None)

    def form(self, spot: str = "") -> str:
        """The address of the form for a condition of the filter."""
        return asking.changed(self.asked, form="condition", at=spot)

    @cached_property
    def _amount(self) -> str:
        """The column of the sums; empty where there is none, or it is hidden from the actor."""
        return "" if self.page.amount in self.entity.hidden else self.page.amount

    @cached_property
    def _weight(self) -> str:
        return "" if self.page.weight in self.entity.hidden else self.page.weight

    @property
    def cleared(self) -> str:
        return asking.changed(self.asked, filter=None)

    @property
    def address(self) -> str:
        return f"{self.path}?{self.asked.urlencode()}"

    @property
    def title(self) -> str:
        return capitalised(str(self.page.title or self.entity.plural))

    @property
    def list_url(self) -> str:
        return editing.list_url(self.entity)

    @property
    def switch_options(self) -> list[tuple[str, str, str]]:
        """(label, address, "page" when chosen) of the choice above the board."""
        if self.page.switch is None:
            return []
        name = self.page.switch.name
        options = self.page.switch.options(self.actor)
        chosen = self.asked.get(name) or next((value for value, _label in options), "")
        return [
            (label, f"?{name}={value}", "page" if value == chosen else "")
            for value, label in options
        ]

    @property
    def new_url(self) -> str:
        if not editing.may_create(self.entity, self.actor):
            return ""
        return reverse("ui:quick_create", args=[self.entity.key])

    @property
    def _chosen(self) -> str:
        """The choice above the board, for the addresses of its cards: it decides which lanes there are."""
        switch = self.page.switch
        value = self.asked.get(switch.name, "") if switch else ""
        return f"?{urlencode({switch.name: value})}" if value else ""

    @property
    def drops(self) -> list[Command]:
        """The verbs that a card may be dropped on."""
        return [self.entity.command(name) for name in self.page.drops]

    # cards

    @cached_property
    def _all(self) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = self.entity.rows(self.actor)
        return self.page.rows(rows) if self.page.rows else rows

    @cached_property
    def _rows(self) -> models.QuerySet[Any]:
        return self.narrowing.apply(self._all)

    def find(self, pk: UUID) -> Any:
        """The row of one card as the board reads it; None when it is on no lane."""
        return self._all.select_related(*self._joins).filter(pk=pk).first()

    @cached_property
    def _columns(self) -> dict[str, Bound]:
        """The cells of a card by their place on it."""
        card = self.page.card
        places: dict[str, AnyColumn] = {
            place: name
            for place, name in (("second", card.second), ("amount", card.amount), ("on", card.on))
            if name
        }
        if card.foot:
            places["foot"] = Column(template=card.foot, related=card.related, kinds=card.foot_kinds)
        if card.mark:
            places["mark"] = Column(template=card.mark, related=card.related)
        return {
            place: columns.bind(self.entity, column, self._base, self._addresses)
            for place, column in places.items()
            if columns.known(self.entity, [column], self.actor)
        }

    @cached_property
    def _joins(self) -> list[str]:
        joins = {join for column in self._columns.values() for join in column.related}
        joins.update(self.page.select_related)
        if "owner" in self.entity.by_name:
            joins.add("owner")
        return sorted(joins)

    @cached_property
    def filled(self) -> list[Filled]:
        """Every lane with its first cards; of the one lane that is named, the cards after its cursor."""
        wanted = self.asked.get("lane")
        return [
            self._fill(lane, position)
            for position, lane in enumerate(self.lanes, start=1)
            if wanted in (None, lane.key)
        ]

    def _fill(self, lane: Lane, position: int) -> Filled:
        order = columns.order(self.entity, (self.page.order, self.entity.order), self.actor)
        rows = self._rows.filter(**{self.page.lane_path: lane.key})
        rows = rows.select_related(*self._joins).fetch_mode(models.FETCH_RAISE)
        page = paging.page(rows, order, size=self.page.size, cursor=self.asked.get("after"))
        return Filled(
            lane=lane,
            position=min(position, RAMP),
            cards=[self.card(row) for row in page.rows],
            following=self._following(lane, page.next_cursor),
            add_url=self._add_url(lane),
        )

    def _following(self, lane: Lane, cursor: str | None) -> str:
        if not cursor:
            return ""
        changed = self.asked.copy()
        changed["lane"], changed["after"] = lane.key, cursor
        return f"{self.path}?{changed.urlencode()}"

    def _add_url(self, lane: Lane) -> str:
        if not (lane.can_add and self.new_url):
            return ""
        return f"{self.new_url}?{self.page.lane_path}={lane.key}"

    def lane_of(self, row: Any) -> str:
        """The key of the lane that a row is in."""
        value = cells.read(row, self.page.lane_path)
        return str(value.pk if isinstance(value, models.Model) else value)

    def card(self, row: Any) -> Drawn:
        stalled = self.page.card.stalled
        return Drawn(
            id=str(row.pk),
            url=self._addresses.of(row),
            move_url=f"{self.path}move/{row.pk}{self._chosen}",
            home=self.lane_of(row),
            title=self.entity.title_of(row),
            owner=cells.person(str(row.owner)) if "owner" in self.entity.by_name else SafeString(),
            is_stalled=stalled(row) if stalled else False,
            **{place: column.cell(row) for place, column in self._columns.items()},
        )

    # counts and sums: a second request

    @property
    def summary(self) -> str:
        changed = self.asked.copy()
        changed["summary"] = "1"
        return f"{self.path}?{changed.urlencode()}"

    @cached_property
    def _sums(self) -> dict[str, Sums]:
        """Of every lane, in one statement that an index alone can answer.

        It is grouped by weight too, so that weighing is done once per group and not once per row.
        """
        found: dict[str, Sums] = defaultdict(Sums)
        keys = [lane.key for lane in self.lanes]
        rows = self._rows.filter(**{f"{self.page.lane_path}__in": keys}).order_by()
        by = [self.page.lane_path, self._weight or Value(HUNDRED)]
        amount = Sum(self._amount) if self._amount else Value(None, output_field=MONEY)
        for key, weight, count, sum_ in rows.values_list(*by).annotate(n=Count("*"), sum=amount):
            total = sum_ or ZERO
            found[str(key)] += Sums(count, total, total * weight / HUNDRED)
        return found

    @property
    def sums(self) -> list[tuple[Lane, str, str, str]]:
        """(lane, count, sum, weighted sum) in words."""
        return [(lane, *self._words(self._sums.get(lane.key, Sums()))) for lane in self.lanes]

    def _words(self, sums: Sums) -> tuple[str, str, str]:
        currency = self._base.currency if self._amount else ""
        amount = shown.compact_money(sums.amount, currency) if self._amount else ""
        has_weight = self._amount and self._weight
        weighted = shown.compact_money(sums.weighted, currency) if has_weight else ""
        return shown.number(sums.count), amount, weighted

    @property
    def total(self) -> tuple[str, str, str]:
        """Count, sum and weighted sum over all lanes, in words."""
        return self._words(sum(self._sums.values(), Sums()))
