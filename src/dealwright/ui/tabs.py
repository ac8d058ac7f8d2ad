"""The views of a list above it: those that the list has, those that people saved, and everything."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _

from dealwright.core.actor import Actor
from dealwright.records.registry import Entity
from dealwright.records.saved_views import policies
from dealwright.records.saved_views import queries as saved_views
from dealwright.records.saved_views.models import Audience, SavedView
from dealwright.ui.asking import State
from dealwright.ui.declared import ALL, ListDeclaration, View


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownView:
    """A view as a tab: one that the list declares, or a saved one."""

    key: str
    label: str
    state: State = field(default_factory=State)
    declared: View | None = None
    saved: SavedView | None = None

    @property
    def audience(self) -> str:
        """Whom a saved view is for, in words, when it is not for oneself alone."""
        shared = self.saved and self.saved.audience != Audience.OWN
        return str(self.saved.get_audience_display()) if self.saved and shared else ""


@dataclass(frozen=True, slots=True)
class Tab:
    """A view above the list."""

    key: str
    label: str
    url: str
    is_current: bool


class Views:
    """The views of a list for one reader, and which of them the address opens."""

    def __init__(
        self, page: ListDeclaration, entity: Entity, actor: Actor, asked: QueryDict
    ) -> None:
        self._page = page
        self._entity = entity
        self._actor = actor
        self._asked = asked

    @property
    def shown(self) -> list[ShownView]:
        """Every view that the reader may open."""
        return [*self._declared, *map(_of_saved, self._saved)]

    @cached_property
    def _declared(self) -> list[ShownView]:
        known = (view for view in self._page.views if not view.names & self._entity.hidden)
        return [_of_declared(view) for view in known]

    @cached_property
    def _saved(self) -> Sequence[SavedView]:
        """Own views before those of others."""
        found = saved_views.views_of(self._entity.key, self._actor)
        return sorted(found, key=lambda view: view.user_id != self._actor.id)

    @cached_property
    def open(self) -> ShownView | None:
        """The view that is open; None is everything. The saved ones are read only when it is none of the list's own."""
        wanted = self._wanted
        own = next((view for view in self._declared if view.key == wanted), None)
        if own or wanted == ALL:
            return own
        return next((view for view in self.shown if view.key == wanted), None)

    @property
    def is_gone(self) -> bool:
        """Whether the address names a view that is not there, or not for this reader."""
        return self.open is None and self._asked.get("view", ALL) not in {ALL, ""}

    @property
    def filters_as_others_said(self) -> bool:
        """Whether the filter stands in a view that someone else saved, and not in the address."""
        saved = self.open.saved if self.open else None
        is_own = saved is None or saved.user_id == self._actor.id
        return not is_own and "filter" not in self._asked

    @property
    def _wanted(self) -> str:
        """The view of the address, or else the one that the reader chose, or the list's own first."""
        if "view" in self._asked:
            return self._asked.get("view", "")
        chosen = saved_views.default_of(self._entity.key, self._actor)
        there = chosen and chosen in {ALL, *(view.key for view in self.shown)}
        return chosen if there else self._page.default_view

    @property
    def key(self) -> str:
        return self.open.key if self.open else ALL

    @property
    def tabs(self) -> list[Tab]:
        """Without any view there are no tabs."""
        if not self.shown:
            return []
        everything = _("All %(kinds)s") % {"kinds": self._entity.plural}
        named = [*((view.key, view.label) for view in self.shown), (ALL, everything)]
        return [Tab(key, label, f"?view={key}", key == self.key) for key, label in named]

    @property
    def may_change(self) -> bool:
        """Whether the open view is a saved one that the reader may change."""
        saved = self.open.saved if self.open else None
        return saved is not None and policies.can_change(self._actor, saved)


def _of_declared(view: View) -> ShownView:
    return ShownView(
        key=view.key, label=str(view.label), state=State(filter=view.filter), declared=view
    )


def _of_saved(view: SavedView) -> ShownView:
    state = State(filter=view.filter, cols=view.cols, sort=view.sort, group=view.group)
    return ShownView(key=str(view.pk), label=view.name, state=state, saved=view)
