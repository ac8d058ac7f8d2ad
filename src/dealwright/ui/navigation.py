"""Who stands where in the navigation. Contexts above register their items; the frame draws them by
process area, in the order of the trade."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Area(Enum):
    """The process areas, from top to bottom; the last one stands in the menu of one's own account."""

    DAY = "day"
    CUSTOMERS = "customers"
    QUALIFY = "qualify"
    PURSUE = "pursue"
    QUOTE = "quote"
    ANALYZE = "analyze"
    SETTINGS = "settings"
    PERSON = "person"

    @property
    def label(self) -> str:
        """The heading above the area's places; the first area has none."""
        return str(AREA_LABELS.get(self, ""))


AREA_LABELS = {
    Area.CUSTOMERS: _("Customers"),
    Area.QUALIFY: _("Attract and qualify"),
    Area.PURSUE: _("Pursue"),
    Area.QUOTE: _("Estimate and quote"),
    Area.ANALYZE: _("Serve and analyze"),
    Area.SETTINGS: _("Settings"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One place to go.

    `key` is what follows g on the keyboard. `count` answers how many rows wait there for an actor
    and is asked after the page is shown. `may_see` hides the item from those who may not go there.
    `dock` puts it in the bar at the bottom of a phone.
    """

    label: str | Promise
    url_name: str
    icon: str
    area: Area
    order: int = 100
    key: str = ""
    dock: str | Promise = ""
    may_see: Callable[[Any], bool] = field(default=lambda _actor: True)
    count: Callable[[Any], int] | None = None

    @property
    def url(self) -> str:
        return _address(self.url_name)

    @property
    def is_counted(self) -> bool:
        return self.count is not None

    @property
    def name(self) -> str:
        """Identifier for HTML ids."""
        return self.url_name.replace(":", "-")


@cache
def _address(url_name: str) -> str:
    """Asked for every item of every page, and always the same."""
    return reverse(url_name)


_items: dict[str, Item] = {}


def register(*items: Item) -> None:
    """Adds places to the navigation; called from the `ready` of the context that owns the page."""
    for item in items:
        _items[item.url_name] = item


def visible(actor: Any) -> list[Item]:
    """Every place that the actor may go to, in the order of the frame."""
    areas = list(Area)
    allowed = [item for item in _items.values() if item.may_see(actor)]
    return sorted(allowed, key=lambda item: (areas.index(item.area), item.order, str(item.label)))


def grouped(items: Sequence[Item]) -> list[tuple[Area, list[Item]]]:
    """The items by area; an area without items is left out."""
    return [(area, members) for area in Area if (members := [i for i in items if i.area is area])]


def current(items: Sequence[Item], path: str) -> Item | None:
    """The item that the path lies under: the longest address that the path starts with."""
    under = [
        item
        for item in items
        if path == item.url or (item.url != "/" and path.startswith(item.url))
    ]
    return max(under, key=lambda item: len(item.url), default=None)
