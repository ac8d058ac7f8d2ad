"""The first run: name the organisation, make the first person, invite colleagues, bring data."""

from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dealwright.administration import actions, fields, invitations
from dealwright.administration.actions import Administrator
from dealwright.core import actor as actors
from dealwright.core import clock
from dealwright.core.actor import Actor, Channel
from dealwright.core.errors import InvalidError, require
from dealwright.identity import access, requests
from dealwright.identity.models import User
from dealwright.identity.signing_in import door
from dealwright.organisation import queries as organisation
from dealwright.records import shapes
from dealwright.ui.forms import RecordForm

INVITED_AT_ONCE = 5
FIRST_VALUES = {
    "currency": "EUR",
    "country": "DE",
    "fiscal_year_start": "1",
    "time_zone": "Europe/Berlin",
    "locale": "en-GB",
}


@login_not_required
def setup(request: HttpRequest) -> HttpResponse:
    """Step one: the organisation and its first administrator."""
    if organisation.is_set_up():
        return redirect("/")
    by = actors.system(channel=Channel.WEB)
    typed = request.POST.dict() if request.method == "POST" else None
    asked = [*fields.setup_organisation(), *fields.SETUP_PERSON]
    form = RecordForm(asked, actor=by, initial=FIRST_VALUES, typed=typed)
    if request.method == "POST":
        try:
            user = _first_run(form, by=by)
        except InvalidError as error:
            form.refuse(error)
        else:
            door.open_for(request, user)
            return redirect("administration:setup_colleagues")
    context = {"form": form, "organisation": form.controls[:6], "person": form.controls[6:]}
    return render(request, "administration/setup.html", context, status=form.status)


def _first_run(form: RecordForm, *, by: Actor) -> User:
    values = shapes.check(shapes.build("FirstRun", form.fields), form.data())
    settings = {name: value for name, value in values.items() if name in FIRST_VALUES}
    settings |= {"name": values["name"], "fiscal_year_start": int(values["fiscal_year_start"])}
    person = Administrator(
        name=values["person"], email=values["email"], password=values["password"]
    )
    return actions.first_run(settings, person, by=by, at=clock.now())


def colleagues(request: HttpRequest) -> HttpResponse:
    """Step two: invite colleagues, up to five at once; more later under Settings."""
    by = requests.actor(request)
    require(access.is_administrator(by))
    rows = {
        f"{number}-": _invitation(request, by, f"{number}-") for number in range(INVITED_AT_ONCE)
    }
    if request.method == "POST":
        filled = [form for form in rows.values() if form.data()["email"] or form.data()["name"]]
        invited = [invite(form, by=by) for form in filled]
        if all(invited):
            return redirect("administration:setup_data")
    status = max(form.status for form in rows.values())
    return render(request, "administration/setup_colleagues.html", {"rows": rows}, status=status)


def _invitation(request: HttpRequest, by: Actor, lead: str) -> RecordForm:
    typed: dict[str, Any] | None = None
    if request.method == "POST":
        typed = {
            name.removeprefix(lead): str(value)
            for name, value in request.POST.items()
            if name.startswith(lead)
        }
    initial = {"role": "salesperson"}
    optional = [replace(field, required=False) for field in fields.INVITATION]
    return RecordForm(optional, actor=by, initial=initial, typed=typed, prefix=f"person-{lead}")


def invite(form: RecordForm, *, by: Actor) -> bool:
    """Add the person of one form and send the mail; False, with the reason in the form, when refused."""
    try:
        values = shapes.check(shapes.build("Invitation", fields.INVITATION), form.data())
        user = actions.invite(
            email=values["email"],
            name=values["name"],
            role_keys=[values["role"]],
            unit=User.objects.select_related("unit").get(pk=by.user_id).unit,
            by=by,
            at=clock.now(),
        )
    except InvalidError as error:
        form.refuse(error)
        return False
    if not invitations.sent(user, by=by):
        form.refuse(InvalidError({"email": invitations.NOT_SENT}))
        return False
    return True


def data(request: HttpRequest) -> HttpResponse:
    """Step three: start empty, import a file, or look around in a sample company."""
    require(access.is_administrator(requests.actor(request)))
    return render(request, "administration/setup_data.html")
