"""One showing of a record page: head, fields, verbs, slots, each read when a template first asks for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.identity import absences
from dealwright.identity.absences import Away
from dealwright.records import registry
from dealwright.records.fields import Field
from dealwright.records.registry import Command, Entity
from dealwright.ui import cells, editing, slots
from dealwright.ui.cells import Base, capitalised
from dealwright.ui.process import ProcessBar
from dealwright.ui.slots import Placed

type Text = str | Promise

BUTTONS = 3  # verbs shown as buttons; the rest go into the menu


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A key figure of the head: what it is, its value in words, and a note such as "in 29 days".

    `shows` names the fields ("customers.account.annual_revenue") that it gives away; it is left out with any of them.
    """

    label: Text
    value: Text
    note: Text = ""
    tone: str = ""
    shows: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Badge:
    """The state of a record as a tag: ok, warn, danger, info, accent or plain."""

    label: Text
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A field of the record: label, value, whether the next stage needs it, whether it is typed in."""

    name: str
    label: str
    html: SafeString
    is_empty: bool
    is_missing: bool
    is_editable: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The fields under one heading, with the address of the form that changes them."""

    title: str
    fields: list[Shown]
    edit_url: str

    @property
    def filled(self) -> list[Shown]:
        """What has a value, and what the next stage needs one for."""
        return [field for field in self.fields if not field.is_empty or field.is_missing]

    @property
    def empty(self) -> list[Shown]:
        return [field for field in self.fields if field.is_empty and not field.is_missing]

    @property
    def is_empty(self) -> bool:
        return not self.filled


@dataclass(frozen=True, slots=True)
class Verb:
    """A command that the actor may run on this record now."""

    command: Command
    url: str

    @property
    def label(self) -> str:
        return capitalised(str(self.command.label))

    @property
    def asks_first(self) -> bool:
        """Whether it opens a dialog: it has parameters, or cannot be taken back."""
        return bool(self.command.parameters) or self.command.tone == "error"

    @property
    def is_primary(self) -> bool:
        return self.command.tone == "primary"


@dataclass(frozen=True, slots=True)
class Tab:
    """A panel of the middle column."""

    placed: Placed
    is_selected: bool


class Declaration(Protocol):
    """What a showing reads of the page that was declared."""

    @property
    def kind(self) -> Entity: ...
    @property
    def facts(self) -> Sequence[str]: ...
    @property
    def hidden(self) -> Sequence[str]: ...
    @property
    def figures(self) -> Callable[[Any, Actor], Sequence[Figure]] | None: ...
    @property
    def badge(self) -> Callable[[Any], Badge | None] | None: ...
    @property
    def process(self) -> Callable[[Any, Actor], ProcessBar | None] | None: ...


class Showing:
    """A record as its page shows it to one actor."""

    def __init__(self, page: Declaration, row: Any, actor: Actor, *, tab: str = "") -> None:
        self.page = page
        self.entity = page.kind.seen_by(actor)
        self.row = row
        self.actor = actor
        self._wanted_tab = tab
        self._base = Base()

    # head

    @property
    def title(self) -> str:
        return self.entity.title_of(self.row)

    @property
    def number(self) -> str:
        return str(getattr(self.row, self.entity.number)) if self.entity.number else ""

    @property
    def url(self) -> str:
        return self.entity.url(self.row)

    @property
    def list_url(self) -> str:
        return editing.list_url(self.entity)

    @property
    def list_title(self) -> str:
        return capitalised(self.entity.plural)

    @property
    def facts(self) -> list[SafeString]:
        """The line under the title; empty fields are left out."""
        found = [
            cells.cell(self.entity.field(name), self._base, rich=True)
            for name in self.page.facts
            if name in self.entity.by_name
        ]
        return [html for cell in found if (html := cell(self.row)) != cells.NOTHING]

    @cached_property
    def figures(self) -> Sequence[Figure]:
        found = self.page.figures(self.row, self.actor) if self.page.figures else ()
        return [figure for figure in found if not self._gives_away(figure)]

    def _gives_away(self, figure: Figure) -> bool:
        return any(registry.is_hidden(label, self.actor) for label in figure.shows)

    @property
    def badge(self) -> Badge | None:
        return self.page.badge(self.row) if self.page.badge else None

    @cached_property
    def process(self) -> ProcessBar | None:
        return self.page.process(self.row, self.actor) if self.page.process else None

    # verbs

    @cached_property
    def verbs(self) -> list[Verb]:
        """What the actor may do with this record now, the primary verb last."""
        found = [
            Verb(command, reverse(f"{self.entity.page}_do", args=[self.row.pk, command.name]))
            for command in self.entity.commands
            if command.shown and command.allowed(self.actor, self.row)
        ]
        return sorted(found, key=lambda verb: verb.is_primary)

    @property
    def buttons(self) -> list[Verb]:
        return self.verbs[-BUTTONS:]

    @property
    def more(self) -> list[Verb]:
        return self.verbs[:-BUTTONS]

    @cached_property
    def edit_url(self) -> str:
        """The form over all fields, when the actor may change the record."""
        may = self.entity.may_update
        allowed = self.entity.update and (may is None or may(self.actor, self.row))
        return reverse(f"{self.entity.page}_edit", args=[self.row.pk]) if allowed else ""

    @property
    def delete_url(self) -> str:
        may = self.entity.may_delete
        allowed = self.entity.delete and (may is None or may(self.actor, self.row))
        return reverse(f"{self.entity.page}_delete", args=[self.row.pk]) if allowed else ""

    @property
    def access_url(self) -> str:
        """Who may see the record, and why."""
        return reverse("ui:access", args=[self.entity.key, self.row.pk])

    @property
    def following_url(self) -> str:
        """Who follows the record, and following it."""
        return reverse("ui:following", args=[self.entity.key, self.row.pk])

    @cached_property
    def away(self) -> Away | None:
        """That the owner is away, until when, and who stands in."""
        owner = getattr(self.row, "owner_id", None)
        return absences.away([owner], clock.now()).get(owner) if owner else None

    # fields

    @cached_property
    def groups(self) -> list[Group]:
        """The fields under their headings; those in the head, and those without a heading, are not repeated."""
        skipped = {self.entity.title, self.entity.number, *self.page.hidden}
        found: dict[str, list[Field]] = {}
        for field in self.entity.fields:
            if field.group and field.name not in skipped:
                found.setdefault(str(field.group), []).append(field)
        return [self._group(title, fields) for title, fields in found.items()]

    @property
    def filled_groups(self) -> list[Group]:
        return [group for group in self.groups if not group.is_empty]

    @property
    def empty_groups(self) -> list[Group]:
        """Headings under which nothing stands yet; offered as one line of buttons."""
        return [group for group in self.groups if group.is_empty and group.edit_url]

    def _group(self, title: str, fields: Sequence[Field]) -> Group:
        editable = self.edit_url and any(field.editable for field in fields)
        return Group(
            title,
            [self._shown(field) for field in fields],
            f"{self.edit_url}?group={title}" if editable else "",
        )

    def _shown(self, field: Field) -> Shown:
        html = cells.cell(field, self._base, rich=True)(self.row)
        is_empty = html == cells.NOTHING
        missing = is_empty and self.process is not None and field.name in self.process.missing
        label = capitalised(str(field.label))
        return Shown(field.name, label, html, is_empty, missing, is_editable=field.editable)

    # slots

    @cached_property
    def tabs(self) -> list[Tab]:
        panels = slots.panels(f"{self.entity.key}.tabs", self.actor, self.row)
        names = [panel.name for panel in panels]
        chosen = self._wanted_tab if self._wanted_tab in names else next(iter(names), "")
        return [Tab(panel.at(self.row, self.actor), panel.name == chosen) for panel in panels]

    @property
    def side(self) -> str:
        """The name of the slot of the right column."""
        return f"{self.entity.key}.side"

    @cached_property
    def has_side(self) -> bool:
        return bool(slots.panels(self.side, self.actor, self.row))
