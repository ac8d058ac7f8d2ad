"""The menu that chooses the columns of a list, in their order."""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from dealwright.ui import asking, chosen
from dealwright.ui.chosen import Choice, Columns
from dealwright.ui.columns import Bound


class Showing(Protocol):
    """The list whose columns are chosen."""

    asked: QueryDict
    path: str

    @property
    def choice(self) -> Columns: ...
    @property
    def columns(self) -> list[Bound]: ...


@dataclass(frozen=True)
class ColumnsMenu:
    """The columns as they were ticked and put in order so far, or as the list shows them."""

    showing: Showing

    @cached_property
    def columns(self) -> list[tuple[Choice, Bound]]:
        choices = self._sent if "col" in self.showing.asked else self._shown
        added = self.showing.asked.get("add", "")
        if added and added not in {choice.name for choice in choices}:
            choices = [*choices, Choice(added)]
        named = [(choice, self.showing.choice.named(choice.name)) for choice in choices]
        return [(choice, bound) for choice, bound in named if bound]

    @property
    def _sent(self) -> list[Choice]:
        return chosen.read(",".join(self.showing.asked.getlist("col")))

    @property
    def _shown(self) -> list[Choice]:
        return [Choice(column.name, column.width) for column in self.showing.columns]

    @property
    def offered(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """(heading, (name, label)) of the columns that are not among these."""
        there = {choice.name for choice, _bound in self.columns}
        return [
            (heading, [(name, label) for name, label in options if name not in there])
            for heading, options in self.showing.choice.offered()
        ]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the address of the list must keep."""
        kept = asking.parameters(self.showing.asked)
        return [(name, str(kept[name])) for name in kept if name != "cols"]

    @property
    def usual(self) -> str:
        """The address of the list with its usual columns."""
        return asking.changed(self.showing.asked, cols=None)


def answer(request: HttpRequest, showing: Showing) -> HttpResponse | str:
    """The menu; or, once it was filled in, the columns that were chosen."""
    menu = ColumnsMenu(showing)
    if showing.asked.get("do") == "apply":
        return chosen.written(choice for choice, _bound in menu.columns)
    return render(request, "ui/columns.html", {"menu": menu})
