"""Who is away, noted by themselves or by an administrator."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.administration import fields
from dealwright.administration.views import entry
from dealwright.administration.views.forms import form_of, taken
from dealwright.administration.views.people import PEOPLE
from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import require
from dealwright.identity import actions as identity
from dealwright.identity import policies, requests
from dealwright.identity.models import Absence, User


def mine(request: HttpRequest) -> HttpResponse:
    """The days on which one is away oneself."""
    by = requests.actor(request)
    return _absences(request, entry.found(PEOPLE, by.user_id), by)


def absences(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The days on which a person is away; for administrators, and oneself."""
    by = requests.actor(request)
    if by.id != pk:
        entry.administrator(request)
    return _absences(request, entry.found(PEOPLE, pk), by)


def _absences(request: HttpRequest, user: User, by: Actor) -> HttpResponse:
    require(policies.can_set_absence(by, user))
    is_me = by.id == user.pk
    form = form_of(request, fields.absence(mine=is_me), by=by)
    if request.method == "POST" and taken(form, lambda values: _set(user, values, by=by)):
        messages.success(request, _("Noted"))
        return redirect(request.path)
    found = Absence.objects.filter(user=user).select_related("deputy")
    today = clock.local_date(clock.now(), user.time_zone or "UTC")
    context = {
        "person": user,
        "is_me": is_me,
        "form": form,
        "coming": found.filter(until_on__gte=today).order_by("from_on", "pk"),
        "past": found.filter(until_on__lt=today).order_by("-from_on", "pk")[:10],
        "today": today,
        "here": "away" if is_me else "people",
    }
    return render(request, "administration/absences.html", context, status=form.status)


def _set(user: User, values: dict[str, Any], *, by: Actor) -> None:
    identity.set_absence(
        user,
        from_on=values["from_on"],
        until_on=values["until_on"],
        deputy=entry.person(values["deputy"], field="deputy"),
        by=by,
        at=clock.now(),
    )


@require_POST
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take an absence out."""
    by = requests.actor(request)
    found = entry.found(Absence.objects.all(), pk)
    identity.end_absence(found, by=by, at=clock.now())
    messages.success(request, _("Taken out"))
    if by.id == found.user_id:
        return redirect("administration:my_absences")
    return redirect("administration:absences", found.user_id)
