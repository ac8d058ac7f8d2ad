"""Where a lower context leaves room on its page for panels of contexts above it.

A page names its slots after its entity: "customers.account.tabs", "customers.account.side"; the home
page has "home.main" and "home.side". A context above fills them from its `pages.py`:

    slots.fill("customers.account.side", Panel(title=_("Opportunities"), url_name="opportunities:of_account"))

"*.tabs" and "*.side" stand on the page of every kind of record.

The panel's view takes the record's pk (none on the home page), checks visibility itself and answers with
a fragment. It is loaded when it is shown, and again when something on the page has changed.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from dealwright.core.actor import Actor

type MaySee = Callable[[Actor, Any], bool]


def _anyone(_actor: Actor, _row: Any) -> bool:
    return True


@dataclass(frozen=True, kw_only=True, slots=True)
class Panel:
    """One fragment of an upper context. `add` names the page of a form that adds a line to the panel; its button
    stands there for those who `may_add`.

    `is_counted`: its heading tells how much is in it, so that it loads with the page although it is not looked at.
    `is_for_any_kind`: the view takes the kind of record before its pk, for panels that stand on every page.
    """

    title: str | Promise
    url_name: str
    icon: str = ""
    order: int = 100
    may_see: MaySee = field(default=_anyone)
    add: str = ""
    add_label: str | Promise = ""
    may_add: MaySee = field(default=_anyone)
    is_for_any_kind: bool = False
    is_counted: bool = False

    @property
    def name(self) -> str:
        """Identifier for HTML ids and for the address of a tab."""
        return self.url_name.replace(":", "-").replace("_", "-")

    def at(self, row: Any, actor: Actor) -> "Placed":
        arguments = self._arguments(row)
        can_add = self.add and self.may_add(actor, row)
        return Placed(
            panel=self,
            url=reverse(self.url_name, args=arguments),
            add_url=reverse(self.add, args=arguments) if can_add else "",
        )

    def _arguments(self, row: Any) -> list[Any]:
        if row is None:
            return []
        return [row._meta.label_lower, row.pk] if self.is_for_any_kind else [row.pk]


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """A panel on the page of one record."""

    panel: Panel
    url: str
    add_url: str


_slots: dict[str, dict[str, Panel]] = defaultdict(dict)


def fill(slot: str, panel: Panel) -> None:
    """Puts a panel into a slot; the same view a second time replaces the first."""
    _slots[slot][panel.url_name] = panel


def panels(slot: str, actor: Actor, row: Any = None) -> list[Panel]:
    """The panels that the actor may see, in their order: those of this slot, and those of every record's page."""
    everywhere = f"*.{slot.rpartition('.')[2]}"
    filled = [*_slots[slot].values(), *_slots[everywhere].values()]
    found = [panel for panel in filled if panel.may_see(actor, row)]
    return sorted(found, key=lambda panel: (panel.order, panel.url_name))
