"""Panels of the pages of leads and web forms, and the public page by which leads come in."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotFoundError
from dealwright.identity import requests
from dealwright.leads import actions as leads
from dealwright.leads import queries, webform
from dealwright.leads.models import Lead, LeadForm
from dealwright.organisation import queries as organisation
from dealwright.records import registry
from dealwright.ui import editing
from dealwright.ui.forms import RecordForm


def known(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Other leads, contacts and accounts that a lead may be."""
    actor = requests.actor(request)
    lead = editing.fetch(registry.of(Lead), pk, actor)
    kinds = [(match, registry.of(match.row)) for match in queries.others_like(lead, actor=actor)]
    found = [(match, kind, kind.url(match.row)) for match, kind in kinds]
    return render(request, "leads/known.html", {"found": found})


def form_address(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where the public finds a form."""
    form = editing.fetch(registry.of(LeadForm), pk, requests.actor(request))
    path = reverse("leads:web_form", args=[form.key])
    context = {"form": form, "path": path, "address": f"{settings.BASE_URL}{path}"}
    return render(request, "leads/form_address.html", context)


@login_not_required
@never_cache
def web_form(request: HttpRequest, key: str) -> HttpResponse:
    """The public form: anyone who knows its address may fill it in. Whatever is wrong with it keeps the input."""
    form = _open_form(key)
    at = clock.now()
    typed = request.POST.dict() if request.method == "POST" else None
    client = webform.visitor(form, typed or {})
    shown = RecordForm(webform.FIELDS, actor=client, typed=typed, prefix="lead")
    status = 200
    if typed is not None:
        try:
            _take(request, form, typed, shown, by=client, at=at)
        except InvalidError as error:
            shown.refuse(error)
            status = error.status
        else:
            return redirect("leads:web_form_thanks", key=key)
    context = {
        "form": shown,
        "controls": [(each, webform.AUTOFILL.get(each.name, "")) for each in shown.controls],
        "lead_form": form,
        "selling": organisation.current(),
        "opened": webform.opening(form, (typed or {}).get(webform.OPENED, ""), at=at),
        "trap": webform.TRAP,
    }
    return render(request, "leads/web_form.html", context, status=status)


def _take(
    request: HttpRequest,
    form: LeadForm,
    typed: dict[str, str],
    shown: RecordForm,
    *,
    by: Actor,
    at: datetime,
) -> Lead:
    digest = webform.digest(form, requests.address(request))
    wait = leads.count_try(form, digest=digest, by=by, at=at)
    if wait is not None:
        raise webform.TooManyTriesError(wait)
    values = webform.check(form, typed, shown.data(), at=at)
    return leads.capture(form, values, by=by, at=at)


@login_not_required
def web_form_thanks(request: HttpRequest, key: str) -> HttpResponse:
    """What follows a submission."""
    context = {"lead_form": _open_form(key), "selling": organisation.current()}
    return render(request, "leads/web_form_thanks.html", context)


def _open_form(key: str) -> LeadForm:
    form = queries.open_form(key)
    if form is None:
        raise NotFoundError(
            _("This form is closed, or its address is wrong."),
            remedy=_("Look for another way to reach us on our website."),
        )
    return form
