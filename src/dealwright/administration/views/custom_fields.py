"""Custom fields: those of each kind of record; add, change, order, retire, bring back, purge."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.administration import custom_fields, history
from dealwright.administration.views import entry
from dealwright.administration.views.forms import form_of, taken
from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError
from dealwright.records.custom import actions, queries
from dealwright.records.custom.models import CustomField, Type
from dealwright.records.registry import Entity
from dealwright.ui.cells import capitalised


def _kind(key: str) -> Entity:
    kinds = {kind.key: kind for kind in custom_fields.kinds()}
    if key and key not in kinds:
        raise NotFoundError(_("There is no such kind of record."))
    return kinds[key] if key else next(iter(kinds.values()))


def _rows(kind: Entity) -> list[CustomField]:
    return list(CustomField.objects.filter(entity=kind.key).order_by("position", "pk"))


def fields(request: HttpRequest, key: str = "") -> HttpResponse:
    """The fields that were added to one kind of record."""
    entry.administrator(request)
    kind = _kind(key)
    rows = _rows(kind)
    context = {
        "kinds": [
            (each.key, capitalised(each.plural), len(each.customs))
            for each in custom_fields.kinds()
        ],
        "kind": kind,
        "kind_label": capitalised(kind.plural),
        "fields": [
            (row, custom_fields.icon_of(row), custom_fields.tone_of(row))
            for row in rows
            if not row.is_retired
        ],
        "retired": [row for row in rows if row.is_retired],
        "history": history.of(*(row.pk for row in rows)),
        "here": "fields",
    }
    return render(request, "administration/fields.html", context)


def new_field(request: HttpRequest, key: str) -> HttpResponse:
    """Add a field: first its kind, then what it asks for."""
    by = entry.administrator(request)
    kind = _kind(key)
    context: dict[str, Any] = {
        "kind": kind,
        "kind_label": capitalised(kind.plural),
        "offers": custom_fields.offers(),
        "here": "fields",
    }
    wanted = request.GET.get("kind", "")
    if wanted not in Type.values:
        return render(request, "administration/field_kinds.html", context)
    row = CustomField(entity=key, kind=wanted)
    form = form_of(
        request, custom_fields.form_fields(row), by=by, initial=custom_fields.initial(row)
    )
    made: list[CustomField] = []
    if request.method == "POST" and taken(
        form, lambda typed: made.append(_add(request, row, typed, by=by))
    ):
        said = _("%(field)s added. It is on the forms and pages of %(kinds)s now.")
        messages.success(request, said % {"field": made[0].label, "kinds": kind.plural})
        return redirect("administration:fields_of", key)
    context |= {"form": form, "field": row, "type_label": capitalised(str(Type(wanted).label))}
    return render(request, "administration/field.html", context, status=form.status)


def _add(
    request: HttpRequest, row: CustomField, typed: dict[str, Any], *, by: Actor
) -> CustomField:
    values = custom_fields.answered(row, typed, request.POST.dict())
    return actions.add_field(row.entity, {**values, "kind": row.kind}, by=by, at=clock.now())


def field(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One field: what it is called, offers and asks for; its index; retiring it."""
    by = entry.administrator(request)
    row = entry.found(CustomField.objects.all(), pk)
    kind = _kind(row.entity)
    form = form_of(
        request, custom_fields.form_fields(row), by=by, initial=custom_fields.initial(row)
    )
    if request.method == "POST" and taken(form, lambda typed: _change(request, row, typed, by=by)):
        messages.success(request, _("Saved"))
        return redirect("administration:field", pk)
    context = {
        "kind": kind,
        "kind_label": capitalised(kind.plural),
        "field": row,
        "form": form,
        "choices": custom_fields.choice_rows(row),
        "type_label": capitalised(str(Type(row.kind).label)),
        "tone": custom_fields.tone_of(row),
        "count": queries.count_of_values(row) if row.is_retired else None,
        "history": history.of(pk),
        "here": "fields",
    }
    return render(request, "administration/field.html", context, status=form.status)


def _change(request: HttpRequest, row: CustomField, typed: dict[str, Any], *, by: Actor) -> None:
    values = custom_fields.answered(row, typed, request.POST.dict())
    actions.change_field(row, values, by=by, at=clock.now())


@require_POST
def order_fields(request: HttpRequest, key: str) -> HttpResponse:
    """Move one field up or down among those of its kind."""
    by = entry.administrator(request)
    ids = [row.pk for row in _rows(_kind(key)) if not row.is_retired]
    moved, step = request.POST.get("field", ""), -1 if "up" in request.POST else 1
    place = next((n for n, pk in enumerate(ids) if str(pk) == moved), None)
    if place is not None and 0 <= place + step < len(ids):
        ids[place], ids[place + step] = ids[place + step], ids[place]
        actions.order_fields(key, ids, by=by, at=clock.now())
    return redirect("administration:fields_of", key)


@require_POST
def retire_field(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a field nowhere any more, or show it again."""
    by = entry.administrator(request)
    row = entry.found(CustomField.objects.all(), pk)
    verb = actions.bring_back_field if row.is_retired else actions.retire_field
    verb(row, by=by, at=clock.now())
    said = _("%(field)s is shown again.") if row.is_retired else _("%(field)s is retired.")
    messages.success(request, said % {"field": row.label})
    return redirect("administration:fields_of", row.entity)


@require_POST
def purge_field(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a retired field away with its values."""
    by = entry.administrator(request)
    row = entry.found(CustomField.objects.all(), pk)
    actions.purge_field(row, by=by, at=clock.now())
    messages.success(request, _("%(field)s is being purged.") % {"field": row.label})
    return redirect("administration:fields_of", row.entity)


@require_POST
def index_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Try a failed index again."""
    by = entry.administrator(request)
    row = entry.found(CustomField.objects.all(), pk)
    actions.index_again(row, by=by, at=clock.now())
    messages.success(request, _("The index is being built."))
    return redirect("administration:field", pk)
