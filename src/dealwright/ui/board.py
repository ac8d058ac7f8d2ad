"""The board, declared in a few lines per kind of record: columns of cards that are moved by hand.

    BOARD = Board(
        entity="opportunities.opportunity",
        lanes=queries.lanes,                    # (actor, asked) -> [Lane(key=str(stage.pk), name=stage.name, percent=25)]
        lane_path="stage",                      # the field whose value is the lane's key
        rows=lambda rows: rows.filter(state="open"),
        move=actions.move_card,                 # (row, to, *, by, at, values) -> row
        amount="base_revenue", weight="probability",
        card=BoardCard(second="account", amount="estimated_revenue", on="close_on", foot="opportunities/board.html#foot"),
    )
    urlpatterns = [*BOARD.urls("board/", name="board"), …]

`move` raises InvalidError naming the fields that the lane still needs: the card then asks for them in place and
the answers come back as `values`. Any other refusal is said in a toast, and the card goes back.
`drops` names verbs that a card may be dropped on, such as winning: their parameters are asked in place, and the
card leaves the board. `move` takes a card back from there when the drop is undone.
Counts and sums come by a second request, in one statement over all lanes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotFoundError, require
from dealwright.identity import requests
from dealwright.records import registry, shapes
from dealwright.records.registry import Command, Entity
from dealwright.ui import answers, asking, dialogs, editing, filtering
from dealwright.ui.forms import RecordForm
from dealwright.ui.lanes import BoardCard, Laid, Lane

__all__ = ["Board", "BoardCard", "Lane", "Switch"]

type Text = str | Promise
type Rows = Any  # a queryset of the board's model

LANE_SIZE = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Switch:
    """A choice above the board that decides which lanes there are, such as the sales process."""

    name: str
    label: Text
    options: Callable[[Actor], Sequence[tuple[str, str]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """What a card asks before it is moved: `to` is where it is to go, `ready` the words of the button."""

    to: str
    title: Text
    ready: Text
    form: RecordForm


@dataclass(frozen=True, kw_only=True)
class Board:
    """A board of one kind of record.

    `lanes` answers the columns for an actor and what the address asks for; `lane_path` is the field that holds
    a row's lane; `amount` and `weight` are the columns of the sums (an amount in the organisation's currency,
    a probability in percent).
    """

    entity: str
    lanes: Callable[[Actor, Mapping[str, str]], Sequence[Lane]]
    lane_path: str
    move: Callable[..., Any]
    rows: Callable[[Rows], Rows] | None = None
    amount: str = ""
    weight: str = ""
    card: BoardCard = field(default_factory=BoardCard)
    switch: Switch | None = None
    drops: Sequence[str] = ()
    select_related: Sequence[str] = ()
    order: Sequence[str] = ()
    title: Text = ""
    size: int = LANE_SIZE

    @property
    def kind(self) -> Entity:
        return registry.entity(self.entity)

    def urls(self, prefix: str, *, name: str) -> list[URLPattern]:
        """The board at `prefix`, a card's move below it."""
        return [
            path(prefix, self.show, name=name),
            path(f"{prefix}move/<uuid:pk>", require_POST(self.moved), name=f"{name}_move"),
        ]

    def show(self, request: HttpRequest) -> HttpResponse:
        """The board; or, for htmx, the cards that follow in a lane, the sums, or the whole again."""
        laid = Laid(self, request, address=request.path)
        if asking.MENU in request.GET:
            made = filtering.answer(request, laid)
            return (
                answers.go(f"{laid.path}{laid.filtered(made)}") if isinstance(made, str) else made
            )
        if "summary" in request.GET:
            template = "ui/board.html#summary"
        elif answers.target_id(request).startswith("more-"):
            template = "ui/board.html#following"
        elif answers.is_part(request):
            template = "ui/board.html#board"
        else:
            template = "ui/board.html"
        return render(request, template, {"board": laid})

    def moved(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Moves a card. Answers with the card in its new lane, or with the card asking for what is missing."""
        actor = requests.actor(request)
        laid = Laid(self, request, address=request.path.partition("move/")[0])
        row = laid.find(pk) or editing.fetch(self.kind, pk, actor, joins=self.select_related)
        to = request.POST.get("to") or request.GET.get("to", "")
        left = laid.lane_of(row)
        if to in self.drops:
            return self._dropped(request, laid, row, laid.entity.command(to), left)
        lane = self._lane(laid, to)
        form = _form(request, laid, row)
        try:
            self.move(row, lane.key, by=actor, at=clock.now(), values=_answered(form))
        except InvalidError as error:
            return self._ask(request, laid, row, lane, error)
        moved = laid.find(pk) or row
        answer = render(request, "ui/board.html#card", {"board": laid, "card": laid.card(moved)})
        title = self.kind.title_of(moved)
        said = _("%(title)s moved to %(lane)s") % {"title": title, "lane": lane.name}
        return _tell(request, answer, said, undo=left)

    def _dropped(
        self, request: HttpRequest, laid: Laid, row: Any, verb: Command, left: str
    ) -> HttpResponse:
        """Runs a verb on the card that was dropped on it; first the card asks for its parameters in place."""
        actor = requests.actor(request)
        require(verb.allowed(actor, row))
        typed = request.POST.dict() if "answered" in request.POST else None
        dialog = dialogs.of(self.entity, verb.name)
        form = RecordForm(
            dialog.parameters(verb, row),
            actor=actor,
            initial=dialog.initial(row, actor),
            typed=typed,
            row=row,
            prefix=f"ask-{row.pk}",
            entity=laid.entity,
        )
        ask = Ask(to=verb.name, title=verb.help, ready=verb.label, form=form)
        card = {"board": laid, "card": laid.card(row), "ask": ask}
        if typed is None and verb.parameters:
            return render(request, "ui/board.html#card", card)
        try:
            given = shapes.check(shapes.parameters(laid.entity, verb), _answered(form))
            verb.action(row, by=actor, at=clock.now(), **given)
        except InvalidError as error:
            form.refuse(error)
            return render(request, "ui/board.html#card", card)
        said = _("%(verb)s: %(title)s") % {
            "verb": str(verb.label).capitalize(),
            "title": self.kind.title_of(row),
        }
        return _tell(request, HttpResponse(), said, undo=left)

    def _lane(self, laid: Laid, key: str) -> Lane:
        for lane in laid.lanes:
            if lane.key == key:
                return lane
        raise NotFoundError(_("There is no such column."), remedy=_("Load the board again."))

    def _ask(
        self, request: HttpRequest, laid: Laid, row: Any, lane: Lane, error: InvalidError
    ) -> HttpResponse:
        """The card as it stands in the new lane, not moved yet, with a control for each missing field."""
        missing = [field for field in laid.entity.fields if field.name in error.errors]
        if not missing:
            raise error
        typed = request.POST.dict() if any(f.name in request.POST for f in missing) else None
        form = RecordForm(
            missing,
            actor=requests.actor(request),
            typed=typed,
            row=row,
            prefix=f"ask-{row.pk}",
            entity=laid.entity,
        )
        if typed:
            form.refuse(error)
        ask = Ask(
            to=lane.key,
            title=_("First, for %(lane)s:") % {"lane": lane.name},
            ready=_("Save and move"),
            form=form,
        )
        context = {"board": laid, "card": laid.card(row), "ask": ask}
        return render(request, "ui/board.html#card", context)


def _tell(request: HttpRequest, answer: HttpResponse, said: str, *, undo: str) -> HttpResponse:
    """Says what was done, with the way back; lets the sums count again."""
    answers.tell(answer, "dw:moved")
    way_back = request.GET.copy()
    way_back["to"] = undo
    answers.toast(answer, said, undo=f"{request.path}?{way_back.urlencode()}" if undo else "")
    if "to" in request.GET:  # an undo knows no card on the page: the board loads again
        answers.tell(answer, "dw:changed")
    return answer


def _form(request: HttpRequest, laid: Laid, row: Any) -> RecordForm:
    """What the card was asked for and answered."""
    asked = [field for field in laid.entity.fields if field.name in request.POST]
    return RecordForm(asked, actor=laid.actor, typed=request.POST.dict(), row=row)


def _answered(form: RecordForm) -> dict[str, Any]:
    return {name: value for name, value in form.data().items() if value not in (None, "")}
