"""Sign-in rules: which roles need a second factor, and which identity providers people may come by."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.administration import fields
from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotFoundError, require
from dealwright.identity import access, requests
from dealwright.identity.models import BusinessUnit, Role
from dealwright.identity.signing_in import queries
from dealwright.identity.signing_in.actions import factors, providers
from dealwright.identity.signing_in.models import IdentityProvider
from dealwright.records import shapes
from dealwright.ui.forms import RecordForm

BLANK_ROWS = 3  # room for more mappings below those that are there
MOST_ROWS = 200


def _administrator(request: HttpRequest) -> Actor:
    actor = requests.actor(request)
    require(access.is_administrator(actor))
    return actor


def rules(request: HttpRequest) -> HttpResponse:
    """Roles that require a second factor, and the providers."""
    _administrator(request)
    kept = queries.all_providers().annotate(roles=models.Count("mappings"))
    context = {
        "roles": Role.objects.annotate(people=models.Count("users")).order_by("name", "pk"),
        "providers": kept.fetch_mode(models.FETCH_RAISE),
        "here": "sign_in_rules",
    }
    return render(request, "administration/sign_in_rules.html", context)


@require_POST
def set_rule(request: HttpRequest, key: str) -> HttpResponse:
    """Require a second factor of a role, or no longer."""
    by = _administrator(request)
    role = Role.objects.filter(key=key).first()
    if role is None:
        raise NotFoundError(_("There is no such role."))
    required = request.POST.get("required") == "true"
    factors.require_second_factor(role, required=required, by=by, at=clock.now())
    said = (
        _("%(role)s: second factor required")
        if required
        else _("%(role)s: no second factor required")
    )
    messages.success(request, said % {"role": role.name})
    return redirect("administration:sign_in_rules")


def new_provider(request: HttpRequest) -> HttpResponse:
    """Set up an identity provider."""
    return _provider_page(request, None)


def provider(request: HttpRequest, key: str) -> HttpResponse:
    """Change an identity provider."""
    _administrator(request)
    found = queries.all_providers().filter(key=key).first()
    if found is None:
        raise NotFoundError(_("There is no such provider."))
    return _provider_page(request, found)


def _provider_page(request: HttpRequest, row: IdentityProvider | None) -> HttpResponse:
    by = _administrator(request)
    typed = request.POST.dict() if request.method == "POST" else None
    form = RecordForm(fields.identity_provider(row), actor=by, initial=_initial(row), typed=typed)
    if request.method == "POST":
        try:
            kept = _save(form, request.POST, row, by=by)
        except InvalidError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved"))
            return redirect("administration:provider", kept.key)
    context = {
        "form": form,
        "provider": row,
        "mappings": _rows(request, row),
        "roles": [(role.key, role.name) for role in Role.objects.order_by("name", "pk")],
        "callback": _callback(row),
        "here": "sign_in_rules",
    }
    return render(request, "administration/provider.html", context, status=form.status)


def _initial(row: IdentityProvider | None) -> dict[str, Any]:
    if row is None:
        root = BusinessUnit.objects.filter(parent=None).order_by("pk").first()
        return {"groups_claim": "groups", "unit": str(root.pk) if root else "", "is_active": True}
    plain = {name: getattr(row, name) for name in providers.SETTABLE if name != "unit"}
    return plain | {"unit": str(row.unit_id)}


def _save(
    form: RecordForm, posted: Mapping[str, Any], row: IdentityProvider | None, *, by: Actor
) -> IdentityProvider:
    values = shapes.check(shapes.build("Provider", form.fields), form.data())
    secret = values.pop("secret", "")
    values["unit"] = BusinessUnit.objects.get(pk=values["unit"])
    pairs = _pairs(posted)
    if row is None:
        return providers.create_provider(
            values, secret=secret, mappings=pairs, by=by, at=clock.now()
        )
    return providers.change_provider(
        row, values, secret=secret, mappings=pairs, by=by, at=clock.now()
    )


def _typed(posted: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The rows of the mapping as they were typed: value and the key of a role."""
    numbers = range(MOST_ROWS)
    rows = [(posted.get(f"value-{n}", ""), posted.get(f"role-{n}", "")) for n in numbers]
    return [(str(value).strip(), str(role)) for value, role in rows if str(value).strip()]


def _pairs(posted: Mapping[str, Any]) -> list[tuple[str, Role]]:
    by_key = {role.key: role for role in Role.objects.all()}
    rows = _typed(posted)
    if any(key not in by_key for _value, key in rows):
        raise InvalidError({"": _("Choose a role for every value.")})
    return [(value, by_key[key]) for value, key in rows]


def _rows(request: HttpRequest, row: IdentityProvider | None) -> list[tuple[str, str]]:
    if request.method == "POST":
        shown = _typed(request.POST)
    else:
        found = row.mappings.select_related("role").order_by("value", "pk") if row else ()
        shown = [(mapping.value, mapping.role.key) for mapping in found]
    return [*shown, *([("", "")] * BLANK_ROWS)]


def _callback(row: IdentityProvider | None) -> str:
    """The address to give to the provider; it is known once the provider has a key."""
    return f"{settings.BASE_URL}{reverse('openid_connect_callback', args=[row.key])}" if row else ""
