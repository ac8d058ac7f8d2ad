"""How the organisation looks to its clients: logo and colour."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.administration.views.forms import form_of, taken
from dealwright.core import clock
from dealwright.core.errors import InvalidError, require
from dealwright.identity import access, requests
from dealwright.identity.privileges import Privilege
from dealwright.organisation import actions, branding, queries
from dealwright.organisation.actions import pictures
from dealwright.organisation.models import Organisation
from dealwright.records.fields import derive

SETTINGS = "organisation.organisation"


def brand(request: HttpRequest) -> HttpResponse:
    """The colour, and a look at both themes; the logo has forms of its own."""
    by = requests.actor(request)
    require(access.may(by, Privilege.READ, SETTINGS))
    selling = queries.current()
    asked = [derive(Organisation, "accent")]
    form = form_of(request, asked, by=by, initial={"accent": selling.accent})
    if request.method == "POST" and taken(
        form, lambda values: actions.change(_lower(values), by=by, at=clock.now())
    ):
        messages.success(request, _("Saved"))
        return redirect("administration:brand")
    context = {
        "form": form,
        "selling": selling,
        "logo": queries.logo(),
        "on_dark": branding.on_dark(selling.accent),
        "most_mb": pictures.MOST_BYTES // 1024 // 1024,
        "here": "brand",
        "may_write": access.may(by, Privilege.WRITE, SETTINGS),
    }
    return render(request, "administration/brand.html", context, status=form.status)


def _lower(values: dict[str, str]) -> dict[str, str]:
    return {"accent": values["accent"].lower()}


@require_POST
def set_logo(request: HttpRequest) -> HttpResponse:
    """Show another picture. What is wrong with it is said on the page, as nothing else was typed."""
    by = requests.actor(request)
    sent = request.FILES.get("logo")
    content = sent.read(pictures.MOST_BYTES + 1) if sent else b""
    try:
        actions.set_logo(content, by=by, at=clock.now())
    except InvalidError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Clients see this logo from now on"))
    return redirect("administration:brand")


@require_POST
def remove_logo(request: HttpRequest) -> HttpResponse:
    """Show the first letter of the name again."""
    actions.remove_logo(by=requests.actor(request), at=clock.now())
    messages.success(request, _("Logo removed"))
    return redirect("administration:brand")
