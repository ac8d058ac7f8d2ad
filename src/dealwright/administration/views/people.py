"""People: who works here, with which roles; invite, let in, keep out."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.administration import fields
from dealwright.administration.views.setup import invite
from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError, require
from dealwright.identity import access, requests
from dealwright.identity import actions as identity
from dealwright.identity.models import BusinessUnit, Role, Team, User
from dealwright.identity.privileges import Privilege
from dealwright.identity.roles import AREAS
from dealwright.ui.forms import RecordForm


def administrator(request: HttpRequest) -> Actor:
    """The actor of a page for administrators. Refuses everyone else."""
    actor = requests.actor(request)
    require(access.is_administrator(actor))
    return actor


def people(request: HttpRequest) -> HttpResponse:
    """Everyone, by name, with the form that invites one more."""
    by = administrator(request)
    typed = request.POST.dict() if request.method == "POST" else None
    form = RecordForm(fields.INVITATION, actor=by, initial={"role": "salesperson"}, typed=typed)
    if request.method == "POST" and invite(form, by=by):
        messages.success(request, _("Invited. The mail with the link is on its way."))
        return redirect("administration:people")
    users = (
        User.objects.select_related("unit", "manager")
        .prefetch_related("roles")
        .order_by("-is_active", "name", "pk")
        .fetch_mode(models.FETCH_RAISE)
    )
    context = {"users": users, "form": form, "here": "people", "me": by.id}
    return render(request, "administration/people.html", context, status=form.status)


@require_POST
def set_active(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a person in, or keep them out."""
    by = administrator(request)
    user = User.objects.filter(pk=pk).first()
    if user is None:
        raise NotFoundError(_("There is no such person."))
    active = request.POST.get("active") == "true"
    identity.set_active(user, active=active, by=by, at=clock.now())
    said = _("%(name)s may log in again.") if active else _("%(name)s can no longer log in.")
    messages.success(request, said % {"name": user})
    return redirect("administration:people")


def structure(request: HttpRequest) -> HttpResponse:
    """Business units as a tree, and teams."""
    administrator(request)
    units = list(BusinessUnit.objects.annotate(people=models.Count("users")).order_by("name", "pk"))
    teams = (
        Team.objects.select_related("unit")
        .annotate(people=models.Count("members"))
        .order_by("name", "pk")
        .fetch_mode(models.FETCH_RAISE)
    )
    context = {"units": _tree(units), "teams": teams, "here": "structure"}
    return render(request, "administration/structure.html", context)


def _tree(units: Sequence[BusinessUnit]) -> list[tuple[int, BusinessUnit]]:
    """Each unit with its depth, parents before children."""
    found: list[tuple[int, BusinessUnit]] = []

    def walk(parent: UUID | None, depth: int) -> None:
        for unit in units:
            if unit.parent_id == parent:
                found.append((depth, unit))
                walk(unit.pk, depth + 1)

    walk(None, 0)
    return found


def roles(request: HttpRequest) -> HttpResponse:
    """What each role may do: for every area and right, how far it reaches."""
    administrator(request)
    kept = list(Role.objects.prefetch_related("grants").order_by("name", "pk"))
    chosen = next((role for role in kept if role.key == request.GET.get("role")), kept[0])
    depths = {(grant.entity, grant.privilege): grant.depth for grant in chosen.grants.all()}
    matrix = [
        (area, [_widest(depths, entities, privilege, chosen) for privilege in Privilege])
        for area, entities in AREAS.items()
    ]
    context = {
        "roles": kept,
        "chosen": chosen,
        "privileges": list(Privilege),
        "matrix": matrix,
        "here": "roles",
    }
    return render(request, "administration/roles.html", context)


def _widest(
    depths: dict[tuple[str, str], int], entities: tuple[str, ...], privilege: str, role: Role
) -> int:
    if role.is_administrator:
        return 5
    return max(depths.get((entity, privilege), 0) for entity in entities)
