"""Teams: add, rename, move, delete; who is in them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.administration import actions, fields, history
from dealwright.administration.views import entry
from dealwright.administration.views.forms import form_of, taken
from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.identity import actions as identity
from dealwright.identity.models import Team, User
from dealwright.ui.forms import RecordForm

TEAMS = Team.objects.select_related("unit")
PEOPLE = User.objects.select_related("unit").order_by("name", "pk")


def new_team(request: HttpRequest) -> HttpResponse:
    """Add a team; its members are added on its page."""
    by = entry.administrator(request)
    mine = entry.found(PEOPLE, by.user_id)
    form = form_of(request, fields.team(), by=by, initial={"unit": mine.unit_id})
    made: list[Team] = []
    if request.method == "POST" and taken(form, lambda typed: made.append(_create(typed, by=by))):
        messages.success(request, _("Team added. Now say who is in it."))
        return redirect("administration:team", made[0].pk)
    context = {
        "form": form,
        "here": "structure",
        "title": _("Add a team"),
        "text": _("What a team owns belongs to each of its members."),
        "back": "administration:structure",
        "act": _("Add"),
    }
    return render(request, "administration/form.html", context, status=form.status)


def _create(values: dict[str, Any], *, by: Actor) -> Team:
    unit = entry.unit(values["unit"])
    return identity.create_team(name=values["name"], unit=unit, members=[], by=by, at=clock.now())


def team(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One team: its name and unit, and its members."""
    by = entry.administrator(request)
    row = entry.found(TEAMS, pk)
    form = form_of(request, fields.team(), by=by, initial=_initial(row))
    if request.method == "POST" and taken(form, lambda typed: _update(row, typed, by=by)):
        messages.success(request, _("Saved"))
        return redirect("administration:team", pk)
    return _page(request, row, form, RecordForm(fields.MEMBER, actor=by))


def _initial(row: Team) -> dict[str, Any]:
    return {"name": row.name, "unit": row.unit_id}


def _page(request: HttpRequest, row: Team, form: RecordForm, member: RecordForm) -> HttpResponse:
    people = PEOPLE.filter(teams=row).fetch_mode(models.FETCH_RAISE)
    context = {
        "team": row,
        "form": form,
        "member": member,
        "people": people,
        "count": len(people),
        "history": history.of(row.pk),
        "here": "structure",
    }
    status = max(form.status, member.status)
    return render(request, "administration/team.html", context, status=status)


def _update(row: Team, values: dict[str, Any], *, by: Actor) -> Team:
    unit = entry.unit(values["unit"])
    return actions.change_team(row, name=values["name"], unit=unit, by=by, at=clock.now())


@require_POST
def add_member(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a person into a team."""
    by = entry.administrator(request)
    row = entry.found(TEAMS, pk)
    member = form_of(request, fields.MEMBER, by=by)
    if taken(member, lambda typed: _add(row, typed, by=by)):
        return redirect("administration:team", pk)
    form = RecordForm(fields.team(), actor=by, initial=_initial(row))
    return _page(request, row, form, member)


def _add(row: Team, values: dict[str, Any], *, by: Actor) -> None:
    user = entry.person(values["user"], field="user")
    assert user is not None  # noqa: S101  the field is required
    actions.add_member(row, user, by=by, at=clock.now())


@require_POST
def remove_member(request: HttpRequest, pk: UUID, user: UUID) -> HttpResponse:
    """Take a person out of a team."""
    by = entry.administrator(request)
    row = entry.found(TEAMS, pk)
    actions.remove_member(row, entry.found(PEOPLE, user), by=by, at=clock.now())
    return redirect("administration:team", pk)


@require_POST
def delete_team(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a team away with the shares it was given."""
    by = entry.administrator(request)
    row = entry.found(TEAMS, pk)
    identity.delete_team(row, by=by, at=clock.now())
    messages.success(request, _("%(name)s deleted") % {"name": row})
    return redirect("administration:structure")
