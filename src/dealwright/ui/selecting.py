"""What a list says of itself so that its rows can be ticked, edited in place and shown beside it."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from dealwright.core.actor import Actor
from dealwright.records.registry import Entity
from dealwright.ui import asking, bulk
from dealwright.ui.bulk import BulkAct

NOBODY = UUID(int=0)
LOOKS = ("sort", "cols", "group")  # of an address: what does not decide which rows are found
TICK = (
    '<td class="tick"><input type="checkbox" class="checkbox checkbox-xs checkbox-primary" data-tick value="{}"'
    ' autocomplete="off" aria-label="{}"></td>'
)


class Selecting:
    """The acts on many rows that a list offers, and the address of what is done with its rows."""

    def __init__(self, entity: Entity, actor: Actor, asked: QueryDict) -> None:
        self._entity = entity
        self._actor = actor
        self._asked = asked

    @cached_property
    def acts(self) -> list[tuple[BulkAct, str]]:
        """What the actor may do with many rows at once; rows are ticked where there is something."""
        return bulk.offered(self._entity, self._actor)

    @property
    def on_all(self) -> list[tuple[BulkAct, str]]:
        """Those that are offered for all rows found, in the head of the list."""
        return [(act, url) for act, url in self.acts if act.in_menu]

    def tick(self, pk: Any, title: str) -> str:
        """The cell in which a row is ticked; nothing where no act is offered."""
        return format_html(TICK, pk, _("Select %(title)s") % {"title": title}) if self.acts else ""

    @property
    def rows_url(self) -> str:
        """The address below which each row of this kind has its cells and its panel."""
        return reverse("ui:quick", args=[self._entity.key, NOBODY]).partition(str(NOBODY))[0]

    @property
    def state(self) -> str:
        """The address of this list after the question mark."""
        return asking.parameters(self._asked).urlencode()

    @property
    def finds(self) -> str:
        """What says which rows are found; ticked rows stay ticked while it is the same."""
        rest = asking.parameters(self._asked)
        for name in LOOKS:
            rest.pop(name, None)
        return rest.urlencode()
