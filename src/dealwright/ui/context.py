"""What the frame of a page shows: who is signed in, where he is, what he may create. Read lazily, so a
fragment that shows no frame costs nothing."""

from collections.abc import Sequence
from functools import cached_property

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.identity import requests
from dealwright.records import registry
from dealwright.records.registry import Entity
from dealwright.ui import editing, navigation, preferences
from dealwright.ui.navigation import Area, Item

DOCK_BEFORE = 2  # places left of the plus in the bar at the bottom of a phone
DOCK = 3
APART = {Area.SETTINGS, Area.PERSON}  # not among the areas of the trade

type Label = str | Promise
type Keys = Sequence[tuple[Sequence[Label], Label]]

THEMES: Sequence[tuple[str, Label]] = (
    ("light", _("Light")),
    ("dark", _("Dark")),
    ("system", _("As the system")),
)
DENSITIES: Sequence[tuple[str, Label]] = (
    ("compact", _("Compact")),
    ("normal", _("Normal")),
    ("roomy", _("Roomy")),
)
CHOICE_ICONS = {
    "light": "sun",
    "dark": "moon",
    "system": "monitor",
    "compact": "rows-4",
    "normal": "rows-3",
    "roomy": "rows-2",
}
ANYWHERE: Keys = (
    ((_("Ctrl"), "K"), _("Search or run a command")),
    (("?",), _("This map")),
    (("c",), _("New")),
    (("[",), _("Fold the navigation")),
    (("Esc",), _("Close")),
)
LISTS: Keys = (
    (("/",), _("Search in the list")),
    (("f",), _("Add a filter")),
    (("j",), _("Next row")),
    (("k",), _("Previous row")),
    (("Enter",), _("Open the row")),
    (("o",), _("Show the row beside the list")),
    (("x",), _("Select the row")),
    ((_("Shift"), "x"), _("Select up to the row")),
    (("←", "→"), _("Walk the cells")),
    (("F2",), _("Edit the cell")),
    (("Tab",), _("Save the cell, edit the next")),
)
RECORDS: Keys = (
    (("e",), _("Edit")),
    ((_("Ctrl"), "Enter"), _("Save")),
    ((_("Ctrl"), _("Shift"), "Enter"), _("Save and new")),
)
BOARDS: Keys = (
    (("m",), _("Pick a card up")),
    (("←", "→"), _("Choose the column")),
    (("Enter",), _("Put it down")),
    (("Esc",), _("Put it back")),
)


class Frame:
    """The frame of one request. Every part is computed when a template first asks for it."""

    themes = [(value, label, CHOICE_ICONS[value]) for value, label in THEMES]
    densities = [(value, label, CHOICE_ICONS[value]) for value, label in DENSITIES]

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def preferences(self) -> preferences.Preferences:
        return preferences.from_cookies(self._request.COOKIES)

    @cached_property
    def actor(self) -> Actor | None:
        user = getattr(self._request, "user", None)  # absent when an early middleware answers
        return requests.actor(self._request) if user and user.is_authenticated else None

    @property
    def person(self) -> str:
        return str(self._request.user)

    @property
    def email(self) -> str:
        return str(getattr(self._request.user, "email", ""))

    @cached_property
    def base(self) -> str:
        """The layout of a page that may be seen signed in or not, such as an error."""
        return "shell.html" if self.actor else "bare.html"

    @cached_property
    def items(self) -> list[Item]:
        return navigation.visible(self.actor) if self.actor else []

    @property
    def groups(self) -> list[tuple[Area, list[Item]]]:
        """The places by process area; the settings stand apart, at the bottom, and one's own in the account menu."""
        return navigation.grouped([item for item in self.items if item.area not in APART])

    @property
    def settings(self) -> list[Item]:
        return [item for item in self.items if item.area == Area.SETTINGS]

    @property
    def personal(self) -> list[Item]:
        """The places that stand in the menu of one's own account."""
        return [item for item in self.items if item.area == Area.PERSON]

    @cached_property
    def current(self) -> Item | None:
        places = [item for item in self.items if item.area != Area.PERSON]
        return navigation.current(places, self._request.path)

    @cached_property
    def _dock(self) -> list[Item]:
        return [item for item in self.items if item.dock][:DOCK]

    @property
    def dock_before(self) -> list[Item]:
        return self._dock[:DOCK_BEFORE]

    @property
    def dock_after(self) -> list[Item]:
        return self._dock[DOCK_BEFORE:]

    @cached_property
    def creatable(self) -> list[Entity]:
        """The kinds of record the person may create from anywhere."""
        if not self.actor:
            return []
        actor = self.actor
        return [kind for kind in registry.entities() if editing.may_create(kind, actor)]

    @property
    def keyboard(self) -> list[tuple[Label, Keys]]:
        """The keyboard map; the places are those of the navigation."""
        places = [(("g", item.key), item.label) for item in self.items if item.key]
        return [
            (_("Anywhere"), ANYWHERE),
            (_("Go to"), places),
            (_("In a list"), LISTS),
            (_("On a record"), RECORDS),
            (_("On a board"), BOARDS),
        ]


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Context processor: `frame`."""
    return {"frame": Frame(request)}
