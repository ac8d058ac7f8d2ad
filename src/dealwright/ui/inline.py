"""Editing a value where it stands: one cell of a list, or one field of the panel beside it.

GET opens the control of a field, POST saves it by the kind's own verb and answers with what shows the record: its cells of
the list, as derived ones change too, or the panel. Whatever is wrong comes back beside the value; the input is kept.
Rights are asked when a cell is opened, not for every cell of every row.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_htmx.http import reswap, retarget

from dealwright.core.actor import Actor
from dealwright.core.errors import ConflictError, InvalidError, NotFoundError, RefusedError, require
from dealwright.identity import access, requests
from dealwright.identity.privileges import Privilege
from dealwright.records import registry, shapes
from dealwright.records.fields import Field
from dealwright.records.registry import Entity
from dealwright.records.shapes import Purpose
from dealwright.ui import answers, declared, editing, quick
from dealwright.ui.cells import capitalised
from dealwright.ui.forms import RecordForm, initial_of
from dealwright.ui.listing import Listing
from dealwright.ui.selection import LONGEST_STATE

SIDE = "side"  # the panel; anywhere else is a cell


def cell(request: HttpRequest, key: str, pk: UUID, name: str) -> HttpResponse:
    """The control of one field; or, posted, the value saved."""
    actor = requests.actor(request)
    entity = registry.entity(key).seen_by(actor)
    row = editing.fetch(entity, pk, actor)
    field = _editable(entity, name)
    _require_change(entity, row, actor)
    form = RecordForm(
        [replace(field, help="")],
        actor=actor,
        initial=initial_of(row, [field]),
        typed=request.POST.dict() if request.method == "POST" else None,
        row=row,
        prefix="cell",
        entity=entity,
    )
    if request.method != "POST":
        return _control(request, entity, row, form)
    try:
        _save(request, entity, row, form, actor)
    except (InvalidError, ConflictError) as error:
        form.refuse(error)
        row.refresh_from_db()
        answer = _control(request, entity, row, form)
        return reswap(retarget(answer, f"#{_form_id(row, name)}"), "outerHTML")
    return _saved(request, key, pk)


def _editable(entity: Entity, name: str) -> Field:
    """The field, if it can be changed by itself; else the reason why not."""
    field = entity.by_name.get(name)
    if field is None:
        raise NotFoundError(_("There is no such field."))
    if not (entity.update and field.editable) or field.hidden:
        raise RefusedError(
            _("%(label)s is not typed in here.") % {"label": capitalised(str(field.label))},
            remedy=_(
                "It follows from other fields, is set by a verb, or your roles let you only read it."
            ),
            code="not_editable",
        )
    return field


def _require_change(entity: Entity, row: Any, actor: Actor) -> None:
    """Refuse those whose roles do not let them change it, and a record that nobody changes as it is now."""
    if entity.may_update is None or entity.may_update(actor, row):
        return
    require(entity.is_owned and access.can(actor, Privilege.WRITE, entity.key, row))
    raise RefusedError(
        _("%(title)s is closed, and cannot be changed as it is now.")
        % {"title": entity.title_of(row)},
        remedy=_("Open it to see what can be done with it."),
        code="closed",
    )


def _save(request: HttpRequest, entity: Entity, row: Any, form: RecordForm, actor: Actor) -> None:
    values = shapes.check(shapes.of(entity, Purpose.UPDATE), editing.changes_of(form))
    if values:
        version = editing.version_read(request)
        editing.save_changes(entity, row, form, values, by=actor, version=version)


def _control(request: HttpRequest, entity: Entity, row: Any, form: RecordForm) -> HttpResponse:
    context = {
        "entity": entity,
        "row": row,
        "form": form,
        "controls": [replace(form.controls[0], theirs="")],  # said in words of its own
        "control": form.controls[0],
        "form_id": _form_id(row, form.controls[0].name),
        "version": row.version,
        "place": _place(request),
        "state": _state(request),
    }
    return render(request, "ui/inline.html", context, status=form.status)


def _form_id(row: Any, name: str) -> str:
    """The form of one field of one record: an answer that comes late finds no other cell that is open by then."""
    return f"cell-{row.pk}-{name}"


def _place(request: HttpRequest) -> str:
    return SIDE if SIDE in {request.GET.get("place"), request.POST.get("place")} else ""


def _state(request: HttpRequest) -> str:
    """The address of the list in which the value stands, after the question mark."""
    return (request.POST.get("list") or request.GET.get("list", ""))[:LONGEST_STATE]


def _saved(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """What shows the record, as it is now; the sums of the list are told to follow."""
    answer = quick.panel if _place(request) == SIDE else cells_of
    return answers.tell(answer(request, key, pk), "dw:row")


def cells_of(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """The cells of one row of a list, as that list shows them; also when it no longer finds the row. A list in groups is
    told in which one the row stands now.
    """
    page, state = declared.list_of(key), QueryDict(_state(request))
    listing = Listing(page, actor=requests.actor(request), asked=state, path=request.path)
    row = listing.row(pk)
    answer = HttpResponse(row.cells)
    if stands := listing.group_of(pk):
        group, label = stands
        said = _("“%(title)s” stands in “%(group)s” now.") % {"title": row.title, "group": label}
        answers.tell(answer, "dw:grouped", id=row.id, group=group, said=said)
    return answer
