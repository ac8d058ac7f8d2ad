"""One's own name, job title, language and time zone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dealwright.administration import fields
from dealwright.administration.views.forms import form_of, taken
from dealwright.core import clock
from dealwright.identity import actions, requests
from dealwright.identity.models import User
from dealwright.ui.readers import reading_as


def profile(request: HttpRequest) -> HttpResponse:
    """What people may change of themselves; the rest is an administrator's."""
    by = requests.actor(request)
    person = User.objects.get(pk=by.user_id)
    asked = fields.profile()
    initial = {field.name: getattr(person, field.name) for field in asked}
    form = form_of(request, asked, by=by, initial=initial)
    if request.method == "POST" and taken(
        form, lambda values: actions.update_user(person, values, by=by, at=clock.now())
    ):
        with reading_as(User.objects.get(pk=person.pk)):  # in the language just chosen
            messages.success(request, _("Saved"))
        return redirect("administration:profile")
    context = {"form": form, "person": person, "here": "profile"}
    return render(request, "administration/profile.html", context, status=form.status)
