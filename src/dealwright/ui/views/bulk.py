"""Bulk edit, assign and delete: a dialog that says how many rows are meant, then a change set in the background.

Every view is posted the selection (see `selection`) and, once the dialog is filled in, the step "go".
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.core import clock, digits
from dealwright.core.errors import InvalidError, require
from dealwright.identity import requests
from dealwright.records import shapes
from dealwright.records.changesets import actions, kinds, policies, queries
from dealwright.records.changesets.bulk import DELETE
from dealwright.records.changesets.models import ChangeSet
from dealwright.records.fields import Field
from dealwright.records.registry import Entity
from dealwright.records.shapes import Purpose
from dealwright.ui import answers, bulk, editing, selection
from dealwright.ui.cells import capitalised
from dealwright.ui.forms import RecordForm
from dealwright.ui.selection import Selection

GO = "go"
REFUSED_SHOWN = 5

type Start = Callable[..., ChangeSet]


@require_POST
def total(request: HttpRequest, key: str) -> HttpResponse:
    """How many rows are chosen, exactly, and their sums; for the bar. Nothing, when the last was just put away."""
    if not (request.POST.get("ids") or request.POST.get("all")):
        return HttpResponse()
    chosen = selection.read(request.POST, key, requests.actor(request))
    return render(request, "ui/bulk_total.html", {"chosen": chosen})


@require_POST
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Choose fields, give each a value, for all rows."""
    actor = requests.actor(request)
    chosen = selection.read(request.POST, key, actor)
    require(bulk.can_edit(chosen.entity, actor))
    fields = _picked(request, chosen.entity)
    form = RecordForm(
        fields, actor=actor, typed=_typed(request), prefix="bulk", entity=chosen.entity
    )
    if request.POST.get("step") == GO:
        try:
            return _go(request, actions.edit_many, chosen, values=_values(chosen.entity, form))
        except InvalidError as error:
            form.refuse(error)
    left = [field for field in _editable(chosen.entity) if field not in fields]
    options = [(field.name, capitalised(str(field.label))) for field in left]
    lines = [(control, [control]) for control in form.controls]
    context = {"chosen": chosen, "form": form, "lines": lines, "options": options}
    return _dialog(request, "ui/bulk_edit.html", context, form)


def _editable(entity: Entity) -> list[Field]:
    return [field for field in entity.fields if field.editable and not field.hidden]


def _picked(request: HttpRequest, entity: Entity) -> list[Field]:
    """The fields chosen so far, in the order of choosing; without the one that was put away again."""
    names = [*request.POST.getlist("field"), request.POST.get("more", "")]
    away = request.POST.get("away", "")
    known = {field.name: field for field in _editable(entity)}
    return [known[name] for name in dict.fromkeys(names) if name in known and name != away]


def _typed(request: HttpRequest) -> dict[str, str]:
    """What was typed so far; a field that was added just now starts empty."""
    new = {request.POST.get("more", "")} - set(request.POST.getlist("field"))
    return {name: value for name, value in request.POST.dict().items() if name not in new}


def _values(entity: Entity, form: RecordForm) -> dict[str, Any]:
    """The values for all rows. An empty control empties the field; one that must have a value refuses that."""
    data = form.data()
    emptied = {
        field.name: _("This is required.")
        for field in form.fields
        if field.required and data[field.name] in (None, "")
    }
    if emptied:
        raise InvalidError(emptied)
    return shapes.check(shapes.of(entity, Purpose.UPDATE), data)


@require_POST
def assign(request: HttpRequest, key: str) -> HttpResponse:
    """Hand all rows over to one owner."""
    actor = requests.actor(request)
    chosen = selection.read(request.POST, key, actor)
    require(bulk.can_assign(chosen.entity, actor))
    goes = request.POST.get("step") == GO
    form = RecordForm(
        [chosen.entity.field("owner")],
        actor=actor,
        typed=request.POST.dict() if goes else None,
        prefix="bulk",
    )
    if goes:
        try:
            return _go(request, actions.assign_many, chosen, owner=_owner(form))
        except InvalidError as error:
            form.refuse(error)
    return _dialog(request, "ui/bulk_assign.html", {"chosen": chosen, "form": form}, form)


def _owner(form: RecordForm) -> UUID:
    field = form.fields[0]
    shape = shapes.build("Owner", [field], optional=True)
    owner: UUID | None = shapes.check(shape, form.data()).get(field.name)
    if owner is None:
        raise InvalidError({field.name: _("Name an owner.")})
    return owner


@require_POST
def delete(request: HttpRequest, key: str) -> HttpResponse:
    """Delete all rows."""
    actor = requests.actor(request)
    chosen = selection.read(request.POST, key, actor)
    require(bulk.can_delete(chosen.entity, actor))
    form = RecordForm([], actor=actor)
    if request.POST.get("step") == GO:
        try:
            if chosen.count == 1 == _confirmed(request):
                return _delete_one(request, chosen)
            return _go(request, actions.delete_many, chosen)
        except InvalidError as error:
            form.refuse(error)
    return _dialog(request, "ui/bulk_delete.html", {"chosen": chosen, "form": form}, form)


def _delete_one(request: HttpRequest, chosen: Selection) -> HttpResponse:
    """A single row is deleted at once, with undo in the toast that says so."""
    actor = requests.actor(request)
    pk = chosen.rows.order_by().values_list("pk", flat=True).distinct().get()
    row = editing.fetch(chosen.entity, pk, actor)
    made = actions.delete_one(chosen.entity, row, by=actor, at=clock.now())
    if not answers.in_dialog(request):
        answers.say(request, bulk.deleted(made), undo=bulk.undo_url(made))
        return redirect(editing.list_url(chosen.entity))
    return answers.tell(answers.done(bulk.deleted(made), undo=bulk.undo_url(made)), "dw:unselect")


def _go(request: HttpRequest, start: Start, chosen: Selection, **given: Any) -> HttpResponse:
    """Start the change set on exactly as many rows as were confirmed, and show how far it is."""
    actor = requests.actor(request)
    count = _confirmed(request)
    made = start(chosen.entity, chosen.rows, by=actor, at=clock.now(), count=count, **given)
    if not answers.in_dialog(request):
        return redirect(bulk.url(made))
    return answers.tell(_progress(request, made), "dw:unselect")


def _confirmed(request: HttpRequest) -> int:
    count = digits.whole(request.POST.get("count", ""))
    return -1 if count is None else count


def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far a change set has come, in the dialog that started it; the list loads again when it is done."""
    found = queries.get(pk, requests.actor(request))
    response = _progress(request, found)
    return response if found.is_running else answers.tell(response, "dw:changed")


def _progress(request: HttpRequest, found: ChangeSet) -> HttpResponse:
    done = 100 * found.dealt_with // found.total if found.total else 0
    can_undo = policies.is_undoable(found, clock.now()) and found.changed
    context = {
        "found": found,
        "kind": kinds.of(found),
        "share": done,
        "url": bulk.url(found),
        "can_undo": can_undo,
        "done": _("Deleted") if found.kind == DELETE.key else _("Changed"),
        "not_taken": found.refused + found.left,
        "refused": [] if found.is_running else queries.not_taken(found)[:REFUSED_SHOWN],
    }
    return render(request, "ui/bulk_progress.html", context)


def _dialog(
    request: HttpRequest, template: str, context: Mapping[str, Any], form: RecordForm
) -> HttpResponse:
    return render(request, template, dict(context), status=form.status)
