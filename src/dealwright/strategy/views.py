"""Sales processes and their stages: one page to see and shape them."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.core import clock, digits
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotFoundError, require
from dealwright.identity import requests
from dealwright.records import registry
from dealwright.strategy import actions as strategy
from dealwright.strategy import gates, policies, queries
from dealwright.strategy.models import SalesProcess, Stage
from dealwright.ui import answers, editing, shown
from dealwright.ui.process import Step

MOST_BARS = 5


def processes(request: HttpRequest, pk: UUID | None = None) -> HttpResponse:
    """Every process, and the stages of one: the default, unless another is chosen."""
    actor = requests.actor(request)
    part = "#process" if answers.is_part(request) else ""
    return render(request, f"strategy/processes.html{part}", _context(actor, pk))


def stage(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A stage has no page of its own: it is shown in its process."""
    row = editing.fetch(registry.of(Stage), pk, requests.actor(request))
    return redirect("strategy:process", pk=row.process_id)


@require_POST
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a stage at another place; answers with the process in its new order."""
    actor = requests.actor(request)
    row = editing.fetch(registry.of(Stage), pk, actor)
    strategy.move_stage(row, position=_position(request), by=actor, at=clock.now())
    if not answers.is_part(request):
        return redirect("strategy:process", pk=row.process_id)
    return render(request, "strategy/processes.html#process", _context(actor, row.process_id))


@require_POST
def remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a stage that no deal ever stood in out of its process."""
    actor = requests.actor(request)
    row = editing.fetch(registry.of(Stage), pk, actor)
    strategy.remove_stage(row, by=actor, at=clock.now())
    messages.success(request, _("%(stage)s removed") % {"stage": row.name})
    return redirect("strategy:process", pk=row.process_id)


def _position(request: HttpRequest) -> int:
    position = digits.whole(request.POST.get("position", ""))
    if position is None:
        raise InvalidError({"position": _("Say at which place, counted from 1.")})
    return position


def _context(actor: Actor, pk: UUID | None) -> dict[str, object]:
    require(policies.can_read_processes(actor))
    found = queries.processes()
    context: dict[str, object] = {
        "processes": found,
        "may_create": policies.can_create_process(actor),
    }
    chosen = _chosen(found, pk)
    if chosen is None:
        return context
    return context | {
        "process": chosen,
        "stages": _rows(chosen),
        "steps": _steps(chosen),
        "may_edit": policies.can_edit_process(actor, chosen),
        "may_remove": policies.can_remove_process(actor, chosen),
    }


def _chosen(found: Sequence[SalesProcess], pk: UUID | None) -> SalesProcess | None:
    """The process that was asked for, or the first; None while there is none at all."""
    if pk is None:
        return found[0] if found else None
    chosen = next((each for each in found if each.pk == pk), None)
    if chosen is None:
        raise NotFoundError(_("There is no such sales process."))
    return chosen


def _rows(process: SalesProcess) -> list[dict[str, object]]:
    """Each stage with what its line shows: bars that gain weight along the process, and words for its gate."""
    stages = list(process.stages.all())
    return [
        {
            "stage": found,
            "bars": max(1, round(MOST_BARS * place / len(stages))),
            "needs": [gates.label(name) for name in found.required_fields],
            "above": place - 1,
            "below": place + 1 if place < len(stages) else None,
        }
        for place, found in enumerate(stages, start=1)
    ]


def _steps(process: SalesProcess) -> list[Step]:
    """The process as a new deal shows it: the first stage is now, the others lie ahead."""
    return [
        Step(name=found.name, state="" if place else "now", fact=shown.percent(found.probability))
        for place, found in enumerate(process.stages.all())
    ]
