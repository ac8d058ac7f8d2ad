"""People: who works here, with which roles; invite, change, let in, keep out; what each may do in the end."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.administration import actions, effective, fields, history, invitations
from dealwright.administration.views import entry
from dealwright.administration.views.forms import checked, form_of, taken
from dealwright.core import clock, paging
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.identity import absences
from dealwright.identity import actions as identity
from dealwright.identity.models import User
from dealwright.identity.privileges import Privilege
from dealwright.identity.signing_in import queries as door
from dealwright.identity.signing_in.actions import factors
from dealwright.ui import answers, searching
from dealwright.ui.forms import RecordForm

SIZE = 50
ORDER = paging.order("name")
PEOPLE = User.objects.select_related("unit", "manager")
STATES: dict[str, Q] = {"": Q(is_active=True), "left": Q(is_active=False)}


def people(request: HttpRequest) -> HttpResponse:
    """Everyone who works here, or has left, by name; narrowed by a fragment of name or address."""
    entry.administrator(request)
    query = searching.clean(request.GET.get("q", ""))[:100]
    state = "left" if request.GET.get("state") == "left" else ""
    rows = PEOPLE.filter(STATES[state], Q(name__icontains=query) | Q(email__icontains=query))
    page = paging.page(
        rows.prefetch_related("roles").fetch_mode(models.FETCH_RAISE),
        ORDER,
        size=SIZE,
        cursor=request.GET.get("after"),
    )
    context = {
        "people": page.rows,
        "following": page.next_cursor,
        "is_later_page": "after" in request.GET,
        "count": rows.count(),
        "query": query,
        "state": state,
        "away": absences.away([user.pk for user in page.rows], clock.now()),
        "with_factor": door.factor_holders(user.pk for user in page.rows),
        "here": "people",
    }
    part = "#found" if answers.is_part(request) else ""
    return render(request, f"administration/people.html{part}", context)


def invite(request: HttpRequest) -> HttpResponse:
    """Add a colleague, who gets a mail to choose a password."""
    by = entry.administrator(request)
    mine = entry.found(PEOPLE, by.user_id)
    first = {"unit": mine.unit_id, "roles": ["salesperson"]}
    form = form_of(request, fields.invitation(), by=by, initial=first)
    if request.method == "POST":
        added: list[User] = []
        if taken(form, lambda values: added.append(_invite(values, by=by))):
            _send(request, added[0], by=by)
            return redirect("administration:person", added[0].pk)
    context = {
        "form": form,
        "here": "people",
        "title": _("Invite a colleague"),
        "text": _("They get a mail with a link to choose a password."),
        "back": "administration:people",
        "act": _("Invite"),
    }
    return render(request, "administration/form.html", context, status=form.status)


def _invite(values: dict[str, Any], *, by: Actor) -> User:
    return actions.invite(
        email=values["email"],
        name=values["name"],
        job_title=values["job_title"],
        unit=entry.unit(values["unit"]),
        manager=entry.person(values["manager"]),
        role_keys=values["roles"],
        by=by,
        at=clock.now(),
    )


def _send(request: HttpRequest, user: User, *, by: Actor) -> None:
    if invitations.sent(user, by=by):
        messages.success(request, _("Invited. The mail with the link is on its way."))
    else:
        messages.error(request, invitations.NOT_SENT)


@require_POST
def invite_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send the mail once more."""
    by = entry.administrator(request)
    user = entry.found(PEOPLE, pk)
    actions.invite_again(user, by=by, at=clock.now())
    _send(request, user, by=by)
    return redirect("administration:person", pk)


def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One person: what an administrator may change, and what was changed."""
    by = entry.administrator(request)
    user = entry.found(PEOPLE, pk)
    asked = fields.person()
    form = form_of(request, asked, by=by, initial=_initial(user))
    if request.method == "POST" and _change(user, form, by=by):
        messages.success(request, _("Saved"))
        return redirect("administration:person", pk)
    context = {
        "person": user,
        "form": form,
        "is_me": by.id == pk,
        "away": absences.away([user.pk], clock.now()).get(user.pk),
        "has_factor": bool(door.factor_holders([user.pk])),
        "teams": user.teams.order_by("name", "pk"),
        "history": history.of(pk),
        "here": "people",
    }
    return render(request, "administration/person.html", context, status=form.status)


def _initial(user: User) -> dict[str, Any]:
    held = set(user.roles.values_list("key", flat=True))
    return {
        "name": user.name,
        "job_title": user.job_title,
        "unit": user.unit_id,
        "manager": user.manager,
        "locale": user.locale,
        "time_zone": user.time_zone,
        "roles": [key for key, _name in fields.role_choices() if key in held],
    }


def _change(user: User, form: RecordForm, *, by: Actor) -> bool:
    """Save what differs from what the form showed; False, with the reason in the form, when refused."""
    try:
        values = checked(form)
        changed = {name: values[name] for name in form.changes()}
        if "unit" in changed:
            changed["unit"] = entry.unit(changed["unit"])
        if "manager" in changed:
            changed["manager"] = entry.person(changed["manager"])
        actions.change_person(user, changed, by=by, at=clock.now())
    except InvalidError as error:
        form.refuse(error)
        return False
    return True


@require_POST
def set_active(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a person in, or keep them out."""
    by = entry.administrator(request)
    user = entry.found(PEOPLE, pk)
    active = request.POST.get("active") == "true"
    identity.set_active(user, active=active, by=by, at=clock.now())
    said = _("%(name)s may log in again.") if active else _("%(name)s can no longer log in.")
    messages.success(request, said % {"name": user})
    return redirect("administration:person", pk)


@require_POST
def reset_factors(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the second factors of someone who lost them."""
    by = entry.administrator(request)
    user = entry.found(PEOPLE, pk)
    factors.reset_factors(user, by=by, at=clock.now())
    said = _("%(name)s signs in without a second factor next time, and was signed out everywhere.")
    messages.success(request, said % {"name": user})
    return redirect("administration:person", pk)


def rights(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a person may do in the end, and which of their roles give it."""
    entry.administrator(request)
    user = entry.found(PEOPLE, pk)
    context = {
        "person": user,
        "found": effective.of(user),
        "teams": user.teams.order_by("name", "pk"),
        "roles": user.roles.order_by("name", "pk"),
        "privileges": list(Privilege),
        "here": "people",
    }
    return render(request, "administration/rights.html", context)
