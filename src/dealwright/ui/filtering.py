"""The menu that changes the filter of a list or a board: one condition, alternatives, or the text itself."""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from dealwright.ui import asking, operands
from dealwright.ui.conditions import ConditionForm
from dealwright.ui.describing import Describer, Piece
from dealwright.ui.narrowing import Narrowing
from dealwright.ui.operands import Spot


class Showing(Protocol):
    """What shows filtered rows and whose address the menu belongs to."""

    asked: QueryDict
    path: str

    @property
    def narrowing(self) -> Narrowing: ...
    def form(self, spot: str = "") -> str: ...
    def filtered(self, text: str) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """One of several, of which one must hold."""

    pieces: list[Piece]
    edit: str
    is_editable: bool


@dataclass(frozen=True)
class FilterMenu:
    """The menu as it was asked for."""

    showing: Showing

    @cached_property
    def form(self) -> ConditionForm:
        return ConditionForm(self.showing.narrowing, self.showing.asked)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the address of the list must keep."""
        kept = asking.parameters(self.showing.asked)
        kept["filter"] = self.showing.narrowing.text
        return [(name, str(kept[name])) for name in kept]

    @property
    def text(self) -> str:
        return self.showing.asked.get("text", self.showing.narrowing.text)

    @cached_property
    def text_error(self) -> str:
        """What is wrong with the text, with the place."""
        error = self.showing.narrowing.with_text(self.text).error
        return str(error) if error else ""

    @property
    def as_text(self) -> str:
        """The address of the menu that holds the text."""
        return asking.changed(self.showing.asked, form="text")

    @property
    def alternative(self) -> str:
        """The address of the form for one more alternative at this spot."""
        spot = self.form.spot
        return self.showing.form(str(Spot(spot.operand, is_new_alternative=True)))

    @cached_property
    def alternatives(self) -> list[Alternative]:
        """What stands at the spot when it is more than one condition can say."""
        narrowing, spot = self.showing.narrowing, self.form.spot
        found = None if narrowing.error else operands.at(narrowing.tree, spot)
        if found is None or narrowing.tree is None or self.form.present is not None:
            return []
        describer = Describer(narrowing.entity, narrowing.reader, narrowing.tree)
        return [
            Alternative(
                pieces=describer.pieces(one),
                edit=self.showing.form(str(Spot(spot.operand, number))),
                is_editable=not isinstance(one, operands.GROUPS),
            )
            for number, one in enumerate(operands.alternatives(found))
        ]


def answer(request: HttpRequest, showing: Showing) -> HttpResponse | str:
    """The menu as it is asked for; or, once it was filled in, the filter that it makes."""
    menu = FilterMenu(showing)
    do = showing.asked.get("do", "")
    if showing.asked[asking.MENU] == "text":
        if do == "apply" and not menu.text_error:
            return menu.text.strip()
        return render(request, "ui/filter.html#text", {"menu": menu, "is_sent": do == "apply"})
    if do == "remove":
        return menu.form.without()
    made = menu.form.filter() if do == "apply" else None
    if made is not None:
        return made
    name = "ui/filter.html#group" if menu.alternatives else "ui/filter.html#condition"
    return render(request, name, {"menu": menu, "form": menu.form})
