"""Roles: create, copy, rename, delete; what each may do, and how far; which fields it restricts."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.administration import actions, fields, history, rights
from dealwright.administration.views import entry
from dealwright.administration.views.forms import form_of, taken
from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError
from dealwright.identity import actions as identity
from dealwright.identity import roles as standard
from dealwright.identity.models import Role
from dealwright.identity.privileges import Depth, FieldLevel
from dealwright.records.registry import Entity
from dealwright.ui.cells import capitalised

STANDARD = {role.key for role in standard.ROLES}
LEVELS = tuple(reversed(FieldLevel))


def _roles() -> QuerySet[Role]:
    """Every role with the number of those who hold it, the administrators' last."""
    return Role.objects.annotate(people=Count("users")).order_by("is_administrator", "name", "pk")


def _context(role: Role, *, tab: str) -> dict[str, Any]:
    """What the pages of a role have in common."""
    return {
        "roles": _roles(),
        "role": role,
        "tab": tab,
        "is_standard": role.key in STANDARD,
        "history": history.of(role.pk),
        "here": "roles",
    }


def roles(request: HttpRequest) -> HttpResponse:
    """The roles, and what the first of them may do."""
    by = entry.administrator(request)
    first = _roles().first()
    if first is None:
        raise NotFoundError(_("There are no roles."))
    return _matrix(request, first, by=by)


def role(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What one role may do: for every kind of record and right, how far it reaches."""
    by = entry.administrator(request)
    return _matrix(request, entry.found(_roles(), pk), by=by)


def _matrix(request: HttpRequest, row: Role, *, by: Actor) -> HttpResponse:
    if request.method == "POST":
        said = _save(request.POST.dict(), row, by=by)
        messages.success(request, said or _("Nothing was different."))
        return redirect("administration:role", row.pk)
    held = rights.held_by(row)
    context = _context(row, tab="rights") | {
        "areas": rights.areas(row, held),
        "was": rights.written(held),
        "depths": list(Depth),
    }
    return render(request, "administration/role.html", context)


def _save(posted: Mapping[str, str], row: Role, *, by: Actor) -> str:
    """Change what was chosen otherwise than it was shown, and say it."""
    was = rights.read(posted)
    depths = rights.changed(posted, was)
    actions.set_rights(row, depths, read=was, by=by, at=clock.now())
    return rights.told(depths, was)


def role_fields(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Which fields of one kind of record a role hides or keeps from being changed."""
    by = entry.administrator(request)
    row = entry.found(_roles(), pk)
    kinds = rights.restrictable_kinds()
    kind = _chosen(kinds, request.GET.get("kind", ""))
    if request.method == "POST":
        levels = rights.changed_levels(request.POST.dict(), kind)
        actions.set_field_rights(row, kind.key, levels, by=by, at=clock.now())
        messages.success(request, rights.told_levels(levels, kind) or _("Nothing was different."))
        return redirect(request.get_full_path())
    context = _context(row, tab="fields") | {
        "kinds": _counted(kinds, row),
        "kind": kind,
        "kind_label": capitalised(kind.plural),
        "rows": rights.field_rows(row, kind),
        "levels": LEVELS,
    }
    return render(request, "administration/role_fields.html", context)


def _chosen(kinds: list[Entity], key: str) -> Entity:
    if not key:
        return kinds[0]
    for kind in kinds:
        if kind.key == key:
            return kind
    raise NotFoundError(_("There is no such kind of record."))


def _counted(kinds: list[Entity], row: Role) -> list[tuple[str, str, int]]:
    """Each kind by key and name, with how many of its fields the role restricts."""
    restricted = row.field_rights.values_list("entity").annotate(count=Count("pk"))
    counts = dict(restricted.order_by())
    return [(kind.key, capitalised(kind.plural), counts.get(kind.key, 0)) for kind in kinds]


def new_role(request: HttpRequest) -> HttpResponse:
    """Create a role, empty or as a copy of another."""
    by = entry.administrator(request)
    form = form_of(request, fields.new_role(), by=by, initial={"like": request.GET.get("like", "")})
    made: list[Role] = []
    if request.method == "POST" and taken(form, lambda typed: made.append(_create(typed, by=by))):
        messages.success(request, _("Role created. Now say what it may do."))
        return redirect("administration:role", made[0].pk)
    context = {
        "form": form,
        "here": "roles",
        "title": _("Create a role"),
        "text": _("A person may hold several; the widest right of each wins."),
        "back": "administration:roles",
        "act": _("Create"),
    }
    return render(request, "administration/form.html", context, status=form.status)


def _create(values: dict[str, Any], *, by: Actor) -> Role:
    like = Role.objects.filter(key=values["like"]).first() if values["like"] else None
    return identity.create_role(values["name"], like=like, by=by, at=clock.now())


def rename_role(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a role another name."""
    by = entry.administrator(request)
    row = entry.found(_roles(), pk)
    form = form_of(request, fields.ROLE_NAME, by=by, initial={"name": row.name})
    if request.method == "POST" and taken(
        form, lambda typed: identity.rename_role(row, typed["name"], by=by, at=clock.now())
    ):
        messages.success(request, _("Saved"))
        return redirect("administration:role", pk)
    context = {
        "form": form,
        "here": "roles",
        "title": _("Rename %(role)s") % {"role": row.name},
        "text": _("Whoever holds the role keeps it."),
        "back": "administration:roles",
        "act": _("Rename"),
    }
    return render(request, "administration/form.html", context, status=form.status)


def limit_role(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How much people of a role may take off prices by hand."""
    by = entry.administrator(request)
    row = entry.found(_roles(), pk)
    initial = {"discount_limit": row.discount_limit}
    form = form_of(request, fields.ROLE_LIMIT, by=by, initial=initial)
    if request.method == "POST" and taken(
        form,
        lambda typed: identity.set_discount_limit(
            row, typed["discount_limit"], by=by, at=clock.now()
        ),
    ):
        messages.success(request, _("Saved"))
        return redirect("administration:role", pk)
    context = {
        "form": form,
        "here": "roles",
        "title": _("Discounts of %(role)s") % {"role": row.name},
        "text": _(
            "A quote that goes further than this is saved, and activated only by someone who may go so far."
        ),
        "back": "administration:roles",
        "act": _("Save"),
    }
    return render(request, "administration/form.html", context, status=form.status)


@require_POST
def delete_role(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a role away that nobody holds."""
    by = entry.administrator(request)
    row = entry.found(_roles(), pk)
    identity.delete_role(row, by=by, at=clock.now())
    messages.success(request, _("%(name)s deleted") % {"name": row.name})
    return redirect("administration:roles")
