"""Dialogs for the stakeholders and competitors of a deal."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotFoundError, Text, require
from dealwright.opportunities import actions, forms, policies
from dealwright.opportunities.entities import OPPORTUNITY
from dealwright.opportunities.fields import COMPETITOR_FIELDS, STAKEHOLDER_FIELDS
from dealwright.opportunities.models import Opportunity, OpportunityCompetitor, Stakeholder
from dealwright.opportunities.views.panels import deal as fetch
from dealwright.ui import answers
from dealwright.ui.forms import RecordForm, initial_of


def add_stakeholder(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A further person with a say in a deal."""
    deal, actor = fetch(request, pk)
    form = RecordForm(STAKEHOLDER_FIELDS, actor=actor, typed=_typed(request), prefix="stake")
    return _answer(request, deal, form, _("Add stakeholder"), _add_stakeholder, by=actor)


def _add_stakeholder(deal: Opportunity, form: RecordForm, by: Actor) -> None:
    values = forms.given(form, forms.STAKEHOLDER)
    actions.add_stakeholder(deal, values.pop("contact"), by=by, at=clock.now(), **values)


def change_stakeholder(request: HttpRequest, pk: UUID, stake: UUID) -> HttpResponse:
    """Another role, influence or note."""
    deal, actor = fetch(request, pk)
    present = _of(deal.stakeholders.select_related("contact").filter(pk=stake).first())
    fields = STAKEHOLDER_FIELDS[1:]
    form = RecordForm(
        fields,
        actor=actor,
        initial=initial_of(present, fields),
        typed=_typed(request),
        prefix="stake",
    )

    def change(_deal: Opportunity, form: RecordForm, by: Actor) -> None:
        values = forms.given(form, forms.STAKEHOLDER_CHANGE)
        note = {"note": values.get("note", "")}
        actions.change_stakeholder(present, by=by, at=clock.now(), **(values | note))

    return _answer(request, deal, form, str(present.contact), change, by=actor)


@require_POST
def remove_stakeholder(request: HttpRequest, pk: UUID, stake: UUID) -> HttpResponse:
    """Takes someone out of a deal."""
    deal, actor = fetch(request, pk)
    present: Stakeholder = _of(deal.stakeholders.filter(pk=stake).first())
    actions.remove_stakeholder(present, by=actor, at=clock.now())
    return _did(request, deal, _("Stakeholder removed"))


def add_competitor(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A further competitor for a deal."""
    deal, actor = fetch(request, pk)
    form = RecordForm(COMPETITOR_FIELDS, actor=actor, typed=_typed(request), prefix="rival")
    return _answer(request, deal, form, _("Add competitor"), _add_competitor, by=actor)


def _add_competitor(deal: Opportunity, form: RecordForm, by: Actor) -> None:
    values = forms.given(form, forms.RIVAL)
    actions.add_competitor(deal, values.pop("competitor"), by=by, at=clock.now(), **values)


@require_POST
def remove_competitor(request: HttpRequest, pk: UUID, rival: UUID) -> HttpResponse:
    """Takes a competitor out of a deal."""
    deal, actor = fetch(request, pk)
    present: OpportunityCompetitor = _of(deal.competitors.filter(pk=rival).first())
    actions.remove_competitor(present, by=actor, at=clock.now())
    return _did(request, deal, _("Competitor removed"))


def _typed(request: HttpRequest) -> Mapping[str, str] | None:
    return request.POST.dict() if request.method == "POST" else None


def _of(found: Any) -> Any:
    if found is None:
        raise NotFoundError(_("This is gone."), remedy=_("Reload the page."))
    return found


def _answer(
    request: HttpRequest,
    deal: Opportunity,
    form: RecordForm,
    title: Text,
    act: Any,
    *,
    by: Actor,
) -> HttpResponse:
    """The dialog, or what comes of it. Refused before it opens to those who may not change the deal."""
    require(policies.can_edit(by, deal))
    if request.method == "POST":
        try:
            act(deal, form, by)
        except InvalidError as error:
            form.refuse(error)
        else:
            return _did(request, deal, _("Saved"))
    context = {"deal": deal, "form": form, "title": title, "back": OPPORTUNITY.url(deal)}
    part = "#sheet" if answers.in_dialog(request) else ""
    return render(request, f"opportunities/child.html{part}", context, status=form.status)


def _did(request: HttpRequest, deal: Opportunity, said: Text) -> HttpResponse:
    return answers.done(said) if answers.is_part(request) else redirect(OPPORTUNITY.url(deal))
