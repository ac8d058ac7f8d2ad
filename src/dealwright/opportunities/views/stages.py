"""Moving a deal by its process bar, and filling in what a stage asks for."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import reswap, retarget

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotFoundError
from dealwright.opportunities import actions, gates
from dealwright.opportunities.entities import GATE_FIELDS, MOVE, OPPORTUNITY
from dealwright.opportunities.models import Opportunity
from dealwright.opportunities.views.panels import deal as fetch
from dealwright.records import shapes
from dealwright.records.fields import Field
from dealwright.strategy import queries as strategy
from dealwright.strategy.models import Stage
from dealwright.ui import answers
from dealwright.ui.forms import RecordForm, initial_of


def to_stage(request: HttpRequest, pk: UUID, stage: UUID) -> HttpResponse:
    """Move a deal to a stage; where that stage asks for something, the dialog that asks for it."""
    deal, actor = fetch(request, pk)
    stages = strategy.stages(deal.process_id)
    target = _stage(stages, stage)
    form = _form(request, deal, _asked(deal, stages, target), actor)
    if request.method != "POST":
        return _dialog(request, deal, target, form)
    try:
        _move(request, deal, target, form, by=actor)
    except InvalidError as error:
        form.refuse(error)
        return _ask(request, deal, target, form)
    return _done(request, deal, target)


def _stage(stages: Sequence[Stage], pk: UUID) -> Stage:
    for found in stages:
        if found.pk == pk:
            return found
    raise NotFoundError(
        _("The process of this deal has no such stage."), remedy=_("Reload the page.")
    )


def _asked(deal: Opportunity, stages: Sequence[Stage], target: Stage) -> list[Field]:
    present = _stage(stages, deal.stage_id)
    missing = gates.missing(deal, gates.passed(stages, target, present))
    return [field for field in GATE_FIELDS if field.name in missing]


def _form(
    request: HttpRequest, deal: Opportunity, fields: Sequence[Field], actor: Actor
) -> RecordForm:
    """The form over the missing fields; what was answered before stays asked, so that it can be mended."""
    answered = [field for field in GATE_FIELDS if field in fields or field.name in request.POST]
    typed = request.POST.dict() if "answered" in request.POST else None
    return RecordForm(
        answered,
        actor=actor,
        initial=initial_of(deal, answered),
        typed=typed,
        row=deal,
        prefix="gate",
    )


def _move(
    request: HttpRequest, deal: Opportunity, target: Stage, form: RecordForm, *, by: Actor
) -> None:
    given = form.data() if "answered" in request.POST else {}
    filled: dict[str, Any] = {
        name: value for name, value in given.items() if value not in (None, "")
    }
    values = shapes.check(
        shapes.parameters(OPPORTUNITY.seen_by(by), MOVE), {"stage": target.pk, **filled}
    )
    stage = values.pop("stage")
    if request.POST.get("then") == "save":
        actions.update(deal, values, by=by, at=clock.now())
    else:
        actions.move_stage(deal, stage, values=values, by=by, at=clock.now())


def _ask(request: HttpRequest, deal: Opportunity, target: Stage, form: RecordForm) -> HttpResponse:
    """The dialog, also where a click on the process bar did not ask for one."""
    answer = _dialog(request, deal, target, form)
    return reswap(retarget(answer, f"#{answers.DIALOG}"), "innerHTML")


def _dialog(
    request: HttpRequest, deal: Opportunity, target: Stage, form: RecordForm
) -> HttpResponse:
    part = "#sheet" if answers.is_part(request) else ""
    context = {"deal": deal, "stage": target, "form": form, "back": OPPORTUNITY.url(deal)}
    # A click that needs an answer is no failure, so the dialog opens with a plain status.
    return render(request, f"opportunities/stage.html{part}", context)


def _done(request: HttpRequest, deal: Opportunity, target: Stage) -> HttpResponse:
    if not answers.is_part(request):
        return redirect(OPPORTUNITY.url(deal))
    if request.POST.get("then") == "save":
        return answers.done(_("Saved"))
    undo = reverse("opportunities:to_stage", args=[deal.pk, deal.stage_id])
    return answers.done(_("Moved to %(stage)s") % {"stage": target.name}, undo=undo)
