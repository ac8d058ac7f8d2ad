"""What holds for everyone's rights: whether managers see what their reports own."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dealwright.administration import fields, history
from dealwright.administration.views import entry
from dealwright.administration.views.forms import form_of, taken
from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.identity import actions as identity
from dealwright.identity.models import AccessSettings, User

KINDS = ("identity.accesssettings",)


def access(request: HttpRequest) -> HttpResponse:
    """How many levels of reports a manager sees, and what that means."""
    by = entry.administrator(request)
    levels = AccessSettings.objects.values_list("manager_depth", flat=True).first() or 0
    form = form_of(request, fields.managers(), by=by, initial={"levels": str(levels)})
    if request.method == "POST" and taken(form, lambda typed: _set(typed, by=by)):
        messages.success(request, _("Saved"))
        return redirect("administration:access")
    managers = User.objects.filter(reports__is_active=True).distinct()
    context = {
        "form": form,
        "levels": levels,
        "managers": managers.count(),
        "history": history.of_everything(KINDS),
        "here": "access",
    }
    return render(request, "administration/access.html", context, status=form.status)


def _set(values: dict[str, Any], *, by: Actor) -> None:
    identity.set_manager_depth(int(values["levels"]), by=by, at=clock.now())
