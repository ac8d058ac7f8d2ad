"""The structure: business units as a tree, and teams. Units are added, renamed, moved, deleted."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.administration import fields, history
from dealwright.administration.views import entry
from dealwright.administration.views.forms import form_of, taken
from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.identity import actions as identity
from dealwright.identity import queries
from dealwright.identity.models import BusinessUnit, Team, User

KINDS = ("identity.businessunit", "identity.team")
UNITS = BusinessUnit.objects.select_related("parent")
TEAMS = Team.objects.select_related("unit")
PEOPLE = User.objects.order_by("name", "pk")
SHOWN = 50


def structure(request: HttpRequest) -> HttpResponse:
    """Business units as a tree, and teams."""
    entry.administrator(request)
    teams = TEAMS.annotate(people=models.Count("members")).order_by("name", "pk")
    context = {
        "units": queries.unit_tree(),
        "teams": teams.fetch_mode(models.FETCH_RAISE),
        "history": history.of_everything(KINDS),
        "here": "structure",
    }
    return render(request, "administration/structure.html", context)


def new_unit(request: HttpRequest) -> HttpResponse:
    """Add a business unit."""
    by = entry.administrator(request)
    top = BusinessUnit.objects.filter(parent=None).values_list("pk", flat=True).first()
    first = {"parent": request.GET.get("parent", top)}
    form = form_of(request, fields.unit(), by=by, initial=first)
    if request.method == "POST" and taken(form, lambda values: _create_unit(values, by=by)):
        messages.success(request, _("Unit added"))
        return redirect("administration:structure")
    context = {
        "form": form,
        "here": "structure",
        "title": _("Add a unit"),
        "text": _("Every person and every record belongs to one unit."),
        "back": "administration:structure",
        "act": _("Add"),
    }
    return render(request, "administration/form.html", context, status=form.status)


def _create_unit(values: dict[str, Any], *, by: Actor) -> BusinessUnit:
    parent = entry.unit(values["parent"], field="parent")
    return identity.create_unit(name=values["name"], parent=parent, by=by, at=clock.now())


def unit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One unit: its name and place, and who is there."""
    by = entry.administrator(request)
    row = entry.found(UNITS, pk)
    initial = {"name": row.name, "parent": row.parent_id}
    form = form_of(request, fields.unit(row), by=by, initial=initial)
    if request.method == "POST" and taken(form, lambda values: _update_unit(row, values, by=by)):
        messages.success(request, _("Saved"))
        return redirect("administration:unit", pk)
    people = PEOPLE.filter(unit=row, is_active=True)
    context = {
        "unit": row,
        "form": form,
        "people": people.fetch_mode(models.FETCH_RAISE)[:SHOWN],
        "count": people.count(),
        "teams": TEAMS.filter(unit=row).order_by("name", "pk"),
        "parts": UNITS.filter(parent=row).order_by("name", "pk"),
        "history": history.of(pk),
        "here": "structure",
    }
    return render(request, "administration/unit.html", context, status=form.status)


def _update_unit(row: BusinessUnit, values: dict[str, Any], *, by: Actor) -> BusinessUnit:
    parent = entry.unit(values["parent"], field="parent") if "parent" in values else None
    return identity.update_unit(row, name=values["name"], parent=parent, by=by, at=clock.now())


@require_POST
def delete_unit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take an empty unit away."""
    by = entry.administrator(request)
    row = entry.found(UNITS, pk)
    identity.delete_unit(row, by=by, at=clock.now())
    messages.success(request, _("%(name)s deleted") % {"name": row})
    return redirect("administration:structure")
